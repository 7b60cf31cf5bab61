#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

mail=$samples/ja/newsletter-sale.eml
score_keys='path view probability log_odds known_ratio confidence'

run score "$mail"
check 'text: done' status_is 0
check 'text: names the file' out_has newsletter-sale.eml
check 'text: silent on stderr' err_is_empty
check 'text: no colour off a terminal' out_lacks "$(printf '\033')"

run --format ndjson score "$mail"
check 'ndjson: done' status_is 0
# shellcheck disable=SC2086 # a list of keys
check 'ndjson: one valid report' out_is_json score $score_keys clues verdicts auth
check 'ndjson: no summary for one mail' n_out_lines_is 1
cp "$scratch/out" "$scratch/first"

run score "$mail" --format=ndjson
check 'global options after the verb: the same bytes' cmp "$scratch/first" "$scratch/out"
run --format ndjson --lang ja score "$mail"
check 'ndjson in Japanese is still valid' out_is_json score path probability

run --format ndjson score --brief "$mail"
# shellcheck disable=SC2086
check 'brief: still a report' out_is_json score $score_keys verdicts
check 'brief: no clues' out_lacks '"clues"'

run --format ndjson score - <"$mail"
check 'standard input: path is -' out_has '"path":"-"'

run --format ndjson score --view received "$mail"
check 'view received is kept' out_has '"view":"received"'
run --format ndjson score --view draft "$mail"
check 'view draft is kept' out_has '"view":"draft"'

run --format ndjson score --receiver nobody "$mail"
check 'unknown receiver: usage error' status_is 64

# several inputs, some of them bad: the rest is done
printf '\0\1\2 no mail at all\n' >"$scratch/noise.eml"
run --format ndjson score "$mail" "$scratch/noise.eml" "$mail"
check 'not mail among mails: 65' status_is 65
check 'not mail among mails: an error line' out_is_json error path code message
check 'not mail among mails: its code' out_has '"code":"not-mail"'
check 'not mail among mails: the rest is scored' out_is_json summary n_scored n_failed elapsed_ms
check 'not mail among mails: four lines' n_out_lines_is 4

run --format ndjson score "$scratch/missing.eml" "$mail"
check 'missing file: 66' status_is 66
check 'missing file: its code' out_has '"code":"not-found"'
check 'missing file: the rest is scored' out_is_json score path

run score "$scratch/noise.eml" "$mail"
check 'text: not mail goes to stderr' err_has noise.eml
check 'text: not mail is not on stdout' out_lacks noise.eml

: >"$scratch/empty.eml"
run score "$scratch/empty.eml"
check 'empty file: 65' status_is 65

printf '%s\n%s\n' "$mail" "$scratch/missing.eml" >"$scratch/list"
run --format ndjson score --files-from "$scratch/list"
check 'list of files: 66 for the missing one' status_is 66
check 'list of files: the other is scored' out_is_json score path
run --format ndjson score --files-from - <"$scratch/list"
check 'list on standard input' out_is_json score path

{ printf 'From a@example.com Thu Jan  1 00:00:00 1970\n'; cat "$mail"; echo
  printf 'From b@example.com Thu Jan  1 00:00:00 1970\n'; cat "$mail"; } >"$scratch/two.mbox"
run --format ndjson score "$scratch/two.mbox"
check 'mbox: two reports and a summary' n_out_lines_is 3

tr -d '\r' <"$mail" >"$scratch/lf.eml"
sed 's/$/\r/' <"$scratch/lf.eml" >"$scratch/crlf.eml"
run --format ndjson score - <"$scratch/lf.eml"
cp "$scratch/out" "$scratch/first"
run --format ndjson score - <"$scratch/crlf.eml"
check 'CRLF and LF score alike' cmp "$scratch/first" "$scratch/out"

run --model "$scratch/nowhere" score "$mail"
check 'no model there: 66' status_is 66
check 'no model there: the folder is named' err_has "$scratch/nowhere"

done_testing
