/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left of a text once it is folded. */
#include <string.h>

#include "letters.h"
#include "macros.h"
#include "unit.h"

#define SIZE 256

/* The letters with their joiners before them, a space for each that ends a word. */
static void fold(const char *text, size_t piece, char folded[static SIZE]) {
        LetterFold fold = {.joiner = ' '};
        Letter letters[SIZE];
        size_t size = strlen(text), length = 0;

        for (size_t at = 0; at < size; at += piece) {
                size_t part = size - at < piece ? size - at : piece;
                size_t count = letters_fold(&fold, text + at, part, letters);

                for (size_t i = 0; i < count; i++) {
                        if (letters[i].joiner && length > 0)
                                folded[length++] = letters[i].joiner;
                        folded[length++] = letters[i].letter;
                }
        }
        folded[length] = 0;
}

static const struct {
        const char *text;
        const char *folded;
} rows[] = {
        {"", ""},
        {"KVM: couldn't set", "kvm couldn t set"},
        {"couldn\xe2\x80\x99t \xe2\x80\x9cset\xe2\x80\x9d", "couldn t set"},
        {"kvm-hv.ko pseries-9.2 kvm_hv kvm:tcg a/b", "kvm-hv.ko pseries-9.2 kvm_hv kvm:tcg a/b"},
        {"kvm\xe2\x80\x91hv kvm\xe2\x88\x92hv", "kvm-hv kvm-hv"},
        {"failed... If", "failed if"},
        {"failed\xe2\x80\xa6 If", "failed if"},
        {"kvm-\nhv kvm-\r\nhv kvm- hv kvm\n-hv", "kvm-hv kvm-hv kvm hv kvm\thv"},
        {"a -no-kvm", "a\tno-kvm"},
        {"> > a\n> > b", "a b"},
        {"\x1b[1;31mred\x1b[0m \x1b]0;title\aafter \x1b(Bplain", "red after plain"},
        {"\\x1b[31mred\\u001b[0m \\033[1mbold\\e[0m ^[[1mcaret", "red bold caret"},
        {"line\\nline\\ttab \\\"quoted\\\" \\\\nline", "line line tab quoted line"},
        {"couldn\\u2019t couldn\\xe2\\x80\\x99t kvm\\x2dhv", "couldn t couldn t kvm-hv"},
        {"a#012b#011c #183 CPU#0 #33[1m", "a b c 183 cpu 0 33 1m"},
        {"red#033[0m", "red"},
        {"&quot;a&quot; &#39;b&#39; &lt;c&gt; R&D &unknownentity;", "a b c r d unknownentity"},
        {"zero\xe2\x80\x8bwidth \xef\xbb\xbfmark soft\xc2\xadhyphen", "zerowidth mark softhyphen"},
        {"no\xc2\xa0"
         "break",
         "no break"},
        {"\xe2\x80", ""},
        {"\xff\xfe"
         "a\x80"
         "b\xe2"
         "c",
         "a bc"},
        {"\x1b[31", ""},
        {"\x1b[31\nline", "line"},
        {"\\x", ""},
        {"\\xzz \\u12", "zz"},
};

static void test_fold(void **state) {
        char folded[SIZE];

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                fold(rows[i].text, SIZE, folded);
                assert_string_equal(folded, rows[i].folded);
        }
}

/* It does not matter in which pieces a text comes. */
static void test_pieces(void **state) {
        char folded[SIZE];

        for (size_t i = 0; i < ELEMENTS(rows); i++)
                for (size_t piece = 1; piece < 5; piece++) {
                        fold(rows[i].text, piece, folded);
                        assert_string_equal(folded, rows[i].folded);
                }
}

static void test_utf16(void **state) {
        static const char text[] = "\xff\xfek\0v\0m\0 \0h\0v\0";
        LetterFold fold = {.joiner = ' '};
        Letter letters[SIZE];

        assert_int_equal(letters_fold(&fold, text, sizeof text - 1, letters), 5);
        assert_int_equal(letters[1].joiner, 0);
        assert_int_equal(letters[3].joiner, ' ');
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_fold),
                cmocka_unit_test(test_pieces),
                cmocka_unit_test(test_utf16),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
