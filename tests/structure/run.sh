#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds the tree to its rules: who may include whom, headers that stand alone, every file named in its folder's README, file
# lengths, only cible_ symbols exported. Usage: tests/structure/run.sh BUILD
set -u
build=${1:-build}
cd "$(dirname "$0")/../.." || exit 1
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() {
  failed=$((failed + 1))
  printf 'FAIL  %s\n' "$1"
}

# folder: what its files may include, beside themselves (folders, or single files)
allowed() {
  case $1 in
  runtime/base) echo '' ;;
  runtime/data) echo 'runtime/base' ;;
  runtime/filed) echo 'runtime/base' ;;
  runtime/code) echo 'runtime/base runtime/data' ;;
  runtime/vm) echo 'runtime/base runtime/data runtime/code' ;;
  runtime/csv) echo 'runtime/base runtime/data' ;;
  runtime/pages) echo 'runtime/base runtime/data' ;;
  runtime/store) echo 'runtime/base runtime/data runtime/code runtime/csv runtime/pages' ;;
  runtime/leaves) echo 'runtime/base runtime/data runtime/code runtime/pages runtime/store' ;;
  runtime/snapshot) echo 'runtime/base runtime/data runtime/code runtime/pages runtime/store runtime/leaves runtime/filed runtime/kept' ;;
  runtime/kept) echo 'runtime/base runtime/data runtime/filed runtime/code runtime/group/key_index.h made_from.h' ;;
  runtime/group) echo 'runtime/base runtime/data runtime/code/program.h runtime/code/aggregate.h' ;;
  runtime/exec) echo 'runtime/base runtime/data runtime/filed runtime/code runtime/vm runtime/store runtime/group runtime/kept' ;;
  runtime/sink) echo 'runtime/base runtime/data runtime/code runtime/exec runtime/store runtime/vm runtime/pages' ;;
  runtime/plan) echo 'runtime/base runtime/data' ;;
  runtime/assign) echo 'runtime/base runtime/plan runtime/group/radix.h' ;;
  runtime/ledger) echo 'runtime/base runtime/data' ;;
  runtime/cell) echo 'runtime/base runtime/data' ;;
  runtime/import) echo 'runtime/base runtime/data runtime/cell runtime/csv runtime/pages runtime/group/twins.h' ;;
  runtime/outcome) echo 'runtime/base runtime/data runtime/cell runtime/csv runtime/import/rejects.h runtime/ledger' ;;
  runtime/profile) echo 'runtime/base runtime/data runtime/cell runtime/store' ;;
  runtime/project) echo 'runtime/base runtime/data runtime/cell runtime/profile' ;;
  stdlib) echo 'runtime/base runtime/data' ;;
  lang/syntax) echo 'runtime/base runtime/data stdlib/modules.h' ;;
  lang/format) echo 'lang/syntax runtime/base' ;;
  lang/check) echo 'lang/syntax runtime/ledger/ledger_names.h lang/lower/fold.h runtime/base runtime/data runtime/code/program.h runtime/code/aggregate.h runtime/csv/csv.h stdlib' ;;
  lang/lower) echo 'lang/syntax lang/check lang/emit/emit.h runtime/base runtime/data runtime/code runtime/vm stdlib' ;;
  lang/slots) echo 'lang/syntax lang/check lang/lower runtime/base runtime/data runtime/code' ;;
  lang/emit) echo 'lang/lower runtime/base runtime/data runtime/code' ;;
  lang/engine) echo 'lang/syntax lang/format lang/check lang/lower runtime stdlib include' ;;
  lang/explain) echo 'lang/syntax lang/check runtime/base runtime/data runtime/code/program.h' ;;
  lang/review) echo 'lang/syntax lang/check lang/lower lang/explain lang/engine runtime stdlib include' ;;
  lang/campaign) echo 'lang/syntax lang/check lang/lower lang/engine runtime stdlib include' ;;
  lang/handout) echo 'lang/syntax lang/check lang/lower lang/engine lang/explain lang/campaign runtime stdlib include' ;;
  lang/segments) echo 'lang/engine runtime include' ;;
  lang/compare) echo 'lang/syntax lang/check lang/explain lang/engine lang/review runtime stdlib include' ;;
  cli/describe) echo 'cli include/cible.h lang/syntax/keywords.def stdlib/functions.def runtime/code/aggregates.def runtime/base/diag.def' ;;
  cli) echo 'include runtime/base/diag.def' ;;
  cli/repl) echo 'cli include runtime/base/diag.def cli/repl/line/input.h' ;;
  cli/repl/line) echo 'cli cli/repl include runtime/base/diag.def lang/syntax/keywords.def stdlib/functions.def runtime/code/aggregates.def' ;;
  *) echo '' ;;
  esac
}

# Is $1, an included path, in folder $2 or named by one of $3?
fits() {
  case $1 in "$2"/*) return 0 ;; esac
  for rule in $3; do
    case $1 in "$rule" | "$rule"/*) return 0 ;; esac
  done
  return 1
}

for folder in runtime/* stdlib lang/* cli cli/*/; do
  folder=${folder%/}
  [ -d "$folder" ] || continue
  rules=$(allowed "$folder")
  for file in "$folder"/*.[chly]; do
    [ -f "$file" ] || continue
    bad=''
    for included in $(sed -n 's/^# *include "\([^"]*\)".*/\1/p' "$file"); do
      case $included in lexer.h | parser.h) continue ;; esac # generated
      fits "$included" "$folder" "$rules" || bad="$bad $included"
    done
    if [ -z "$bad" ]; then pass; else fail "$file includes what its folder may not:$bad"; fi
  done
done

# Only the files of the SQLite store (and of import and profile, which work on databases) know SQLite.
for file in $(grep -l '^#include <sqlite3.h>' -r lang runtime stdlib cli include 2>/dev/null); do
  case $file in
  runtime/store/*sqlite* | runtime/store/store_csv.c | runtime/store/column_reader.* | runtime/sink/sink_sqlite* | runtime/ledger/ledger_sqlite* | runtime/import/* | runtime/profile/*) pass ;;
  *) fail "$file includes sqlite3.h" ;;
  esac
done

for header in include/*.h lang/*/*.h runtime/*/*.h stdlib/*.h cli/*.h cli/*/*.h; do
  if printf '#include "%s"\n' "$header" | ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -I. -fsyntax-only -x c - 2>/dev/null; then pass
  else fail "$header does not compile alone"; fi
done

# Does the README name the stem itself: after a backquote, before a dot, a backquote or a comma?
is_named() { grep -qE -- "\`$(printf '%s' "$1" | sed 's/[.[*^$+?(){|]/\\&/g')[.\`,]" "$2"; }

for folder in lang/* runtime/* stdlib cli cli/repl cli/repl/line examples bench docs tests; do
  [ -d "$folder" ] || continue
  if [ ! -f "$folder/README.md" ]; then
    fail "$folder has no README.md"
    continue
  fi
  for file in "$folder"/*; do
    name=$(basename "$file")
    [ -f "$file" ] && [ "$name" != README.md ] || continue
    if is_named "${name%.*}" "$folder/README.md"; then pass; else fail "$file is not in $folder/README.md"; fi
  done
  # And what the lines begin with is there: `- \`name\`, \`other.def\` …`
  for name in $(sed -n 's/^- \(\(`[^` ]*`,\{0,1\} *\)*\).*/\1/p' "$folder/README.md" | tr -d '`,'); do
    if [ -e "$folder/${name%/}" ] || [ -n "$(find "$folder" -maxdepth 1 -name "$name.*")" ]; then pass
    else fail "$folder/README.md names $name, which is not there"; fi
  done
done

for file in $(git ls-files 2>/dev/null '*.c' '*.h' '*.l' '*.y' || true); do
  [ -f "$file" ] || continue
  lines=$(wc -l <"$file")
  most=800
  case $file in lang/syntax/parser.y | include/cible.h) most=1500 ;; esac # the grammar, the whole public interface: one each
  if [ "$lines" -le $most ]; then pass; else fail "$file has $lines lines ($most is the most)"; fi
done

if [ -f "$build/libcible.so" ]; then
  strange=$(nm -D --defined-only "$build/libcible.so" | awk '{print $3}' | grep -v '^cible_' | tr '\n' ' ')
  if [ -z "$strange" ]; then pass; else fail "libcible.so exports: $strange"; fi
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
