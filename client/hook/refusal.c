/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "refusal.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"
#include "stringlist.h"
#include "verdicttext.h"

#define PART_SIZE 160
#define CURE_SIZE (CHANGE_TEXT_SIZE + 16)

/* The parts of the line, from the one that says most to the shortest. */
typedef struct Parts {
        char cause[PART_SIZE], short_cause[PART_SIZE];
        char modes[PART_SIZE];
        char cure[CURE_SIZE], command[CURE_SIZE];
} Parts;

/* Up to the first of these marks that ends a word. */
static void cut_meaning(const char *meaning, const char *marks, char cause[PART_SIZE]) {
        size_t length = 0;

        while (meaning[length] && !(strchr(marks, meaning[length]) && strchr(" ", meaning[length + 1])))
                length++;
        snprintf(cause, PART_SIZE, "%.*s", (int)length, meaning);
}

/* " (asked: power11; this host has: power10, power9)", where a mode is what has to be changed. */
static void describe_modes(const Verdict *verdict, const Wish *wish, char *const *modes, char text[PART_SIZE]) {
        CLEANUP(freep) char *list = string_list_join(modes, "none");
        const char *asked = wish->machine.value[OPTION_COMPAT];

        *text = '\0';
        if (verdict->change.cap > 0 && list)
                snprintf(text, PART_SIZE, " (asked: %s; this host has: %s)", *asked ? asked : "none", list);
}

/* As the shell takes it without quotes. */
static bool is_plain_name(const char *name) {
        return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(name) &&
               *name && *name != '-' && strlen(name) <= 40;
}

static void describe_cure(const Verdict *verdict, const Wish *wish, const VerdictText *text, const char *guest,
                          Parts *parts) {
        char change[CHANGE_TEXT_SIZE];

        change_text(&verdict->change, wish->form, change);
        if (*change)
                snprintf(parts->cure, sizeof(parts->cure), "Write %s", change);
        else
                snprintf(parts->cure, sizeof(parts->cure), "%s", text ? text->action : "");
        if (*change && is_plain_name(guest))
                snprintf(parts->command, sizeof(parts->command),
                         "Run: ppc-compatctl guest --fix %s >fixed.xml; virsh define fixed.xml", guest);
        else
                snprintf(parts->command, sizeof(parts->command), "Run: ppc-compatctl guest");
}

static bool fits(char line[REFUSAL_SIZE], const char *cause, const char *modes, const char *cure) {
        if (strlen(cause) + strlen(modes) + strlen(". ") + strlen(cure) >= REFUSAL_SIZE)
                return false;
        stpcpy(stpcpy(stpcpy(stpcpy(line, cause), modes), ". "), cure);
        return true;
}

void refusal_write(const Verdict *verdict, const Wish *wish, char *const *modes, const char *guest,
                   char line[REFUSAL_SIZE]) {
        const VerdictText *text = verdicttext_find(verdict->reason);
        const char *meaning = text ? text->meaning : verdict->reason;
        Parts parts;

        *line = '\0';
        cut_meaning(meaning, ".:;", parts.cause);
        cut_meaning(meaning, ".:;,", parts.short_cause);
        describe_modes(verdict, wish, modes, parts.modes);
        describe_cure(verdict, wish, text, guest, &parts);
        (void)(fits(line, parts.cause, parts.modes, parts.cure) ||
               fits(line, parts.short_cause, parts.modes, parts.cure) || fits(line, parts.cause, "", parts.cure) ||
               fits(line, parts.short_cause, "", parts.cure) ||
               fits(line, parts.short_cause, parts.modes, parts.command) ||
               fits(line, parts.short_cause, "", parts.command));
        string_clean(line);
}
