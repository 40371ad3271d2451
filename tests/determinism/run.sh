#!/bin/sh
# SPDX-License-Identifier: MIT
# The whole chain of the examples over generated firms gives the same bytes, whatever the number of threads, the way of reading, the
# locale, the zone and the processor: rows, faults, summaries, bytecode; and rows come in key order however they are stored. Usage: tests/determinism/run.sh BUILD
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-build}" && pwd)
rules=$root/examples/35_whole_chain.cible
passed=0 failed=0
cible=$build/cible
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset CIBLE_DB LANG LC_ALL TZ

pass() { passed=$((passed + 1)); }
fail() {
  failed=$((failed + 1))
  echo "FAIL  $1"
}
# same NAME FILE: is the file what the first run of that form gave?
same() {
  form=$(basename "$2")
  form=${form#*.}
  if cmp "$2" "first.$form"; then pass; else fail "$1: another $form"; fi
}

# Firms of many parts, some of them with values that are faults: unreadable, missing, outside their list, divided by zero.
"$build/generate" --records 30000 --seed 7 firms.db || exit 3
sqlite3 firms.db "
  UPDATE companies SET staff = 'many' WHERE id % 997 = 0;
  UPDATE companies SET status = 'gone' WHERE id % 1009 = 0;
  UPDATE companies SET last_contact = '2027-02-30' WHERE id % 503 = 0;
  UPDATE companies SET revenue = 'lots' WHERE id % 2003 = 0;" || exit 3
sed "s,include \"schema,include \"$root/examples/schema," "$rules" >chain.cible
cat >>chain.cible <<'END'
let a_head   "Gives faults where staff is 0" = revenue / staff
let shouted  = upper(name)
let plain    = fold(town)
let in_town  = town contains "saint"
let age      = months since founded
END

# What runs with that many threads leave: rows in key order, the best ones and those of some members, the summary as JSON and for people, the lines
# of faults. (Time and speed, told after the faults, are no result.)
results() {
  name=$1 threads=$2
  for form in csv jsonl; do
    "$cible" run chain.cible --db firms.db --today 2027-03-01 --threads "$threads" --out "$name.rows.$form" 2>"$name.err.$form" || return 1
  done
  "$cible" run chain.cible --db firms.db --today 2027-03-01 --threads "$threads" --order 'appetence desc' --limit 500 \
    --select name,appetence,a_head --format csv >"$name.best.csv" 2>/dev/null || return 1
  "$cible" run chain.cible --db firms.db --today 2027-03-01 --threads "$threads" --where 'a_head > 100_000 or in_town' \
    --out "$name.members.csv" 2>"$name.err.members" || return 1
  "$cible" run chain.cible --db firms.db --today 2027-03-01 --threads "$threads" --json >"$name.json" 2>/dev/null || return 1
  "$cible" run chain.cible --db firms.db --today 2027-03-01 --threads "$threads" >"$name.text" 2>"$name.err" || return 1
  sed -n '/^Faults/,/records in/p' "$name.err.csv" | sed '$d' >"$name.rows.faults"
  sed -n '/^Faults/,/records in/p' "$name.err.members" | sed '$d' >"$name.members.faults"
  sed -n '/^Faults/,/records in/p' "$name.err" | sed '$d' >"$name.summary.faults"
}

# What programs read: the same in every language. What people read is told in theirs.
compare_data() { for form in rows.csv rows.jsonl best.csv members.csv json; do same "$1" "$2.$form"; done; }
compare() { for form in rows.csv rows.jsonl best.csv members.csv json text rows.faults members.faults summary.faults; do same "$1" "$2.$form"; done; }

results first 1 || { fail "the first run"; cat first.err* | head -20; }
for form in rows.csv best.csv members.csv json text rows.faults members.faults summary.faults; do
  if [ -s "first.$form" ]; then pass; else fail "nothing in $form"; fi
done
if [ "$(wc -l <first.rows.csv)" -eq 30001 ]; then pass; else fail "not every firm has a row"; fi

for threads in 2 7; do results threads "$threads" && compare "$threads threads" threads || fail "$threads threads"; done

# From the pages, from kept columns, row by row (a WAL with frames), from a file in WAL mode without any.
XDG_CACHE_HOME=$work/cache
export XDG_CACHE_HOME
"$cible" cache fill chain.cible --db firms.db || fail "filling the cache"
results kept 2 && compare "kept columns" kept || fail "kept columns"
"$cible" cache clear >/dev/null
sqlite3 firms.db "PRAGMA journal_mode=WAL" >/dev/null
results empty 2 && compare "an empty WAL" empty || fail "an empty WAL"
sqlite3 firms.db "PRAGMA wal_autocheckpoint=0; UPDATE companies SET name = name WHERE id = 1; SELECT 1;" ".shell '$cible' run chain.cible --db firms.db --today 2027-03-01 --out wal.rows.csv 2>/dev/null" >/dev/null
same "a WAL with frames" wal.rows.csv
sqlite3 firms.db "PRAGMA journal_mode=DELETE" >/dev/null

for locale in C de_DE.UTF-8 tr_TR.UTF-8; do
  export LC_ALL=$locale
  results locale 2 && compare "LC_ALL=$locale" locale || fail "LC_ALL=$locale"
  unset LC_ALL
done
export LC_ALL=fr_FR.UTF-8
results french 2 && compare_data "LC_ALL=$LC_ALL" french || fail "LC_ALL=$LC_ALL"
unset LC_ALL
for zone in Pacific/Kiritimati America/Los_Angeles; do
  export TZ=$zone
  results zone 2 && compare "TZ=$zone" zone || fail "TZ=$zone"
  unset TZ
done

# Without wider vectors, where the program is also compiled for them.
cible=$build/cible-plain
results plain 2 && compare "a plain processor" plain || fail "a plain processor"
cible=$build/cible

# Bytecode: the same bytes, and the same rows from it.
"$build/cible" compile chain.cible -o one.cibc >compiled 2>&1
LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati "$build/cible" compile chain.cible -o two.cibc >compiled 2>&1
if cmp one.cibc two.cibc; then pass; else fail "bytecode differs"; fi
"$build/cible" run one.cibc --db firms.db --today 2027-03-01 --out bytecode.rows.csv >/dev/null 2>&1
same "bytecode" bytecode.rows.csv

# Rows stored in no order, under an index that holds every column asked for and figures that make it look cheap.
sqlite3 firms.db "
  CREATE TABLE few(id INTEGER PRIMARY KEY, town, staff);
  CREATE INDEX covering ON few(town, staff);
  INSERT INTO few SELECT id, town, staff FROM companies LIMIT 3;
  ANALYZE;
  INSERT INTO few SELECT id, town, staff FROM companies WHERE id NOT IN (SELECT id FROM few) ORDER BY town, -id;" || exit 3
echo 'record few from "few" key id { id integer  town text?  staff text? }' >few.cible
for threads in 1 2 7; do
  "$build/cible" run few.cible --db firms.db --threads "$threads" --select town,staff --format csv >few.csv 2>few.err || fail "run of few"
  if sed 1d few.csv | cut -d, -f1 | sort -n -c && [ "$(wc -l <few.csv)" -eq 30001 ]; then pass; else fail "keys out of order with $threads threads"; fi
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
