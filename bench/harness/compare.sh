# Holding the answers of two sides against each other: each function prints the first differences, or nothing.
# Keys, names and counts are equal; numbers to one part in 10^9.

# differences WORKLOAD SIDE: against SQL's answer.
differences() {
  case $1.$2 in
  w2.cible) read_w2_json ;;
  w3.cible) tr '\n' ' ' <"$work/w3.lines" >"$work/w3.cible" && echo >>"$work/w3.cible" ;;
  w4.cible) sed 's/.*"counts": {\([^}]*\)}.*/\1/' "$work/w4.json" | grep -oE ': [0-9]+' | tr -d ':\n' >"$work/w4.cible"; echo >>"$work/w4.cible" ;;
  w1.duckdb) read_w1_csv ;;
  w2.kept) awk '{ for (i = 1; i <= 3; i++) v[NR, i] = $i } END { for (i = 1; i <= 3; i++) print substr("ABC", i, 1), v[1, i], v[2, i], v[3, i] }' \
    "$work/w2.kept" >"$work/w2.rows" && mv "$work/w2.rows" "$work/w2.kept" ;;
  w3.kept) tr -d '\n' <"$work/w3.kept" >"$work/w3.rows" && echo >>"$work/w3.rows" && mv "$work/w3.rows" "$work/w3.kept" ;;
  esac
  case $1 in
  w1) same_tables "$2" ;;
  w2) same_figures w2 "$2" 4 ;; # class, members, worth, least; the share is not: in Cible a negative value adds nothing to it
  w1f) same_figures w1f "$2" 12 ;; # members, score, ratio, four bands, five channels
  w3 | w4) same_figures "$1" "$2" 5 ;;
  esac
}

same_tables() { # W1's table of a side against SQL's; Cible names it after the subject
  table=result
  [ "$1" = cible ] || [ "$1" = kept ] && table=prospects
  sqlite3 "$work/w1.$1" <<EOF
ATTACH '$work/w1.sqlite' AS o;
SELECT 'W1, $1: ' || count(*) || ' only there' FROM (SELECT id FROM $table EXCEPT SELECT id FROM o.result) HAVING count(*) > 0;
SELECT 'W1, $1: ' || count(*) || ' only in SQL' FROM (SELECT id FROM o.result EXCEPT SELECT id FROM $table) HAVING count(*) > 0;
SELECT 'W1, $1: no rows' FROM (SELECT count(*) AS n FROM $table) WHERE n = 0;
SELECT 'W1, $1: ' || c.id || ' ' || c.segs || '/' || s.segs || ' ' || c.score || '/' || s.score || ' ' || c.band || '/' || s.band
    || ' ' || c.channel || '/' || s.channel || ' ' || c.ratio || '/' || s.ratio
  FROM $table c JOIN o.result s USING (id)
  WHERE c.segs <> s.segs OR c.band <> s.band OR c.channel <> s.channel
     OR NOT (abs(c.score - s.score) <= 1e-9 * max(1, abs(s.score))) OR NOT (abs(c.ratio - s.ratio) <= 1e-9 * abs(s.ratio))
  LIMIT 5;
EOF
}

read_w1_csv() {
  rm -f "$work/w1.duckdb" "$work/w1.csv"
  duckdb export result "$work/w1.csv"
  sqlite3 "$work/w1.duckdb" "CREATE TABLE result(id INTEGER PRIMARY KEY,segs INTEGER,score REAL,band TEXT,channel TEXT,ratio REAL)" \
    ".import --csv --skip 1 '$work/w1.csv' result"
}

read_w2_json() {
  sqlite3 -separator ' ' :memory: "
    WITH rows AS (SELECT json_extract(m.value, '$.name') AS name, json_extract(r.value, '$.by[0]') AS class, json_extract(r.value, '$.value') AS v
      FROM json_each(readfile('$work/w2.json'), '$.measures') m, json_each(m.value, '$.rows') r)
    SELECT class, max(v) FILTER (WHERE name = 'members'), max(v) FILTER (WHERE name = 'worth'), max(v) FILTER (WHERE name = 'least')
    FROM rows GROUP BY class ORDER BY class" >"$work/w2.cible"
}

same_figures() { # same_figures WORKLOAD SIDE COLUMNS: of the first columns
  paste -d ' ' "$work/$1.$2" "$work/$1.sqlite" | awk -v name="$1, $2" -v columns="$3" -v one="$(awk '{ print NF; exit }' "$work/$1.$2")" '{
    if (one < columns) { print name ": nothing came"; exit }
    for (i = 1; i <= columns; i++) {
      a = $i; b = $(one + i); size = b < 0 ? -b : b; d = a - b
      if (a != b && (d < 0 ? -d : d) > 1e-9 * (size > 1 ? size : 1)) { print name ": " a " / " b; exit }
    }
    rows++
  } END { if (!rows) print name ": nothing came" }'
}
