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

# shellcheck disable=SC2034 # for the tests that source this: where sources are; build folders lie beside them
sources=(tokenizer model engine tools tests)

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

# strip_comments FILES…: makes uses() ready: their code without comments, once, in $stripped/FILE.
strip_comments()
{
    local file
    stripped=$(mktemp -d)
    trap 'rm -rf "$stripped"' EXIT
    for file in "$@"; do
        mkdir -p "$stripped/${file%/*}"
        "${CC:-cc}" -fpreprocessed -dD -E -P -x c "$file" >"$stripped/$file" 2>/dev/null
    done
}

# uses PATTERN FILES…: where code (not comments) matches the extended regular expression.
uses()
{
    local pattern=$1
    shift
    (cd "$stripped" && grep -E -e "$pattern" "$@" /dev/null)
}
