#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

run --version
check 'version: done' status_is 0
check 'version: name and number' grep -qE '^hantei [0-9]+\.[0-9]+\.[0-9]+$' "$scratch/out"

run --help
check 'help: done' status_is 0
check 'help: silent on stderr' err_is_empty
check 'help: as agreed' out_is_golden help.txt

run help
check 'help verb: the same page' out_is_golden help.txt

run
check 'nothing asked: usage error' status_is 64
check 'nothing asked: nothing on stdout' out_is_empty
check 'nothing asked: points at help' err_has 'hantei help'

for verb in score train model help; do
    run help "$verb"
    check "help $verb: done" status_is 0
    check "help $verb: shows usage" out_has "hantei $verb"
    cp "$scratch/out" "$scratch/help-$verb"
    run "$verb" --help
    check "$verb --help: the same page" diff -u "$scratch/help-$verb" "$scratch/out"
done

run help sing
check 'help for no verb: usage error' status_is 64

run --lang ja help
check 'Japanese help: done' status_is 0
check 'Japanese help: in Japanese' out_has '使い方'
LC_ALL=C run help --lang ja
check 'Japanese help under LC_ALL=C' out_has '使い方'
LC_ALL='' LANG=ja_JP.UTF-8 run help
check 'Japanese help where ja_JP is not installed' out_has '使い方'
LC_ALL='' LANG=ja_JP.UTF-8 run help --lang en
check 'English asked for under LANG=ja_JP' out_has 'Usage'

done_testing
