/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"

static size_t find(const Values *values, const char *name, size_t length) {
        size_t i = 0;

        while (i < values->count &&
               (strncmp(values->items[i].name, name, length) != 0 || values->items[i].name[length]))
                i++;
        return i;
}

static const char *get(const Values *values, const char *name, size_t length) {
        size_t i = length < VALUE_NAME_SIZE ? find(values, name, length) : values->count;

        return i < values->count ? values->items[i].text : NULL;
}

void values_set(Values *values, const char *name, const char *text) {
        size_t length = strlen(name), i;

        if (length >= VALUE_NAME_SIZE)
                return;
        i = find(values, name, length);
        if (i == VALUES_MAX)
                return;
        if (i == values->count)
                values->count++;
        snprintf(values->items[i].name, VALUE_NAME_SIZE, "%s", name);
        snprintf(values->items[i].text, VALUE_TEXT_SIZE, "%s", text);
}

void values_add(Values *values, const Values *other) {
        for (size_t i = 0; i < other->count; i++)
                values_set(values, other->items[i].name, other->items[i].text);
}

const char *values_get(const Values *values, const char *name) {
        return get(values, name, strlen(name));
}

/* "6.12.3-1-default" as 6012; -1 for what does not begin with a number. */
static long version_number(const char *version) {
        char *end;
        long major, minor = 0;

        if (version[0] < '0' || version[0] > '9')
                return -1;
        major = strtol(version, &end, 10);
        if (end[0] == '.' && end[1] >= '0' && end[1] <= '9')
                minor = strtol(end + 1, NULL, 10);
        return major > 1000 || minor > 999 ? -1 : major * 1000 + minor;
}

static bool word_holds(const Values *values, const char *word, size_t length) {
        size_t name = strcspn(word, "<>");
        const char *text;
        long version;

        if (name >= length)
                return get(values, word, length) != NULL;
        text = get(values, word, name);
        version = text ? version_number(text) : -1;
        if (version < 0)
                return false;
        return word[name] == '<' ? version < version_number(word + name + 1)
                                 : version >= version_number(word + name + strlen(">="));
}

bool values_hold(const Values *values, const char *condition) {
        while (condition && *condition) {
                size_t length = strcspn(condition, " ");

                bool is_negated = condition[0] == '!';

                if (length > 0 && word_holds(values, condition + is_negated, length - is_negated) == is_negated)
                        return false;
                condition += length;
                condition += strspn(condition, " ");
        }
        return true;
}

/* One {name|otherwise}, and where it ends. */
static const char *fill_one(const Values *values, const char *text, FILE *stream) {
        size_t name = strcspn(text, "|}"), whole = strcspn(text, "}");
        const char *value = get(values, text, name);

        if (value)
                fputs(value, stream);
        else if (name < whole)
                fwrite(text + name + 1, 1, whole - name - 1, stream);
        return text + whole + (text[whole] == '}');
}

char *values_fill(const Values *values, const char *text) {
        char *filled = NULL;
        size_t size;
        FILE *stream = open_memstream(&filled, &size);

        if (!stream)
                return NULL;
        while (*text) {
                size_t plain = strcspn(text, "{");

                fwrite(text, 1, plain, stream);
                text += plain;
                if (*text)
                        text = fill_one(values, text + 1, stream);
        }
        if (fclose(stream) != 0) {
                free(filled);
                return NULL;
        }
        return filled;
}
