#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# Each header compiles alone, stands behind #pragma once, and is small.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t headers < <(c_files "${sources[@]}" | grep '\.h$')
flags=$(pkg-config --cflags glib-2.0 gio-2.0 gmime-3.0 icu-uc libxml-2.0 lmdb check) ||
    skip_all 'pkg-config does not know the libraries'

# A header that its own source includes first has been compiled alone by the build.
unproven=()
for header in "${headers[@]}"; do
    [ -e "${header%.h}.c" ] || unproven+=("$header")
done
for header in "${headers[@]}"; do
    source=${header%.h}.c
    [ ! -e "$source" ] || [ "$(grep -m 1 '^#include' "$source")" = "#include \"$header\"" ] ||
        echo "$source: does not include its own header first"
done | rule 'each source includes its own header first'

# shellcheck disable=SC2317 # xargs calls it
check_header()
{
    # shellcheck disable=SC2086 # a list of flags
    printf '#include "%s"\n' "$1" |
        "${CC:-cc}" -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only \
            -D_GNU_SOURCE -I. $flags -x c - 2>&1 | grep -m 1 'error:' | sed "s|^|$1: |"
}
export -f check_header
export flags
printf '%s\n' "${unproven[@]}" | xargs -P "$(nproc)" -I '{}' bash -c 'check_header {}' |
    rule 'each header compiles alone'
grep -L '^#pragma once$' "${headers[@]}" | rule 'each header has #pragma once'
mapfile -t files < <(c_files "${sources[@]}")
wc -l "${files[@]}" | awk '$2 != "total" && $1 > 750' |
    rule 'no file much over 600 lines'

done_linting
