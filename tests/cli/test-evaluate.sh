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

printf 'eggs 2.5\n' >"$scratch/scores"
run evaluate --scores "$scratch/scores"
check 'scores: a bad line is named' err_has 'scores:1:'

run evaluate "$index"
check 'no protocol: usage' status_is 64

done_testing
