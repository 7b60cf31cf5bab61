#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# A small frame for command-line tests: source it, `run` the command, `check` what came out, and
# end with `done_testing`. Given by meson: HANTEI (the binary), JSON_CHECK, HANTEI_SOURCE.
# shellcheck disable=SC2034 # variables are for the tests that source this

set -u
: "${HANTEI:?}" "${JSON_CHECK:?}" "${HANTEI_SOURCE:?}"

golden=$HANTEI_SOURCE/tests/cli/golden
samples=$HANTEI_SOURCE/corpora/samples
scratch=$(mktemp -d "${TMPDIR:-/tmp}/hantei-cli.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# nobody's own settings, and no terminal
export HOME=$scratch XDG_DATA_HOME=$scratch/data XDG_CONFIG_HOME=$scratch/config
export LC_ALL=C.UTF-8 TZ=UTC COLUMNS=80
unset HANTEI_MODEL LANGUAGE NO_COLOR LANG LC_MESSAGES

n_checks=0
status=0
last_command=

# run ARGS…: runs hantei; leaves $status, $scratch/out and $scratch/err. Standard input passes through.
run()
{
    last_command="hantei $*"
    "$HANTEI" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

# check NAME COMMAND…: one test, passed if the command succeeds.
check()
{
    local name=$1
    shift
    n_checks=$((n_checks + 1))
    if "$@" >"$scratch/why" 2>&1; then
        printf 'ok %d - %s\n' "$n_checks" "$name"
        return
    fi
    printf 'not ok %d - %s\n' "$n_checks" "$name"
    printf '# %s: status %d; failed: %s\n' "$last_command" "$status" "$*"
    head -n 20 "$scratch/why" | sed 's/^/# /'
    head -n 20 "$scratch/out" | sed 's/^/# out: /'
    head -n 20 "$scratch/err" | sed 's/^/# err: /'
}

# skip NAME REASON
skip()
{
    n_checks=$((n_checks + 1))
    printf 'ok %d - %s # SKIP %s\n' "$n_checks" "$1" "$2"
}

done_testing()
{
    printf '1..%d\n' "$n_checks"
}

# What `check` may ask.
status_is() { [ "$status" -eq "$1" ]; }
out_has() { grep -qF -e "$1" "$scratch/out"; }
out_lacks() { ! grep -qF -e "$1" "$scratch/out"; }
err_has() { grep -qF -e "$1" "$scratch/err"; }
out_is_empty() { [ ! -s "$scratch/out" ]; }
err_is_empty() { [ ! -s "$scratch/err" ]; }
out_is_golden() { diff -u "$golden/$1" "$scratch/out"; }
err_is_golden() { diff -u "$golden/$1" "$scratch/err"; }
n_out_lines_is() { [ "$(wc -l <"$scratch/out")" -eq "$1" ]; }

# out_is_json TYPE KEY…: the lines of that type, at least one, have these keys; all lines are JSON.
out_is_json() { "$JSON_CHECK" "$@" <"$scratch/out"; }
