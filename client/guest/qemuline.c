/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "qemuline.h"

#include <stdio.h>
#include <string.h>

#include "qemuargs.h"
#include "shellword.h"

/* Names that a user and a module have as well. */
static bool is_short_name(const char *name) {
        return strcmp(name, "qemu") == 0 || strcmp(name, "kvm") == 0;
}

/* Is this name that of a QEMU? Sets whether it is one of another machine than ppc64. */
static bool is_program(const char *name, bool *ret_foreign) {
        const char *target;

        *ret_foreign = false;
        if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")])
                return false;
        if (is_short_name(name) || strncmp(name, "qemu-kvm", strlen("qemu-kvm")) == 0)
                return true;
        if (strncmp(name, "qemu-system-", strlen("qemu-system-")) != 0)
                return false;
        target = name + strlen("qemu-system-");
        *ret_foreign = strncmp(target, "ppc64", strlen("ppc64")) != 0;
        return *target != '\0';
}

/*
 * Skips to what is behind the program, over whatever is before it; false if there is none. If sure is wanted, a
 * short name counts only with an option behind it.
 */
static bool find_program(ShellText *text, bool sure, Wish *wish, char *program, size_t size) {
        char path[4 * WISH_WORD_SIZE];

        while (shelltext_skip_to_word(text)) {
                const char *name;
                bool foreign;

                shelltext_take_plain(text, path, sizeof(path));
                name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
                if (strchr(path, '=') || !is_program(name, &foreign))
                        continue;
                if (sure && is_short_name(name) && shelltext_next_byte(text) != '-')
                        continue;
                wish->foreign = foreign;
                wish->snap = strncmp(path, "/snap/", strlen("/snap/")) == 0;
                snprintf(program, size, "%.*s", (int)size - 1, name);
                return true;
        }
        return false;
}

/* Options alone, or behind a prompt or a variable that holds the program. */
static bool find_options(ShellText *text) {
        char word[WISH_WORD_SIZE];

        while (shelltext_skip_to_word(text) && strchr("$#", *text->at))
                shelltext_take_plain(text, word, sizeof(word));
        return shelltext_next_byte(text) == '-';
}

static bool find_start(ShellText *text, Wish *wish, char *program, size_t size, bool *ret_sure) {
        const ShellText start = *text;

        *ret_sure = find_program(text, true, wish, program, size);
        if (*ret_sure)
                return true;
        *text = start;
        if (find_options(text))
                return true;
        *text = start;
        return find_program(text, false, wish, program, size);
}

/* Without a sure program only these make a text one of QEMU. */
static bool has_options(const Wish *wish, const QemuArgs *args) {
        return *wish->cpu || *wish->machine.value[OPTION_TYPE] || *wish->machine.value[OPTION_ACCEL] ||
               args->has_accel_option;
}

WishError qemuline_read(const char *text, size_t size, Wish *ret_wish) {
        ShellText shell;
        Wish wish = {.form = WISH_COMMAND};
        QemuArgs args = {.wish = &wish};
        char program[WISH_WORD_SIZE] = "", *word;
        WishError error;
        bool sure;

        if (size > WISH_INPUT_MAX)
                return WISH_TOO_LONG;
        if (memchr(text, '\0', size))
                return WISH_NUL_BYTE;
        if (shelltext_init(&shell, text, size) < 0)
                return WISH_NO_MEMORY;

        error = find_start(&shell, &wish, program, sizeof(program), &sure) ? WISH_OK : WISH_NOT_QEMU;
        while (error == WISH_OK &&
               (error = shelltext_take_word(&shell, qemuargs_want_value(&args), &word)) == WISH_OK && word)
                qemuargs_take(&args, word);
        if (error == WISH_OK && !sure && !has_options(&wish, &args))
                error = WISH_NOT_QEMU;
        shelltext_clear(&shell);
        if (error != WISH_OK)
                return error;
        qemuargs_finish(&args, program);
        *ret_wish = wish;
        return WISH_OK;
}
