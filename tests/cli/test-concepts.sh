#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

own=$XDG_CONFIG_HOME/hantei/concepts
model=$scratch/model
mkdir -p "$own" "$scratch/spam" "$scratch/ham"

# mail FOLDER NUMBER TEXT
mail()
{
    printf 'From: shop%d@example.com\nTo: you@example.org\nSubject: news %d\n\n%s\n' "$2" "$2" \
        "This is what we have for you and your friends today, number $2. $3" >"$1/$2.eml"
}
for i in {1..30}; do
    mail "$scratch/spam" "$i" 'Come to the autumn fair in our town.'
    mail "$scratch/ham" "$i" 'The minutes of the meeting are attached.'
done
mail "$scratch" 99 'Come to the harvest fair in our town.'
draft=$scratch/99.eml
learnt=(--spam "$scratch/spam" --ham "$scratch/ham")

# The model that ships has learnt with what ships. If not: make the seed anew.
run score "$draft"
check 'shipped model and concepts fit' err_is_empty

run --model "$model" train "${learnt[@]}"
check 'without files: learnt' status_is 0
run --model "$model" --format ndjson model info
check 'info in ndjson: a version' out_is_json model concepts_version
cp "$scratch/out" "$scratch/plain"
run --model "$model" model info
check 'info: a version' out_has 'concepts: 2-'

# a concept of one's own
cat >"$own/shop.concepts" <<'END'
# fairs, whatever they are called
language: en
our-fair: autumn fair | harvest fair
END
run --model "$model" score "$draft"
check 'new concept: scored' status_is 0
check 'new concept: said to have no weight' err_is_golden concepts-new.txt
run --model "$model" --format ndjson score "$draft" "$draft"
check 'new concept: no clue yet' out_lacks our-fair
check 'new concept: said once' test "$(wc -l <"$scratch/err")" -eq 1

run --model "$model" train "${learnt[@]}"
check 'known mail: learns the concept' out_is_golden concepts-train.txt
run --model "$model" train "${learnt[@]}"
check 'known mail: once' out_has 'already known: 60'
run --model "$model" --format ndjson train "${learnt[@]}"
check 'known mail: counted in ndjson' out_is_json train n_updated
run --model "$model" --format ndjson score "$draft"
check 'learnt concept: nothing to say' err_is_empty
check 'learnt concept: a clue, also by another phrase' out_has \
    '"text":"our-fair","group":"concept","n_spam":30,"n_ham":0'
cp "$scratch/out" "$scratch/by-folder"
run --model "$model" --format ndjson model info
check 'learnt concept: another version' test "$(cat "$scratch/plain")" != "$(cat "$scratch/out")"

# the same by --concepts, before or after the verb
mv "$own/shop.concepts" "$scratch/shop.concepts"
run --model "$model" --format ndjson score "$draft" --concepts "$scratch/shop.concepts"
check 'by option: the same' cmp "$scratch/by-folder" "$scratch/out"
check 'by option: nothing to say' err_is_empty
run --model "$model" score "$draft"
check 'taken away: said so' err_is_golden concepts-changed.txt
check 'taken away: scored' status_is 0
run --model "$model" train --undo "${learnt[@]}"
check 'taken away: undone' out_has 'taken back: 60'
run --model "$model" model dump
check 'taken away: undone wholly' out_lacks our-fair

# phrases for a built-in concept weigh at once
printf 'language: en\nurgency: right this very second\n' >"$own/a.concepts"
run score "$draft"
check 'more phrases: nothing to say' err_is_empty

# order: by name, whatever the order of the folder
printf 'language: en\nzebra: zebra\n' >"$own/b.concepts"
printf 'language: en\napple: apple\n' >"$own/c.concepts"
printf 'not looked at' >"$own/notes.txt"
printf 'not looked at' >"$own/.#b.concepts"
run --concepts "$scratch/shop.concepts" score "$draft"
check 'files: sorted by name, then by option' err_has 'zebra, apple, our-fair'

# bad files
printf 'language: en\nfair: autumn*fair\n' >"$own/bad.concepts"
run score "$draft"
check 'bad file: 78' status_is 78
check 'bad file: no output' out_is_empty
check 'bad file: line, phrase and what to do' err_has \
    "$own/bad.concepts:2: \"autumn*fair\": \"*\" may only stand at the end; write two phrases"
run train "${learnt[@]}"
check 'bad file: train tells it, too' status_is 78
check 'bad file: no model is made' test ! -e "$XDG_DATA_HOME/hantei"
printf 'spam spam/1.eml\nham ham/1.eml\n' >"$scratch/index"
run evaluate --online "$scratch/index"
check 'bad file: evaluate tells it, too' status_is 78
run model info
check 'bad file: model info does not read it' status_is 0
printf 'spam 1\n' >"$scratch/scores"
run evaluate --scores "$scratch/scores"
check 'bad file: evaluate --scores does not read it' status_is 0
rm "$own/bad.concepts"
run --concepts "$scratch/missing" score "$draft"
check 'missing file: 66' status_is 66
check 'missing file: named' err_has "$scratch/missing"
run score "$draft" --concepts
check 'option without its value: usage' status_is 64

done_testing
