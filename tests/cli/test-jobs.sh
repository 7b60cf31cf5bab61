#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# Whatever the number of jobs, output, errors, exit status and model are the same.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

drafts=$HANTEI_SOURCE/corpora/drafts

# some of everything, bad ones amid the good ones
printf '\0\1\2 no mail at all\n' >"$scratch/noise.eml"
: >"$scratch/empty.eml"
for n in 1 2 3; do
    printf 'From a@example.com Thu Jan  1 00:00:00 1970\n'
    cat "$samples/en/receipt-invoice.eml"
    echo
done >"$scratch/three.mbox"
printf '%s\n' "$samples" "$scratch/noise.eml" "$scratch/three.mbox" "$scratch/missing.eml" \
    "$scratch/empty.eml" "$samples/ja" "$scratch/noise.eml" >"$scratch/list"

# same_with_jobs NAME ARGS…: runs with 1, 2 and 8 jobs; the runs must not differ.
same_with_jobs()
{
    local name=$1 jobs
    shift
    for jobs in 1 2 8; do
        run "$@" --jobs "$jobs"
        sed -i 's/"elapsed_ms":[0-9]*/"elapsed_ms":N/' "$scratch/out"
        echo "$status" >>"$scratch/out"
        cp "$scratch/out" "$scratch/out.$jobs"
        cp "$scratch/err" "$scratch/err.$jobs"
        [ "$jobs" = 1 ] ||
            check "$name: $jobs jobs say what one says" cmp "$scratch/out.1" "$scratch/out.$jobs"
        [ "$jobs" = 1 ] ||
            check "$name: $jobs jobs, the same errors" cmp "$scratch/err.1" "$scratch/err.$jobs"
    done
}

same_with_jobs 'score, text' score --files-from "$scratch/list"
check 'score, text: the errors are told' err_has noise.eml
check 'score, text: 66 for what is missing' status_is 66
same_with_jobs 'score, ndjson' --format ndjson score --all-clues "$samples/ja" \
    "$scratch/missing.eml" "$scratch/noise.eml" "$samples/en" --files-from "$scratch/list"
check 'score, ndjson: errors stand amid the reports' out_has '"code":"not-mail"'
same_with_jobs 'score, a list that is not there' score "$samples/ja" --files-from "$scratch/none"
check 'score, a list that is not there: 66' status_is 66
check 'score, a list that is not there: what came before is scored' out_has newsletter-sale.eml
same_with_jobs 'score, one mail' score "$samples/en/receipt-invoice.eml"
run --format ndjson score --jobs 4 "$samples/en/receipt-invoice.eml" - \
    <"$samples/ja/newsletter-sale.eml"
check 'score: standard input among files' out_is_json score path
check 'score: standard input comes last' n_out_lines_is 3
run --format ndjson score --files-from "$scratch/list"
check 'score: without --jobs, too' out_is_json score path

# learn NAME OPTION…: what each number of jobs makes of a copy of one model
learn()
{
    local name=$1 jobs
    shift
    for jobs in 1 2 8; do
        rm -rf "$scratch/model"
        cp -r "$scratch/base" "$scratch/model"
        run --model "$scratch/model" train --jobs "$jobs" "$@"
        echo "$status" >>"$scratch/out"
        cp "$scratch/out" "$scratch/out.$jobs"
        cp "$scratch/err" "$scratch/err.$jobs"
        "$HANTEI" --model "$scratch/model" model dump "$scratch/dump.$jobs" >/dev/null
    done
    for jobs in 2 8; do
        check "$name: $jobs jobs make the same model" cmp "$scratch/dump.1" "$scratch/dump.$jobs"
        check "$name: $jobs jobs say what one says" cmp "$scratch/out.1" "$scratch/out.$jobs"
        check "$name: $jobs jobs, the same errors" cmp "$scratch/err.1" "$scratch/err.$jobs"
    done
}
sed "s|^\([a-z]*\) |\1 $drafts/|" "$drafts/index" >"$scratch/drafts.index"
sed -n '1~3p' "$scratch/drafts.index" >"$scratch/base.index"
{
    sed -n '1~5p' "$scratch/drafts.index"
    printf 'spam noise.eml\nham missing.eml\nham three.mbox\n'
} >"$scratch/bad.index"
# a model's key is chance, so all start from one
"$HANTEI" --model "$scratch/base" train --labels "$scratch/base.index" >/dev/null 2>&1
learn 'train' --labels "$scratch/drafts.index"
check 'train: what was gained is told' out_has 'as drafts'
learn 'train, bad ones too' --labels "$scratch/bad.index" --spam "$samples/ja" \
    "$scratch/noise.eml" --ham "$samples/en"
check 'train, bad ones too: 66' grep -qx 66 "$scratch/out.8"
learn 'undo' --undo --labels "$scratch/drafts.index"

{
    sed -n '1~4p' "$scratch/drafts.index"
    printf 'spam noise.eml\nham missing.eml\n'
} >"$scratch/some.index"
for protocol in '--online' '--online --shuffle' '--folds 3' "--train $scratch/base.index --test"; do
    # shellcheck disable=SC2086 # a list of options
    same_with_jobs "evaluate $protocol" evaluate --bootstrap 20 --format ndjson $protocol \
        "$scratch/some.index"
    check "evaluate $protocol: 66 for what is missing" grep -qx 66 "$scratch/out.8"
done
for jobs in 1 3; do
    run evaluate --folds 4 --bootstrap 0 --jobs "$jobs" --write-scores "$scratch/scores.$jobs" \
        "$scratch/some.index"
done
check 'evaluate: the same judgements to the last digit' cmp "$scratch/scores.1" "$scratch/scores.3"

for bad in -1 65 1000000000000 some ''; do
    for verb in score train 'evaluate --online'; do
        # shellcheck disable=SC2086
        run $verb --jobs "$bad" "$samples/index"
        check "$verb --jobs '$bad': usage" status_is 64
    done
done
run score --jobs 65 "$samples/ja"
check 'too many jobs: says how many may be' err_has 64

# interrupted amid: what was learnt is kept, and learning again makes it whole
mkdir "$scratch/many"
for n in {1..1500}; do
    printf 'From: a@example.com\nSubject: number %d\n\n%d mails of ours were sent today\n' "$n" "$n" \
        >"$scratch/many/$n.eml"
done
"$HANTEI" --model "$scratch/interrupted" train --jobs 4 --ham "$scratch/many" \
    >"$scratch/out" 2>"$scratch/err" &
for _ in {1..200}; do
    grep -q interrupted "$scratch/err" && break
    sleep 0.01
done
sleep 0.1
kill -INT $!
wait $!
status=$?
last_command='hantei train --jobs 4, interrupted'
check 'interrupted: says so, or was done before' test "$status" -eq 130 -o "$status" -eq 0
check 'interrupted: what was learnt is told' out_has 'learnt: 0 spam'
n_kept=$(sed -n 's/^learnt: 0 spam, \([0-9]*\) ham$/\1/p' "$scratch/out")
run --model "$scratch/interrupted" --format ndjson model info
check 'interrupted: that is what the model holds' out_has "\"n_ham\":$n_kept,"
run --model "$scratch/interrupted" --format ndjson train --no-gain --jobs 4 --ham "$scratch/many"
check 'interrupted: again, and nothing counts twice' out_has "\"n_already\":$n_kept,"
run --model "$scratch/interrupted" --format ndjson model info
check 'interrupted: all are there' out_has '"n_ham":1500,'

done_testing
