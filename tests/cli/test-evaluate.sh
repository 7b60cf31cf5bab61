#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

index=$samples/index

run evaluate --online --bootstrap 0 "$index"
check 'online: done' status_is 0
check 'online: names the corpus' out_has samples
check 'online: all mails are judged' grep -qE '^samples +11 +15 ' "$scratch/out"
check 'online: by view' out_has 'view draft'
check 'online: by language' out_has 'language ja'

run evaluate --folds 3 --seed 1 --format ndjson "$index"
check 'folds: done' status_is 0
check 'folds: one line for the corpus' out_has '"type":"evaluation","protocol":"folds","corpus":"samples"'
cp "$scratch/out" "$scratch/first"
run evaluate --folds 3 --seed 1 --format ndjson "$index"
check 'folds: the same seed gives the same digits' cmp -s "$scratch/out" "$scratch/first"

run evaluate --train "$index" --test "$index" --bootstrap 0
check 'train and test: done' status_is 0

run evaluate --online --bootstrap 50 --format html "$index"
check 'html: a page' out_has '<!DOCTYPE html>'
check 'html: with drawings' out_has '<svg'
check 'html: whole' out_has '</html>'

printf 'spam 2.5\nspam 1.0\nham -2\nham 1.5\n' >"$scratch/scores"
run evaluate --scores "$scratch/scores" --bootstrap 0 --format ndjson
check 'scores: one pair of four is wrong' out_has '"one_minus_auc_percent":{"value":25.0'

{
    for i in 1 2 3 4 5 6 7 8; do
        printf 'spam\t%s.5\tbox\treceived\ten\t%s\ts%s.eml\n' "$((i - 2))" "$i" "$i"
        printf 'ham\t%s.25\tbox\tdraft\tja\t%s\th%s.eml\n' "$((i - 7))" "$((i + 8))" "$i"
    done
    printf 'ham p=0.25 other\n'
} >"$scratch/scores"
run evaluate --scores "$scratch/scores" --seed 1 --bootstrap 200
check 'scores: the table is as agreed' out_is_golden evaluate-scores.txt
run --lang ja evaluate --scores "$scratch/scores" --bootstrap 0
check 'scores: in Japanese' out_has '迷惑メール'

run evaluate --online --shuffle --seed 5 --bootstrap 50 --write-scores "$scratch/written" "$index"
cp "$scratch/out" "$scratch/first"
check 'judgements are written, one a mail' test "$(wc -l <"$scratch/written")" -eq 26
run evaluate --scores "$scratch/written" --seed 5 --bootstrap 50
check 'judgements read again give the same table' cmp -s "$scratch/out" "$scratch/first"
run evaluate --online --bootstrap 0 --write-scores "$scratch/no/such" "$index"
check 'judgements nowhere to write: 66' status_is 66

run evaluate --online --format html --folds 3 "$index"
check 'two protocols: usage' status_is 64
run evaluate --train "$index"
check 'train without test: usage' status_is 64
run evaluate --folds 1 "$index"
check 'one fold: usage' status_is 64
run evaluate --online --threshold 1 "$index"
check 'a threshold of 1: usage' status_is 64
run evaluate --online "$scratch/nowhere"
check 'no index there: 66' status_is 66
run score --format html "$samples/en/receipt-invoice.eml"
check 'score prints no html: usage' status_is 64

printf 'eggs 2.5\n' >"$scratch/scores"
run evaluate --scores "$scratch/scores"
check 'scores: a bad line is named' err_has 'scores:1:'

run evaluate "$index"
check 'no protocol: usage' status_is 64

done_testing
