/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machineoption.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "generation.h"
#include "macros.h"

/* 4 KiB, as an exponent. */
#define SMALLEST_PAGE 12

static const char *const switches[] = {"off", "on", NULL};
static const char *const safe_levels[] = {"broken", "workaround", "fixed", NULL};
static const char *const branch_levels[] = {"broken", "workaround", "fixed-ibs", "fixed-ccd", "fixed-na", NULL};
static const char *const irqchip_words[] = {"off", "split", "on", NULL};
static const char *const interrupt_words[] = {"xics", "xive", "dual", NULL};

/* Values from the least to the most; an option without them takes any value, or a size. */
static const struct {
        const char *name;
        const char *const *values;
} known[OPTION_COUNT] = {
        [OPTION_TYPE] = {"type", NULL},
        [OPTION_ACCEL] = {"accel", NULL},
        [OPTION_COMPAT] = {"max-cpu-compat", NULL},
        [OPTION_KVM_TYPE] = {"kvm-type", NULL},
        [OPTION_KERNEL_IRQCHIP] = {"kernel-irqchip", irqchip_words},
        [OPTION_IC_MODE] = {"ic-mode", interrupt_words},
        [CAP_HTM] = {"cap-htm", switches},
        [CAP_VSX] = {"cap-vsx", switches},
        [CAP_DFP] = {"cap-dfp", switches},
        [CAP_CFPC] = {"cap-cfpc", safe_levels},
        [CAP_SBBC] = {"cap-sbbc", safe_levels},
        [CAP_IBS] = {"cap-ibs", branch_levels},
        [CAP_HPT_MAX_PAGE_SIZE] = {"cap-hpt-max-page-size", NULL},
        [CAP_NESTED_HV] = {"cap-nested-hv", switches},
        [CAP_LARGE_DECR] = {"cap-large-decr", switches},
        [CAP_CCF_ASSIST] = {"cap-ccf-assist", switches},
        [CAP_FWNMI] = {"cap-fwnmi", switches},
        [CAP_RPT_INVALIDATE] = {"cap-rpt-invalidate", switches},
        [CAP_AIL_MODE_3] = {"cap-ail-mode-3", switches},
        [CAP_NESTED_PAPR] = {"cap-nested-papr", switches},
        [CAP_DAWR1] = {"cap-dawr1", switches},
};

/* The first release of QEMU whose machine types are those of a release of RHEL. */
static const struct {
        const char *release;
        unsigned version;
} rhel[] = {
        {"7.", VERSION_OF(2, 12)}, {"8.0", VERSION_OF(3, 1)}, {"8.1", VERSION_OF(4, 1)},
        {"8.2", VERSION_OF(4, 2)}, {"8.3", VERSION_OF(5, 1)}, {"8.4", VERSION_OF(5, 2)},
        {"8.5", VERSION_OF(6, 0)}, {"8.6", VERSION_OF(6, 2)}, {"9.", VERSION_OF(6, 2)},
};

const char *option_name(MachineOption option) {
        return known[option].name;
}

static bool same_key(const char *a, const char *b) {
        for (; *a && *b; a++, b++)
                if ((*a == '_' ? '-' : *a) != *b)
                        return false;
        return *a == *b;
}

bool options_set(MachineOptions *options, const char *key, const char *value) {
        for (MachineOption option = 0; option < OPTION_COUNT; option++)
                if (same_key(key, known[option].name)) {
                        snprintf(options->value[option], OPTION_SIZE, "%s", value);
                        return true;
                }
        return false;
}

/* Copies up to the next comma, of which two are one that belongs to the text; returns what follows it, or NULL. */
static const char *take_element(const char *text, char *element, size_t size) {
        size_t length = 0;

        for (; *text; text++) {
                if (*text == ',' && *++text != ',')
                        break;
                if (length + 1 < size)
                        element[length++] = *text;
        }
        element[length] = '\0';
        return *text ? text : NULL;
}

void options_merge(MachineOptions *options, const char *argument) {
        char element[3 * OPTION_SIZE];
        bool first = true;

        for (const char *rest = argument; rest; first = false) {
                char *value;

                rest = take_element(rest, element, sizeof(element));
                value = strchr(element, '=');
                if (value) {
                        *value++ = '\0';
                        options_set(options, element, value);
                } else if (first && *element) {
                        options_set(options, "type", element);
                }
        }
}

void options_overlay(MachineOptions *options, const MachineOptions *over) {
        for (MachineOption option = 0; option < OPTION_COUNT; option++)
                if (*over->value[option])
                        memcpy(options->value[option], over->value[option], OPTION_SIZE);
}

/* The exponent of a size in bytes as QEMU reads it, but for fractions; -1 for what QEMU does not take as a page size.
 */
static int page_size_level(const char *value) {
        static const char suffixes[] = "bkmgtpe";
        unsigned long long size;
        const char *suffix = suffixes;
        char *end;
        int level;

        value += strspn(value, " ");
        value += *value == '+';
        if (!isxdigit((unsigned char)*value))
                return -1;
        size = strtoull(value, &end, strncasecmp(value, "0x", 2) == 0 ? 16 : 10);
        if (*end)
                suffix = strchr(suffixes, tolower((unsigned char)*end++));
        if (!suffix || *end || size == 0 || (size & (size - 1)) != 0)
                return -1;
        level = __builtin_ctzll(size) + 10 * (int)(suffix - suffixes);
        return level >= SMALLEST_PAGE && level < 64 ? level : -1;
}

bool option_is_on(const char *value) {
        return strcmp(value, "on") == 0 || strcmp(value, "yes") == 0 || strcmp(value, "true") == 0 ||
               strcmp(value, "y") == 0;
}

static bool is_off(const char *value) {
        return strcmp(value, "off") == 0 || strcmp(value, "no") == 0 || strcmp(value, "false") == 0 ||
               strcmp(value, "n") == 0;
}

int option_level(MachineOption option, const char *value) {
        const char *const *values = known[option].values;

        if (option == CAP_HPT_MAX_PAGE_SIZE)
                return page_size_level(value);
        if (option == OPTION_KVM_TYPE)
                return strcasecmp(value, "hv") == 0 || strcasecmp(value, "pr") == 0 || strcasecmp(value, "auto") == 0
                               ? 0
                               : -1;
        if (!values)
                return 0;
        if (values == switches)
                return option_is_on(value) ? 1 : is_off(value) ? 0 : -1;
        for (int level = 0; values[level]; level++)
                if (strcmp(values[level], value) == 0)
                        return level;
        return -1;
}

unsigned machine_version(const char *type) {
        if (strncmp(type, "pseries-rhel", strlen("pseries-rhel")) == 0) {
                for (size_t i = 0; i < ELEMENTS(rhel); i++)
                        if (strncmp(type + strlen("pseries-rhel"), rhel[i].release, strlen(rhel[i].release)) == 0)
                                return rhel[i].version;
                return 0;
        }
        return strncmp(type, "pseries-", strlen("pseries-")) == 0 ? version_from_text(type + strlen("pseries-"), NULL)
                                                                  : 0;
}

/*
 * What a machine has by itself: of a type that came after the version and of a mode that is not older, and what it
 * has else. QEMU that knows Power11 takes cap-sbbc back for every processor; of an older one only KVM says more.
 */
static const struct {
        MachineOption option;
        unsigned after, mode;
        const char *value, *otherwise;
} defaults[] = {
        {OPTION_IC_MODE, VERSION_OF(4, 0), 9, "dual", "xics"},
        {CAP_VSX, 0, 0, "on", "on"},
        {CAP_DFP, 0, 0, "on", "on"},
        {CAP_CFPC, VERSION_OF(3, 1), 8, "workaround", "broken"},
        {CAP_SBBC, 0, 0, "broken", "broken"},
        {CAP_IBS, VERSION_OF(3, 1), 0, "workaround", "broken"},
        {CAP_HPT_MAX_PAGE_SIZE, VERSION_OF(2, 12), 0, "64k", ""},
        {CAP_LARGE_DECR, VERSION_OF(3, 1), 9, "on", "off"},
        {CAP_CCF_ASSIST, VERSION_OF(4, 2), 0, "on", "off"},
        {CAP_FWNMI, VERSION_OF(4, 2), 0, "on", "off"},
        {CAP_AIL_MODE_3, 0, 8, "on", "off"},
        {CAP_DAWR1, 0, 10, "on", "off"},
};

const char *option_default(MachineOption option, const char *type, unsigned mode) {
        unsigned version = machine_version(type);

        for (size_t i = 0; i < ELEMENTS(defaults); i++)
                if (defaults[i].option == option)
                        return (version == 0 || version > defaults[i].after) &&
                                               (mode == 0 || mode >= defaults[i].mode)
                                       ? defaults[i].value
                                       : defaults[i].otherwise;
        return known[option].values == switches ? "off" : "";
}
