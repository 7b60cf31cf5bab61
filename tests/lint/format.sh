#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# clang-format 14 has nothing to change, and no line is longer than 100 columns.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t files < <(c_files "${sources[@]}")

# a tab stands for up to 8 columns; only lines that may be too long are measured
grep -nE "^.{101,}|$(printf '\t').{40,}" "${files[@]}" | expand -t 8 | grep -E '^[^:]*:[0-9]*:.{101,}' |
    cut -c 1-90 | rule 'no line over 100 columns'
grep -nE '[[:space:]]+$' "${files[@]}" | rule 'no space at the end of a line'

format=
for candidate in clang-format-14 clang-format; do
    if command -v "$candidate" >/dev/null && "$candidate" --version | grep -q 'version 14\.'; then
        format=$candidate
        break
    fi
done
if [ -z "$format" ]; then
    n_rules=$((n_rules + 1))
    printf 'ok %d - clang-format # SKIP clang-format 14 is not installed\n' "$n_rules"
else
    "$format" --dry-run -Werror "${files[@]}" 2>&1 | grep 'error:' | rule 'clang-format'
fi

done_linting
