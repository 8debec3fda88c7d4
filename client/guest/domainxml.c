/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "domainxml.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "domaintag.h"
#include "macros.h"
#include "qemuargs.h"

#define DEPTH_MAX 128

/* How many bytes the parser gets in one call. */
#define CHUNK 65536

#if LIBXML_VERSION >= 21200
typedef const xmlError Complaint;
#else
typedef xmlError Complaint;
#endif

typedef struct Reader {
        xmlParserCtxt *parser;
        WishError error;
        unsigned depth;
        DomainTag tags[DEPTH_MAX]; /* of the open elements */
        char text[WISH_NAME_SIZE]; /* of the innermost one that is known */
        char type[WISH_WORD_SIZE]; /* the domain's */
        char check[WISH_WORD_SIZE], unit[WISH_WORD_SIZE], cpu_mode[WISH_WORD_SIZE];
        Wish wish;
        Wish extra; /* what <qemu:commandline> asks for */
        QemuArgs args;
} Reader;

static void stop(Reader *reader, WishError error) {
        reader->error = error;
        xmlStopParser(reader->parser);
}

/* libxml2 has five pointers for each: name, prefix, namespace, start and end of the value. */
static void copy_attribute(const xmlChar **attributes, int count, const char *name, char *value, size_t size) {
        for (int i = 0; i < count; i++, attributes += 5) {
                const char *start = (const char *)attributes[3];
                size_t length = (size_t)(attributes[4] - attributes[3]);

                if (!attributes[1] && strcmp((const char *)attributes[0], name) == 0)
                        snprintf(value, size, "%.*s", (int)(length < size ? length : size - 1), start);
        }
}

/* An argument has no bound of its own. */
static void take_argument(Reader *reader, const xmlChar **attributes, int count) {
        for (int i = 0; i < count; i++, attributes += 5) {
                size_t length = (size_t)(attributes[4] - attributes[3]);
                char *value;

                if (strcmp((const char *)attributes[0], "value") != 0)
                        continue;
                value = strndup((const char *)attributes[3], length);
                if (!value) {
                        stop(reader, WISH_NO_MEMORY);
                        return;
                }
                qemuargs_take(&reader->args, value);
                free(value);
                return;
        }
}

static void open_known(Reader *reader, DomainTag tag, const xmlChar **attributes, int count) {
        MachineOption option = domaintag_option(tag);
        Wish *wish = &reader->wish;
        char word[WISH_WORD_SIZE] = "";

        reader->text[0] = '\0';
        if (option != OPTION_COUNT) {
                copy_attribute(attributes, count, domaintag_attribute(tag), wish->machine.value[option], OPTION_SIZE);
        } else if (tag == TAG_DOMAIN) {
                copy_attribute(attributes, count, "type", reader->type, sizeof(reader->type));
        } else if (tag == TAG_TYPE) {
                copy_attribute(attributes, count, "arch", word, sizeof(word));
                wish->foreign |= *word && strcmp(word, "ppc64") != 0 && strcmp(word, "ppc64le") != 0;
                copy_attribute(attributes, count, "machine", wish->machine.value[OPTION_TYPE], OPTION_SIZE);
        } else if (tag == TAG_CPU) {
                copy_attribute(attributes, count, "mode", reader->cpu_mode, sizeof(reader->cpu_mode));
                copy_attribute(attributes, count, "check", reader->check, sizeof(reader->check));
        } else if (tag == TAG_MAXPAGESIZE) {
                copy_attribute(attributes, count, "unit", reader->unit, sizeof(reader->unit));
        } else if (tag == TAG_SYSTEM) {
                copy_attribute(attributes, count, "id", wish->system, sizeof(wish->system));
        } else if (tag == TAG_ARGUMENT) {
                take_argument(reader, attributes, count);
        }
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespaces_count, const xmlChar **namespaces, int attributes_count, int defaulted,
                          const xmlChar **attributes) {
        Reader *reader = context;
        DomainTag parent = reader->depth > 0 ? reader->tags[reader->depth - 1] : TAG_NONE;
        DomainTag tag = domaintag_find(reader->depth > 0, parent, (const char *)name, (const char *)uri);

        if (reader->error != WISH_OK)
                return;
        if (reader->depth == DEPTH_MAX) {
                stop(reader, WISH_TOO_DEEP);
                return;
        }
        if (reader->depth == 0 && tag != TAG_DOMAIN) {
                stop(reader, WISH_NOT_A_DOMAIN);
                return;
        }
        reader->tags[reader->depth++] = tag;
        if (tag != TAG_NONE)
                open_known(reader, tag, attributes, attributes_count);
}

static void take_text(void *context, const xmlChar *text, int length) {
        Reader *reader = context;
        size_t used = strlen(reader->text);

        if (reader->error == WISH_OK && reader->depth > 0 && reader->tags[reader->depth - 1] != TAG_NONE)
                snprintf(reader->text + used, sizeof(reader->text) - used, "%.*s", length, (const char *)text);
}

/* In KiB, which QEMU's k is as well; a size without a unit is in KiB. */
static void set_page_size(Reader *reader) {
        static const struct {
                const char *unit;
                const char *suffix;
        } units[] = {{"", "k"},  {"KiB", "k"}, {"k", "k"}, {"K", "k"},     {"MiB", "m"}, {"M", "m"},
                     {"m", "m"}, {"GiB", "g"}, {"G", "g"}, {"bytes", "b"}, {"b", "b"}};

        for (size_t i = 0; i < ELEMENTS(units); i++)
                if (strcmp(reader->unit, units[i].unit) == 0)
                        snprintf(reader->wish.machine.value[CAP_HPT_MAX_PAGE_SIZE], OPTION_SIZE, "%.30s%s",
                                 reader->text, units[i].suffix);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
        Reader *reader = context;
        Wish *wish = &reader->wish;
        DomainTag tag;

        if (reader->error != WISH_OK || reader->depth == 0)
                return;
        tag = reader->tags[--reader->depth];
        if (tag == TAG_NAME)
                snprintf(wish->name, sizeof(wish->name), "%s", reader->text);
        else if (tag == TAG_TYPE)
                wish->foreign |= strcmp(reader->text, "hvm") != 0;
        else if (tag == TAG_MODEL)
                snprintf(wish->libvirt_model, sizeof(wish->libvirt_model), "%.*s", WISH_WORD_SIZE - 1, reader->text);
        else if (tag == TAG_VENDOR)
                snprintf(wish->vendor, sizeof(wish->vendor), "%.*s", WISH_WORD_SIZE - 1, reader->text);
        else if (tag == TAG_MAXPAGESIZE)
                set_page_size(reader);
        else if (tag == TAG_EMULATOR)
                snprintf(wish->emulator, sizeof(wish->emulator), "%s", reader->text);
        reader->text[0] = '\0';
}

/* Before any declaration in it is read. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
        stop(context, WISH_DOCTYPE);
}

static void be_silent(void *context, Complaint *error) {
}

static LibvirtCpu find_cpu_mode(const Reader *reader) {
        static const struct {
                const char *word;
                LibvirtCpu mode;
        } modes[] = {
                {"custom", LIBVIRT_CPU_CUSTOM},
                {"host-model", LIBVIRT_CPU_HOST_MODEL},
                {"host-passthrough", LIBVIRT_CPU_HOST_PASSTHROUGH},
                {"maximum", LIBVIRT_CPU_MAXIMUM},
        };

        for (size_t i = 0; i < ELEMENTS(modes); i++)
                if (strcmp(reader->cpu_mode, modes[i].word) == 0)
                        return modes[i].mode == LIBVIRT_CPU_CUSTOM && !*reader->wish.libvirt_model ? LIBVIRT_CPU_NONE
                                                                                                   : modes[i].mode;
        if (*reader->cpu_mode)
                return LIBVIRT_CPU_OTHER;
        return *reader->wish.libvirt_model ? LIBVIRT_CPU_CUSTOM : LIBVIRT_CPU_NONE;
}

/* What libvirt gives QEMU for <cpu>. */
static void settle_cpu(Reader *reader) {
        Wish *wish = &reader->wish;

        wish->libvirt_cpu = find_cpu_mode(reader);
        wish->libvirt_unchecked = strcmp(reader->check, "none") == 0;
        if (wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL || wish->libvirt_cpu == LIBVIRT_CPU_HOST_PASSTHROUGH)
                snprintf(wish->cpu, sizeof(wish->cpu), "host");
        else if (wish->libvirt_cpu == LIBVIRT_CPU_CUSTOM)
                memcpy(wish->cpu, wish->libvirt_model, sizeof(wish->cpu));
        if (wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL && wish_is_pseries(wish))
                snprintf(wish->machine.value[OPTION_COMPAT], OPTION_SIZE, "%.*s", OPTION_SIZE - 1,
                         wish->libvirt_model);
}

/* libvirt passes the domain's type by -accel. */
static void settle_accelerators(Reader *reader) {
        bool kvm = strcmp(reader->type, "kvm") == 0;

        if (!kvm && strcmp(reader->type, "qemu") != 0) {
                reader->wish.foreign = true;
                reader->wish.accelerators = ACCELERATORS_UNKNOWN;
                return;
        }
        reader->args.kvm_first |= kvm;
        reader->args.kvm |= kvm;
        if (!kvm)
                reader->args.kvm_first = false;
        reader->args.tcg |= !kvm;
        reader->args.has_accel_option = true;
        reader->args.wish = &reader->wish;
        qemuargs_finish(&reader->args, "");
}

static void settle_arguments(Reader *reader) {
        Wish *wish = &reader->wish, *extra = &reader->extra;

        options_overlay(&wish->machine, &extra->machine);
        wish->cap_by_argument = *extra->machine.value[OPTION_COMPAT];
        wish->cpu_by_argument = *extra->cpu;
        wish->hidden = extra->hidden;
        if (!*extra->cpu)
                return;
        memcpy(wish->cpu, extra->cpu, sizeof(wish->cpu));
        memcpy(wish->cpu_compat, extra->cpu_compat, sizeof(wish->cpu_compat));
        wish->has_cpu_compat = extra->has_cpu_compat;
        wish->has_cpu_flag = extra->has_cpu_flag;
}

static bool is_well_formed(xmlParserCtxt *parser, const char *xml, size_t size) {
        for (size_t at = 0; at < size; at += CHUNK) {
                size_t length = size - at < CHUNK ? size - at : CHUNK;

                if (xmlParseChunk(parser, xml + at, (int)length, 0) != XML_ERR_OK)
                        return false;
        }
        return xmlParseChunk(parser, NULL, 0, 1) == XML_ERR_OK;
}

static WishError parse(Reader *reader, const char *xml, size_t size) {
        xmlSAXHandler handler = {
                .initialized = XML_SAX2_MAGIC,
                .startElementNs = start_element,
                .endElementNs = end_element,
                .characters = take_text,
                .cdataBlock = take_text,
                .internalSubset = refuse_doctype,
                .serror = be_silent,
        };
        bool sound;

        /* What has no parser yet would print that memory is short. */
        xmlSetStructuredErrorFunc(NULL, be_silent);
        reader->parser = xmlCreatePushParserCtxt(&handler, reader, NULL, 0, NULL);
        if (!reader->parser)
                return WISH_NO_MEMORY;
        xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET);
        sound = is_well_formed(reader->parser, xml, size);
        xmlFreeParserCtxt(reader->parser);
        if (reader->error != WISH_OK)
                return reader->error;
        return sound ? WISH_OK : WISH_NOT_XML;
}

WishError domainxml_read(const char *xml, size_t size, Wish *ret_wish) {
        Reader reader = {.wish = {.form = WISH_DOMAIN}};
        WishError error;

        if (size > WISH_INPUT_MAX)
                return WISH_TOO_LONG;
        if (memchr(xml, '\0', size))
                return WISH_NUL_BYTE;
        for (; size > 0 && strchr(" \t\r\n", *xml); xml++)
                size--;
        reader.args.wish = &reader.extra;
        error = parse(&reader, xml, size);
        if (error != WISH_OK)
                return error;
        settle_cpu(&reader);
        settle_arguments(&reader);
        settle_accelerators(&reader);
        reader.wish.snap = strncmp(reader.wish.emulator, "/snap/", strlen("/snap/")) == 0;
        *ret_wish = reader.wish;
        return WISH_OK;
}
