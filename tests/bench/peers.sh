#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# hantei and bogofilter on the same mails in the same order, measured by the same code.
#
#   tests/bench/peers.sh [--seed N] [--view auto|draft|received] FOLDER...
#
# Each FOLDER holds a corpus with its label index; all of a call are one shuffled stream. Two
# protocols: online (judge each mail, then learn it), and batch (learn the first 60 % of the same
# order, judge the rest). HANTEI names the program; bogofilter is installed from Debian if missing.

set -euo pipefail
: "${HANTEI:=$(dirname "${BASH_SOURCE[0]}")/../../build/tools/hantei}"
seed=42
view=auto
while [[ ${1:-} == --* ]]; do
    case $1 in
    --seed) seed=$2 ;;
    --view) view=$2 ;;
    *)
        echo "peers.sh: no option $1" >&2
        exit 64
        ;;
    esac
    shift 2
done
[[ $# -gt 0 ]] || {
    echo "usage: peers.sh [--seed N] [--view VIEW] FOLDER..." >&2
    exit 64
}
command -v bogofilter >/dev/null ||
    { apt-get update -q && apt-get install -q -y bogofilter-bdb; } >&2

scratch=$(mktemp -d "${TMPDIR:-/tmp}/hantei-peers.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch # nobody's own concepts
indexes=()
for folder in "$@"; do
    indexes+=("$(realpath "$folder")/index")
done

# bogo DIR ARGUMENTS…: nobody's own settings; exit statuses up to 2 are spam, ham, unsure
bogo()
{
    local dir=$1 status=0
    shift
    bogofilter -C --bogofilter-dir="$dir" "$@" || status=$?
    [[ $status -le 2 ]]
}

# The columns of a file of judgements: label, score, corpus, view, language, cluster, path.
hantei_online()
{
    "$HANTEI" evaluate --online --shuffle --seed "$seed" --view "$view" --bootstrap 0 \
        --write-scores "$scratch/online.hantei" "${indexes[@]}" >/dev/null
}

bogofilter_online()
{
    local dir=$scratch/online.db label score rest path option
    mkdir "$dir"
    while IFS=$'\t' read -r label score rest; do
        path=${rest##*$'\t'}
        score=0.5
        [[ ! -e $dir/wordlist.db ]] || score=$(bogo "$dir" -TT <"$path")
        option=-n
        [[ $label != spam ]] || option=-s
        bogo "$dir" "$option" <"$path"
        printf '%s\tp=%s\t%s\n' "$label" "$score" "$rest"
    done <"$scratch/online.hantei" >"$scratch/online.bogofilter"
}

split_batch()
{
    local n_train
    n_train=$(($(wc -l <"$scratch/online.hantei") * 60 / 100))
    head -n "$n_train" "$scratch/online.hantei" >"$scratch/train"
    tail -n "+$((n_train + 1))" "$scratch/online.hantei" >"$scratch/test"
    cut -f 1,7 "$scratch/train" | tr '\t' ' ' >"$scratch/train.index"
    cut -f 1,7 "$scratch/test" | tr '\t' ' ' >"$scratch/test.index"
}

hantei_batch()
{
    "$HANTEI" evaluate --train "$scratch/train.index" --test "$scratch/test.index" --view "$view" \
        --bootstrap 0 --write-scores "$scratch/batch.scores" >/dev/null
    # the corpora and clusters of the whole
    paste <(cut -f 1,2 "$scratch/batch.scores") <(cut -f 3- "$scratch/test") >"$scratch/batch.hantei"
}

bogofilter_batch()
{
    local dir=$scratch/batch.db
    mkdir "$dir"
    awk -F '\t' '$1 == "spam" { print $7 }' "$scratch/train" | bogo "$dir" -s -b
    awk -F '\t' '$1 == "ham" { print $7 }' "$scratch/train" | bogo "$dir" -n -b
    cut -f 7 "$scratch/test" | bogo "$dir" -TT -b | sed 's/.* /p=/' >"$scratch/batch.p"
    paste <(cut -f 1 "$scratch/test") "$scratch/batch.p" <(cut -f 3- "$scratch/test") \
        >"$scratch/batch.bogofilter"
}

# measure PROTOCOL SYSTEM FILE THRESHOLD: lines for the table
measure()
{
    "$HANTEI" --format ndjson evaluate --scores "$3" --threshold "$4" --seed 1 |
        sed "s/^/$1 $2 /"
}

# seconds COMMAND: runs it, and says on stderr how long it took
seconds()
{
    local started=$SECONDS
    "$@"
    echo "$*: $((SECONDS - started)) s" >&2
}

# in a function: bash reads a script while it runs, and this one runs long enough to be edited
run_all()
{
    seconds hantei_online
    split_batch
    seconds hantei_batch
    seconds bogofilter_online
    seconds bogofilter_batch
    for protocol in online batch; do
        measure "$protocol" hantei "$scratch/$protocol.hantei" 0.5
        measure "$protocol" bogofilter "$scratch/$protocol.bogofilter" 0.5
        # its own cut-off for spam
        measure "$protocol" bogofilter@.99 "$scratch/$protocol.bogofilter" 0.99
    done | python3 "$(dirname "${BASH_SOURCE[0]}")/peers-table"
}

run_all
