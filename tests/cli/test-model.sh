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

done_testing
