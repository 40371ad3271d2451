/* SPDX-License-Identifier: MIT */
#include "runtime/base/utf8.h"

#include <check.h>
#include <stdlib.h>

static Arena arena;

static void setup(void) { arena_init(&arena, &alloc_system); }
static void teardown(void) { arena_free(&arena); }

/* ---- validity ---- */

static const struct {
  Str text;
  bool valid;
} texts[] = {
    {{"", 0}, true},
    {{NULL, 0}, true},
    {{"plain text longer than a word", sizeof "plain text longer than a word" - 1}, true},
    {{"a\0b", sizeof "a\0b" - 1}, true},
    {{"été", sizeof "été" - 1}, true},
    {{"日本 😀", sizeof "日本 😀" - 1}, true},
    {{"\xF4\x8F\xBF\xBF", sizeof "\xF4\x8F\xBF\xBF" - 1}, true},
    {{"\xEF\xBF\xBF", sizeof "\xEF\xBF\xBF" - 1}, true},
    {{"\xED\x9F\xBF", sizeof "\xED\x9F\xBF" - 1}, true},
    {{"\xF4\x90\x80\x80", sizeof "\xF4\x90\x80\x80" - 1}, false},     /* above U+10FFFF */
    {{"\xED\xA0\x80", sizeof "\xED\xA0\x80" - 1}, false},         /* a surrogate */
    {{"\xC0\xAF", sizeof "\xC0\xAF" - 1}, false},             /* too long */
    {{"\xC1\xBF", sizeof "\xC1\xBF" - 1}, false},
    {{"\xE0\x9F\xBF", sizeof "\xE0\x9F\xBF" - 1}, false},
    {{"\xF0\x8F\xBF\xBF", sizeof "\xF0\x8F\xBF\xBF" - 1}, false},
    {{"\x80", sizeof "\x80" - 1}, false},
    {{"12345678\xC3", sizeof "12345678\xC3" - 1}, false},         /* cut */
    {{"12345678\xE2\x82", sizeof "12345678\xE2\x82" - 1}, false},
    {{"12345678\xF0\x9F\x98", sizeof "12345678\xF0\x9F\x98" - 1}, false},
    {{"\xC3(", sizeof "\xC3(" - 1}, false},
    {{"\xFF", sizeof "\xFF" - 1}, false},
    {{"\xF5\x80\x80\x80", sizeof "\xF5\x80\x80\x80" - 1}, false},
    {{"caf\xE9", sizeof "caf\xE9" - 1}, false},              /* Latin-1 */
};

START_TEST(texts_are_valid_or_not) {
  ck_assert(utf8_valid(texts[_i].text) == texts[_i].valid);
  Str out;
  ck_assert(utf8_nfc(texts[_i].text, &arena, &out) == texts[_i].valid);
}
END_TEST

/* ---- NFC ---- */

static const struct {
  const char *text, *nfc;
} compositions[] = {
    {"e\u0301te\u0301", "été"},
    {"été", "été"},
    {"\u212B", "Å"},        /* the ångström sign is the letter */
    {"\u2126", "Ω"},
    {"\u1100\u1161\u11A8", "\uAC01"},
    {"a\u0323\u0307", "\u1EA1\u0307"},
    {"a\u0307\u0323", "\u1EA1\u0307"},
    {"\u0958", "\u0915\u093C"}, /* never composed */
    {"l’entreprise – 10 €", "l’entreprise – 10 €"},
    {"ﬁ", "ﬁ"},
    {"\u2002", "\u2002"},
    {"\u2000", "\u2002"},
    {"日本語", "日本語"},
    {"\uF900", "\u8C48"},
    {"Привет", "Привет"},
    {"и\u0306", "й"},
    {"\u0344", "\u0308\u0301"},
};

START_TEST(texts_are_composed) {
  Str out;
  ck_assert(utf8_nfc(str_from(compositions[_i].text), &arena, &out));
  ck_assert_msg(str_is(out, compositions[_i].nfc), "%.*s", STR_ARG(out));
  Str again;
  ck_assert(utf8_nfc(out, &arena, &again));
  ck_assert(again.p == out.p && again.n == out.n); /* NFC already: itself */
}
END_TEST

static void *refuse(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user, (void)ptr, (void)old_size, (void)new_size;
  return NULL;
}

START_TEST(no_memory_is_told) {
  static const Alloc none = {refuse, NULL};
  Arena poor;
  arena_init(&poor, &none);
  Str out;
  ck_assert(!utf8_nfc(STR("e\xCC\x81"), &poor, &out) && poor.failed);
  arena_init(&poor, &none);
  ck_assert(!utf8_fold(STR("É"), &poor, &out) && poor.failed);
  arena_init(&poor, &none);
  ck_assert(!utf8_upper(STR("a"), &poor, &out) && poor.failed);
  arena_init(&poor, &none);
  ck_assert(utf8_upper(STR("A1"), &poor, &out) && !poor.failed); /* nothing changes: nothing is needed */
}
END_TEST

/* ---- case ---- */

static const struct {
  const char *text, *upper, *lower, *fold;
} cases[] = {
    {"", "", "", ""},
    {"Abc 1", "ABC 1", "abc 1", "abc 1"},
    {"Élan", "ÉLAN", "élan", "elan"},
    {"Straße", "STRASSE", "straße", "strasse"},
    {"ẞ", "ẞ", "ß", "ss"},
    {"Œuvre", "ŒUVRE", "œuvre", "oeuvre"},
    {"ŒUVRE ÆON", "ŒUVRE ÆON", "œuvre æon", "oeuvre aeon"},
    {"ﬀ ﬃ", "FF FFI", "ﬀ ﬃ", "ff ffi"},
    {"İ", "İ", "i̇", "i"},
    {"ı", "I", "ı", "ı"},
    {"ǰ", "J\u030C", "ǰ", "j"},
    {"ΌΣΟΣ ΣΑΣ", "ΌΣΟΣ ΣΑΣ", "όσος σας", "οσοσ σασ"},
    {"Σ", "Σ", "σ", "σ"},
    {"ΑΣ.", "ΑΣ.", "ας.", "ασ."},
    {"ΑΣ’Α", "ΑΣ’Α", "ασ’α", "ασ’α"},
    {"ᾳ", "ΑΙ", "ᾳ", "αι"},
    {"ŉ", "ʼN", "ŉ", "ʼn"},
    {"Ǆ", "Ǆ", "ǆ", "ǆ"},
    {"Łódź", "ŁÓDŹ", "łódź", "łodz"},
    {"Ørsted", "ØRSTED", "ørsted", "ørsted"},
    {"日本", "日本", "日本", "日本"},
    {"Привет", "ПРИВЕТ", "привет", "привет"},
    {"Ёй", "ЁЙ", "ёй", "еи"},
};

START_TEST(case_is_mapped) {
  Str text = str_from(cases[_i].text), out;
  ck_assert(utf8_upper(text, &arena, &out));
  ck_assert_msg(str_is(out, cases[_i].upper), "upper %.*s", STR_ARG(out));
  ck_assert(utf8_lower(text, &arena, &out));
  ck_assert_msg(str_is(out, cases[_i].lower), "lower %.*s", STR_ARG(out));
  ck_assert(utf8_fold(text, &arena, &out));
  ck_assert_msg(str_is(out, cases[_i].fold), "fold %.*s", STR_ARG(out));
  Str again;
  ck_assert(utf8_fold(out, &arena, &again) && str_equal(out, again));
}
END_TEST

/* ---- length, width, trimming, showing ---- */

START_TEST(lengths_and_widths) {
  ck_assert_uint_eq(utf8_length(STR("")), 0);
  ck_assert_uint_eq(utf8_length(STR("été")), 3);
  ck_assert_uint_eq(utf8_length(STR("a😀")), 2);
  ck_assert_uint_eq(utf8_width(STR("été")), 3);
  ck_assert_uint_eq(utf8_width(STR("日本")), 4);
  ck_assert_uint_eq(utf8_width(STR("e\xCC\x81")), 1);
  ck_assert_uint_eq(utf8_width(STR("\n")), 0);
}
END_TEST

static const struct {
  const char *text, *trimmed;
} paddings[] = {
    {"", ""},          {"a", "a"},
    {" a ", "a"},      {"\t\r\n a b\v\f", "a b"},
    {"   ", ""},       {"\u00A0a\u00A0", "a"},
    {"\u3000é\u2009", "é"}, {"\u200Ba", "\u200Ba"},
    {"\u2028a\xC2\x85", "a"}, {"日", "日"},
};

START_TEST(blanks_are_trimmed) {
  Str out = utf8_trim(str_from(paddings[_i].text));
  ck_assert_msg(str_is(out, paddings[_i].trimmed), "[%.*s]", STR_ARG(out));
}
END_TEST

START_TEST(broken_text_is_not_trimmed_apart) {
  ck_assert(str_equal(utf8_trim(STR("\x80\x80")), STR("\x80\x80")));
  ck_assert(str_equal(utf8_trim(STR(" \xA0")), STR("\xA0")));
}
END_TEST

static const struct {
  const char *text, *shown;
} shows[] = {
    {"plain é 日 😀", "plain é 日 😀"},
    {"\x1B[31mred", "\\u{1B}[31mred"},
    {"a\nb\tc\r", "a\\u{A}b\\u{9}c\\u{D}"},
    {"\x7F", "\\u{7F}"},
    {"\xC2\x9B" "31m", "\\u{9B}31m"},
    {"\u202Eabc", "\\u{202E}abc"},
    {"\u2066x\u2069", "\\u{2066}x\\u{2069}"},
    {"a\u200Bb\uFEFF", "a\\u{200B}b\\u{FEFF}"},
    {"caf\xE9!", "caf\uFFFD!"},
    {"\uFFFD", "\uFFFD"},
};

START_TEST(terminals_are_safe) {
  Buf out;
  buf_init(&out, &alloc_system);
  utf8_show(&out, str_from(shows[_i].text));
  ck_assert_str_eq(buf_z(&out), shows[_i].shown);
  buf_free(&out);
}
END_TEST

START_TEST(code_points_are_walked) {
  uint32_t point;
  ck_assert_uint_eq(utf8_next(STR("é"), 0, &point), 2);
  ck_assert_uint_eq(point, 0xE9);
  ck_assert_uint_eq(utf8_next(STR("a😀"), 1, &point), 4);
  ck_assert_uint_eq(point, 0x1F600);
  ck_assert_uint_eq(utf8_next(STR("\xE2\x82"), 0, &point), 1);
  ck_assert_uint_eq(point, 0xFFFD);
}
END_TEST

Suite *suite_utf8(void) {
  Suite *suite = suite_create("utf8");
  TCase *c = tcase_create("utf8");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, texts_are_valid_or_not, 0, sizeof texts / sizeof *texts);
  tcase_add_loop_test(c, texts_are_composed, 0, sizeof compositions / sizeof *compositions);
  tcase_add_test(c, no_memory_is_told);
  tcase_add_loop_test(c, case_is_mapped, 0, sizeof cases / sizeof *cases);
  tcase_add_test(c, lengths_and_widths);
  tcase_add_loop_test(c, blanks_are_trimmed, 0, sizeof paddings / sizeof *paddings);
  tcase_add_test(c, broken_text_is_not_trimmed_apart);
  tcase_add_loop_test(c, terminals_are_safe, 0, sizeof shows / sizeof *shows);
  tcase_add_test(c, code_points_are_walked);
  suite_add_tcase(suite, c);
  return suite;
}
