/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Prints the verdict on a guest, a domain's XML or a command line of QEMU on standard input, for a host of a file.
 *
 *     judge HOSTS.json HOST < GUEST
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domainxml.h"
#include "generation.h"
#include "hostspec.h"
#include "qemuline.h"
#include "verdict.h"

static char input[WISH_INPUT_MAX + 1];

static bool is_xml(const char *text) {
        return text[strspn(text, " \t\r\n")] == '<';
}

int main(int argc, char *argv[]) {
        json_object *hosts = argc == 3 ? json_object_from_file(argv[1]) : NULL, *spec = NULL;
        char change[CHANGE_TEXT_SIZE];
        GuestHost host;
        Verdict verdict;
        WishError error;
        size_t size;
        Wish wish;

        if (!json_object_object_get_ex(hosts, argv[2], &spec)) {
                fprintf(stderr, "usage: judge HOSTS.json HOST < GUEST\n");
                return EXIT_FAILURE;
        }
        host = hostspec_read(spec);
        json_object_put(hosts);
        size = fread(input, 1, sizeof(input), stdin);
        error = is_xml(input) ? domainxml_read(input, size, &wish) : qemuline_read(input, size, &wish);
        if (error != WISH_OK) {
                printf("error %s\n", wish_error_word(error));
                return EXIT_FAILURE;
        }
        verdict = verdict_judge(&wish, &host);
        change_text(&verdict.change, wish.form, change);
        printf("%s %s %s notes=%x change=%s\n", answer_word(verdict.answer), verdict.reason,
               generation_mode(verdict.mode), verdict.notes, change);
        return EXIT_SUCCESS;
}
