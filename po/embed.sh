#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes a compiled catalog as C: embed.sh FILE.mo NAME > catalog.c
set -eu
export LC_ALL=C
printf '/* Made by po/embed.sh. */\nextern const unsigned char catalog_%s[];\nconst unsigned char catalog_%s[] = {\n' "$2" "$2"
od -An -v -t u1 "$1" | sed -e 's/  *\([0-9]\{1,3\}\)/\1,/g'
printf '0};\n'
