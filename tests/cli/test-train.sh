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

done_testing
