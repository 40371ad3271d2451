# awk -v name=NAME -v with=FILE -f paste.awk PAGE: the page, with what stands between `<!-- NAME -->` and `<!-- end of NAME -->`
# replaced by the file.
$0 == "<!-- " name " -->" {
  print
  print ""
  while ((getline line < with) > 0) print line
  inside = 1
}
$0 == "<!-- end of " name " -->" { inside = 0 }
!inside
