#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# The binary, its man pages and its completion name the same verbs and options.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"
: "${HANTEI:?}"

completion=tools/completion/hantei
mapfile -t verbs < <("$HANTEI" help | sed -n 's/^  \([a-z]\{2,\}\)  .*/\1/p')

# has_word FILE WORD: as a whole word; scdoc writes "--a-b" as it is
has_word()
{
    grep -qE -e "(^|[^a-z-])$2([^a-z-]|\$)" "$1"
}

# long_options [VERB]: as its help prints them
long_options()
{
    "$HANTEI" help "$@" | sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

{ [ "${#verbs[@]}" -gt 0 ] || echo 'hantei help names no verb'; } | rule 'help names verbs'

declare -A options
global_options=$(long_options)
for verb in "${verbs[@]}"; do
    options[$verb]=$(long_options "$verb")
done

for verb in "${verbs[@]}"; do
    page=docs/man/hantei-$verb.1.scd
    [ -e "$page" ] || page=docs/man/hantei.1.scd
    has_word docs/man/hantei.1.scd "$verb" || echo "$verb: not in hantei.1.scd"
    has_word "$completion" "$verb" || echo "$verb: not in the completion"
    for option in ${options[$verb]}; do
        has_word "$page" "$option" || has_word docs/man/hantei.1.scd "$option" ||
            echo "$verb $option: not in $page"
        has_word "$completion" "$option" || echo "$verb $option: not in the completion"
    done
done | rule 'each verb and option has its man page and completion'

for option in $global_options; do
    has_word docs/man/hantei.1.scd "$option" || echo "$option: not in hantei.1.scd"
    has_word "$completion" "$option" || echo "$option: not in the completion"
done | rule 'each global option has its man page and completion'

for page in docs/man/hantei-*.1.scd; do
    verb=${page##*/hantei-}
    verb=${verb%.1.scd}
    for option in $(grep -oE -e '^\*--[a-z-]+' "$page" | tr -d '*' | sort -u); do
        grep -qxF -e "$option" <<<"${options[$verb]}" || echo "$page: $verb has no option $option"
    done
done | rule 'man pages name no option that is not there'

{
    find "${sources[@]}" -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' \) | sort
    printf '%s\n' dev .ci/run "$completion"
} | while read -r file; do
    head -n 8 "$file" | grep -qF 'SPDX-License-Identifier: Apache-2.0' || echo "$file"
done | rule 'each source file has its licence line'

grep -nE '(^|[^A-Za-z0-9_.])/(work|tmp/(wt|c/))' -r "${sources[@]}" docs dev .ci ./*.md \
    --include='*.[ch]' --include='*.md' --include='*.scd' --include='*.build' --include=dev \
    --include=run | rule 'no path of a developer machine'

if command -v msgfmt >/dev/null; then
    for po in po/*.po; do
        msgfmt --check-format --output-file=/dev/null "$po" 2>&1 || true
        msgattrib --untranslated --no-obsolete "$po" | grep '^msgid' | sed "s|^|$po untranslated: |"
        msgattrib --only-fuzzy --no-obsolete "$po" | grep '^msgid' | sed "s|^|$po fuzzy: |"
    done | rule 'translations are whole'
    xgettext --files-from=po/POTFILES.in --from-code=UTF-8 --keyword=_ --keyword=N_ \
        --keyword=C_:1c,2 --keyword=ngettext:1,2 --keyword=g_dngettext:2,3 --output=- 2>/dev/null |
        msgcmp --use-untranslated po/ja.po - 2>&1 |
        grep 'used but not defined' |
        rule 'ja.po has every text of the sources'
fi

done_linting
