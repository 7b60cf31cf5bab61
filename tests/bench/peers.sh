#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# hantei and bogofilter on the same mails in the same order, measured by the same code.
#
# Usage: tests/bench/peers.sh HANTEI SEED INDEX...
#
# Each INDEX ("spam PATH", "ham PATH") is shuffled by SEED. Two protocols:
#   online   each mail is judged by all before it, then learnt (all INDEXes are one stream)
#   batch    the first 60 % are learnt, the rest is judged (for each INDEX by itself)
# bogofilter is installed from Debian if it is missing. Near 50 ms a mail: it is two processes.

set -euo pipefail
[[ $# -ge 3 ]] || { sed -n '7,15s/^# \{0,1\}//p' "$0"; exit 64; }
hantei=$(realpath "$1")
seed=$2
shift 2
command -v bogofilter >/dev/null || apt-get install -q -y bogofilter-bdb >&2
work=$(mktemp -d "${TMPDIR:-/tmp}/hantei-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT

# shuffled INDEX: "label absolute-path" in an order that the seed fixes.
shuffled()
{
    local folder
    folder=$(realpath "$(dirname "$1")")
    sort "$1" | awk -v folder="$folder" '{ label = $1; $1 = ""; print label, folder "/" substr($0, 2) }' |
        while read -r label path; do
            printf '%s %s %s\n' "$(printf '%s %s' "$seed" "${path##*/}" | cksum | cut -d' ' -f1)" \
                "$label" "$path"
        done | sort -n | cut -d' ' -f2-
}

# judge LABEL PATH: a line for `hantei evaluate --scores`.
judge()
{
    local line
    # nothing learnt yet: bogofilter has no answer, which is undecided
    line=$(bogofilter -C -d "$work/db" -T <"$2" 2>/dev/null || true)
    line=${line##* }
    printf '%s p=%s\n' "$1" "${line:-0.5}"
}

learn()
{
    local flag=-n
    [[ $1 == spam ]] && flag=-s
    bogofilter -C -d "$work/db" "$flag" <"$2"
}

fresh()
{
    rm -rf "$work/db"
    mkdir "$work/db"
}

report()
{
    echo
    echo "== $1"
    shift
    "$hantei" evaluate --bootstrap 1000 "$@"
}

mkdir "$work/online"
for index in "$@"; do
    shuffled "$index" >"$work/$(basename "$(dirname "$(realpath "$index")")")"
done
# one stream of all corpora, in one shuffled order
for index in "$@"; do
    cat "$work/$(basename "$(dirname "$(realpath "$index")")")"
done | while read -r label path; do
    printf '%s %s %s\n' "$(printf '%s %s' "$seed" "$path" | cksum | cut -d' ' -f1)" "$label" "$path"
done | sort -n | cut -d' ' -f2- >"$work/online/index"

fresh
while read -r label path; do
    judge "$label" "$path"
    learn "$label" "$path"
done <"$work/online/index" >"$work/bogofilter-online"
report 'online, hantei, received view' --online --view received "$work/online/index"
report 'online, bogofilter' --scores "$work/bogofilter-online"

for index in "$@"; do
    name=$(basename "$(dirname "$(realpath "$index")")")
    n=$(($(wc -l <"$work/$name") * 6 / 10))
    mkdir -p "$work/train" "$work/$name-test"
    head -n "$n" "$work/$name" >"$work/train/index"
    tail -n "+$((n + 1))" "$work/$name" >"$work/$name-test/index"
    if ! cut -d' ' -f1 "$work/train/index" | sort -u | tr '\n' ' ' | grep -q 'ham spam'; then
        continue # a corpus of one class
    fi
    fresh
    while read -r label path; do learn "$label" "$path"; done <"$work/train/index"
    while read -r label path; do judge "$label" "$path"; done <"$work/$name-test/index" \
        >"$work/bogofilter-$name"
    report "batch 60/40, $name, hantei, received view" --view received \
        --train "$work/train/index" --test "$work/$name-test/index"
    report "batch 60/40, $name, bogofilter" --scores "$work/bogofilter-$name"
done
