#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# The key is that of RFC 8463, appendix A.2.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$scratch" || exit 1
cat >dns.zone <<'END'
$ORIGIN shop.example.
$TTL 300
@ IN SOA ns root 1 2 3 4 60
@ IN TXT "v=spf1 include:_spf.esp.example -all"
@ IN MX 10 mx
_dmarc IN TXT "v=DMARC1; p=reject; adkim=s"
s1._domainkey IN TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
gone._domainkey IN TXT "v=DKIM1; p="
$ORIGIN esp.example.
@ IN SOA ns root 1 2 3 4 60
bounce IN TXT "v=spf1 include:_spf.esp.example ~all"
_spf IN TXT "v=spf1 ip4:192.0.2.0/24 exp=why.esp.example -all"
deny IN TXT "v=spf1 -all exp=why.esp.example"
why IN TXT "%{i} may not send for %{d}"
;@fault broken.example ANY servfail
END
echo 'nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=' >key
printf '%s\n' 'From: Shop <news@shop.example>' 'To: ann@example.com' 'Subject: Hello' \
    'Date: Tue, 24 Nov 2026 09:00:00 +0900' 'Message-ID: <1@shop.example>' '' 'Good morning.' >draft.eml
sender=(--zone dns.zone --now 1795500000 --client-ip 192.0.2.9 --mail-from b@bounce.esp.example)
signer=(--key key --domain shop.example --selector s1 --now 1795500000)

run auth draft.eml
check 'offline: done' status_is 0
check 'offline: says what to give' out_has --dns
check 'offline: guesses nothing' out_lacks pass

run auth "${sender[@]}" draft.eml
check 'unsigned draft: as it should be' out_is_golden auth-unsigned.txt
run auth "${sender[@]}" --dkim-domain shop.example --dkim-selector s1 draft.eml
check 'draft to be signed: as it should be' out_is_golden auth-forecast.txt
run --lang ja auth "${sender[@]}" --dkim-domain shop.example --dkim-selector s1 draft.eml
check 'the same in Japanese' out_is_golden auth-forecast-ja.txt
run auth "${sender[@]}" --dkim-domain shop.example --dkim-selector gone draft.eml
check 'revoked key: DMARC fails' out_has 'asks receivers to refuse such a mail'
check 'revoked key: says so' out_has 'the key is revoked'
run auth "${sender[@]}" --dkim-domain news.shop.example --dkim-selector s1 draft.eml
check 'no key: says where it should be' out_has s1._domainkey.news.shop.example

run auth sign "${signer[@]}" draft.eml
check 'sign: done' status_is 0
cp out signed.eml
check 'sign: the mail is behind the signature' cmp draft.eml <(sed '1,/^From:/{/^From:/!d}' signed.eml)
run --format ndjson auth "${sender[@]}" signed.eml
check 'signed: a valid line' out_is_json auth path forecast from_domain envelope spf spf_from dkim \
    line_ends_changed arc dmarc authserv
check 'signed: DKIM passes' out_has '"dkim":[{"result":"pass","domain":"shop.example","selector":"s1"'
check 'signed: DMARC rests on DKIM' out_has '"aligned_by":["dkim:shop.example"]'
sed 's/Good/Bad/' signed.eml >altered.eml
run --format ndjson auth "${sender[@]}" altered.eml
check 'altered: DKIM fails' out_has '"cause":"body-altered"'
check 'altered: DMARC asks for rejection' out_has '"applied_policy":"reject"'
sed 's/$/\r/' signed.eml >crlf.eml
run --format ndjson auth "${sender[@]}" crlf.eml
check 'CRLF: the same signature passes' out_has '"dkim":[{"result":"pass"'

run auth seal "${signer[@]}" --authserv-id mx.shop.example "${sender[@]}" signed.eml
check 'seal: done' status_is 0
cp out sealed.eml
run --format ndjson auth "${sender[@]}" sealed.eml
check 'seal: ARC passes' out_has '"arc":{"result":"pass","instances":1'
check 'seal: says what was found' grep -q 'dkim=pass header.d=shop.example' sealed.eml
run auth seal "${signer[@]}" --authserv-id mx.shop.example sealed.eml
check 'seal without DNS: tries later' status_is 75

run auth spf "${sender[@]}"
check 'spf: passes' out_has pass
run auth spf --zone dns.zone --client-ip 198.51.100.1 --mail-from a@deny.esp.example
check 'spf: fails with its explanation' \
    grep -qx $'fail\t198.51.100.1 may not send for deny.esp.example\t' out
run auth spf --zone dns.zone --client-ip 2001:db8::1 --mail-from a@broken.example
check 'spf: a DNS failure is temperror' grep -q ^temperror out
run auth spf --client-ip 192.0.2.9 --mail-from b@bounce.esp.example
check 'spf: offline is unknown' grep -q ^unknown out
run auth spf --zone dns.zone --client-ip 192.0.2.9
check 'spf: needs a sender' status_is 64
run auth spf "${sender[@]}" --client-ip 192.0.2
check 'spf: an address that is none' err_has '192.0.2:'

printf 'Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=a@b.example\n' |
    cat - draft.eml >told.eml
run --format ndjson auth --trust-authserv mx.example.com told.eml
check 'a trusted result is believed' out_has '"believed":true'
run --format ndjson auth --trust-authserv any told.eml
check 'any: the topmost is believed' out_has '"believed":true'
run --format ndjson auth told.eml
check 'of nobody: it is not' out_has '"believed":false'

run --format ndjson score "${sender[@]}" signed.eml
check 'score: what is found counts' out_has '"dmarc":{"result":"pass","domain":"shop.example"}'

cat >bad.zone <<'END'
$ORIGIN a.example.
@ IN TXT v=DMARC1; p=none
END
run auth --zone bad.zone draft.eml
check 'zone: file and line of a mistake' err_has 'bad.zone:2'
run auth --zone dns.zone --dns system draft.eml
check 'two sources of DNS are refused' status_is 64
run auth missing.eml draft.eml
check 'a missing file: status 66' status_is 66
check 'a missing file: the other is reported' out_has 'From domain shop.example'

done_testing
