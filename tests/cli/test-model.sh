#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

run model info
check 'info of the shipped model: done' status_is 0
check 'info: the folder' out_has /seed
run --format ndjson model info
check 'info in ndjson' out_is_json model path format_version fingerprint n_spam n_ham n_features \
    size_bytes

run model dump
check 'dump on stdout: done' status_is 0
cp "$scratch/out" "$scratch/first.dump"
run model dump "$scratch/second.dump"
check 'dump to a file: done' status_is 0
check 'dump to a file: the same' cmp "$scratch/first.dump" "$scratch/second.dump"
run --model "$scratch/copy" model load "$scratch/first.dump"
check 'load: done' status_is 0
run --model "$scratch/copy" model dump
check 'dump, load, dump: the same bytes' cmp "$scratch/first.dump" "$scratch/out"
run --model "$scratch/copy2" model load - <"$scratch/first.dump"
check 'load from standard input: done' status_is 0

printf 'nonsense\n' >"$scratch/bad.dump"
run --model "$scratch/bad" model load "$scratch/bad.dump"
check 'bad dump: 65' status_is 65
run --model "$scratch/bad" model load "$scratch/missing.dump"
check 'missing dump: 66' status_is 66

mail()
{
    printf 'From: %s@example.com\nTo: you@example.org\nSubject: %s\n\n%s\n' "$1" "$2" "$3"
}
mkdir "$scratch/mails"
for i in 1 2 3 4 5 6; do
    mail "a$i" "cheap watches $i" "buy cheap watches number$i today" >"$scratch/mails/s$i.eml"
    mail "b$i" "minutes $i" "the minutes of meeting number$i are attached" >"$scratch/mails/h$i.eml"
    printf 'spam s%d.eml\nham h%d.eml\n' "$i" "$i" >>"$scratch/mails/index"
done
head -n 6 "$scratch/mails/index" >"$scratch/mails/first"
tail -n 6 "$scratch/mails/index" >"$scratch/mails/second"
run --model "$scratch/all" train --source box --labels "$scratch/mails/index"
run --model "$scratch/a" train --source box --labels "$scratch/mails/first"
run --model "$scratch/b" train --fast --source box --labels "$scratch/mails/second"
check 'train --fast: done' status_is 0

# counts FOLDER: what does not depend on the order of learning
counts()
{
    "$HANTEI" --model "$1" model dump |
        awk '/^(learnt|mail) / { print $1, $2, $3 } /^origin / { print }
            /^[0-9]/ { $3 = $4 = ""; print }'
}

run model merge "$scratch/a" "$scratch/b" --out "$scratch/merged"
check 'merge: done' status_is 0
check 'merge: all mails' out_has '6 spam, 6 ham'
check 'merge: the counts of training all' \
    diff <(counts "$scratch/all") <(counts "$scratch/merged")
run --model "$scratch/merged" model verify
check 'verify: the merged model is sound' status_is 0
check 'verify: says so' out_has sound
run --format ndjson model verify
check 'verify: the shipped model is sound' status_is 0
check 'verify in ndjson' out_is_json verify path is_sound n_features n_mails faults
run --format ndjson model merge "$scratch/a" "$scratch/b" --out "$scratch/again"
check 'merge in ndjson' out_is_json merge path n_spam n_ham n_features n_repeats n_rows_dropped
run model merge "$scratch/a" "$scratch/b" --out "$scratch/merged"
check 'merge over a model: cannot create' status_is 73
run model merge "$scratch/a" "$scratch/merged" --out "$scratch/twice"
check 'merge with mails in both: refused' status_is 65
check 'merge with mails in both: how many' err_has '6 mails'
check 'merge with mails in both: nothing is made' test ! -e "$scratch/twice"
run --format ndjson model merge "$scratch/a" "$scratch/merged" --out "$scratch/twice" --allow-repeats
check 'merge --allow-repeats: done' status_is 0
check 'merge --allow-repeats: counted' out_has '"n_repeats":6'
run model merge "$scratch/a" "$scratch/b"
check 'merge without --out: usage' status_is 64
run model merge "$scratch/a" "$scratch/none" --out "$scratch/x"
check 'merge of what is not there: no input' status_is 66

run --model "$scratch/merged" model backup "$scratch/backup"
check 'backup: done' status_is 0
check 'backup: the same model' \
    diff <(counts "$scratch/merged") <(counts "$scratch/backup")
run --model "$scratch/merged" model backup "$scratch/backup"
check 'backup over a model: cannot create' status_is 73
run --format ndjson --model "$scratch/merged" model compact
check 'compact: done' status_is 0
check 'compact in ndjson' out_is_json compact path size_bytes_before size_bytes_after

run --model "$scratch/merged" model prune --min-count 2 --labels "$scratch/mails/index"
check 'prune: done' status_is 0
check 'prune: what it costs' out_has '6 spam and 6 ham'
run --format ndjson --model "$scratch/merged" model prune --min-count 3
check 'prune in ndjson' out_is_json prune path n_features_before n_features_after \
    size_bytes_before size_bytes_after cost
run --model "$scratch/merged" model dump
check 'prune: nothing rare is left' out_lacks number1
run --model "$scratch/merged" model verify
check 'prune: the model is sound' status_is 0
run --model "$scratch/merged" model prune
check 'prune without --min-count: usage' status_is 64
run --model "$scratch/merged" model prune --older-than soon
check 'prune --older-than what is no age: usage' status_is 64
check 'prune --older-than what is no age: says what is' err_has 18m

# aged NAME DATE WORD: a mail to learn
aged()
{
    printf 'From: a@example.com\nDate: %s\nSubject: s\n\n%s\n' "$2" "$3" >"$scratch/mails/$1.eml"
}
aged old 'Thu, 1 Feb 2001 10:00:00 +0000' ancientword
aged new 'Tue, 4 Feb 2025 10:00:00 +0000' recentword
aged future 'Tue, 4 Feb 2142 10:00:00 +0000' boastfulword
aged undated 'some day' undatedword
printf 'spam %s.eml\n' old new future undated >"$scratch/mails/aged"
run --model "$scratch/aged" train --labels "$scratch/mails/aged"
run --model "$scratch/aged" model info
check 'info: the oldest day' out_has 2001-02-01
check 'info: no day after today' out_lacks 2142
run --format ndjson --model "$scratch/aged" model info
check 'info in ndjson: days' out_is_json model oldest_day newest_day n_features_without_day
run --format ndjson --model "$scratch/aged" model prune --older-than 2024-01-01
check 'prune --older-than: done' status_is 0
run --model "$scratch/aged" model dump
check 'prune --older-than: the old is gone' out_lacks ancientword
check 'prune --older-than: the new stays' out_has recentword
check 'prune --older-than: a mail without a day is of today' out_has undatedword
run --model "$scratch/aged" model verify
check 'prune --older-than: the model is sound' status_is 0
run --model "$scratch/aged" model prune --min-count 2 --older-than 90d
check 'prune by both: done' status_is 0
run --model "$scratch/aged" model dump
check 'prune by both: what is rare is gone' out_lacks boastfulword
run --model "$scratch/none" model prune --min-count 2
check 'prune without a model: no input' status_is 66

# what is cut off a compact file is missed by every verb
for pages in 1 3 16 17; do
    rm -rf "$scratch/cut"
    cp -r "$scratch/backup" "$scratch/cut"
    truncate --size "-$((pages * 4096))" "$scratch/cut/data.mdb"
    run --model "$scratch/cut" score --brief "$scratch/mails/s1.eml"
    check "score, $pages pages missing: 74" status_is 74
    check "score, $pages pages missing: damaged" err_has damaged
    run --model "$scratch/cut" train --spam "$scratch/mails/s1.eml"
    check "train, $pages pages missing: refused" test "$status" -ge 64 -a "$status" -lt 128
    run --model "$scratch/cut" model info
    check "info, $pages pages missing: 74" status_is 74
done

truncate --size 8192 "$scratch/backup/data.mdb"
# the sanitizer would take the signal that tells of a missing page
ASAN_OPTIONS="${ASAN_OPTIONS:-}:handle_sigbus=0" run --model "$scratch/backup" model verify
check 'verify of a damaged file: 74' status_is 74
run --model "$scratch/none" model verify
check 'verify without a model: no input' status_is 66

done_testing
