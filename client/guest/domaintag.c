/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "domaintag.h"

#include <string.h>

#define LIBOSINFO_URI "http://libosinfo.org/xmlns/libvirt/domain/1.0"

static const struct {
        DomainTag parent;
        MachineOption option; /* that the attribute sets */
        const char *name;
        const char *uri;
        const char *attribute;
} tags[TAG_COUNT] = {
        [TAG_DOMAIN] = {TAG_NONE, OPTION_COUNT, "domain", NULL, NULL},
        [TAG_NAME] = {TAG_DOMAIN, OPTION_COUNT, "name", NULL, NULL},
        [TAG_METADATA] = {TAG_DOMAIN, OPTION_COUNT, "metadata", NULL, NULL},
        [TAG_LIBOSINFO] = {TAG_METADATA, OPTION_COUNT, "libosinfo", LIBOSINFO_URI, NULL},
        [TAG_SYSTEM] = {TAG_LIBOSINFO, OPTION_COUNT, "os", LIBOSINFO_URI, NULL},
        [TAG_OS] = {TAG_DOMAIN, OPTION_COUNT, "os", NULL, NULL},
        [TAG_TYPE] = {TAG_OS, OPTION_COUNT, "type", NULL, NULL},
        [TAG_CPU] = {TAG_DOMAIN, OPTION_COUNT, "cpu", NULL, NULL},
        [TAG_MODEL] = {TAG_CPU, OPTION_COUNT, "model", NULL, NULL},
        [TAG_VENDOR] = {TAG_CPU, OPTION_COUNT, "vendor", NULL, NULL},
        [TAG_FEATURES] = {TAG_DOMAIN, OPTION_COUNT, "features", NULL, NULL},
        [TAG_HPT] = {TAG_FEATURES, OPTION_COUNT, "hpt", NULL, NULL},
        [TAG_MAXPAGESIZE] = {TAG_HPT, OPTION_COUNT, "maxpagesize", NULL, NULL},
        [TAG_HTM] = {TAG_FEATURES, CAP_HTM, "htm", NULL, "state"},
        [TAG_NESTED_HV] = {TAG_FEATURES, CAP_NESTED_HV, "nested-hv", NULL, "state"},
        [TAG_CCF_ASSIST] = {TAG_FEATURES, CAP_CCF_ASSIST, "ccf-assist", NULL, "state"},
        [TAG_CFPC] = {TAG_FEATURES, CAP_CFPC, "cfpc", NULL, "value"},
        [TAG_SBBC] = {TAG_FEATURES, CAP_SBBC, "sbbc", NULL, "value"},
        [TAG_IBS] = {TAG_FEATURES, CAP_IBS, "ibs", NULL, "value"},
        [TAG_DEVICES] = {TAG_DOMAIN, OPTION_COUNT, "devices", NULL, NULL},
        [TAG_EMULATOR] = {TAG_DEVICES, OPTION_COUNT, "emulator", NULL, NULL},
        [TAG_COMMANDLINE] = {TAG_DOMAIN, OPTION_COUNT, "commandline", DOMAINTAG_QEMU_URI, NULL},
        [TAG_ARGUMENT] = {TAG_COMMANDLINE, OPTION_COUNT, "arg", DOMAINTAG_QEMU_URI, NULL},
};

static bool same_uri(const char *a, const char *b) {
        return a && b ? strcmp(a, b) == 0 : a == b;
}

DomainTag domaintag_find(bool has_parent, DomainTag parent, const char *name, const char *uri) {
        if (has_parent && parent == TAG_NONE)
                return TAG_NONE;
        for (DomainTag tag = TAG_DOMAIN; tag < TAG_COUNT; tag++)
                if (tags[tag].parent == parent && strcmp(tags[tag].name, name) == 0 && same_uri(tags[tag].uri, uri))
                        return tag;
        return TAG_NONE;
}

MachineOption domaintag_option(DomainTag tag) {
        return tags[tag].attribute ? tags[tag].option : OPTION_COUNT;
}

const char *domaintag_attribute(DomainTag tag) {
        return tags[tag].attribute;
}
