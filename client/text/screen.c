/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "screen.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "terminal.h"

#define LABEL_WIDTH 12
#define LINE_WIDTH_MAX 100

void screen_print_label(const char *label) {
        printf("%*s: ", LABEL_WIDTH, label);
}

void screen_print_hanging(size_t indent, const char *sentence) {
        size_t terminal = terminal_width(), column = indent;
        size_t width = terminal == 0 ? SIZE_MAX : terminal < LINE_WIDTH_MAX ? terminal : LINE_WIDTH_MAX;

        while (*sentence) {
                size_t word = strcspn(sentence, " ");

                if (column > indent && column + 1 + word > width) {
                        printf("\n%*s", (int)indent, "");
                        column = indent;
                } else if (column > indent) {
                        putchar(' ');
                        column++;
                }
                printf("%.*s", (int)word, sentence);
                column += word;
                sentence += word;
                sentence += strspn(sentence, " ");
        }
        putchar('\n');
}

void screen_print_sentence(const char *label, const char *sentence) {
        screen_print_label(label);
        screen_print_hanging(LABEL_WIDTH + strlen(": "), sentence);
}
