/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xmltag.h"

#include <string.h>

#include "macros.h"

#define BLANKS " \t\r\n"

static const struct {
        const char *open, *close;
} passed_over[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

static bool starts_with(const XmlScan *scan, size_t at, const char *text) {
        size_t length = strlen(text);

        return scan->size - at >= length && memcmp(scan->text + at, text, length) == 0;
}

/* Behind the next such text, or the end. */
static size_t skip_behind(const XmlScan *scan, size_t at, const char *text) {
        const char *found = memmem(scan->text + at, scan->size - at, text, strlen(text));

        return found ? (size_t)(found - scan->text) + strlen(text) : scan->size;
}

static size_t skip_to_tag(const XmlScan *scan, size_t at) {
        while (at < scan->size) {
                const char *found = memchr(scan->text + at, '<', scan->size - at);
                size_t i = 0;

                if (!found)
                        return scan->size;
                at = (size_t)(found - scan->text);
                while (i < ELEMENTS(passed_over) && !starts_with(scan, at, passed_over[i].open))
                        i++;
                if (i == ELEMENTS(passed_over))
                        return at;
                at = skip_behind(scan, at + strlen(passed_over[i].open), passed_over[i].close);
        }
        return at;
}

/* Behind ">", which may be in a value as well. */
static size_t find_end(const XmlScan *scan, size_t at) {
        char quote = '\0';

        for (; at < scan->size; at++) {
                char byte = scan->text[at];

                if (quote == byte)
                        quote = '\0';
                else if (!quote && byte == '>')
                        return at + 1;
                else if (!quote && (byte == '"' || byte == '\''))
                        quote = byte;
        }
        return at;
}

static size_t span(const XmlScan *scan, size_t at, size_t end, const char *bytes, bool among) {
        size_t start = at;

        while (at < end && scan->text[at] && (strchr(bytes, scan->text[at]) != NULL) == among)
                at++;
        return at - start;
}

static size_t name_start(const XmlTag *tag) {
        return tag->start + (tag->closes ? 2 : 1);
}

bool xmlscan_next(XmlScan *scan, XmlTag *ret_tag) {
        XmlTag tag = {.start = skip_to_tag(scan, scan->at)};

        if (tag.start == scan->size)
                return false;
        tag.end = scan->at = find_end(scan, tag.start);
        tag.closes = starts_with(scan, tag.start, "</");
        tag.empty = !tag.closes && tag.end - tag.start > 2 && scan->text[tag.end - 2] == '/';
        if (name_start(&tag) < tag.end)
                tag.name_length = span(scan, name_start(&tag), tag.end, BLANKS "/>", false);
        if (tag.closes && scan->depth > 0)
                scan->depth--;
        tag.depth = scan->depth;
        if (!tag.closes && !tag.empty)
                scan->depth++;
        *ret_tag = tag;
        return true;
}

bool xmltag_is(const XmlScan *scan, const XmlTag *tag, const char *local_name) {
        const char *name = scan->text + name_start(tag);
        const char *colon = tag->name_length > 0 ? memchr(name, ':', tag->name_length) : NULL;
        size_t prefix = colon ? (size_t)(colon - name) + 1 : 0;

        return tag->name_length - prefix == strlen(local_name) &&
               memcmp(name + prefix, local_name, strlen(local_name)) == 0;
}

bool xmltag_attribute(const XmlScan *scan, const XmlTag *tag, unsigned place, XmlAttribute *ret_attribute) {
        size_t at = name_start(tag) + tag->name_length;

        for (unsigned i = 0; at < tag->end; i++) {
                XmlAttribute attribute;
                char quote[2] = "";

                attribute.name = at + span(scan, at, tag->end, BLANKS, true);
                attribute.name_length = span(scan, attribute.name, tag->end, BLANKS "=/>", false);
                at = attribute.name + attribute.name_length;
                at += span(scan, at, tag->end, BLANKS "=", true);
                if (attribute.name_length == 0 || at >= tag->end || !strchr("'\"", scan->text[at]))
                        return false;
                quote[0] = scan->text[at];
                attribute.value = at + 1;
                attribute.value_length = span(scan, attribute.value, tag->end, quote, false);
                at = attribute.value + attribute.value_length + 1;
                if (i == place) {
                        *ret_attribute = attribute;
                        return true;
                }
        }
        return false;
}
