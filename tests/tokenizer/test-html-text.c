/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tests/test-main.h"
#include "tokenizer/html-text.h"
#include "tokenizer/limits.h"

#include <string.h>
#include <time.h>

static const struct {
	const gchar *name;
	const gchar *html;
	const gchar *visible;
	const gchar *hidden;
} TEXTS[] = {
    {"nothing", "", "", ""},
    {"bare text", "just text", "just text", ""},
    {"inline elements do not part a word", "w<b>o</b>r<span>d</span>", "word", ""},
    {"a comment does not part a word", "wo<!-- x -->rd", "word", ""},
    {"white space is folded", "  a \r\n	 b  <b> c</b> ", "a b c", ""},
    {"entities", "&lt;a&gt; &amp; &eacute; &#26085;&#x672c; &nbsp;x", "<a> & é 日本 x", ""},
    {"unknown entity stays", "a &bogus; b & c", "a &bogus; b & c", ""},
    {"br", "a<br>b<br/>c", "a\nb\nc", ""},
    {"paragraphs", "<p>a<p>b</p>c", "a\nb\nc", ""},
    {"nested blocks end one line", "<div><div>a</div></div><div><p>b</p></div>", "a\nb", ""},
    {"table cells", "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table>", "a b\nc d", ""},
    {"list", "<ul><li>a<li>b</ul>", "a\nb", ""},
    {"pre keeps its lines", "<pre>a\n  b</pre>", "a\nb", ""},
    {"a span that is a block", "a<span style=\"display:block\">b</span>c", "a\nb\nc", ""},
    {"script, style, title", "<title>t</title><style>p{}</style><p>a<script>if(a<b)x()</script>b",
     "ab", ""},
    {"comment", "a<!-- b --><!--[if mso]><p>c</p><![endif]-->d", "ad", ""},
    {"downlevel-revealed comment", "a<![if !mso]>b<![endif]>c", "abc", ""},
    {"conditional comment others see", "<!--[if !mso]><!-->a<!--<![endif]-->b", "ab", ""},
    {"comment without an end", "a<!-- b <p>c", "a", ""},
    {"less than", "1 < 2 &lt;!-- x", "1 < 2 <!-- x", ""},
    {"processing instruction", "<?xml:namespace prefix = o />a", "a", ""},
    {"head", "<html><head><title>t</title><meta name=x content=y></head><body>a</body></html>", "a",
     ""},
    {"broken nesting", "<b><p>a</b>b</p><i>c", "ab\nc", ""},
    {"end tags of nothing", "</div></b>a</p></table>b", "a\nb", ""},
    {"tag that is never closed", "a<b href=\"x", "a", ""},
    {"alt texts are not included", "a<img alt=pic src=x>b", "ab", ""},
    {"Japanese", "<p>お知らせ<b>です</b>。</p>", "お知らせです。", ""},
    {"a meta charset changes nothing", "<meta charset=shift_jis>お知らせ", "お知らせ", ""},
    {"an element nobody knows", "a<custom-x>b</custom-x>", "ab", ""},
    {"template and datalist", "a<template>b</template><datalist><option>c</datalist>", "a", "b\nc"},
    {"noscript is seen where no script runs", "<noscript>a</noscript>", "a", ""},
    {"display:none", "a <span style=\"display:none\">b</span> c", "a c", "b"},
    {"display:none !important in capitals",
     "a <span style=\" DISPLAY : NONE !important ;\">b</span> c", "a c", "b"},
    {"display:inline (near miss)", "a <span style=\"display:inline\">b</span> c", "a b c", ""},
    {"display:none taken back (near miss)",
     "a <span style=\"display:none;display:inline\">b</span> c", "a b c", ""},
    {"a comment in the style", "a <span style=\"display:/**/none\">b</span> c", "a c", "b"},
    {"display split by a comment (near miss)", "a <span style=\"dis/**/play:none\">b</span> c",
     "a b c", ""},
    {"none of another property (near miss)", "a <span style=\"text-decoration:none\">b</span> c",
     "a b c", ""},
    {"display:none breaks no visible line", "w<div style=\"display:none\">x</div>ord", "word", "x"},
    {"a child cannot undo display:none",
     "a<div style=\"display:none\"><p style=\"display:block\">b</p></div>", "a", "b"},
    {"visibility:hidden", "a <span style=\"visibility:hidden\">b</span> c", "a c", "b"},
    {"visibility:visible (near miss)", "a <span style=\"visibility:visible\">b</span> c", "a b c",
     ""},
    {"a child can undo visibility:hidden",
     "<div style=\"visibility:hidden\">a<b style=\"visibility:visible\">b</b></div>", "b", "a"},
    {"hidden attribute", "a <span hidden>b</span> c", "a c", "b"},
    {"aria-hidden is for other readers (near miss)", "a <span aria-hidden=true>b</span> c", "a b c",
     ""},
    {"opacity:0", "a <span style=\"opacity:0\">b</span> c", "a c", "b"},
    {"opacity:0.0", "a <span style=\"opacity: 0.0\">b</span> c", "a c", "b"},
    {"opacity:0%", "a <span style=\"opacity:0%\">b</span> c", "a c", "b"},
    {"opacity:0.5 (near miss)", "a <span style=\"opacity:0.5\">b</span> c", "a b c", ""},
    {"opacity:.1 (near miss)", "a <span style=\"opacity:.1\">b</span> c", "a b c", ""},
    {"font-size:0", "a <span style=\"font-size:0\">b</span> c", "a c", "b"},
    {"font-size:1px", "a <span style=\"font-size:1px\">b</span> c", "a c", "b"},
    {"font-size:0.5pt", "a <span style=\"font-size:0.5pt\">b</span> c", "a c", "b"},
    {"font-size:0.01em", "a <span style=\"font-size:0.01em\">b</span> c", "a c", "b"},
    {"font shorthand", "a <span style=\"font:0/0 a\">b</span> c", "a c", "b"},
    {"font shorthand in pixels", "a <span style=\"font:bold 1px/1px Arial\">b</span> c", "a c",
     "b"},
    {"font-size:12px (near miss)", "a <span style=\"font-size:12px\">b</span> c", "a b c", ""},
    {"font-size:2px (near miss)", "a <span style=\"font-size:2px\">b</span> c", "a b c", ""},
    {"font-size:1em (near miss)", "a <span style=\"font-size:1em\">b</span> c", "a b c", ""},
    {"font shorthand (near miss)", "a <span style=\"font:700 14px/0 Arial\">b</span> c", "a b c",
     ""},
    {"a wrapper of size 0 around readable text",
     "<td style=\"font-size:0\">a<p style=\"font-size:14px\">b</p></td>", "b", "a"},
    {"a share of nothing is nothing",
     "<div style=\"font-size:0\">a<b style=\"font-size:2em\">b</b></div>c", "c", "ab"},
    {"max-height:0 with overflow",
     "a <span style=\"max-height:0px;max-width:0px;overflow:hidden\">b</span> c", "a c", "b"},
    {"height:0 with overflow", "a <span style=\"height:0;overflow:hidden\">b</span> c", "a c", "b"},
    {"height:0 without overflow (near miss)", "a <span style=\"height:0;line-height:0\">b</span> c",
     "a b c", ""},
    {"overflow:hidden alone (near miss)",
     "a <span style=\"overflow:hidden;width:600px\">b</span> c", "a b c", ""},
    {"text-indent", "a <span style=\"text-indent:-9999px\">b</span> c", "a c", "b"},
    {"text-indent (near miss)", "a <span style=\"text-indent:-10px\">b</span> c", "a b c", ""},
    {"text-indent to the right (near miss)", "a <span style=\"text-indent:99px\">b</span> c",
     "a b c", ""},
    {"position", "a <span style=\"position:absolute;left:-9999px\">b</span> c", "a c", "b"},
    {"fixed position in em", "a <span style=\"position:fixed;top:-100em\">b</span> c", "a c", "b"},
    {"left without position (near miss)", "a <span style=\"left:-9999px\">b</span> c", "a b c", ""},
    {"position (near miss)", "a <span style=\"position:absolute;left:-5px\">b</span> c", "a b c",
     ""},
    {"margin-left", "a <span style=\"margin-left:-5000px\">b</span> c", "a c", "b"},
    {"mso-hide:all", "a <span style=\"mso-hide:all\">b</span> c", "a c", "b"},
    {"mso-hide:none (near miss)", "a <span style=\"mso-hide:none\">b</span> c", "a b c", ""},
    {"white on white", "a <span style=\"color:#ffffff\">b</span> c", "a c", "b"},
    {"white by name", "a <span style=\"color:White\">b</span> c", "a c", "b"},
    {"white in three digits", "a <span style=\"color:#FFF\">b</span> c", "a c", "b"},
    {"white by numbers", "a <span style=\"color:rgb(255, 255,255)\">b</span> c", "a c", "b"},
    {"transparent", "a <span style=\"color:transparent\">b</span> c", "a c", "b"},
    {"transparent by alpha", "a <span style=\"color:rgba(0,0,0,0)\">b</span> c", "a c", "b"},
    {"nearly white (near miss)", "a <span style=\"color:#fefefe\">b</span> c", "a b c", ""},
    {"black (near miss)", "a <span style=\"color:#000\">b</span> c", "a b c", ""},
    {"half transparent (near miss)", "a <span style=\"color:rgba(0,0,0,0.5)\">b</span> c", "a b c",
     ""},
    {"its own background", "a <span style=\"color:#123456;background:#123456\">b</span> c", "a c",
     "b"},
    {"background shorthand",
     "a <span style=\"color:red;background:#ff0000 none repeat\">b</span> c", "a c", "b"},
    {"its own background (near miss)",
     "a <span style=\"color:#fff;background-color:#000\">b</span> c", "a b c", ""},
    {"over an image (near miss)",
     "a <span style=\"color:#fff;background-image:url(x.png)\">b</span> c", "a b c", ""},
    {"over a gradient (near miss)",
     "a <span style=\"color:#fff;background:linear-gradient(#000,#111)\">b</span> c", "a b c", ""},
    {"white on an inherited black",
     "<table bgcolor=\"000000\"><tr><td><font color=white>a</font><font "
     "color=\"#000\">b</font></table>",
     "a", "b"},
    {"white within a background image", "<td background=\"x.png\"><font color=white>a</font></td>",
     "a", ""},
    {"body says colours", "<body bgcolor=black text=white>a<font color=black>b</font>", "a", "b"},
    {"font color", "a <font color=\"#FFFFFF\">b</font> c", "a c", "b"},
    {"font color (near miss)", "a <font color=\"#FFFFF0\">b</font> c", "a b c", ""},
    {"a link keeps its blue in a white cell", "<div style=\"color:#fff\">a <a href=x>b</a></div>",
     "b", "a"},
    {"a link with a white letter", "<a href=x style=\"color:#fff\">b</a>", "", "b"},
    {"preheader",
     "<div "
     "style=\"display:none;font-size:1px;color:#fff;line-height:1px;max-height:0;opacity:0;"
     "overflow:hidden\">Our offer &zwnj;&nbsp;</div><p>Hello",
     "Hello", "Our offer ‌"},
    {"hidden pieces are no one word", "a<i hidden>x</i>b<i hidden>y</i>c", "abc", "x y"},
    {"semicolons inside a URL",
     "<p style=\"background:url(data:image/png;base64,display:none);color:#000\">a", "a", ""},
};

START_TEST(html_becomes_these_texts)
{
	g_autoptr(HanteiHtml) html = hantei_html_new(TEXTS[_i].html, strlen(TEXTS[_i].html));
	gsize length = 0;
	const gchar *visible = hantei_html_get_visible(html, &length);
	const gchar *hidden = hantei_html_get_hidden(html, NULL);

	ck_assert_uint_eq(length, strlen(visible));
	ck_assert_msg(strcmp(visible, TEXTS[_i].visible) == 0, "%s: saw '%s', expected '%s'",
		      TEXTS[_i].name, visible, TEXTS[_i].visible);
	ck_assert_msg(strcmp(hidden, TEXTS[_i].hidden) == 0, "%s: hid '%s', expected '%s'",
		      TEXTS[_i].name, hidden, TEXTS[_i].hidden);
	ck_assert_msg(!hantei_html_is_trimmed(html), "%s: trimmed", TEXTS[_i].name);
}
END_TEST

/* "url|text|visible|image" for each link, a line end between. */
static const struct {
	const gchar *name;
	const gchar *html;
	const gchar *links;
} LINKS[] = {
    {"none", "<p>a", ""},
    {"plain", "<a href='https://example.com/'>Click  <b>here</b></a>",
     "https://example.com/|Click here|1|0"},
    {"blanks around the URL", "<a href=' \n x '>a</a>", "x|a|1|0"},
    {"entities in the URL", "<a href='x?a=1&amp;b=2'>a</a>", "x?a=1&b=2|a|1|0"},
    {"base is not applied", "<base href='https://example.com/'><a href='y'>a</a>", "y|a|1|0"},
    {"an anchor is no link", "<a name=top>a</a>", ""},
    {"an empty address is no link", "<a href=''>a</a>", ""},
    {"image link", "<a href=x><img src=y></a>", "x||1|1"},
    {"image and text", "<a href=x><img src=y> a</a>", "x|a|1|1"},
    {"hidden link", "<div style='display:none'><a href=x>a</a></div>", "x|a|0|0"},
    {"link with hidden text", "<a href=x><span style='display:none'>a</span></a>", "x|a|0|0"},
    {"hidden text is left out beside visible text", "<a href=x>a<i hidden>b</i></a>", "x|a|1|0"},
    {"hidden image link", "<a href=x hidden><img src=y></a>", "x||0|1"},
    {"white image link", "<a href=x style='color:#fff'><img src=y></a>", "x||1|1"},
    {"empty link", "<a href=x></a>", "x||1|0"},
    {"empty link in hidden content", "<p hidden><a href=x></a>", "x||0|0"},
    {"a link that is not closed", "<a href=x>a<a href=y>b", "x|a|1|0\ny|b|1|0"},
    {"cells in a link", "<a href=x><table><tr><td>a<td>b</table></a>", "x|a b|1|0"},
    {"a cell in a link", "<table><tr><a href=x><td>a</td></a><td>b</table>", "x|a|1|0"},
    {"text behind a table in a link", "<a href=x><table><tr><td>a</table></a>b", "x|a|1|0"},
    {"area", "<map><area href=x></map>", "x||1|0"},
    {"form", "<form action=x>a</form>", "x||1|0"},
    {"data",
     "<a href='data:text/html,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'>a</a>",
     "data:text/html,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|a|1|0"},
};

START_TEST(links_are_as_a_reader_finds_them)
{
	g_autoptr(HanteiHtml) html = hantei_html_new(LINKS[_i].html, strlen(LINKS[_i].html));
	g_autoptr(GString) found = g_string_new(NULL);
	gsize n = 0;
	const HanteiHtmlLink *links = hantei_html_get_links(html, &n);

	for (gsize i = 0; i < n; i++)
		g_string_append_printf(found, "%s%s|%s|%d|%d", i > 0 ? "\n" : "", links[i].url,
				       links[i].text, links[i].is_visible, links[i].has_image);
	ck_assert_msg(strcmp(found->str, LINKS[_i].links) == 0, "%s: found '%s', expected '%s'",
		      LINKS[_i].name, found->str, LINKS[_i].links);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *html;
	const gchar *url;
	const gchar *alt;
	gint width;
	gint height;
} IMAGES[] = {
    {"nothing said", "<img src=x>", "x", "", -1, -1},
    {"attributes", "<img src=x alt='A &amp; B' width=600 height='20px'>", "x", "A & B", 600, 20},
    {"style wins", "<img src=x width=600 style='width:1px;height:2px'>", "x", "", 1, 2},
    {"percent is no pixel", "<img src=x width='100%' style='height:50%'>", "x", "", -1, -1},
    {"points", "<img src=x style='width:75pt'>", "x", "", 100, -1},
    {"nonsense", "<img src=x width=abc height=-5>", "x", "", -1, 0},
    {"a number without an end", "<img src=x width=99999999999999999999>", "x", "", 100000, -1},
    {"cid", "<img src='cid:a@b'>", "cid:a@b", "", -1, -1},
};

START_TEST(image_is_as_declared)
{
	g_autoptr(HanteiHtml) html = hantei_html_new(IMAGES[_i].html, strlen(IMAGES[_i].html));
	gsize n = 0;
	const HanteiHtmlImage *images = hantei_html_get_images(html, &n);

	ck_assert_msg(n == 1, "%s: %zu images", IMAGES[_i].name, n);
	ck_assert_str_eq(images[0].url, IMAGES[_i].url);
	ck_assert_str_eq(images[0].alt, IMAGES[_i].alt);
	ck_assert_msg(images[0].width == IMAGES[_i].width && images[0].height == IMAGES[_i].height,
		      "%s: %dx%d", IMAGES[_i].name, images[0].width, images[0].height);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *html;
	const gchar *marks;
} MARKS[] = {
    {"none", "text", ""},
    {"elements and their nesting", "<p><b>a</b></p><p><b>c</b></p>", "tag:p tag:b nest:p>b"},
    {"attributes", "<td WIDTH=600 class='A  B'>", "tag:td attr:td.width=600 attr:td.class=a b"},
    {"values left out", "<a id=1 href=x title=y onclick=z data-x=q>",
     "tag:a attr:a.id attr:a.href attr:a.title attr:a.onclick attr:a.data-x"},
    {"digits kept to four", "<td width=123456>", "tag:td attr:td.width=1234"},
    {"values are cut", "<td class=abcdefghijklmnopqrstuvwxyz>",
     "tag:td attr:td.class=abcdefghijklmnopqrstuvwx"},
    {"never inside a character", "<td class=abcdefghijklmnopqrstuv\xe6\x97\xa5>",
     "tag:td attr:td.class=abcdefghijklmnopqrstuv"},
    {"declarations", "<p style='COLOR: #FFF; margin:0 auto'>",
     "tag:p style:color:#fff style:margin:0 auto"},
    {"made-up elements and attributes", "<x9z a44b=1>", "tag:other attr:other.other"},
};

START_TEST(marks_tell_how_the_html_is_made)
{
	g_autoptr(HanteiHtml) html = hantei_html_new(MARKS[_i].html, strlen(MARKS[_i].html));
	g_autofree gchar *marks = g_strjoinv(" ", (gchar **)hantei_html_get_marks(html));

	ck_assert_msg(strcmp(marks, MARKS[_i].marks) == 0, "%s: '%s', expected '%s'",
		      MARKS[_i].name, marks, MARKS[_i].marks);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *head;
	const gchar *unit;
	gsize n_octets;
	gboolean is_trimmed;
} HOSTILE[] = {
    {"open div", "seen", "<div>", 5000000, TRUE},
    {"open a", "seen", "<a href=x>", 5000000, TRUE},
    {"open b", "seen", "<b>", 5000000, TRUE},
    {"nested tables", "seen", "<table><tr><td>", 1000000, TRUE},
    {"end tags", "seen<p><b><i>", "</table></b>", 1000000, FALSE},
    {"long attribute", "seen<a href='", "x", 1000000, TRUE},
    {"open quotes", "seen", "<a b=\"", 1000000, TRUE},
    {"many attributes", "seen<p ", "a ", 1000000, TRUE},
    {"tags in a tag", "seen", "<a<a ", 1000000, TRUE},
    {"open comment", "seen<!-- ", "x ", 1000000, FALSE},
    {"comments", "seen", "<!--", 1000000, FALSE},
    {"less than", "seen", "<", 5000000, FALSE},
    {"bogus comments", "seen", "<!x ", 1000000, FALSE},
    {"entities", "seen", "&amp;", 1500000, FALSE},
    {"ampersands", "seen", "&", 1000000, FALSE},
    {"declarations", "seen<p style='", "color:red;", 1000000, FALSE},
    {"images", "seen", "<img src=x>", 1000000, TRUE},
    {"styles", "seen", "<br style='color:red;display:none;font:0 a'>", 1000000, FALSE},
};

/* Each takes well under a second; what is quadratic would take minutes. */
START_TEST(hostile_html_is_read_in_linear_time)
{
	g_autoptr(GString) octets = g_string_new(HOSTILE[_i].head);
	g_autoptr(HanteiHtml) html = NULL;
	const gint64 start_us = (gint64)clock();

	while (octets->len < HOSTILE[_i].n_octets)
		g_string_append(octets, HOSTILE[_i].unit);
	html = hantei_html_new(octets->str, octets->len);
	ck_assert_msg((gint64)clock() - start_us < 20 * G_USEC_PER_SEC, "%s: too slow",
		      HOSTILE[_i].name);
	ck_assert_msg(g_str_has_prefix(hantei_html_get_visible(html, NULL), "seen"),
		      "%s: the text before is lost", HOSTILE[_i].name);
	ck_assert_msg(hantei_html_is_trimmed(html) == HOSTILE[_i].is_trimmed, "%s: is_trimmed",
		      HOSTILE[_i].name);
}
END_TEST

START_TEST(each_distinct_mark_counts_up_to_a_cap)
{
	g_autoptr(GString) octets = g_string_new(NULL);
	g_autoptr(HanteiHtml) html = NULL;

	for (guint i = 0; i < 2000; i++)
		g_string_append_printf(octets, "<b class=%u></b>", i);
	html = hantei_html_new(octets->str, octets->len);
	ck_assert_uint_eq(g_strv_length((gchar **)hantei_html_get_marks(html)), 1000);
	ck_assert(hantei_html_is_trimmed(html));
}
END_TEST

START_TEST(octets_that_are_no_utf8_do_no_harm)
{
	static const gchar octets[] = "a\xff<p title=\"\xe3\x81\">b\0c<a href=\xc0>\xed\xa0\x80";
	g_autoptr(HanteiHtml) html = hantei_html_new(octets, sizeof(octets) - 1);

	ck_assert(g_utf8_validate(hantei_html_get_visible(html, NULL), -1, NULL));
	ck_assert(g_str_has_prefix(hantei_html_get_visible(html, NULL), "a"));
}
END_TEST

static Suite *
html_text_suite(void)
{
	Suite *suite = suite_create("html-text");
	TCase *tcase = tcase_create("html-text");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, html_becomes_these_texts, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tcase, links_are_as_a_reader_finds_them, 0, G_N_ELEMENTS(LINKS));
	tcase_add_loop_test(tcase, image_is_as_declared, 0, G_N_ELEMENTS(IMAGES));
	tcase_add_loop_test(tcase, marks_tell_how_the_html_is_made, 0, G_N_ELEMENTS(MARKS));
	tcase_add_loop_test(tcase, hostile_html_is_read_in_linear_time, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tcase, each_distinct_mark_counts_up_to_a_cap);
	tcase_add_test(tcase, octets_that_are_no_utf8_do_no_harm);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(html_text_suite());
}
