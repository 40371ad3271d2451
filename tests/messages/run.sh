#!/bin/sh
# SPDX-License-Identifier: MIT
# Every message of runtime/base/diag.def is reached by a test: its code stands in a golden case, a wrong program or a case of the
# command line, or its code or DIAG_ name in a unit test, or rules are its example; and docs/diagnostics.md is made from them. Usage: tests/messages/run.sh BUILD
set -u
build=$(cd "${1:-build}" && pwd)
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0

# What no test can bring about, and why. At most 5; a row that is tested after all fails here.
unreachable() {
  case $1 in
  LOOKUP_TOO_LARGE) echo '500 million rows would have to be loaded' ;;
  NESTED_CONDITIONS) echo 'a guard of the emitter: 300 levels written out, and 64 clauses nested, stay below its 512' ;;
  esac
}

# All that can speak of a message: lines that expect, and lines of unit tests (their comments left out).
spoken=$(mktemp)
trap 'rm -f "$spoken"' EXIT
{
  cat tests/golden/*/*.case
  grep -h '^[>!]' tests/cli/cases/*.case
  cat tests/messages/corpus/*.wrong
  sed -n 's/^EXAMPLE(\([A-Z0-9_]*\), \(SCHEMA\|ALONE\),.*/DIAG_\1/p' runtime/base/diag_example.def # held by a unit test
  sed -e 's,^ *\(/\*\|\*\|//\).*,,' tests/unit/*.c
} >"$spoken"

rows=$(sed -n 's/^DIAG(\([A-Z0-9_]*\), "\([EW][0-9]*\)".*/\1 \2/p' runtime/base/diag.def)
while read -r id code; do
  reason=$(unreachable "$id")
  if grep -qwE -e "$code|DIAG_$id" "$spoken"; then
    if [ -z "$reason" ]; then passed=$((passed + 1))
    else failed=$((failed + 1)); echo "FAIL  $code ($id) has a test now: take it from the list of those that cannot"; fi
  elif [ -n "$reason" ]; then
    echo "skip  $code ($id): $reason"
  else
    failed=$((failed + 1))
    echo "FAIL  $code ($id) is reached by no test"
  fi
done <<END
$rows
END

# Codes are unique, and each row is used by something.
for code in $(echo "$rows" | cut -d' ' -f2 | sort | uniq -d); do
  failed=$((failed + 1))
  echo "FAIL  $code is given to two messages"
done
used=$(grep -rhoE --include='*.[chly]' '(DIAG|MESSAGE)_[A-Z0-9_]+' lang runtime stdlib cli | sort -u)
while read -r id code; do
  if echo "$used" | grep -qxE "(DIAG|MESSAGE)_$id"; then passed=$((passed + 1))
  else failed=$((failed + 1)); echo "FAIL  $code ($id) is said by nothing"; fi
done <<END
$rows
END

# The documentation is what the program says.
if tests/messages/document "$build" | diff docs/diagnostics.md - >"$spoken"; then passed=$((passed + 1))
else
  failed=$((failed + 1))
  echo "FAIL  docs/diagnostics.md is not what tests/messages/document makes"
  head -n 20 "$spoken"
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
