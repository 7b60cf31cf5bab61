/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tests/test-main.h"
#include "tokenizer/charset.h"

#include <string.h>

#define OCTETS(literal) (literal), sizeof(literal) - 1

static const struct {
	const gchar *name;
	const gchar *octets;
	gsize length;
	const gchar *declared;
	const gchar *text;
	const gchar *charset;
	guint n_replaced;
	gboolean is_declared;
} ROWS[] = {
    {"nothing at all", OCTETS(""), NULL, "", "US-ASCII", 0, TRUE},
    {"ASCII, nothing declared", OCTETS("Hello"), NULL, "Hello", "US-ASCII", 0, TRUE},
    {"ASCII, declared as anything", OCTETS("Hello"), "koi8-r", "Hello", "US-ASCII", 0, TRUE},
    {"ASCII, unknown name", OCTETS("Hello"), "x-no-such-thing", "Hello", "US-ASCII", 0, TRUE},
    {"UTF-8",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "UTF-8", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, TRUE},
    {"UTF-8 by another spelling",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "utf8", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, TRUE},
    {"UTF-8 with a byte order mark",
     OCTETS("\xef\xbb\xbf\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89"
	    "\xe3\x81\x9b\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8"
	    "\xe6\xbc\xa2\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "utf-8", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, TRUE},
    {"UTF-8, language suffix of RFC 2231",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "utf-8*ja", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, TRUE},
    {"UTF-8 declared us-ascii",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "us-ascii", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, FALSE},
    {"UTF-8 declared ISO-2022-JP",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "iso-2022-jp", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, FALSE},
    {"UTF-8 declared Latin-1",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "iso-8859-1", "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, FALSE},
    {"UTF-8, nothing declared",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     NULL, "本日のお知らせ：カタカナと漢字です。", "UTF-8", 0, TRUE},
    {"UTF-8 cut inside a character",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80"),
     "utf-8", "本日のお知らせ：カタカナと漢字です�", "UTF-8", 1, TRUE},
    {"UTF-8 cut, nothing declared",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3"),
     NULL, "本日のお知らせ：カタカナと漢字です�", "UTF-8", 1, TRUE},
    {"UTF-8 with one broken octet among many",
     OCTETS("\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b"
	    "\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2"
	    "\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae"
	    "\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82\x89\xe3\x81\x9b\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf"
	    "\xe3\x82\xab\xe3\x83\x8a\xe3\x81\xa8\xe6\xbc\xa2\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99"
	    "\xe3\x80\x82\xff\xe6\x9c\xac\xe6\x97\xa5\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5\xe3\x82"
	    "\x89\xe3\x81\x9b\xef\xbc\x9a\xe3\x82\xab\xe3\x82\xbf\xe3\x82\xab\xe3\x83\x8a\xe3\x81"
	    "\xa8\xe6\xbc\xa2\xe5\xad\x97\xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82"),
     "utf-8",
     "本日のお知らせ：カタカナと漢字です。本日のお知らせ：カタカナと漢字です。�本日のお知らせ：カタ"
     "カナと漢字です。",
     "UTF-8", 1, TRUE},
    {"UTF-8 with NUL octets", OCTETS("a\x00\xc3\xa9\x00"), "utf-8", "a�é�", "UTF-8", 2, TRUE},
    {"ASCII with NUL octets", OCTETS("a\x00\x62"), NULL, "a�b", "US-ASCII", 1, TRUE},
    {"ISO-2022-JP", OCTETS("\x1b$BK\\F|$N$*CN$i$;!'%+%\?%+%J$H4A;z$G$9!#\x1b(B"), "ISO-2022-JP",
     "本日のお知らせ：カタカナと漢字です。", "ISO-2022-JP", 0, TRUE},
    {"ISO-2022-JP, nothing declared", OCTETS("\x1b$BK\\F|$N$*CN$i$;!'%+%\?%+%J$H4A;z$G$9!#\x1b(B"),
     NULL, "本日のお知らせ：カタカナと漢字です。", "ISO-2022-JP", 0, TRUE},
    {"ISO-2022-JP declared UTF-8", OCTETS("\x1b$BK\\F|$N$*CN$i$;!'%+%\?%+%J$H4A;z$G$9!#\x1b(B"),
     "utf-8", "本日のお知らせ：カタカナと漢字です。", "ISO-2022-JP", 0, FALSE},
    {"ISO-2022-JP of 1978", OCTETS("\x1b$@4A;z\x1b(J"), "iso-2022-jp", "漢字", "ISO-2022-JP", 0,
     TRUE},
    {"NEC row 13", OCTETS("\x1b$B-!-\"-j\x1b(B"), "iso-2022-jp", "①②㈱", "ISO-2022-JP", 0, TRUE},
    {"NEC's selection of IBM's kanji", OCTETS("\x1b$By!|~\x1b(B"), "cp50221", "纊＂", "ISO-2022-JP",
     0, TRUE},
    {"wave dash as Windows has it", OCTETS("\x1b$B!A!]\x1b(B"), "iso-2022-jp", "～－",
     "ISO-2022-JP", 0, TRUE},
    {"half-width kana by ESC ( I", OCTETS("\x1b(I123\x1b(Babc"), "iso-2022-jp", "ｱｲｳabc",
     "ISO-2022-JP", 0, TRUE},
    {"half-width kana by SO and SI", OCTETS("\x0e\x31\x32\x33\x0f\x61\x62\x63"), "cp50222",
     "ｱｲｳabc", "ISO-2022-JP", 0, TRUE},
    {"half-width kana in eight bits", OCTETS("\x1b$B4A\x1b(B\xb1\xb2\xb3"), "iso-2022-jp", "漢ｱｲｳ",
     "ISO-2022-JP", 0, TRUE},
    {"JIS X 0212", OCTETS("\x1b$(D0!\x1b(B"), "iso-2022-jp-1", "丂", "ISO-2022-JP", 0, TRUE},
    {"JIS X 0213 plane 1", OCTETS("\x1b$(Oy!\x1b(B"), "iso-2022-jp-3", "硃", "ISO-2022-JP", 0,
     TRUE},
    {"JIS X 0213 plane 1, 2004", OCTETS("\x1b$(Qy!\x1b(B"), "iso-2022-jp-2004", "硃", "ISO-2022-JP",
     0, TRUE},
    {"JIS X 0213 plane 2", OCTETS("\x1b$(P!!\x1b(B"), "iso-2022-jp-3", "𠂉", "ISO-2022-JP", 0,
     TRUE},
    {"Korean and Chinese within ISO-2022-JP-2", OCTETS("\x1b$(C0!\x1b$A0!\x1b(B"), "iso-2022-jp-2",
     "가啊", "ISO-2022-JP", 0, TRUE},
    {"no return to ASCII at the end", OCTETS("\x1b$B4A;z"), "iso-2022-jp", "漢字", "ISO-2022-JP", 0,
     TRUE},
    {"ISO-2022-JP cut inside a character", OCTETS("\x1b$B4A;"), "iso-2022-jp", "漢�", "ISO-2022-JP",
     1, TRUE},
    {"a row that is not assigned", OCTETS("\x1b$B4A)!4A\x1b(B"), "iso-2022-jp", "漢�漢",
     "ISO-2022-JP", 1, TRUE},
    {"yen sign of JIS X 0201 is a backslash", OCTETS("\x1b(J\\\x1b$B4A\x1b(B"), "iso-2022-jp",
     "\\漢", "ISO-2022-JP", 0, TRUE},
    {"ISO-2022-KR", OCTETS("\x1b$)C\x0e>H3g\x0f abc"), "iso-2022-kr", "안녕 abc", "ISO-2022-KR", 0,
     TRUE},
    {"ISO-2022-KR, nothing declared", OCTETS("\x1b$)C\x0e>H3g\x0f"), NULL, "안녕", "ISO-2022-KR", 0,
     TRUE},
    {"ISO-2022-CN", OCTETS("\x1b$)A\x0e\x30!\x0f a"), "iso-2022-cn", "啊 a", "ISO-2022-CN", 0,
     TRUE},
    {"Shift_JIS",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     "Shift_JIS", "本日のお知らせ：カタカナと漢字です。", "CP932", 0, TRUE},
    {"CP932 with NEC and IBM characters", OCTETS("\x87@\x87\x8a\xed@\xee\xe0"), "shift_jis",
     "①㈱纊髙", "CP932", 0, TRUE},
    {"Shift_JIS under the name Windows-31J",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     "Windows-31J", "本日のお知らせ：カタカナと漢字です。", "CP932", 0, TRUE},
    {"Shift_JIS declared UTF-8",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     "utf-8", "本日のお知らせ：カタカナと漢字です。", "CP932", 0, FALSE},
    {"Shift_JIS declared ISO-8859-1",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     "iso-8859-1", "本日のお知らせ：カタカナと漢字です。", "CP932", 0, FALSE},
    {"Shift_JIS declared EUC-JP",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     "euc-jp", "本日のお知らせ：カタカナと漢字です。", "CP932", 0, FALSE},
    {"Shift_JIS, nothing declared",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     NULL, "本日のお知らせ：カタカナと漢字です。", "CP932", 0, TRUE},
    {"Shift_JIS, unknown name",
     OCTETS("\x96{\x93\xfa\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9\x81\x46\x83J\x83^"
	    "\x83J\x83i\x82\xc6\x8a\xbf\x8e\x9a\x82\xc5\x82\xb7\x81\x42"),
     "default_charset", "本日のお知らせ：カタカナと漢字です。", "CP932", 0, FALSE},
    {"Shift_JIS cut inside a character", OCTETS("\x82\xa8\x92m\x82\xe7\x82"), "shift_jis",
     "お知ら�", "CP932", 1, TRUE},
    {"EUC-JP",
     OCTETS("\xcb\xdc\xc6\xfc\xa4\xce\xa4\xaa\xc3\xce\xa4\xe9\xa4\xbb\xa1\xa7\xa5\xab\xa5\xbf\xa5"
	    "\xab\xa5\xca\xa4\xc8\xb4\xc1\xbb\xfa\xa4\xc7\xa4\xb9\xa1\xa3"),
     "EUC-JP", "本日のお知らせ：カタカナと漢字です。", "EUC-JP-MS", 0, TRUE},
    {"EUC-JP with NEC row 13 and JIS X 0212", OCTETS("\xad\xa1\x8f\xb0\xa1\x8e\xb1"), "x-euc-jp",
     "①丂ｱ", "EUC-JP-MS", 0, TRUE},
    {"EUC-JP, nothing declared",
     OCTETS("\xcb\xdc\xc6\xfc\xa4\xce\xa4\xaa\xc3\xce\xa4\xe9\xa4\xbb\xa1\xa7\xa5\xab\xa5\xbf\xa5"
	    "\xab\xa5\xca\xa4\xc8\xb4\xc1\xbb\xfa\xa4\xc7\xa4\xb9\xa1\xa3"),
     NULL, "本日のお知らせ：カタカナと漢字です。", "EUC-JP-MS", 0, TRUE},
    {"EUC-JP declared Shift_JIS",
     OCTETS("\xcb\xdc\xc6\xfc\xa4\xce\xa4\xaa\xc3\xce\xa4\xe9\xa4\xbb\xa1\xa7\xa5\xab\xa5\xbf\xa5"
	    "\xab\xa5\xca\xa4\xc8\xb4\xc1\xbb\xfa\xa4\xc7\xa4\xb9\xa1\xa3"),
     "shift_jis", "本日のお知らせ：カタカナと漢字です。", "EUC-JP-MS", 0, FALSE},
    {"EUC-JP cut inside a character", OCTETS("\xa4\xaa\xc3\xce\xa4\xe9\xa4"), "euc-jp", "お知ら�",
     "EUC-JP-MS", 1, TRUE},
    {"GB2312 is GB18030",
     OCTETS("\xc4\xfa\xba\xc3\xa3\xac\xd5\xe2\xca\xc7\xd2\xbb\xb7\xe2\xb2\xe2\xca\xd4\xd3\xca\xbc"
	    "\xfe\xa1\xa3"),
     "gb2312", "您好，这是一封测试邮件。", "GB18030", 0, TRUE},
    {"GB18030 of four octets", OCTETS("\x81\x39\xee\x39\xa2\xe3"), "gb18030", "㐀€", "GB18030", 0,
     TRUE},
    {"GBK",
     OCTETS("\xc4\xfa\xba\xc3\xa3\xac\xd5\xe2\xca\xc7\xd2\xbb\xb7\xe2\xb2\xe2\xca\xd4\xd3\xca\xbc"
	    "\xfe\xa1\xa3"),
     "GBK", "您好，这是一封测试邮件。", "GB18030", 0, TRUE},
    {"Big5",
     OCTETS("\xb1z\xa6n\xa1\x41\xb3o\xacO\xa4@\xab\xca\xb4\xfa\xb8\xd5\xb6l\xa5\xf3\xa1\x43"),
     "big5", "您好，這是一封測試郵件。", "BIG5-HKSCS", 0, TRUE},
    {"Big5 cut inside a character",
     OCTETS("\xb1z\xa6n\xa1\x41\xb3o\xacO\xa4@\xab\xca\xb4\xfa\xb8\xd5\xb6l\xa5\xf3\xa1"), "big5",
     "您好，這是一封測試郵件�", "BIG5-HKSCS", 1, TRUE},
    {"EUC-KR",
     OCTETS("\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4, \xbd\xc3\xc7\xe8 "
	    "\xc6\xed\xc1\xf6\xc0\xd4\xb4\xcf\xb4\xd9."),
     "euc-kr", "안녕하세요, 시험 편지입니다.", "CP949", 0, TRUE},
    {"ks_c_5601-1987",
     OCTETS("\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4, \xbd\xc3\xc7\xe8 "
	    "\xc6\xed\xc1\xf6\xc0\xd4\xb4\xcf\xb4\xd9."),
     "ks_c_5601-1987", "안녕하세요, 시험 편지입니다.", "CP949", 0, TRUE},
    {"EUC-KR of CP949 only", OCTETS("\x8c\x63\xb9\xe6\xb0\xa2\xc7\xcf"), "euc-kr", "똠방각하",
     "CP949", 0, TRUE},
    {"ISO-8859-1 is windows-1252", OCTETS("\x93\x64\xe9j\xe0\x94 \x80"), "iso-8859-1", "“déjà” €",
     "windows-1252", 0, TRUE},
    {"Latin-1, nothing declared", OCTETS("d\xe9j\xe0 vu"), NULL, "déjà vu", "windows-1252", 0,
     TRUE},
    {"Latin-1 declared UTF-8", OCTETS("Le caf\xe9 est ferm\xe9, d\xe9sol\xe9"), "utf-8",
     "Le café est fermé, désolé", "windows-1252", 0, FALSE},
    {"Latin-1 declared us-ascii", OCTETS("Le caf\xe9 est ferm\xe9, d\xe9sol\xe9"), "us-ascii",
     "Le café est fermé, désolé", "windows-1252", 0, FALSE},
    {"Latin-1 ending in what could begin UTF-8", OCTETS("un caf\xe9"), "iso-8859-1", "un café",
     "windows-1252", 0, TRUE},
    {"an octet windows-1252 has not",
     OCTETS("\xe9\x81\xe8\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9"
	    "\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9"
	    "\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9"),
     "windows-1252", "é�èéééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
     "windows-1252", 1, TRUE},
    {"soft hyphens are no kana",
     OCTETS("\xad\xad"
	    "F\xad\xadi\xad\xad"
	    "g\xad\xadu \x83\x83\x83\x83\x82\xc2"),
     "windows-1252",
     "\xc2\xad\xc2\xad"
     "F\xc2\xad\xc2\xadi\xc2\xad\xc2\xad"
     "g\xc2\xad\xc2\xadu ƒƒƒƒ‚Â",
     "windows-1252", 0, TRUE},
    {"an equals sign not encoded in UTF-8",
     OCTETS("width\xde"
	    "vice \xe2\x80\x94 5 \xe2\x82\xac"),
     "utf-8", "width�vice — 5 €", "UTF-8", 1, TRUE},
    {"ISO-8859-2", OCTETS("P\xf8\xedli\xb9 \xbelu\xbbou\xe8k\xfd"), "ISO_8859-2",
     "Příliš žluťoučký", "ISO-8859-2", 0, TRUE},
    {"ISO-8859-15", OCTETS("5 \xa4"), "iso-8859-15", "5 €", "ISO-8859-15", 0, TRUE},
    {"windows-1251", OCTETS("\xcf\xf0\xe8\xe2\xe5\xf2"), "cp1251", "Привет", "windows-1251", 0,
     TRUE},
    {"KOI8-R", OCTETS("\xf0\xd2\xc9\xd7\xc5\xd4"), "koi8-r", "Привет", "KOI8-R", 0, TRUE},
    {"TIS-620", OCTETS("\xca\xc7\xd1\xca\xb4\xd5"), "tis-620", "สวัสดี", "CP874", 0, TRUE},
    {"Cyrillic declared unknown-8bit",
     OCTETS("\xfa\xc4\xd2\xc1\xd7\xd3\xd4\xd7\xd5\xca\xd4\xc5, \xdc\xd4\xcf "
	    "\xd0\xc9\xd3\xd8\xcd\xcf \xc4\xcc\xd1 \xd0\xd2\xcf\xd7\xc5\xd2\xcb\xc9. "
	    "\xfa\xc4\xd2\xc1\xd7\xd3\xd4\xd7\xd5\xca\xd4\xc5, \xdc\xd4\xcf "
	    "\xd0\xc9\xd3\xd8\xcd\xcf \xc4\xcc\xd1 \xd0\xd2\xcf\xd7\xc5\xd2\xcb\xc9. "
	    "\xfa\xc4\xd2\xc1\xd7\xd3\xd4\xd7\xd5\xca\xd4\xc5, \xdc\xd4\xcf "
	    "\xd0\xc9\xd3\xd8\xcd\xcf \xc4\xcc\xd1 \xd0\xd2\xcf\xd7\xc5\xd2\xcb\xc9. "),
     "unknown-8bit",
     "Здравствуйте, это письмо для проверки. Здравствуйте, это письмо для проверки. Здравствуйте, "
     "это письмо для проверки. ",
     "KOI8-R", 0, FALSE},
    {"UTF-16 with a byte order mark", OCTETS("\xff\xfen\x00\xe9\x00\x22o\n\x00"), "utf-16",
     "né漢\n", "UTF-16", 0, TRUE},
    {"UTF-16 of the other order", OCTETS("\xfe\xff\x00n\x00\xe9o\"\x00\n"), "unicode", "né漢\n",
     "UTF-16", 0, TRUE},
    {"UTF-16 by its mark alone", OCTETS("\xff\xfen\x00\xe9\x00\x22o\n\x00"), "iso-8859-1", "né漢\n",
     "UTF-16", 0, FALSE},
    {"UTF-16LE without a mark", OCTETS("n\x00\xe9\x00\x22oW[\n\x00"), "utf-16", "né漢字\n",
     "UTF-16", 0, TRUE},
    {"UTF-16 cut inside a character", OCTETS("\xff\xfe\xe9\x00\x22"), "utf-16", "é�", "UTF-16", 1,
     TRUE},
    {"UTF-32", OCTETS("\xff\xfe\x00\x00n\x00\x00\x00\xe9\x00\x00\x00\x22o\x00\x00"), "utf-32",
     "né漢", "UTF-32", 0, TRUE},
    {"ASCII declared UTF-16", OCTETS("plain text"), "utf-16", "plain text", "US-ASCII", 0, FALSE},
    {"UTF-7", OCTETS("+ZeVnLIqe-"), "utf-7", "日本語", "UTF-7", 0, TRUE},
    {"strewn signs are windows-1252",
     OCTETS("it\x92s \xa3"
	    "5 \x81 now\x85"),
     NULL, "it’s £5 \xef\xbf\xbd now…", "windows-1252", 1, TRUE},
    {"a name that would be a path", OCTETS("\xe9t\xe9 en \xe9t\xe9"), "../../etc/passwd",
     "été en été", "windows-1252", 0, FALSE},
    {"a name with //TRANSLIT", OCTETS("\xe9t\xe9 en \xe9t\xe9"), "iso-8859-1//TRANSLIT",
     "été en été", "windows-1252", 0, FALSE},
    {"a very long name", OCTETS("Hello"),
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaa",
     "Hello", "US-ASCII", 0, TRUE},
};

START_TEST(octets_become_this_text)
{
	HanteiCharsetResult result = {0};
	GString *text = hantei_charset_to_utf8((const guint8 *)ROWS[_i].octets, ROWS[_i].length,
					       ROWS[_i].declared, &result);

	ck_assert_msg(strcmp(text->str, ROWS[_i].text) == 0, "%s: got '%s' as %s, expected '%s'",
		      ROWS[_i].name, text->str, result.charset, ROWS[_i].text);
	ck_assert_msg(strcmp(result.charset, ROWS[_i].charset) == 0, "%s: %s, expected %s",
		      ROWS[_i].name, result.charset, ROWS[_i].charset);
	ck_assert_msg(result.n_replaced == ROWS[_i].n_replaced, "%s: %u replaced, expected %u",
		      ROWS[_i].name, result.n_replaced, ROWS[_i].n_replaced);
	ck_assert_msg(result.is_declared == ROWS[_i].is_declared, "%s: is_declared is %d",
		      ROWS[_i].name, result.is_declared);
	g_string_free(text, TRUE);
}
END_TEST

static void
assert_is_text(const guint8 *octets, gsize length, const gchar *declared)
{
	HanteiCharsetResult result = {0};
	GString *text = hantei_charset_to_utf8(octets, length, declared, &result);

	/* g_utf8_validate_len() also refuses NUL octets */
	ck_assert_msg(g_utf8_validate_len(text->str, text->len, NULL),
		      "%zu octets declared %s, read as %s, are no UTF-8", length, declared,
		      result.charset);
	ck_assert_ptr_nonnull(result.charset);
	g_string_free(text, TRUE);
}

static const gchar *const NAMES[] = {
    NULL,	 "us-ascii",  "utf-8",	     "iso-2022-jp",  "iso-2022-kr",  "iso-2022-cn",
    "shift_jis", "euc-jp",    "gb18030",     "big5",	     "euc-kr",	     "utf-7",
    "utf-16",	 "utf-32",    "iso-8859-1",  "iso-8859-8",   "windows-1258", "koi8-r",
    "tis-620",	 "viscii",    "tcvn",	     "johab",	     "euc-tw",	     "euc-jis-2004",
    "macintosh", "armscii-8", "georgian-ps", "no-such-name",
};

START_TEST(any_cut_and_any_name_give_valid_utf8)
{
	for (gsize row = 0; row < G_N_ELEMENTS(ROWS); row++) {
		for (gsize cut = 0; cut <= ROWS[row].length; cut++)
			assert_is_text((const guint8 *)ROWS[row].octets, cut, NAMES[_i]);
	}
}
END_TEST

START_TEST(noise_gives_valid_utf8)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260101);
	guint8 octets[2048];

	for (guint round = 0; round < 20; round++) {
		for (gsize i = 0; i < sizeof(octets); i++)
			octets[i] = (guint8)g_rand_int_range(rand, 0, round % 2 == 0 ? 256 : 64);
		for (gsize i = 0; i + 3 < sizeof(octets); i += 97)
			memcpy(octets + i, "\x1b$B", 3);
		assert_is_text(octets, sizeof(octets), NAMES[_i]);
	}
}
END_TEST

START_TEST(a_result_need_not_be_wanted)
{
	GString *text = hantei_charset_to_utf8(NULL, 0, NULL, NULL);
	ck_assert_str_eq(text->str, "");
	g_string_free(text, TRUE);
}
END_TEST

static gpointer
convert_in_thread(gpointer data)
{
	assert_is_text((const guint8 *)"\xa4\xa2", 2, "euc-jp");
	assert_is_text((const guint8 *)"\x82\xa0", 2, "shift_jis");
	return NULL;
}

/* A thread's open converters go with it: LeakSanitizer is the judge. */
START_TEST(threads_leave_nothing_behind)
{
	GThread *threads[4];
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("charset", convert_in_thread, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
}
END_TEST

static Suite *
charset_suite(void)
{
	Suite *suite = suite_create("charset");
	TCase *tcase = tcase_create("charset");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, octets_become_this_text, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, any_cut_and_any_name_give_valid_utf8, 0, G_N_ELEMENTS(NAMES));
	tcase_add_loop_test(tcase, noise_gives_valid_utf8, 0, G_N_ELEMENTS(NAMES));
	tcase_add_test(tcase, a_result_need_not_be_wanted);
	tcase_add_test(tcase, threads_leave_nothing_behind);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(charset_suite());
}
