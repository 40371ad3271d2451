# A bar chart as SVG, of lines "group TAB name TAB value TAB class": one bar each, lengths by the logarithm of the value.
# Legible on light and on dark pages.
BEGIN {
  FS = "\t"
  width = 760; left = 180; right = 70; height = 20; gap = 4; space = 34; top = 56
  least = 0.5; most = 256
}
function at(value) {
  if (value < least) value = least
  return left + (width - left - right) * log(value / least) / log(most / least)
}
function text(x, y, anchor, class, words) {
  return sprintf("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n", x, y, anchor, class, words)
}
$1 != group { group = $1; y += NR > 1 ? space : top; titles = titles text(8, y + 15, "start", "title", group) }
{
  length_of = at($3) - at(least)
  bars = bars sprintf("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"2\" class=\"%s\"/>\n", left, y, length_of, height, $4)
  bars = bars text(left - 8, y + 15, "end", "name", $2) text(left + length_of + 6, y + 15, "start", "value", $3 + 0 >= 10 ? sprintf("%.0f ×", $3) : sprintf("%.1f ×", $3))
  y += height + gap
}
END {
  bottom = y + 8
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Times as fast as SQL, by workload\">\n", width, bottom + 26
  print "<style>"
  print "text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 } .value { font-size: 12px } .axis { font-size: 11px; fill: #57606a }"
  print "line { stroke: #d0d7de } .peer { fill: #9aa4b1 } .own { fill: #0969da } .head { font-weight: 600; font-size: 15px }"
  print "@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .axis { fill: #9198a1 } line { stroke: #3d444d } .peer { fill: #656c76 } .own { fill: #4493f8 } }"
  print "</style>"
  printf "%s", text(8, 22, "start", "head", "Times as fast as the best SQL (logarithmic; two threads but for SQL)")
  for (mark = 0.5; mark <= most; mark *= 2) {
    printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", at(mark), at(mark), top - 10, bottom
    printf "%s", text(at(mark), bottom + 16, "middle", "axis", mark)
  }
  printf "%s%s</svg>\n", titles, bars
}
