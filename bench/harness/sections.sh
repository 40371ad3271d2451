# The sections of the bench: each runs its sides in turn, round after round.

section_of_workload() { # section_of_workload w1
  local w=$1
  for ((round = 1; round <= rounds; round++)); do
    took "$w-sqlite" "${w}_sqlite"
    for threads in 1 2; do
      took "$w-step-$threads" "${w}_step" $threads
      agree "$w" step
      if $with_duckdb; then
        took "$w-duckdb-$threads" "${w}_duckdb" $threads
        agree "$w" duckdb
      fi
      choices=$no_cache
      took "$w-file-$threads" "${w}_cible" $threads
      agree "$w" cible
      choices=
      $with_cache || continue
      [ "$round" -eq 1 ] && [ "$threads" -eq 1 ] && fill_cache "$w"
      choices=$no_results
      took "$w-snapshot-$threads" "${w}_cible" $threads
      agree "$w" cible
      choices=
      [ -n "$no_results" ] || continue
      [ "$round" -eq 1 ] && [ "$threads" -eq 1 ] && fill_results "$w"
      took "$w-again-$threads" "${w}_cible" $threads
      settle
      agree "$w" cible
    done
    tell_round "$w"
  done
}

section_w1() {
  section_of_workload w1
  kept_in_process w1 's/(Points of five clicks" = )20/\12N/'
  for ((round = 1; round <= rounds; round++)); do
    took w1f-sqlite w1f_sqlite
    tell_round "w1, figures alone"
  done
  kept_in_process w1f 's/(Points of five clicks" = )20/\12N/'
  section_changes
}
section_w2() {
  section_of_workload w2
  kept_in_process w2 's/order_amount - charges/order_amount - charges - N/'
}
section_w3() {
  section_of_workload w3
  kept_in_process w3 's/2025-01-01 and kind = "call"/2025-02-0N and kind = "call"/'
}
section_w4() {
  section_of_workload w4
  kept_in_process w4 's/revenue >= 2_000_000/revenue >= 2_N00_000/'
}

# One process that keeps what it has read and computed: the workload asked again, and with one value changed, a new one each round; N in
# the substitution is the round.
kept_in_process() { # kept_in_process WORKLOAD SUBSTITUTION
  local folder=$work/kept rules=${1%f} file n
  local files=("bench/$rules.cible")
  rm -rf "$folder"
  for ((n = 1; n <= rounds; n++)); do
    mkdir -p "$folder/$n"
    for file in schema prospects "$rules"; do sed -E "${2//N/$((n % 9 + 1))}" "bench/$file.cible" >"$folder/$n/$file.cible"; done
    files+=("$folder/$n/$rules.cible")
  done
  for threads in 1 2; do
    "$build/bench-kept" "$1" "$db" $threads "$times_folder" "$work/$1.kept" "${files[@]}"
    round=1
    agree "$1" kept
  done
  rm -rf "$folder"
}

# The same after one record in a hundred has changed, each time others; the command is not counted.
renewed_in_process() {
  local changes=() n
  for ((n = 1; n <= rounds; n++)); do changes+=("!$(change_command $((rounds + n)))"); done
  for threads in 1 2; do
    "$build/bench-kept" w1 "$db" $threads "$times_folder" "$work/w1.kept" bench/w1.cible "${changes[@]}"
    [ $threads -eq 1 ] || { w1_sqlite && round=1 && agree w1 kept; }
  done
}

# W1 again after one weight has changed, and after one record in a hundred has: where there is a snapshot that can help.
section_changes() {
  local sql=$work/weight.sql of_all=$db
  $with_cache || return 0
  make_changed
  choices=$no_results
  fill_cache w1
  echo "$(du -sb "$XDG_CACHE_HOME" | cut -f1) 0 0" >"$times_folder/snapshot-bytes"
  for ((round = 1; round <= rounds; round++)); do
    sed "s/20\*max(0.0,min(1.0,clicks/$((20 + round))*max(0.0,min(1.0,clicks/" bench/peers/sqlite/w1.sql >"$sql"
    took w1-weight-2 w1_cible 2 --set "clicks_weight=$((20 + round))"
    [ "$round" -eq 1 ] && w1_sqlite "$sql" && agree w1 cible
    [ -n "$no_results" ] || continue
    choices=
    [ "$round" -eq 1 ] && fill_results w1
    took w1-weight-again-2 w1_cible 2 --set "clicks_weight=$((20 + round))"
    settle
    [ "$round" -eq 1 ] && agree w1 cible
    choices=$no_results
    tell_round "w1, one weight changed"
  done
  db=$changed
  for ((round = 1; round <= rounds; round++)); do
    fill_cache w1
    change_records "$round"
    took w1-changed-2 w1_cible 2
    [ "$round" -eq 1 ] && w1_sqlite && agree w1 cible
    tell_round "w1, records changed"
  done
  renewed_in_process
  db=$of_all
  choices=
}

# W1 from the disk, against reading the bytes of the table.
section_cold() {
  local bytes
  bytes=$(sqlite3 "$db" "SELECT sum(pgsize) FROM dbstat WHERE name = 'prospects'")
  choices=$no_cache
  for ((round = 1; round <= rounds; round++)); do
    drop_from_memory "$db"
    took cold-dd watched dd if="$db" of=/dev/null bs=1M iflag=count_bytes count="$bytes" status=none
    for threads in 1 2; do
      drop_from_memory "$db"
      took "cold-file-$threads" w1_cible $threads
    done
    tell_round cold
  done
  choices=
}

# The prospects as CSV into a new database.
section_import() {
  make_csv
  local into=$work/imported.db figures="SELECT count(*), sum(headcount), sum(clicks), max(phone) FROM prospects" theirs ours
  for ((round = 1; round <= rounds; round++)); do
    rm -f "$into"
    sqlite3 "$into" "$(sqlite3 "$db" "SELECT sql FROM sqlite_master WHERE name = 'prospects'")"
    took import-shell watched sqlite3 "$into" ".import --csv --skip 1 '$csv/prospects.csv' prospects"
    theirs=$(sqlite3 "$into" "$figures")
    rm -f "$into"
    took import-cible watched "$build/cible" import "$csv/prospects.csv" --db "$into" --table prospects --key id --json >"$work/import.json"
    ours=$(sqlite3 "$into" "$figures")
    [ "$theirs" = "$ours" ] || { echo "the import differs: $ours, the shell's $theirs" >&2; exit 1; }
    tell_round import
  done
  rm -f "$into"
}

# Columns in memory: the virtual machine alone, beside C written by hand; one record at a time; start-up. Their medians stand among the
# times.
section_vm() {
  "$build/bench-vm" "$db" >"$work/vm.md"
  bench/startup "$build" >>"$work/vm.md"
  { echo && "$build/bench-write" "$work"; } >>"$work/vm.md"
  awk -F'|' -v times="$times_folder" '
    /^. a new results file/ { print "1000000000", 0, 0 >(times "/rows"); print $3, 0, 0 >(times "/writing") }
    /^. the same record/ { print $3, 0, 0 >(times "/record") }
    /^. `cible check` of [0-9]+ lines/ && $5 ~ /1000/ { print $3, 0, 0 >(times "/start-check-large"); next }
    /^. `cible fmt --check`/ { print $3, 0, 0 >(times "/start-fmt-large") }
    /^. `cible --version`/ { print $3, 0, 0 >(times "/start-version") }
    /^. `cible check`/ { print $3, 0, 0 >(times "/start-check") }
    /^. the same from bytecode/ { print $3, 0, 0 >(times "/start-load") }
    /^. W[14]:/ { w = tolower(substr($2, 2, 2)); print $3, 0, 0 >(times "/vm-" w); print $5, 0, 0 >(times "/hand-" w) }' "$work/vm.md"
}

# At the prompt of `cible repl`.
section_repl() {
  bench/repl "$build" "${BENCH_PROMPT:-1000000}" >"$work/repl.md"
  awk -F'|' -v times="$times_folder" '
    /^. a changed weight/ { print $3, 0, 0 >(times "/prompt-weight") }
    /^. Tab in [0-9]+ lines/ { print $3, 0, 0 >(times "/prompt-tab") }' "$work/repl.md"
  cat "$work/repl.md" >>"$work/vm.md"
}

tell_round() { echo "$1: round $round of $rounds" >&2; }

# Puts the columns that the workload needs into the cache, as an earlier run would have, and nothing that is computed of them.
fill_cache() { # fill_cache WORKLOAD
  "$build/cible" cache fill "bench/$1.cible" --db "$db" --today $today --json >/dev/null
  rm -f "$XDG_CACHE_HOME"/cible/*.results
}

# Puts the results of the workload there, as the same command does behind itself; of few records, which take it no time, by the command that
# fills.
fill_results() { # fill_results WORKLOAD
  "${1}_cible" 1
  settle
  [ -n "$(find "$XDG_CACHE_HOME/cible" -name '*.results')" ] && return
  "$build/cible" cache fill "bench/$1.cible" --db "$db" --today $today --json >/dev/null
}

# Waits for what commands do behind themselves.
settle() {
  local process busy=true
  while $busy; do
    busy=false
    for process in /proc/[0-9]*/exe; do
      [ "$(readlink "$process" 2>/dev/null)" != "$build/cible" ] || busy=true
    done
    $busy && sleep 0.05
  done
  return 0
}
