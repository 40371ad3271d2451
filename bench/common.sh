# Shared by bench/run and tests/bench-smoke: running W1 to W4 on both sides, and comparing what came out.
# Wants: $build, $work, $db.

today=2026-01-01

w1_cible() { # w1_cible THREADS
  rm -f "$work/cible.db"
  "$build/cible" run bench/w1.cible --db "$db" --today $today --threads "$1" --where targeted \
    --select segs,score,band,channel,ratio --out "$work/cible.db" 2>"$work/err" || cat "$work/err" >&2
}

w1_sql() {
  rm -f "$work/sql.db"
  { echo "ATTACH '$work/sql.db' AS o; PRAGMA o.synchronous=off;"; cat bench/peers/w1.sql; } | sqlite3 "$db"
}

w4_cible() { # w4_cible THREADS
  "$build/cible" count bench/w4.cible --db "$db" --today $today --threads "$1" conquest asleep young warm_leads win_back --json \
    >"$work/w4.cible" 2>"$work/err" || cat "$work/err" >&2
}

w4_sql() { sqlite3 -separator ' ' "$db" <bench/peers/w4.sql >"$work/w4.sql"; }

w2_cible() { # w2_cible THREADS
  "$build/cible" run bench/w2.cible --db "$db" --today $today --threads "$1" --json >"$work/w2.json" 2>"$work/err" || cat "$work/err" >&2
}

w2_sql() { sqlite3 -separator ' ' "$db" <bench/peers/w2.sql >"$work/w2.sql"; }

w3_cible() { # w3_cible THREADS
  "$build/cible" eval --file bench/w3.cible --db "$db" --today $today --threads "$1" \
    found found_calls found_meetings found_clicks found_ordered >"$work/w3.cible" 2>"$work/err" || cat "$work/err" >&2
}

w3_sql() { sqlite3 -separator ' ' "$db" <bench/peers/w3.sql >"$work/w3.sql"; }

# Prints nothing where both result tables of W1 say the same: the same keys, segments, bands and channels, scores and ratios
# to one part in 10^9.
w1_differences() {
  sqlite3 "$work/cible.db" <<EOF
ATTACH '$work/sql.db' AS o;
SELECT 'only in one: ' || count(*) FROM (SELECT id FROM prospects EXCEPT SELECT id FROM o.result) HAVING count(*) > 0;
SELECT 'only in SQL: ' || count(*) FROM (SELECT id FROM o.result EXCEPT SELECT id FROM prospects) HAVING count(*) > 0;
SELECT 'differs: ' || c.id || ' ' || c.segs || '/' || s.segs || ' ' || c.score || '/' || s.score || ' ' || c.band || '/' || s.band
    || ' ' || c.channel || '/' || s.channel || ' ' || c.ratio || '/' || s.ratio
  FROM prospects c JOIN o.result s USING (id)
  WHERE c.segs <> s.segs OR c.band <> s.band OR c.channel <> s.channel
     OR NOT (abs(c.score - s.score) <= 1e-9 * max(1, abs(s.score))) OR NOT (abs(c.ratio - s.ratio) <= 1e-9 * abs(s.ratio))
  LIMIT 5;
EOF
}

# The five sizes of both answers to W4, in order.
w4_differences() {
  cible=$(sed 's/.*"counts": {\([^}]*\)}.*/\1/' "$work/w4.cible" | grep -oE '[0-9]+' | tr '\n' ' ')
  sql=$(tr '\n' ' ' <"$work/w4.sql")
  [ "$cible" = "$sql" ] || echo "W4: $cible / $sql"
}

# Size, worth and least value of each class. The share is not compared: in Cible a negative value adds nothing to it.
w2_differences() {
  sqlite3 -separator ' ' :memory: "
    WITH rows AS (SELECT json_extract(m.value, '$.name') AS name, json_extract(r.value, '$.by[0]') AS class, json_extract(r.value, '$.value') AS v
      FROM json_each(readfile('$work/w2.json'), '$.measures') m, json_each(m.value, '$.rows') r)
    SELECT class, max(v) FILTER (WHERE name = 'members'), max(v) FILTER (WHERE name = 'worth'), max(v) FILTER (WHERE name = 'least')
    FROM rows GROUP BY class ORDER BY class" >"$work/w2.cible"
  same_numbers "W2" "$work/w2.cible" "$work/w2.sql" 4
}

w3_differences() {
  tr '\n' ' ' <"$work/w3.cible" >"$work/w3.line" && echo >>"$work/w3.line"
  same_numbers "W3" "$work/w3.line" "$work/w3.sql" 5
}

# same_numbers NAME ONE OTHER COLUMNS: prints nothing where the first columns of both are equal to one part in 10^9.
same_numbers() {
  paste -d ' ' "$2" "$3" | awk -v name="$1" -v columns="$4" -v one="$(awk '{ print NF; exit }' "$2")" '{
    if (one < columns) { print name ": nothing came"; exit }
    for (i = 1; i <= columns; i++) {
      a = $i; b = $(one + i); size = b < 0 ? -b : b; d = a - b
      if (a != b && (d < 0 ? -d : d) > 1e-9 * (size > 1 ? size : 1)) { print name ": " a " / " b; exit }
    }
    rows++
  } END { if (!rows) print name ": nothing came" }'
}
