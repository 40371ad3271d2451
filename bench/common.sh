# Shared by bench/run and tests/bench-smoke: running W1 and W4 on both sides, and comparing what came out.
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
