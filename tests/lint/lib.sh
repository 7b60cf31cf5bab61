#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# The frame of the lint tests: a rule is a list of offences, and an empty list passes.

set -uo pipefail
# `… | rule` runs in this shell, and so counts
shopt -s lastpipe
cd "${HANTEI_SOURCE:?}" || exit 1
export LC_ALL=C.UTF-8

n_rules=0

# rule NAME: reads offences from standard input, a line each.
rule()
{
    local offences
    offences=$(head -n 40)
    n_rules=$((n_rules + 1))
    if [ -z "$offences" ]; then
        printf 'ok %d - %s\n' "$n_rules" "$1"
    else
        printf 'not ok %d - %s\n' "$n_rules" "$1"
        printf '%s\n' "$offences" | sed 's/^/# /'
    fi
}

# skip_all REASON: the tool is not there.
skip_all()
{
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

done_linting()
{
    printf '1..%d\n' "$n_rules"
}

# c_files FOLDER…: the C sources and headers below.
c_files()
{
    find "$@" -type f \( -name '*.c' -o -name '*.h' \) | sort
}

# code FILE: the file without its comments, line numbers kept.
code()
{
    "${CC:-cc}" -fpreprocessed -dD -E -x c "$1" 2>/dev/null | grep -v '^# '
}

# uses PATTERN FILES…: where code (not comments) matches the extended regular expression.
uses()
{
    local pattern=$1 file
    shift
    for file in "$@"; do
        code "$file" | grep -E -e "$pattern" | sed "s|^[[:space:]]*|$file: |"
    done
}
