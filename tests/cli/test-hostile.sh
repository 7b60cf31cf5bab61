#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# Mails that are meant to hurt: each gives a verdict or a clear error, soon. Under sanitizers too.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

head='From: a@example.com\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n'

# mail FILE: a header, then standard input, which goes on with it.
mail()
{
    { printf '%b' "$head"; cat; } >"$scratch/$1"
}

# repeat N TEXT
repeat()
{
    awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'
}

# judged FILE, refused FILE: within the time that a person waits, sanitizers included
judged()
{
    timeout 20 "$HANTEI" --format ndjson score --brief "$scratch/$1" >"$scratch/out" 2>"$scratch/err"
    status=$?
    [ "$status" -eq 0 ] && out_is_json score probability log_odds auth verdicts
}

refused()
{
    timeout 20 "$HANTEI" --format ndjson score "$scratch/$1" >"$scratch/out" 2>"$scratch/err"
    status=$?
    [ "$status" -eq 65 ] && out_is_json error code message
}

: >"$scratch/empty"
check 'an empty file is refused' refused empty
printf 'Only a body.\nNo header before it.\n' >"$scratch/body"
check 'a body without header is refused' refused body
head -c 100000 /dev/zero >"$scratch/zeros"
check 'NUL octets alone are refused' refused zeros

printf 'X-A: a\0b\n\nhe\0llo\0\n' | mail nul
check 'NUL octets in a mail' judged nul
printf '\n' | mail no-text
check 'a header without a body' judged no-text
{
    printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n'
    printf 'Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n'
    head -c 20971520 /dev/zero | base64
    printf -- '--b--\n'
} | mail attachment
check '20 MiB of attachment' judged attachment
awk 'BEGIN {
    for (i = 0; i < 1000; i++)
        printf "Content-Type: multipart/mixed; boundary=\"b%d\"\n\n--b%d\n", i, i
    printf "Content-Type: text/plain\n\nhi\n"
    for (i = 999; i >= 0; i--)
        printf "--b%d--\n", i
}' | mail nested
check 'a thousand nested multiparts' judged nested
{
    printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n'
    printf '44GT44KT44Gr44Gh44Gv5LiW55WM44GT44KT44Gr44Gh44Gv5LiW55'
} | mail truncated
check 'a base64 part that ends half-way' judged truncated
{ printf 'Content-Type: multipart/mixed; boundary=b\n\n'; repeat 200000 $'--b\n\nx\n'; } | mail parts
check 'two hundred thousand parts' judged parts
{ repeat 200000 $'X-A: y\n'; printf '\nx\n'; } | mail fields
check 'two hundred thousand fields' judged fields
{ printf 'Reply-To: '; repeat 200000 'a:'; printf '\n\nx\n'; } | mail groups
check 'a field of nested groups' judged groups
{ printf 'X-Subject: '; repeat 200000 '=?utf-8?b?'; printf '\n\nx\n'; } | mail words
check 'encoded-words that never end' judged words
{ printf 'Content-Type: text/html\n\n'; repeat 500000 '<div>'; } | mail deep
check 'HTML half a million deep' judged deep
{ printf '\n'; repeat 2000000 'abcdefgh'; } | mail long
check 'a word of 16 MB' judged long

text='こんにちは。期間限定のセールを開催しています。'
for charset in UTF-8 ISO-2022-JP SHIFT_JIS CP932 EUC-JP GB18030 UTF-16 X-UNKNOWN; do
    from=$charset
    [ "$charset" != X-UNKNOWN ] || from=CP932
    { printf 'Content-Type: text/plain; charset=%s\n\n' "$charset"
        printf '%s\n' "$text" | iconv -f UTF-8 -t "$from"; } | mail charset
    check "charset $charset" judged charset
done
{ printf 'Content-Type: text/plain; charset=big5\n\n'; printf '歡迎光臨\n' | iconv -f UTF-8 -t BIG5; } |
    mail charset
check 'charset BIG5' judged charset
{ printf 'Content-Type: text/plain; charset=euc-kr\n\n'; printf '안녕하세요\n' | iconv -f UTF-8 -t EUC-KR; } |
    mail charset
check 'charset EUC-KR' judged charset
{ printf 'Content-Type: text/plain; charset=utf-8\n\n'; printf '%s\n' "$text" | iconv -f UTF-8 -t CP932; } |
    mail charset
check 'a charset that lies' judged charset

done_testing
