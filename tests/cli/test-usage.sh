#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# refused NAME TEXT ARGS…: a usage error that says TEXT and prints nothing on stdout
refused()
{
    local name=$1 text=$2
    shift 2
    run "$@"
    check "$name: status 64" status_is 64
    check "$name: says so" err_has "$text"
    check "$name: no output" out_is_empty
}

refused 'unknown verb' 'sing' sing
refused 'misspelt verb' 'score' scroe x.eml
refused 'unknown option before the verb' '--loud' --loud score x.eml
refused 'unknown option of a verb' '--loud' score --loud x.eml
refused 'unknown format' 'ndjson' --format xml score x.eml
refused 'unknown language' 'de' --lang de score x.eml
refused 'option without its value' '--model' score x.eml --model
refused 'flag with a value' '--offline' --offline=yes score x.eml
refused 'unknown view' 'draft' score --view sideways x.eml
refused 'score without a file' 'FILE' score
refused 'train without mail' '--spam' train
refused 'train with a path of no label' 'stray.eml' train stray.eml
refused 'model without a subverb' 'info' model
refused 'model with an unknown subverb' 'info' model inof
refused 'a model folder that is empty text' '--model' --model '' score x.eml

done_testing
