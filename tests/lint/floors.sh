#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# Who may know whom: tokenizer < model < engine < tools. See docs/architecture.md.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t tokenizer < <(c_files tokenizer)
mapfile -t model < <(c_files model)
mapfile -t engine < <(c_files engine)
mapfile -t all < <(c_files tokenizer model engine tools)

strip_comments "${all[@]}"

# includes PATTERN FILES…
includes()
{
    local pattern=$1
    shift
    grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" "$@" /dev/null
}

# the array without the files below FOLDER
outside()
{
    local folder=$1
    shift
    printf '%s\n' "$@" | grep -v "^$folder/"
}

includes '(model|engine|tools)/' "${tokenizer[@]}" | rule 'tokenizer includes no higher floor'
includes '(engine|tools)/' "${model[@]}" | rule 'model includes no higher floor'
includes 'tools/' "${engine[@]}" | rule 'engine includes no higher floor'
includes 'tokenizer/(message|html-text|mailbox|charset)' "${model[@]}" |
    rule 'model knows features, not messages'
mapfile -t some < <(outside tokenizer "${all[@]}")
includes 'gmime|libxml|unicode/' "${some[@]}" | rule 'GMime, libxml2 and ICU only in tokenizer/'
mapfile -t some < <(outside model "${all[@]}")
includes 'lmdb' "${some[@]}" | rule 'LMDB only in model/'
mapfile -t some < <(outside engine/dns "${all[@]}")
includes 'ldns|resolv|arpa/|netdb' "${some[@]}" | rule 'the network only in engine/dns/'
includes '[^"/>]*\.h"' "${all[@]}" | grep '"' | rule 'own headers are included by path from the root'

lower=("${tokenizer[@]}" "${model[@]}" "${engine[@]}")
uses '\b(g_)?(get|set|unset)env *\(|g_get_(home|user)_|g_get_environ' "${lower[@]}" |
    rule 'the environment only in tools/'
uses '\b(stdout|stderr|printf *\(|puts *\(|putchar *\(|g_print(err)? *\()' "${lower[@]}" |
    rule 'stdout and stderr only in tools/'
uses '\b(_?exit|abort|quick_exit) *\(' "${lower[@]}" | rule 'exit only in tools/'
uses '\bsetlocale *\(' "${lower[@]}" | rule 'setlocale only in tools/'
uses '\bgoto\b' "${all[@]}" | rule 'no goto'
uses '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca|g_alloca) *\(' "${all[@]}" |
    rule 'no calls without a bound'
uses '\b(rand|random|g_random_[a-z_]+) *\(|\btime *\(|g_get_real_time|g_date_time_new_now|getentropy|getrandom' \
    "${lower[@]}" | rule 'clock and chance only in tools/'

done_linting
