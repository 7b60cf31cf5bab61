#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

model=$scratch/model
mail()
{
    printf 'From: %s@example.com\nTo: you@example.org\nSubject: %s\n\n%s\n' "$1" "$2" "$3"
}
mkdir "$scratch/s" "$scratch/h"
mail a 'cheap watches' 'buy cheap watches today' >"$scratch/s/1.eml"
mail b 'cheap pills' 'buy cheap pills today' >"$scratch/s/2.eml"
mail c 'minutes' 'the minutes of the meeting are attached' >"$scratch/h/1.eml"
printf 'no mail\0' >"$scratch/noise.eml"

run --model "$model" train --spam "$scratch/s/1.eml" "$scratch/s/2.eml" --ham "$scratch/h"
check 'first training: done' status_is 0
check 'first training: as agreed' out_is_golden train-first.txt
run --model "$model" --format ndjson model info
check 'model knows two spam' out_has '"n_spam":2'
check 'model knows one ham' out_has '"n_ham":1'

run --model "$model" train --spam "$scratch/s" --ham "$scratch/h"
check 'again: nothing new' out_is_golden train-again.txt

run --model "$model" train --ham "$scratch/s/1.eml"
check 'relabelled: said so' out_is_golden train-relabel.txt
run --model "$model" --format ndjson model info
check 'relabelled mail counts once' out_has '"n_spam":1'

run --model "$model" --format ndjson train --undo --ham "$scratch/s/1.eml"
check 'undo: done' status_is 0
check 'undo: a summary line' out_is_json train n_spam n_ham n_forgotten
run --model "$model" --format ndjson model info
check 'undo: the mail is gone' out_has '"n_ham":1'

run --model "$model" train --spam "$scratch/noise.eml" "$scratch/s/1.eml"
check 'not mail is skipped: 65' status_is 65
check 'not mail is named' err_has noise.eml
check 'the rest is learnt' out_has '1 spam'

# a model of one's own lies on top of the one that ships
XDG_DATA_HOME="$scratch/xdg" run train --source mine --ham "$scratch/h/1.eml"
check 'own model: done' status_is 0
check 'own model: says on top of what' err_has 'on top of the one that ships'
XDG_DATA_HOME="$scratch/xdg" run --format ndjson model info
check 'own model: knows its source' out_has '"source":"mine"'
check 'own model: still knows the others' out_has '"source":"spamassassin"'
XDG_DATA_HOME="$scratch/xdg" run model fit
check 'own model: fitted anew' status_is 0
run --model "$scratch/none" model fit
check 'fit without a model: no input' status_is 66
run train --source '' --ham "$scratch/h/1.eml"
check 'a source without a name: usage' status_is 64

printf 'spam s/1.eml\nham h/1.eml\n' >"$scratch/index"
run --model "$scratch/indexed" train --labels "$scratch/index"
check 'label index: done' status_is 0
check 'label index: both learnt' out_has '1 spam'
printf 'eggs s/1.eml\n' >"$scratch/bad-index"
run --model "$scratch/indexed" train --labels "$scratch/bad-index"
check 'bad label index: 65' status_is 65
check 'bad label index: named' err_has bad-index

run --model "$model" train --spam "$scratch/missing.eml"
check 'missing path: 66' status_is 66

run train --spam "$scratch/s/1.eml"
check 'own model: made, and said so' err_has "$XDG_DATA_HOME/hantei/model"
check 'own model: is there' test -e "$XDG_DATA_HOME/hantei/model/data.mdb"
run model info
check 'own model: found without being named' out_has "$XDG_DATA_HOME/hantei/model"
HANTEI_MODEL=$model run model info
check 'HANTEI_MODEL goes before the own model' out_has "$model"

run --model "$model" score "$scratch/s/2.eml"
check 'a trained model scores' status_is 0

# what new mails gained, in a model that held mails before
drafts=$HANTEI_SOURCE/corpora/drafts
# half FIRST LABEL: every second one of the drafts of that label, as an index
half()
{
    sed -n "s|^$2 |$2 $drafts/|p" "$drafts/index" | sed -n "$1~2p"
}
half 1 'spam' >"$scratch/base"
half 1 'ham' >>"$scratch/base"
half 2 'ham' >"$scratch/new-ham"
head -n 19 "$scratch/new-ham" >"$scratch/new-19"
half 2 'spam' | cat - "$scratch/new-ham" >"$scratch/new"
mkdir "$scratch/alike"
for n in {1..20}; do
    mail shop "offer $n" 'the same offer to all of our friends, and it ends on Sunday night' \
        >"$scratch/alike/$n.eml"
done
# learn OPTION…: into a copy of a model that knows half of the drafts
learn()
{
    rm -rf "$scratch/gained"
    cp -r "$scratch/ungained" "$scratch/gained"
    run --model "$scratch/gained" "$@"
    # the digits are the model's, not the command's
    sed -i 's/[0-9][0-9.]*/N/g; s/: worse$//' "$scratch/out"
}
run --model "$scratch/ungained" train --labels "$scratch/base"
check 'gain: not of a model from nothing' n_out_lines_is 1
learn train --source mine --labels "$scratch/new"
check 'gain: as agreed' out_is_golden train-gain.txt
"$HANTEI" --model "$scratch/gained" model dump "$scratch/gained.counts"
learn train --source mine --labels "$scratch/new" --no-gain
check 'gain: --no-gain says nothing' n_out_lines_is 1
"$HANTEI" --model "$scratch/gained" model dump "$scratch/no-gain.counts"
check 'gain: the model is the same without' cmp "$scratch/gained.counts" "$scratch/no-gain.counts"
learn train --source mine --labels "$scratch/new-ham"
check 'gain: of ham alone' out_is_golden train-gain-ham.txt
learn train --source mine --labels "$scratch/new-19"
check 'gain: not of 19 mails' out_is_golden train-gain-few.txt
learn train --source mine --ham "$scratch/alike"
check 'gain: not of one campaign' out_is_golden train-gain-alike.txt
learn train --labels "$scratch/base"
check 'gain: not of mails already known' out_is_golden train-gain-known.txt
learn --format ndjson train --source mine --labels "$scratch/new"
check 'gain: in NDJSON' out_has '"gain":{"n_ham":N,"n_spam":N,"n_campaigns":N,"before":{'
run --model "$scratch/gained" --format ndjson train --undo --labels "$scratch/new"
check 'gain: none of an undo' out_has '"gain":null'
check 'gain: the key is there' out_is_json train n_spam gain

done_testing
