/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domaintag.h"
#include "domainxml.h"
#include "edit.h"
#include "generation.h"
#include "macros.h"
#include "xmltag.h"

/* Elements of a domain that a change is about; an end of 0 is one that it does not have. */
typedef struct Place {
        XmlTag tag;       /* the start tag */
        size_t inner_end; /* where the end tag starts; of an empty element the tag's end */
        size_t end;       /* behind the element */
} Place;

typedef struct Places {
        Place domain, os, cpu, model, vendor, commandline;
} Places;

static Place *find_place(Places *places, const XmlScan *scan, const XmlTag *tag, bool in_cpu) {
        if (tag->depth == 0)
                return &places->domain;
        if (tag->depth == 1 && xmltag_is(scan, tag, "os"))
                return &places->os;
        if (tag->depth == 1 && xmltag_is(scan, tag, "cpu"))
                return &places->cpu;
        if (tag->depth == 1 && xmltag_is(scan, tag, "commandline"))
                return &places->commandline;
        if (tag->depth == 2 && in_cpu && xmltag_is(scan, tag, "model"))
                return &places->model;
        if (tag->depth == 2 && in_cpu && xmltag_is(scan, tag, "vendor"))
                return &places->vendor;
        return NULL;
}

/* The last of several, as the reader has it. */
static Places find_places(XmlScan *scan) {
        Places places = {0};
        bool in_cpu = false;
        XmlTag tag;

        while (xmlscan_next(scan, &tag)) {
                Place *place = find_place(&places, scan, &tag, in_cpu);

                if (place && !tag.closes)
                        *place = (Place){.tag = tag};
                if (place && (tag.closes || tag.empty)) {
                        place->inner_end = tag.closes ? tag.start : tag.end;
                        place->end = tag.end;
                }
                if (tag.depth == 1)
                        in_cpu = !tag.closes && !tag.empty && xmltag_is(scan, &tag, "cpu");
        }
        return places;
}

/* Where the white space before an element starts. */
static size_t skip_back(const XmlScan *scan, size_t at) {
        while (at > 0 && strchr(" \t\r\n", scan->text[at - 1]))
                at--;
        return at;
}

/* What a new element of the domain has before it, so that it looks as its neighbours do; "" for XML in one line. */
static const char *find_indent(const XmlScan *scan, const Places *places, int *ret_length) {
        size_t end = places->os.end > 0 ? places->os.tag.start : places->cpu.tag.start;
        size_t start = skip_back(scan, end);
        const char *line = memrchr(scan->text + start, '\n', end - start);

        if (line && line > scan->text + start && line[-1] == '\r')
                line--;
        *ret_length = line ? (int)(scan->text + end - line) : 0;
        return scan->text + end - *ret_length;
}

/* As the next element is indented, so is one that is put before it. */
static void insert_model(Edits *edits, const XmlScan *scan, size_t at, const char *mode) {
        size_t length = 0;

        while (at + length < scan->size && strchr(" \t\r\n", scan->text[at + length]))
                length++;
        edits_add(edits, at, 0, "%.*s<model>%s</model>", (int)length, scan->text + at, mode);
}

static void fix_model(Edits *edits, const XmlScan *scan, const Places *places, const char *mode) {
        if (places->cpu.tag.empty)
                edits_add(edits, places->cpu.tag.end, 0, "<model>%s</model></cpu>", mode);
        else if (places->model.end > 0)
                edits_add(edits, places->model.tag.start, places->model.end - places->model.tag.start,
                          "<model>%s</model>", mode);
        else
                insert_model(edits, scan, places->cpu.tag.end, mode);
}

static void remove_place(Edits *edits, const XmlScan *scan, const Place *place) {
        size_t start = skip_back(scan, place->tag.start);

        if (place->end > 0)
                edits_add(edits, start, place->end - start, "%s", "");
}

static void replace_tag(Edits *edits, const XmlTag *tag, const char *text) {
        edits_add(edits, tag->start, tag->end - tag->start, "%s", text);
}

static void add_cpu(Edits *edits, const XmlScan *scan, const Places *places, const Change *change) {
        int length;
        const char *indent = find_indent(scan, places, &length);

        if (change->by_argument)
                edits_add(edits, places->os.end, 0, "%.*s" CHANGE_HOST_PASSTHROUGH, length, indent);
        else
                edits_add(edits, places->os.end, 0, "%.*s<cpu mode='host-model'><model>%s</model></cpu>", length,
                          indent, generation_mode(change->cap));
}

static void fix_cpu(Edits *edits, const XmlScan *scan, const Places *places, const Wish *wish, const Change *change) {
        if (places->cpu.end == 0) {
                add_cpu(edits, scan, places, change);
                return;
        }
        if (change->by_argument) {
                if (wish->libvirt_cpu != LIBVIRT_CPU_HOST_PASSTHROUGH)
                        replace_tag(edits, &places->cpu.tag,
                                    places->cpu.tag.empty ? CHANGE_HOST_PASSTHROUGH
                                                          : "<cpu mode='host-passthrough' check='none'>");
                remove_place(edits, scan, &places->model);
        } else {
                if (wish->libvirt_cpu != LIBVIRT_CPU_HOST_MODEL || places->cpu.tag.empty)
                        replace_tag(edits, &places->cpu.tag, "<cpu mode='host-model'>");
                fix_model(edits, scan, places, generation_mode(change->cap));
        }
        if (*wish->vendor && strcmp(wish->vendor, "IBM") != 0)
                remove_place(edits, scan, &places->vendor);
}

/* The prefix of QEMU's namespace in the root's tag, with its colon: offset and length; false if it has none. */
static bool find_prefix(const XmlScan *scan, const XmlTag *root, size_t *ret_start, size_t *ret_length) {
        XmlAttribute attribute;

        for (unsigned i = 0; xmltag_attribute(scan, root, i, &attribute); i++) {
                if (attribute.value_length != strlen(DOMAINTAG_QEMU_URI) ||
                    attribute.name_length <= strlen("xmlns:") ||
                    memcmp(scan->text + attribute.value, DOMAINTAG_QEMU_URI, attribute.value_length) != 0)
                        continue;
                *ret_start = attribute.name + strlen("xmlns:");
                *ret_length = attribute.name_length - strlen("xmlns:");
                return true;
        }
        return false;
}

typedef struct Argument {
        const char *option, *value;
} Argument;

/* Each value in a line of its own, if the domain has lines. */
static void add_argument(Edits *edits, size_t at, const char *indent, const char *prefix, Argument argument) {
        const char *step = *indent ? "  " : "";

        if (*argument.value)
                edits_add(edits, at, 0, "%s%s<%sarg value='%s'/>%s%s<%sarg value='%s'/>", indent, step, prefix,
                          argument.option, indent, step, prefix, argument.value);
}

/* Does the tag declare the prefix, given with its colon, as that of QEMU's namespace? */
static bool declares(const XmlScan *scan, const XmlTag *tag, const char *prefix) {
        size_t start, length;

        return find_prefix(scan, tag, &start, &length) && length + 1 == strlen(prefix) &&
               memcmp(scan->text + start, prefix, length) == 0;
}

/* Puts the arguments into the <qemu:commandline> that is there, which libvirt passes over without its namespace. */
static void extend_commandline(Edits *edits, const XmlScan *scan, const XmlTag *root, const Place *old,
                               const char *indent, const Argument *arguments, size_t count) {
        int name_length = (int)old->tag.name_length, prefix_length = name_length - (int)strlen("commandline");
        const char *name = scan->text + old->tag.start + 1;
        size_t at = old->tag.empty ? old->tag.end : skip_back(scan, old->inner_end);
        char prefix[WISH_WORD_SIZE];

        snprintf(prefix, sizeof(prefix), "%.*s", prefix_length, name);
        if (*prefix && !declares(scan, root, prefix) && !declares(scan, &old->tag, prefix))
                edits_add(edits, old->tag.start + 1 + old->tag.name_length, 0, " xmlns:%.*s='" DOMAINTAG_QEMU_URI "'",
                          prefix_length - 1, prefix);
        if (old->tag.empty)
                edits_add(edits, old->tag.end - 2, 2, ">");
        for (size_t i = 0; i < count; i++)
                add_argument(edits, at, indent, prefix, arguments[i]);
        if (old->tag.empty)
                edits_add(edits, at, 0, "%s</%.*s>", indent, name_length, name);
}

static void add_commandline(Edits *edits, const XmlScan *scan, const Places *places, const char *indent,
                            const Argument *arguments, size_t count) {
        const XmlTag *root = &places->domain.tag;
        size_t at = skip_back(scan, places->domain.inner_end), start, length;
        char prefix[WISH_WORD_SIZE] = "qemu:";

        if (find_prefix(scan, root, &start, &length))
                snprintf(prefix, sizeof(prefix), "%.*s:", (int)(length < 32 ? length : 32), scan->text + start);
        else
                edits_add(edits, root->start + 1 + root->name_length, 0, " xmlns:qemu='" DOMAINTAG_QEMU_URI "'");
        edits_add(edits, at, 0, "%s<%scommandline>", indent, prefix);
        for (size_t i = 0; i < count; i++)
                add_argument(edits, at, indent, prefix, arguments[i]);
        edits_add(edits, at, 0, "%s</%scommandline>", indent, prefix);
}

static void fix_arguments(Edits *edits, const XmlScan *scan, const Places *places, const char *machine,
                          bool cpu_host) {
        const Argument arguments[] = {{"-machine", machine}, {"-cpu", cpu_host ? "host" : ""}};
        char indent[WISH_WORD_SIZE];
        int length;
        const char *start = find_indent(scan, places, &length);

        snprintf(indent, sizeof(indent), "%.*s", length, start);
        if (places->commandline.end > 0)
                extend_commandline(edits, scan, &places->domain.tag, &places->commandline, indent, arguments,
                                   ELEMENTS(arguments));
        else
                add_commandline(edits, scan, places, indent, arguments, ELEMENTS(arguments));
}

/* Is in the fixed text what was to be changed? */
static bool is_fixed(const char *fixed, size_t size, const Change *change) {
        Wish wish;

        if (domainxml_read(fixed, size, &wish) != WISH_OK)
                return false;
        if (change->cap > 0 && strcmp(wish.machine.value[OPTION_COMPAT], generation_mode(change->cap)) != 0)
                return false;
        for (MachineOption option = 0; option < OPTION_COUNT; option++)
                if (*change->options.value[option] &&
                    strcmp(wish.machine.value[option], change->options.value[option]) != 0)
                        return false;
        return true;
}

int fix_domain(const char *xml, size_t size, const Change *change, char **ret_fixed, size_t *ret_size) {
        CLEANUP(edits_clear) Edits edits = {0};
        CLEANUP(freep) char *fixed = NULL;
        char machine[CHANGE_MACHINE_SIZE];
        XmlScan scan = {.text = xml, .size = size};
        size_t fixed_size = 0;
        Places places;
        Wish wish;

        if (domainxml_read(xml, size, &wish) != WISH_OK)
                return -EINVAL;
        places = find_places(&scan);
        if (places.domain.tag.empty || places.domain.end == 0 || (places.cpu.end == 0 && places.os.end == 0))
                return -ENOTSUP;
        change_machine(change, change->by_argument, machine);
        if (change->cap > 0 && wish_uses_kvm(&wish))
                fix_cpu(&edits, &scan, &places, &wish, change);
        if (*machine || change->cpu_host)
                fix_arguments(&edits, &scan, &places, machine, change->cpu_host);
        if (edits_apply(&edits, xml, size, &fixed, &fixed_size) < 0)
                return -ENOMEM;
        if (!is_fixed(fixed, fixed_size, change))
                return -ENOTSUP;
        *ret_fixed = fixed;
        *ret_size = fixed_size;
        fixed = NULL;
        return 0;
}
