/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ppc-compat-hook: what libvirt runs at each step of a guest. It judges at one of them alone, and libvirt waits for
 * each: so the program that judges, with the libraries that it needs, is another one.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journalline.h"

static bool is_word(const char *word, const char *const *words) {
        while (*words && strcmp(word, *words) != 0)
                words++;
        return *words;
}

/* True if the guest is about to start. What libvirt may do in future is let be, and noted. */
static bool is_start(int count, char *words[]) {
        static const char *const known[] = {"prepare", "start",   "started",   "stopped", "release",
                                            "migrate", "restore", "reconnect", "attach",  NULL};

        if (count != 5 || !is_word(words[2], known)) {
                journalline_write(count > 1 ? words[1] : "", "", "This is no call of a hook that is known here: %s",
                                  count > 2 ? words[2] : "it has no operation");
                return false;
        }
        return strcmp(words[2], "prepare") == 0 && strcmp(words[3], "begin") == 0;
}

int main(int argc, char *argv[]) {
        if (!is_start(argc, argv))
                return EXIT_SUCCESS;
        (void)execv(JUDGE, argv);
        journalline_write(argv[1], "", "The guest is not judged, as the program for it cannot be run: %s",
                          strerror(errno));
        return EXIT_SUCCESS;
}
