# Running each workload on each side. Wants: $build, $work, $db; $times: where bench-watch notes what a run took (empty: it is
# not watched); $choices: options for every run of Cible. Each side leaves its answer in $work/WORKLOAD.SIDE: for W1 a database with
# the table `result`, else lines of figures.
today=2026-01-01
times=
choices=

watched() { if [ -n "$times" ]; then "$build/bench-watch" "$times" "$@"; else "$@"; fi; }

cible_says() { # cible_says WORDS…: standard output is the caller's; what goes to standard error is shown only where it fails
  watched "$build/cible" "$@" --db "$db" --today $today $choices 2>"$work/err" || { cat "$work/err" >&2; return 1; }
}

# ---- W1: the members of any segment, to a table of six columns ----

w1_cible() { # w1_cible THREADS [OPTIONS…]
  with_threads=$1
  shift
  rm -f "$work/w1.cible"
  cible_says run bench/w1.cible --threads "$with_threads" --where targeted --select segs,score,band,channel,ratio \
    --format sqlite --out "$work/w1.cible" "$@"
}

w1_sqlite() { # w1_sqlite [FILE.sql]
  rm -f "$work/w1.sqlite"
  { echo "ATTACH '$work/w1.sqlite' AS o; PRAGMA o.synchronous=off;"; cat "${1:-bench/peers/sqlite/w1.sql}"; } | watched sqlite3 "$db"
}

# Figures of those rows, none of which is written: how many, the sums of score and ratio, the sizes of bands and channels.
w1f_sqlite() {
  { echo "SELECT count(*), sum(score), sum(ratio), $(sizes_of band hot warm cool cold), $(sizes_of channel email sms phone post visit) FROM ("
    sed 's/^--.*//; /^DROP/d; /^CREATE/d; s/^INSERT INTO o.result//; $ s/;$/);/' bench/peers/sqlite/w1.sql; } >"$work/w1f.sql"
  watched sqlite3 -separator ' ' "$db" <"$work/w1f.sql" >"$work/w1f.sqlite"
}

sizes_of() { # sizes_of COLUMN VALUES…
  local column=$1 all= value
  shift
  for value; do all="$all, sum($column = '$value')"; done
  echo "${all#, }"
}

w1_step() {
  rm -f "$work/w1.step"
  watched "$build/bench-step" w1 "$db" "$1" "$work/w1.step"
}

w1_duckdb() { duckdb run bench/peers/duckdb/w1.sql "$1" "$times"; }

# ---- the others: figures ----

w2_cible() { cible_says run bench/w2.cible --threads "$1" --json >"$work/w2.json"; }
w3_cible() {
  cible_says eval --file bench/w3.cible --threads "$1" found found_calls found_meetings found_clicks found_ordered >"$work/w3.lines"
}
w4_cible() {
  cible_says count bench/w4.cible --threads "$1" conquest asleep young warm_leads win_back --json >"$work/w4.json"
}

for w in w2 w3 w4; do
  eval "${w}_sqlite() { watched sqlite3 -separator ' ' \"\$db\" <bench/peers/sqlite/$w.sql >\"\$work/$w.sqlite\"; }"
  eval "${w}_step() { watched \"\$build/bench-step\" $w \"\$db\" \"\$1\" >\"\$work/$w.step\"; }"
  eval "${w}_duckdb() { duckdb run bench/peers/duckdb/$w.sql \"\$1\" \"\$times\" >\"\$work/$w.duckdb\"; }"
done

duckdb() { # duckdb ACTION WORDS…, over the bench's records in a file of DuckDB's own
  action=$1
  shift
  node bench/peers/duckdb/duckdb.cjs "$build/bench" "$action" "$duckdb" "$@"
}
