# The report, as Markdown, of what has been measured.

workload_row() { # workload_row WORKLOAD NAME TITLE
  has "$2" || return 0
  local duckdb_times=
  has "$1-duckdb-2" && duckdb_times=$(ratio "$1-duckdb-2" "$2")
  echo "| $3 | $(seconds "$2") | $(spread "$2") | $(ratio "$1-sqlite" "$2") | $duckdb_times | $(processor "$2") | $(megabytes "$2") |"
}

workload_table() { # workload_table w1 "what it is"
  local w=$1
  has "$w-sqlite" || return 0
  echo "| ${w^^}, $2 | median, s | least to most | × SQL | × DuckDB | processor, s | memory, MB |"
  echo "|---|---|---|---|---|---|---|"
  workload_row "$w" "$w-sqlite" "SQL in the \`sqlite3\` shell"
  workload_row "$w" "$w-step-1" "C over \`sqlite3_step\`, 1 thread"
  workload_row "$w" "$w-step-2" "C over \`sqlite3_step\`, 2 threads"
  workload_row "$w" "$w-duckdb-1" "DuckDB, its own table, 1 thread"
  workload_row "$w" "$w-duckdb-2" "DuckDB, its own table, 2 threads"
  workload_row "$w" "$w-file-1" "Cible from the file, 1 thread"
  workload_row "$w" "$w-file-2" "Cible from the file, 2 threads"
  workload_row "$w" "$w-snapshot-1" "Cible on the snapshot, 1 thread"
  workload_row "$w" "$w-snapshot-2" "Cible on the snapshot, 2 threads"
  workload_row "$w" "$w-again-1" "Cible on the snapshot, asked again, 1 thread"
  workload_row "$w" "$w-again-2" "Cible on the snapshot, asked again, 2 threads"
  workload_row "$w" "$w-kept-1" "Cible in a process that keeps, asked again, 1 thread"
  workload_row "$w" "$w-kept-2" "Cible in a process that keeps, asked again, 2 threads"
  workload_row "$w" "$w-tried-1" "Cible in a process that keeps, one value changed, 1 thread"
  workload_row "$w" "$w-tried-2" "Cible in a process that keeps, one value changed, 2 threads"
  workload_row "$w" "$w-renewed-1" "Cible in a process that keeps, 1 % of the records changed, 1 thread"
  workload_row "$w" "$w-renewed-2" "Cible in a process that keeps, 1 % of the records changed, 2 threads"
  workload_row "$w" "$w-weight-2" "Cible on the snapshot, one weight changed, 2 threads"
  workload_row "$w" "$w-weight-again-2" "Cible on the snapshot, asked before, one weight changed, 2 threads"
  workload_row "$w" "$w-changed-2" "Cible after 1 % of the records changed, 2 threads"
  echo
}

other_table() {
  local name title
  has cold-dd || has import-shell || return 0
  echo "| from the disk, and into a database | median, s | least to most | processor, s | memory, MB |"
  echo "|---|---|---|---|---|"
  while IFS='|' read -r name title; do
    if has "$name"; then echo "| $title | $(seconds "$name") | $(spread "$name") | $(processor "$name") | $(megabytes "$name") |"; fi
  done <<'END'
cold-dd|`dd` of the bytes of the table, not in memory before
cold-file-1|W1, not in memory before, 1 thread
cold-file-2|W1, not in memory before, 2 threads
import-shell|CSV by the shell's `.import`
import-cible|CSV by `cible import`
END
  echo
}

# What a goal asks of its two measurements, as a number and its unit.
reached() { # reached HOW ONE OTHER
  case $1 in
  faster | longer) ratio "$2" "$3" ;;
  rate) echo "$(median "$2") $(median "$3")" | awk '{ printf "%.1f", $1 / $2 / 1e6 }' ;;
  each) median "$2" | awk -v n="$records" '{ printf "%.0f", $1 / n }' ;;
  memory) megabytes "$2" ;;
  start | record) median "$2" | awk '{ printf "%.1f", $1 }' ;;
  esac
}

unit_of() {
  case $1 in
  faster | longer) echo ×;;
  rate) echo "M rows/s" ;;
  each) echo "bytes a record" ;;
  memory) echo MB ;;
  start) echo ms ;;
  record) echo ns ;;
  esac
}

# Of each goal that has been measured: what was reached, and by how much it is missed.
goals_table() {
  local title how one other target
  echo "| goal | target | reached | |"
  echo "|---|---|---|---|"
  grep -v '^#' bench/harness/goals | while IFS='|' read -r title how one other target; do
    has "$one" && has "${other:-$one}" || continue
    awk -v title="$title" -v how="$how" -v reached="$(reached "$how" "$one" "$other")" -v target="$target" -v unit="$(unit_of "$how")" 'BEGIN {
      least = how == "faster" || how == "rate"
      met = least ? reached >= target : reached <= target
      by = least ? 1 - reached / target : reached / target - 1
      printf "| %s | %s %s %s | %s %s | %s |\n", title, least ? "≥" : "≤", target, unit, reached, unit, met ? "met" : sprintf("**missed** by %.0f %%", 100 * by)
    }'
  done
  echo
}

grouped() { echo "$1" | sed -E ':a; s/([0-9])([0-9]{3})($| )/\1 \2\3/; ta'; } # 4000000 as 4 000 000

report() {
  echo "\`$call\`: $(grouped "$records") prospects, $(grouped $((2 * records))) interactions; medians of rounds in turn;" \
    "$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), $(nproc) cores, SQLite $(sqlite3 --version | cut -d' ' -f1)."
  echo
  workload_table w1 "segments, score, bands, channels; a table of results"
  workload_table w1f "figures of W1's rows, none of which is written: how many, sums, sizes of bands and channels"
  workload_table w2 "everyone ranked and classed"
  workload_table w3 "interactions of twelve months, in a condition"
  workload_table w4 "sizes of five segments"
  other_table
  if [ -s "$work/vm.md" ]; then cat "$work/vm.md" && echo; fi
  goals_table
}

# For the picture: group, name, times as fast as SQL, class.
bars() {
  local w side class name
  for w in w1 w2 w3 w4; do
    has "$w-sqlite" || continue
    while IFS='|' read -r side class name; do
      if has "$w-$side"; then printf '%s\t%s\t%s\t%s\n' "${w^^}" "$name" "$(ratio "$w-sqlite" "$w-$side")" "$class"; fi
    done <<'END'
sqlite|peer|SQL
step-2|peer|C over sqlite3_step
duckdb-2|peer|DuckDB, own table
file-2|own|Cible from the file
snapshot-2|own|Cible on the snapshot
again-2|own|Cible on the snapshot, asked again
tried-2|own|Cible keeping, one value changed
END
  done
}
