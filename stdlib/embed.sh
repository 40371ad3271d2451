#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the table of the standard library's modules as C: embed.sh [FILE.cible …] > std_modules.c
# A C compiler need not take texts of more than 4 095 characters, so that each text is an array of bytes.
set -eu
export LC_ALL=C
printf '/* Made by stdlib/embed.sh from the files of stdlib/std. */\n#include "stdlib/modules.h"\n'
for file; do
  name=$(basename "$file" .cible)
  printf '\nstatic const char text_%s[] = {\n' "$name"
  od -An -v -t u1 "$file" | sed -e 's/  *\([0-9]\{1,3\}\)/(char)\1,/g'
  printf '0};\n'
done
printf '\nconst StdModule std_modules[] = {\n'
for file; do
  name=$(basename "$file" .cible)
  printf '    {"%s", text_%s, sizeof text_%s - 1},\n' "$name" "$name" "$name"
done
printf '    {0, 0, 0}};\nconst uint32_t std_module_count = sizeof std_modules / sizeof *std_modules - 1;\n'
