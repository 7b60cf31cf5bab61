#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# Each header compiles alone, stands behind #pragma once, and is small.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t headers < <(c_files tokenizer model engine tools tests | grep '\.h$')
flags=$(pkg-config --cflags glib-2.0 gio-2.0 gmime-3.0 icu-uc libxml-2.0 lmdb check) ||
    skip_all 'pkg-config does not know the libraries'

for header in "${headers[@]}"; do
    # shellcheck disable=SC2086 # a list of flags
    printf '#include "%s"\n' "$header" |
        "${CC:-cc}" -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only \
            -D_GNU_SOURCE -I. $flags -x c - 2>&1 | grep -m 1 'error:' | sed "s|^|$header: |"
done | rule 'each header compiles alone'
grep -L '^#pragma once$' "${headers[@]}" | rule 'each header has #pragma once'
mapfile -t files < <(c_files tokenizer model engine tools)
wc -l "${files[@]}" | awk '$2 != "total" && $1 > 600' |
    rule 'no file over 600 lines'

done_linting
