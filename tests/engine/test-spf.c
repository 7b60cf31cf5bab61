/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Rows beside the RFC's suite, which test-spf-suite.c runs. */

#include "engine/auth/spf.h"

#include <string.h>

#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"
#include "tokenizer/limits.h"

#define LABEL_63 "a23456789012345678901234567890123456789012345678901234567890123"
#define NIBBLES "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"

/* MX: "preference name". A type in lower case is a failure, the value its status. */
static const struct {
	const gchar *name, *type, *value;
} zone[] = {
    {"mail.example.com", "A", "192.0.2.1"},
    {"mail.example.com", "AAAA", "2001:db8::1"},
    {"all.example.com", "TXT", "v=spf1 -all"},
    {"pass.example.com", "TXT", "v=spf1 +all"},
    {"soft.example.com", "TXT", "v=spf1 ~all"},
    {"neutral.example.com", "TXT", "v=spf1 ?all"},
    {"empty.example.com", "TXT", "v=spf1"},
    {"none.example.com", "TXT", "no policy"},
    {"two.example.com", "TXT", "v=spf1 -all"},
    {"two.example.com", "TXT", "v=spf1 +all"},
    {"bad.example.com", "TXT", "v=spf1 -all moo"},
    {"servfail.example.com", "txt", "servfail"},
    {"refused.example.com", "txt", "refused"},
    {"timeout.example.com", "txt", "timeout"},
    {"notasked.example.com", "txt", "not-asked"},
    {LABEL_63 ".example.com", "TXT", "v=spf1 -all"},
    {"alias.example.com", "CNAME", "all.example.com"},
    {"under_score.example.com", "TXT", "v=spf1 -all"},
    {"xn--caf-dma.example.com", "TXT", "v=spf1 -all exp=who.example.com"},
    {"who.example.com", "TXT", "%{s}|%{l}|%{o}|%{d}|%{h}|%{c}|%{r}|%{t}|%{v}|%{p}"},
    {"who-not.example.com", "TXT", "v=spf1 -all exp=who.example.com"},
    {"i.who.example.com", "TXT", "v=spf1 include:who-not.example.com -all"},
    {"ip4.example.com", "TXT", "v=spf1 ip4:192.0.2.128/25 -all"},
    {"ip4odd.example.com", "TXT", "v=spf1 ip4:192.0.2.1/31 -all"},
    {"ip6.example.com", "TXT", "v=spf1 ip6:2001:db8::/33 -all"},
    {"ip6bit.example.com", "TXT", "v=spf1 ip6:2001:db8::3/127 -all"},
    {"zero.example.com", "TXT", "v=spf1 ip4:0.0.0.0/0 -all"},
    {"zero6.example.com", "TXT", "v=spf1 ip6:::/0 -all"},
    {"mapped.example.com", "TXT", "v=spf1 ip6:::ffff:192.0.2.1 -all"},
    {"a.example.com", "TXT", "v=spf1 a:mail.example.com -all"},
    {"a24.example.com", "TXT", "v=spf1 a:mail.example.com/24//64 -all"},
    {"a0.example.com", "TXT", "v=spf1 a:mail.example.com/0//0 -all"},
    {"a0void.example.com", "TXT", "v=spf1 a:nowhere.example.com/0//0 -all"},
    {"aself.example.com", "TXT", "v=spf1 a -all"},
    {"aself.example.com", "A", "192.0.2.9"},
    {"aalias.example.com", "TXT", "v=spf1 a:mailalias.example.com -all"},
    {"mailalias.example.com", "CNAME", "mail.example.com"},
    {"afail.example.com", "TXT", "v=spf1 a:broken.example.com -all"},
    {"broken.example.com", "a", "servfail"},
    {"broken.example.com", "aaaa", "timeout"},
    {"broken.example.com", "mx", "refused"},
    {"alate.example.com", "TXT", "v=spf1 ip4:192.0.2.1 a:broken.example.com -all"},
    {"along.example.com", "TXT", "v=spf1 a:%{l}.example.com -all"},
    {"mx.example.com", "TXT", "v=spf1 mx -all"},
    {"mx.example.com", "MX", "20 mail.example.com"},
    {"mx.example.com", "MX", "10 nowhere.example.com"},
    {"mxnull.example.com", "TXT", "v=spf1 mx mx mx mx ?all"},
    {"mxnull.example.com", "MX", "0 "},
    {"mxbroken.example.com", "TXT", "v=spf1 mx -all"},
    {"mxbroken.example.com", "MX", "20 broken.example.com"},
    {"mxbroken.example.com", "MX", "10 mail.example.com"},
    {"mxfail.example.com", "TXT", "v=spf1 mx:broken.example.com -all"},
    {"mx6.example.com", "TXT", "v=spf1 mx -all"},
    {"mx6.example.com", "MX", "10 only4.example.com"},
    {"mx6.example.com", "MX", "20 only4.example.com"},
    {"mx6.example.com", "MX", "30 only4.example.com"},
    {"only4.example.com", "A", "192.0.2.7"},
    {"inc.example.com", "TXT", "v=spf1 include:ip4.example.com ~all"},
    {"incinc.example.com", "TXT", "v=spf1 ?include:inc.example.com -all"},
    {"incpass.example.com", "TXT", "v=spf1 -include:pass.example.com +all"},
    {"incnone.example.com", "TXT", "v=spf1 include:none.example.com -all"},
    {"incnowhere.example.com", "TXT", "v=spf1 include:nowhere.example.com -all"},
    {"inctwo.example.com", "TXT", "v=spf1 include:two.example.com -all"},
    {"incbad.example.com", "TXT", "v=spf1 include:bad.example.com -all"},
    {"inctemp.example.com", "TXT", "v=spf1 include:timeout.example.com -all"},
    {"incneutral.example.com", "TXT",
     "v=spf1 include:neutral.example.com include:soft.example.com include:all.example.com"},
    {"incredirect.example.com", "TXT", "v=spf1 include:redirect.example.com ~all"},
    {"incdot.example.com", "TXT", "v=spf1 include:ip4.example.com. -all"},
    {"inclate.example.com", "TXT", "v=spf1 +all include:bad.example.com"},
    {"incmalformed.example.com", "TXT", "v=spf1 include:a..example.com -all"},
    {"redirect.example.com", "TXT", "v=spf1 redirect=ip4.example.com"},
    {"redirectfirst.example.com", "TXT",
     "v=spf1 redirect=pass.example.com ip4:192.0.2.1 -ip4:192.0.2.2"},
    {"redirectall.example.com", "TXT", "v=spf1 redirect=bad.example.com ?all"},
    {"redirectnone.example.com", "TXT", "v=spf1 redirect=none.example.com"},
    {"redirectmalformed.example.com", "TXT", "v=spf1 redirect=a..example.com"},
    {"redirecttemp.example.com", "TXT", "v=spf1 redirect=servfail.example.com"},
    {"redirectempty.example.com", "TXT", "v=spf1 redirect=empty.example.com"},
    {"redirectexp.example.com", "TXT", "v=spf1 redirect=expd.example.com exp=words.example.com"},
    {"expd.example.com", "TXT", "v=spf1 -all exp=domain.example.com"},
    {"domain.example.com", "TXT", "it was %{d}"},
    {"exists.example.com", "TXT", "v=spf1 exists:%{i}.%{l}.exists.example.com -all"},
    {"192.0.2.1.bob.exists.example.com", "A", "127.0.0.2"},
    {"existsfail.example.com", "TXT", "v=spf1 exists:broken.example.com -all"},
    {"exists6.example.com", "TXT", "v=spf1 exists:mail.example.com -all"},
    {"quoted.example.com", "TXT", "v=spf1 exists:%{o}.ok.example.com -all"},
    {"quoted.example.com.ok.example.com", "A", "127.0.0.2"},
    {"ptr.example.com", "TXT", "v=spf1 ptr:example.com -all"},
    {"ptrother.example.com", "TXT", "v=spf1 ptr:other.example -all"},
    {"ptrsuffix.example.com", "TXT", "v=spf1 ptr:ple.com -all"},
    {"ptrself.example.com", "TXT", "v=spf1 ptr -all"},
    {"1.2.0.192.in-addr.arpa", "PTR", "mail.example.com"},
    {"2.2.0.192.in-addr.arpa", "PTR", "broken.example.com"},
    {"2.2.0.192.in-addr.arpa", "PTR", "two.host.example.com"},
    {"two.host.example.com", "A", "192.0.2.2"},
    {"3.2.0.192.in-addr.arpa", "ptr", "servfail"},
    {"4.2.0.192.in-addr.arpa", "PTR", "MAIL.Ptrself.example.com"},
    {"mail.ptrself.example.com", "A", "192.0.2.4"},
    {"1." NIBBLES, "PTR", "mail.example.com"},
    {"pmacro.example.com", "TXT", "v=spf1 exists:%{p}.p.example.com -all"},
    {"mail.example.com.p.example.com", "A", "127.0.0.2"},
    {"unknown.p.example.com", "A", "127.0.0.2"},
    {"ten.example.com", "TXT", "v=spf1 a a a a a a a a a a -all"},
    {"ten.example.com", "A", "192.0.2.9"},
    {"eleven.example.com", "TXT", "v=spf1 a a a a a a a a a a a -all"},
    {"eleven.example.com", "A", "192.0.2.9"},
    {"nested.example.com", "TXT",
     "v=spf1 include:five.example.com include:five.example.com a -all"},
    {"five.example.com", "TXT", "v=spf1 a a a a ~all"},
    {"five.example.com", "A", "192.0.2.9"},
    {"tenredirect.example.com", "TXT", "v=spf1 a a a a a a a a a redirect=all.example.com"},
    {"tenredirect.example.com", "A", "192.0.2.9"},
    {"elevenredirect.example.com", "TXT", "v=spf1 a a a a a a a a a a redirect=all.example.com"},
    {"elevenredirect.example.com", "A", "192.0.2.9"},
    {"uncounted.example.com", "TXT",
     "v=spf1 a a a a a a a a a a ip4:192.0.2.3 ip6:::1 foo=bar exp=words.example.com -all"},
    {"uncounted.example.com", "A", "192.0.2.9"},
    {"loop.example.com", "TXT", "v=spf1 include:loop.example.com"},
    {"ring.example.com", "TXT", "v=spf1 redirect=ring.example.com"},
    {"void2.example.com", "TXT", "v=spf1 a:v1.example.com exists:v2.example.com -all"},
    {"void3.example.com", "TXT",
     "v=spf1 a:v1.example.com mx:v2.example.com exists:v3.example.com -all"},
    {"voidinc.example.com", "TXT", "v=spf1 include:void2.example.com a:v3.example.com -all"},
    {"voidsame.example.com", "TXT",
     "v=spf1 a:v1.example.com a:v1.example.com a:v1.example.com -all"},
    {"voidptr.example.com", "TXT", "v=spf1 a:v1.example.com a:v2.example.com ptr -all"},
    {"voidnodata.example.com", "TXT",
     "v=spf1 mx:mail.example.com mx:mail.example.com mx:mail.example.com -all"},
    {"voidexp.example.com", "TXT",
     "v=spf1 a:v1.example.com a:v2.example.com exp=v3.example.com -all"},
    {"badname.example.com", "TXT",
     "v=spf1 a:a..b.example.com a:a..b.example.com a:a..b.example.com ~all"},
    {"words.example.com", "TXT", "Some words."},
    {"expempty.example.com", "TXT", "v=spf1 exp=nothing.example.com -all"},
    {"nothing.example.com", "TXT", ""},
    {"incempty.example.com", "TXT", "v=spf1 include:nothing.example.com -all"},
    {"exp.example.com", "TXT", "v=spf1 exp=words.example.com -all"},
    {"expnone.example.com", "TXT", "v=spf1 exp=nowhere.example.com -all"},
    {"exptwo.example.com", "TXT", "v=spf1 exp=two.example.com -all"},
    {"exptemp.example.com", "TXT", "v=spf1 exp=timeout.example.com -all"},
    {"expnotasked.example.com", "TXT", "v=spf1 exp=notasked.example.com -all"},
    {"expascii.example.com", "TXT", "v=spf1 exp=cafe.example.com -all"},
    {"cafe.example.com", "TXT", "caf\xc3\xa9"},
    {"expbad.example.com", "TXT", "v=spf1 exp=badtext.example.com -all"},
    {"badtext.example.com", "TXT", "100% no"},
    {"expmalformed.example.com", "TXT", "v=spf1 exp=a..example.com -all"},
    {"explocal.example.com", "TXT", "v=spf1 exp=%{l}.words.example.com -all"},
    {"expsoft.example.com", "TXT", "v=spf1 exp=words.example.com ~all"},
    {"expfrominclude.example.com", "TXT", "v=spf1 include:exp.example.com -all"},
    {"slnonascii.example.com", "TXT",
     "v=spf1 exists:%{l}.example.com include:%{s}.example.com ?all"},
    {"redirectlocal.example.com", "TXT", "v=spf1 redirect=%{l}.example.com"},
    {"offline.example.com", "TXT", "v=spf1 ip4:192.0.2.1 a:notasked.example.com -all"},
    {"notasked.example.com", "a", "not-asked"},
    {"ctrl.example.com", "TXT", "v=spf1 a:mail.example.com\tptr -all"},
    {"nonascii.example.com", "TXT",
     "v=spf1 \xe2\x88\x92"
     "all"},
};

static const struct {
	const gchar *name;
	const gchar *ip, *mail_from; /* no "@": bob@ that name ".example.com"; "=": as it stands */
	const gchar *result;
	const gchar *explanation; /* NULL: not looked at */
	const gchar *problem;	  /* part of it; NULL: there is none */
} rows[] = {
    /* before the record is read */
    {"no record", "192.0.2.1", "none", "none", NULL, "no SPF record there"},
    {"no domain", "192.0.2.1", "nowhere", "none", NULL, "there is no such domain"},
    {"no data", "192.0.2.1", "mail", "none", NULL, "no SPF record there"},
    {"two records", "192.0.2.1", "two", "permerror", NULL, "has 2 SPF records"},
    {"a label of 63", "192.0.2.1", LABEL_63, "fail"},
    {"a label of 64", "192.0.2.1", LABEL_63 "4", "none", NULL, "no domain name"},
    {"an empty label", "192.0.2.1", "=bob@a..example.com", "none", NULL, "no domain name"},
    {"a dot first", "192.0.2.1", "=bob@.example.com", "none", NULL, "no domain name"},
    {"a dot last", "192.0.2.1", "=bob@all.example.com.", "fail"},
    {"one label", "192.0.2.1", "=bob@com", "none", NULL, "two labels or more"},
    {"a literal", "192.0.2.1", "=bob@[192.0.2.1]", "none", NULL, "no domain name"},
    {"no domain at all", "192.0.2.1", "=bob@", "none", NULL, "no domain name"},
    {"a blank in the domain", "192.0.2.1", "=bob@a b.example.com", "none", NULL, "no domain name"},
    {"case of the domain is nothing", "192.0.2.1", "=bob@ALL.Example.COM", "fail"},
    {"an underscore in the domain", "192.0.2.1", "under_score", "fail"},
    {"an alias", "192.0.2.1", "alias", "fail"},
    {"SERVFAIL", "192.0.2.1", "servfail", "temperror", NULL,
     "TXT of servfail.example.com: servfail"},
    {"REFUSED", "192.0.2.1", "refused", "temperror", NULL, "refused"},
    {"silence", "192.0.2.1", "timeout", "temperror", NULL, "timeout"},
    {"a record that is wrong after a match", "192.0.2.1", "bad", "permerror", NULL, "term \"moo\""},
    {"a control character", "192.0.2.1", "ctrl", "permerror", NULL, "\\x09"},
    {"not ASCII", "192.0.2.1", "nonascii", "permerror", NULL, "\\xe2\\x88\\x92all"},
    {"nothing matches", "192.0.2.1", "empty", "neutral"},
    {"softfail", "192.0.2.1", "soft", "softfail"},
    {"neutral", "192.0.2.1", "neutral", "neutral"},
    {"pass", "192.0.2.1", "pass", "pass"},

    /* ip4, ip6 */
    {"ip4 within", "192.0.2.200", "ip4", "pass"},
    {"ip4 without", "192.0.2.127", "ip4", "fail"},
    {"ip4 with bits beyond its length", "192.0.2.0", "ip4odd", "pass"},
    {"ip4 and an IPv6 client", "2001:db8::1", "ip4", "fail"},
    {"ip4 and a mapped client", "::ffff:192.0.2.200", "ip4", "pass"},
    {"ip4 of all", "203.0.113.9", "zero", "pass"},
    {"ip4 of all is not IPv6", "2001:db8::1", "zero", "fail"},
    {"ip6 within", "2001:db8:7fff::1", "ip6", "pass"},
    {"ip6 without", "2001:db8:8000::1", "ip6", "fail"},
    {"ip6 by the last bit", "2001:db8::2", "ip6bit", "pass"},
    {"ip6 of all", "2001:db8::1", "zero6", "pass"},
    {"ip6 of all is not IPv4", "192.0.2.1", "zero6", "fail"},
    {"ip6 of all is not a mapped client", "::ffff:192.0.2.1", "zero6", "fail"},
    {"ip6 of a mapped address is no IPv4", "192.0.2.1", "mapped", "fail"},

    /* a, mx */
    {"a", "192.0.2.1", "a", "pass"},
    {"a of IPv6", "2001:db8::1", "a", "pass"},
    {"a of another", "192.0.2.2", "a", "fail"},
    {"a with a length", "192.0.2.255", "a24", "pass"},
    {"a with a length for IPv6", "2001:db8::ffff", "a24", "pass"},
    {"a beyond its length", "192.0.3.0", "a24", "fail"},
    {"a of any", "203.0.113.9", "a0", "pass"},
    {"a of any for IPv6", "2001:db9::1", "a0", "pass"},
    {"a of any where there is none", "192.0.2.1", "a0void", "fail"},
    {"a of the domain itself", "192.0.2.9", "aself", "pass"},
    {"a of the domain itself, an IPv6 client", "2001:db8::1", "aself", "fail"},
    {"a by an alias", "192.0.2.1", "aalias", "pass"},
    {"a that fails", "192.0.2.1", "afail", "temperror", NULL, "A of broken.example.com: servfail"},
    {"a that fails for IPv6", "2001:db8::1", "afail", "temperror", NULL,
     "AAAA of broken.example.com: timeout"},
    {"a that fails after a match", "192.0.2.1", "alate", "pass"},
    {"a name that macros made too long", "192.0.2.1", "=" LABEL_63 "4@along.example.com", "fail"},
    {"a name with empty labels", "192.0.2.1", "badname", "softfail"},
    {"mx", "192.0.2.1", "mx", "pass"},
    {"mx of IPv6", "2001:db8::1", "mx", "pass"},
    {"mx of another", "192.0.2.2", "mx", "fail"},
    {"null MX is nothing, and not void", "192.0.2.1", "mxnull", "neutral"},
    {"mx: a match before what fails", "192.0.2.1", "mxbroken", "pass"},
    {"mx: no match before what fails", "192.0.2.2", "mxbroken", "temperror", NULL, "A of broken"},
    {"mx that fails", "192.0.2.1", "mxfail", "temperror", NULL,
     "MX of broken.example.com: refused"},
    {"mx without AAAA is void once", "2001:db8::1", "mx6", "fail"},

    /* include, redirect */
    {"include passes", "192.0.2.200", "inc", "pass"},
    {"include fails", "192.0.2.1", "inc", "softfail"},
    {"include within include", "192.0.2.200", "incinc", "neutral"},
    {"include with a minus", "192.0.2.1", "incpass", "fail"},
    {"include of neutral, softfail and fail", "192.0.2.1", "incneutral", "neutral"},
    {"include of no record", "192.0.2.1", "incnone", "permerror", NULL,
     "include:none.example.com of incnone.example.com: no SPF record"},
    {"include of no domain", "192.0.2.1", "incnowhere", "permerror", NULL,
     "include:nowhere.example.com of incnowhere.example.com: there is no such domain"},
    {"include of a malformed domain", "192.0.2.1", "incmalformed", "permerror", NULL,
     "no domain name"},
    {"include of two records", "192.0.2.1", "inctwo", "permerror", NULL, "two.example.com has 2"},
    {"include of a wrong record", "192.0.2.1", "incbad", "permerror", NULL,
     "SPF record of bad.example.com: term \"moo\""},
    {"include of silence", "192.0.2.1", "inctemp", "temperror", NULL, "TXT of timeout.example.com"},
    {"include of a redirect", "192.0.2.200", "incredirect", "pass"},
    {"include of a redirect that fails", "192.0.2.1", "incredirect", "softfail"},
    {"include of a domain with a dot last", "192.0.2.200", "incdot", "pass"},
    {"include after a match", "192.0.2.1", "inclate", "pass"},
    {"include of itself", "192.0.2.1", "loop", "permerror", NULL, "11th term"},
    {"redirect", "192.0.2.200", "redirect", "pass"},
    {"redirect that fails", "192.0.2.1", "redirect", "fail"},
    {"redirect before mechanisms", "192.0.2.2", "redirectfirst", "fail"},
    {"redirect after mechanisms", "192.0.2.3", "redirectfirst", "pass"},
    {"redirect beside all", "192.0.2.1", "redirectall", "neutral"},
    {"redirect to no record", "192.0.2.1", "redirectnone", "permerror", NULL,
     "redirect=none.example.com of redirectnone.example.com: no SPF record"},
    {"redirect to a malformed domain", "192.0.2.1", "redirectmalformed", "permerror", NULL,
     "no domain name"},
    {"redirect to failure", "192.0.2.1", "redirecttemp", "temperror", NULL, "servfail"},
    {"redirect to nothing", "192.0.2.1", "redirectempty", "neutral"},
    {"redirect to itself", "192.0.2.1", "ring", "permerror", NULL,
     "redirect=ring.example.com of ring.example.com is the 11th"},

    /* exists, ptr, macros */
    {"exists", "192.0.2.1", "exists", "pass"},
    {"exists of another", "192.0.2.2", "exists", "fail"},
    {"exists that fails", "192.0.2.1", "existsfail", "temperror", NULL, "servfail"},
    {"exists asks for A of an IPv6 client", "2001:db8::9", "exists6", "pass"},
    {"a quoted local part with an at sign", "192.0.2.1",
     "=\"bob@all.example.com\"@quoted.example.com", "pass"},
    {"ptr", "192.0.2.1", "ptr", "pass"},
    {"ptr of IPv6", "2001:db8::1", "ptr", "pass"},
    {"ptr of a mapped client", "::ffff:192.0.2.1", "ptr", "pass"},
    {"ptr of another domain", "192.0.2.1", "ptrother", "fail"},
    {"ptr of half a label", "192.0.2.1", "ptrsuffix", "fail"},
    {"ptr: a name that fails is left out", "192.0.2.2", "ptr", "pass"},
    {"ptr that fails matches nothing", "192.0.2.3", "ptr", "fail"},
    {"ptr: case is nothing", "192.0.2.4", "ptrself", "pass"},
    {"ptr without records", "192.0.2.5", "ptr", "fail"},
    {"p", "192.0.2.1", "pmacro", "pass"},
    {"p is unknown where DNS fails", "192.0.2.3", "pmacro", "pass"},
    {"a local part that is not ASCII matches nothing", "192.0.2.1",
     "=b\xc3\xb6"
     "b@slnonascii.example.com",
     "neutral"},
    {"a redirect by a local part that is not ASCII", "192.0.2.1",
     "=b\xc3\xb6"
     "b@redirectlocal.example.com",
     "permerror", NULL, "not ASCII"},

    /* limits */
    {"ten look-ups", "192.0.2.1", "ten", "fail"},
    {"eleven look-ups", "192.0.2.1", "eleven", "permerror", NULL,
     "a of eleven.example.com is the 11th"},
    {"eleven, but the first matches", "192.0.2.9", "eleven", "pass"},
    {"includes count with what is in them", "192.0.2.1", "nested", "permerror", NULL,
     "a of nested.example.com is the 11th"},
    {"redirect is the tenth", "192.0.2.1", "tenredirect", "fail"},
    {"redirect is the eleventh", "192.0.2.1", "elevenredirect", "permerror", NULL,
     "redirect=all.example.com of"},
    {"ip4, ip6, all and exp do not count", "192.0.2.1", "uncounted", "fail", "Some words."},
    {"two voids", "192.0.2.1", "void2", "fail"},
    {"three voids", "192.0.2.1", "void3", "permerror", NULL,
     "exists:v3.example.com of void3.example.com is the third"},
    {"voids of an include count", "192.0.2.1", "voidinc", "permerror", NULL,
     "a:v3.example.com of voidinc"},
    {"the same void three times", "192.0.2.1", "voidsame", "permerror", NULL, "third"},
    {"ptr may be void", "192.0.2.5", "voidptr", "permerror", NULL, "ptr of voidptr"},
    {"ptr that is not", "192.0.2.1", "voidptr", "fail"},
    {"no data is void too", "192.0.2.1", "voidnodata", "permerror", NULL, "third"},
    {"exp is never void", "192.0.2.1", "voidexp", "fail", "default"},

    /* explanations */
    {"no exp", "192.0.2.1", "all", "fail", "default"},
    {"exp", "192.0.2.1", "exp", "fail", "Some words."},
    {"include of an empty text", "192.0.2.1", "incempty", "permerror", NULL, "no SPF record there"},
    {"exp of nothing", "192.0.2.1", "expnone", "fail", "default"},
    {"exp of two texts", "192.0.2.1", "exptwo", "fail", "default"},
    {"exp of silence", "192.0.2.1", "exptemp", "fail", "default"},
    {"exp that is not asked", "192.0.2.1", "expnotasked", "fail", "default"},
    {"exp that is not ASCII", "192.0.2.1", "expascii", "fail", "default"},
    {"exp with a fault", "192.0.2.1", "expbad", "fail", "default"},
    {"exp at no name", "192.0.2.1", "expmalformed", "fail", "default"},
    {"exp by a local part that is not ASCII", "192.0.2.1",
     "=b\xc3\xb6"
     "b@explocal.example.com",
     "fail", "default"},
    {"exp that would not be ASCII", "192.0.2.1",
     "=b\xc3\xb6"
     "b@who-not.example.com",
     "fail", "default"},
    {"exp without a fail", "192.0.2.1", "expsoft", "softfail", ""},
    {"exp of an include is not used", "192.0.2.1", "expfrominclude", "fail", "default"},
    {"exp of an include that has macros is not used", "192.0.2.1", "i.who", "fail", "default"},
    {"exp of where redirect leads", "192.0.2.1", "redirectexp", "fail", "it was expd.example.com"},
    {"exp with all letters", "192.0.2.1", "who-not", "fail",
     "bob@who-not.example.com|bob|who-not.example.com|who-not.example.com|helo.example.net|192.0.2."
     "1|mx.example.org|1700000000|in-addr|mail.example.com"},
    {"exp with all letters, IPv6", "2001:db8::9", "who-not", "fail",
     "bob@who-not.example.com|bob|who-not.example.com|who-not.example.com|helo.example.net|2001:"
     "db8::9|mx.example.org|1700000000|ip6|unknown"},
    {"a U-label", "192.0.2.1", "=bob@caf\xc3\xa9.example.com", "fail",
     "bob@xn--caf-dma.example.com|bob|xn--caf-dma.example.com|xn--caf-dma.example.com|helo.example."
     "net|192.0.2.1|mx.example.org|1700000000|in-addr|mail.example.com"},
    {"no local part", "192.0.2.1", "=@who-not.example.com", "fail",
     "postmaster@who-not.example.com|postmaster|who-not.example.com|who-not.example.com|helo."
     "example.net|192.0.2.1|mx.example.org|1700000000|in-addr|mail.example.com"},
    {"no at sign", "192.0.2.1", "=all.example.com", "fail"},
};

static void
set_failure(TestTableResolver *table, const gchar *name, const gchar *type_name, const gchar *value)
{
	HanteiDnsType type = 0;

	ck_assert(hantei_dns_type_from_string(type_name, &type));
	for (HanteiDnsStatus status = 0; status < HANTEI_DNS_STATUS_COUNT; status++)
		if (g_str_equal(hantei_dns_status_to_string(status), value))
			test_table_fail(table, name, type, status);
}

static TestTableResolver *
make_table(void)
{
	TestTableResolver *table = test_table_resolver_new();

	for (guint i = 0; i < G_N_ELEMENTS(zone); i++) {
		const gchar *name = zone[i].name, *type = zone[i].type, *value = zone[i].value;
		HanteiDnsType number = 0;

		ck_assert(hantei_dns_type_from_string(type, &number));
		if (g_ascii_islower(type[0]))
			set_failure(table, name, type, value);
		else if (number == HANTEI_DNS_TYPE_TXT)
			test_table_add_txt(table, name, value);
		else if (number == HANTEI_DNS_TYPE_MX)
			test_table_add_name(table, name, number,
					    (guint16)g_ascii_strtoull(value, NULL, 10),
					    strchr(value, ' ') + 1);
		else if (number == HANTEI_DNS_TYPE_PTR || number == HANTEI_DNS_TYPE_CNAME)
			test_table_add_name(table, name, number, 0, value);
		else
			test_table_add_address(table, name, value);
	}
	return table;
}

static HanteiSpf *
check_with(TestTableResolver *table, const gchar *ip, const gchar *mail_from, const gchar *helo)
{
	g_autoptr(GInetAddress) client = ip == NULL ? NULL : g_inet_address_new_from_string(ip);
	const HanteiSpfQuery query = {
	    .client = client,
	    .mail_from = mail_from,
	    .helo = helo,
	    .receiver = "mx.example.org",
	    .now = 1700000000,
	    .default_explanation = "default",
	};

	return hantei_spf_check(HANTEI_RESOLVER(table), &query, NULL);
}

static HanteiSpf *
check_sender(const gchar *ip, const gchar *mail_from, const gchar *helo)
{
	g_autoptr(TestTableResolver) table = make_table();

	return check_with(table, ip, mail_from, helo);
}

START_TEST(rows_hold)
{
	const gchar *name = rows[_i].name, *from = rows[_i].mail_from;
	g_autofree gchar *sender =
	    from[0] == '=' ? g_strdup(from + 1) : g_strdup_printf("bob@%s.example.com", from);
	g_autoptr(HanteiSpf) spf = check_sender(rows[_i].ip, sender, "helo.example.net");

	ck_assert_msg(spf->is_known, "%s: %s", name, spf->problem);
	ck_assert_msg(g_str_equal(hantei_auth_result_to_string(spf->result), rows[_i].result),
		      "%s: %s, %s", name, hantei_auth_result_to_string(spf->result), spf->problem);
	if (rows[_i].problem == NULL)
		ck_assert_msg(spf->problem == NULL, "%s: %s", name, spf->problem);
	else
		ck_assert_msg(spf->problem != NULL && strstr(spf->problem, rows[_i].problem),
			      "%s: %s", name, spf->problem);
	if (rows[_i].explanation != NULL)
		ck_assert_msg(g_strcmp0(spf->explanation, rows[_i].explanation[0] == '\0'
							      ? NULL
							      : rows[_i].explanation) == 0,
			      "%s: %s", name, spf->explanation);
}
END_TEST

static const struct {
	const gchar *name, *ip, *mail_from, *helo;
	const gchar *result; /* with the scope and the domain */
} helos[] = {
    {"an empty sender is the HELO name's", "192.0.2.1", "", "all.example.com",
     "fail helo all.example.com"},
    {"no sender", "192.0.2.1", NULL, "all.example.com", "fail helo all.example.com"},
    {"a HELO name of one label", "192.0.2.1", "", "localhost", "none helo localhost"},
    {"a HELO literal", "192.0.2.1", "", "[192.0.2.1]", "none helo [192.0.2.1]"},
    {"no HELO name", "192.0.2.1", "", NULL, "none helo "},
    {"a HELO name with an at sign", "192.0.2.1", "", "x@all.example.com",
     "none helo x@all.example.com"},
    {"a HELO name with a dot last", "192.0.2.1", "", "all.example.com.",
     "fail helo all.example.com"},
    {"a sender", "192.0.2.1", "bob@pass.example.com", "all.example.com",
     "pass mailfrom pass.example.com"},
    {"postmaster", "192.0.2.1", "", "exists.example.com", "fail helo exists.example.com"},
};

START_TEST(the_identity_is_named)
{
	g_autoptr(HanteiSpf) spf = check_sender(helos[_i].ip, helos[_i].mail_from, helos[_i].helo);
	g_autofree gchar *found =
	    g_strdup_printf("%s %s %s", hantei_auth_result_to_string(spf->result),
			    hantei_spf_scope_to_string(spf->scope), spf->domain);

	ck_assert_msg(g_str_equal(found, helos[_i].result), "%s: %s", helos[_i].name, found);
}
END_TEST

START_TEST(an_empty_explanation_is_one)
{
	g_autoptr(HanteiSpf) spf = check_sender("192.0.2.1", "bob@expempty.example.com", "");

	ck_assert_str_eq(spf->explanation, "");
}
END_TEST

START_TEST(an_empty_sender_is_postmaster)
{
	g_autoptr(HanteiSpf) spf = check_sender("192.0.2.1", "", "who-not.example.com");

	ck_assert(g_str_has_prefix(spf->explanation,
				   "postmaster@who-not.example.com|postmaster|who-not"));
}
END_TEST

static const struct {
	const gchar *name, *ip, *mail_from;
	const gchar *mechanism, *mechanism_domain, *inner_mechanism, *inner_domain;
	guint n_lookups, n_void_lookups;
} matches[] = {
    {"all", "192.0.2.1", "all", "-all", "all.example.com", NULL, NULL, 0, 0},
    {"a", "192.0.2.1", "a", "a:mail.example.com", "a.example.com", NULL, NULL, 1, 0},
    {"none", "192.0.2.1", "empty", NULL, NULL, NULL, NULL, 0, 0},
    {"redirect", "192.0.2.1", "redirect", "-all", "ip4.example.com", NULL, NULL, 1, 0},
    {"include", "192.0.2.200", "inc", "include:ip4.example.com", "inc.example.com",
     "ip4:192.0.2.128/25", "ip4.example.com", 1, 0},
    {"include that does not", "192.0.2.1", "inc", "~all", "inc.example.com", NULL, NULL, 1, 0},
    {"include within include", "192.0.2.200", "incinc", "?include:inc.example.com",
     "incinc.example.com", "ip4:192.0.2.128/25", "ip4.example.com", 2, 0},
    {"includes that match within only", "192.0.2.1", "incneutral", NULL, NULL, NULL, NULL, 3, 0},
    {"include of a redirect", "192.0.2.200", "incredirect", "include:redirect.example.com",
     "incredirect.example.com", "ip4:192.0.2.128/25", "ip4.example.com", 2, 0},
    {"permerror", "192.0.2.1", "eleven", NULL, NULL, NULL, NULL, 11, 0},
    {"voids", "192.0.2.1", "void3", NULL, NULL, NULL, NULL, 3, 3},
    {"void once a term", "2001:db8::1", "mx6", "-all", "mx6.example.com", NULL, NULL, 1, 1},
    {"p is not counted", "192.0.2.5", "pmacro", "exists:%{p}.p.example.com", "pmacro.example.com",
     NULL, NULL, 1, 0},
};

START_TEST(what_decided_is_named)
{
	g_autofree gchar *sender = g_strdup_printf("bob@%s.example.com", matches[_i].mail_from);
	g_autoptr(HanteiSpf) spf = check_sender(matches[_i].ip, sender, "helo.example.net");

	ck_assert_msg(g_strcmp0(spf->mechanism, matches[_i].mechanism) == 0, "%s: %s",
		      matches[_i].name, spf->mechanism);
	ck_assert(g_strcmp0(spf->mechanism_domain, matches[_i].mechanism_domain) == 0);
	ck_assert_msg(g_strcmp0(spf->inner_mechanism, matches[_i].inner_mechanism) == 0, "%s: %s",
		      matches[_i].name, spf->inner_mechanism);
	ck_assert(g_strcmp0(spf->inner_domain, matches[_i].inner_domain) == 0);
	ck_assert_uint_eq(spf->n_lookups, matches[_i].n_lookups);
	ck_assert_uint_eq(spf->n_void_lookups, matches[_i].n_void_lookups);
}
END_TEST

/* @n hosts at @name, the last of them with @address, the others elsewhere. */
static void
add_hosts(
    TestTableResolver *table, const gchar *name, HanteiDnsType type, guint n, const gchar *address)
{
	for (guint i = 1; i <= n; i++) {
		g_autofree gchar *host = g_strdup_printf("h%u.example.com", i);

		test_table_add_name(table, name, type, (guint16)i, host);
		test_table_add_address(table, host, i == n ? address : "203.0.113.1");
	}
}

START_TEST(ten_names_of_an_mx_are_allowed)
{
	for (guint n = 10; n <= 11; n++) {
		g_autoptr(TestTableResolver) table = test_table_resolver_new();
		g_autoptr(HanteiSpf) spf = NULL;

		test_table_add_txt(table, "example.com", "v=spf1 mx -all");
		add_hosts(table, "example.com", HANTEI_DNS_TYPE_MX, n, "192.0.2.1");
		spf = check_with(table, "192.0.2.1", "bob@example.com", "");
		ck_assert_int_eq(spf->result,
				 n == 10 ? HANTEI_AUTH_RESULT_PASS : HANTEI_AUTH_RESULT_PERMERROR);
		ck_assert_uint_eq(spf->n_lookups, 1);
	}
}
END_TEST

START_TEST(ptr_names_after_the_tenth_are_ignored)
{
	for (guint n = 10; n <= 11; n++) {
		g_autoptr(TestTableResolver) table = test_table_resolver_new();
		g_autoptr(HanteiSpf) spf = NULL;

		test_table_add_txt(table, "example.com", "v=spf1 ptr -all");
		add_hosts(table, "1.2.0.192.in-addr.arpa", HANTEI_DNS_TYPE_PTR, n, "192.0.2.1");
		spf = check_with(table, "192.0.2.1", "bob@example.com", "");
		ck_assert_int_eq(spf->result,
				 n == 10 ? HANTEI_AUTH_RESULT_PASS : HANTEI_AUTH_RESULT_FAIL);
		ck_assert_uint_eq(spf->n_lookups, 1);
	}
}
END_TEST

static const struct {
	const gchar *name, *validated;
} validated[] = {
    {"the domain itself comes first", "example.com"},
    {"then one below it", "b.example.com"},
    {"then any", "c.example.net"},
};

START_TEST(the_best_validated_name_is_taken)
{
	static const gchar *const NAMES[] = {"c.example.net", "b.example.com", "example.com"};
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	g_autoptr(HanteiSpf) spf = NULL;

	for (guint i = 0; i < 3 - (guint)_i; i++) {
		test_table_add_name(table, "1.2.0.192.in-addr.arpa", HANTEI_DNS_TYPE_PTR, 0,
				    NAMES[i]);
		test_table_add_address(table, NAMES[i], "192.0.2.1");
	}
	test_table_add_txt(table, "example.com", "v=spf1 -all exp=e.example.com");
	test_table_add_txt(table, "e.example.com", "%{p}");
	spf = check_with(table, "192.0.2.1", "bob@example.com", "");
	ck_assert_msg(g_strcmp0(spf->explanation, validated[_i].validated) == 0, "%s: %s",
		      validated[_i].name, spf->explanation);
}
END_TEST

static const struct {
	const gchar *name, *ip, *mail_from;
	gboolean is_known;
	HanteiAuthResult result;
} guesses[] = {
    {"the record", "192.0.2.1", "bob@notasked.example.com", FALSE, HANTEI_AUTH_RESULT_NONE},
    {"an address", "192.0.2.2", "bob@offline.example.com", FALSE, HANTEI_AUTH_RESULT_NONE},
    {"an address after a match", "192.0.2.1", "bob@offline.example.com", TRUE,
     HANTEI_AUTH_RESULT_PASS},
    {"the client", NULL, "bob@all.example.com", FALSE, HANTEI_AUTH_RESULT_NONE},
};

START_TEST(what_is_not_asked_is_not_guessed)
{
	g_autoptr(HanteiSpf) spf = check_sender(guesses[_i].ip, guesses[_i].mail_from, "");

	ck_assert_msg(spf->is_known == guesses[_i].is_known, "%s", guesses[_i].name);
	ck_assert_int_eq(spf->result, guesses[_i].result);
	ck_assert(spf->is_known == (spf->problem == NULL));
}
END_TEST

START_TEST(offline_nothing_is_known)
{
	g_autoptr(HanteiResolver) resolver = hantei_resolver_new_offline();
	g_autoptr(GInetAddress) client = g_inet_address_new_from_string("192.0.2.1");
	const HanteiSpfQuery query = {.client = client, .mail_from = "bob@example.com"};
	g_autoptr(HanteiSpf) spf = hantei_spf_check(resolver, &query, NULL);

	ck_assert(!spf->is_known);
	ck_assert_int_eq(spf->result, HANTEI_AUTH_RESULT_NONE);
	ck_assert_str_eq(spf->problem, "TXT of example.com: not asked");
	ck_assert_ptr_null(spf->explanation);
}
END_TEST

START_TEST(ptr_and_p_that_are_not_asked_are_not_guessed)
{
	static const gchar *const RECORDS[] = {"v=spf1 ptr +all", "v=spf1 a:%{p}.example.com +all"};

	for (guint i = 0; i < G_N_ELEMENTS(RECORDS); i++) {
		g_autoptr(TestTableResolver) table = test_table_resolver_new();
		g_autoptr(HanteiSpf) spf = NULL;

		test_table_add_txt(table, "example.com", RECORDS[i]);
		test_table_fail(table, "1.2.0.192.in-addr.arpa", HANTEI_DNS_TYPE_PTR,
				HANTEI_DNS_NOT_ASKED);
		spf = check_with(table, "192.0.2.1", "bob@example.com", "");
		ck_assert(!spf->is_known);
		ck_assert_int_eq(spf->result, HANTEI_AUTH_RESULT_NONE);
	}
}
END_TEST

START_TEST(a_sender_without_end_is_none)
{
	g_autofree gchar *sender = g_strnfill(HANTEI_LIMIT_SPF_SENDER_BYTES + 1, 'a');
	g_autoptr(HanteiSpf) mail_from = check_sender("192.0.2.1", sender, "");
	g_autoptr(HanteiSpf) helo = check_sender("192.0.2.1", "", sender);

	ck_assert_int_eq(mail_from->result, HANTEI_AUTH_RESULT_NONE);
	ck_assert_int_eq(helo->result, HANTEI_AUTH_RESULT_NONE);
	ck_assert_str_eq(helo->problem, "the sender is longer than 1024 octets");
}
END_TEST

static Suite *
spf_suite(void)
{
	Suite *suite = suite_create("spf");
	TCase *tcase = tcase_create("spf");

	tcase_add_loop_test(tcase, rows_hold, 0, G_N_ELEMENTS(rows));
	tcase_add_loop_test(tcase, the_identity_is_named, 0, G_N_ELEMENTS(helos));
	tcase_add_test(tcase, an_empty_explanation_is_one);
	tcase_add_test(tcase, an_empty_sender_is_postmaster);
	tcase_add_loop_test(tcase, what_decided_is_named, 0, G_N_ELEMENTS(matches));
	tcase_add_test(tcase, ten_names_of_an_mx_are_allowed);
	tcase_add_test(tcase, ptr_names_after_the_tenth_are_ignored);
	tcase_add_loop_test(tcase, the_best_validated_name_is_taken, 0, G_N_ELEMENTS(validated));
	tcase_add_loop_test(tcase, what_is_not_asked_is_not_guessed, 0, G_N_ELEMENTS(guesses));
	tcase_add_test(tcase, offline_nothing_is_known);
	tcase_add_test(tcase, ptr_and_p_that_are_not_asked_are_not_guessed);
	tcase_add_test(tcase, a_sender_without_end_is_none);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(spf_suite());
}
