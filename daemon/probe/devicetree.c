/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "devicetree.h"

#include <libfdt.h>
#include <string.h>

#include "macros.h"

static bool node_is(const void *fdt, int node, const char *name) {
        const char *node_name = fdt_get_name(fdt, node, NULL);

        return node_name && strcmp(node_name, name) == 0;
}

int devicetree_find_child(const void *fdt, const char *name) {
        int node;

        fdt_for_each_subnode(node, fdt, 0) if (node_is(fdt, node, name)) return node;
        return node;
}

/* Which of two would count is a guess, so none is trusted. */
static bool has_twins(const void *fdt) {
        static const char *const names[] = {"cpus", "hypervisor", DEVICETREE_CAPTURE_NODE};
        unsigned seen[ELEMENTS(names)] = {0};
        int node;

        fdt_for_each_subnode(node, fdt, 0) for (size_t i = 0; i < ELEMENTS(names);
                                                i++) if (node_is(fdt, node, names[i]) && ++seen[i] > 1) return true;
        return false;
}

const char *devicetree_find_problem(const Blob *blob) {
        const char *problem = blob_find_problem(blob);

        if (!problem && has_twins(blob->data))
                problem = "has two nodes of one name under its root";
        return problem;
}

/* Whether a property is exactly this string, with its end. */
static bool property_is(const void *fdt, int node, const char *name, const char *value) {
        int length;
        const char *data = fdt_getprop(fdt, node, name, &length);

        return data && (size_t)length == strlen(value) + 1 && memcmp(data, value, (size_t)length) == 0;
}

/*
 * The string after the given one in a property of strings, NULL for the first. A string without an end does not
 * count: fdt_stringlist_contains() of libfdt 1.6 reads beyond it.
 */
static const char *next_string(const void *fdt, int node, const char *name, const char *string) {
        int length;
        const char *list = fdt_getprop(fdt, node, name, &length), *next;

        if (!list)
                return NULL;
        next = string ? string + strlen(string) + 1 : list;
        return memchr(next, '\0', (size_t)(list + length - next)) ? next : NULL;
}

static bool property_lists(const void *fdt, int node, const char *name, const char *value) {
        for (const char *string = NULL; (string = next_string(fdt, node, name, string));)
                if (strcmp(string, value) == 0)
                        return true;
        return false;
}

static bool property_lists_prefix(const void *fdt, int node, const char *name, const char *prefix) {
        for (const char *string = NULL; (string = next_string(fdt, node, name, string));)
                if (strncmp(string, prefix, strlen(prefix)) == 0)
                        return true;
        return false;
}

static void parse_clues(const void *fdt, PlatformClues *clues) {
        int hypervisor = devicetree_find_child(fdt, "hypervisor");

        clues->compatible_powernv = property_lists(fdt, 0, "compatible", "ibm,powernv");
        clues->compatible_qemu_pseries = property_lists(fdt, 0, "compatible", "qemu,pseries");
        clues->compatible_ibm = property_lists_prefix(fdt, 0, "compatible", "IBM,");
        clues->hypervisor_kvm = hypervisor >= 0 && property_lists(fdt, hypervisor, "compatible", "linux,kvm");
        clues->partition_name = fdt_getprop(fdt, 0, "ibm,partition-name", NULL);
        clues->powervm_property = fdt_getprop(fdt, 0, "hmc-managed?", NULL) ||
                                  fdt_getprop(fdt, 0, "ibm,powervm-partition", NULL) ||
                                  fdt_getprop(fdt, 0, "ibm,fw-net-version", NULL);
        clues->device_type_chrp = property_is(fdt, 0, "device_type", "chrp");
}

/* What matters of a child of /cpus, taken in one pass over its properties. */
typedef struct CpuNode {
        bool is_cpu, is_enabled, is_sound;
        uint32_t version; /* where it is sound */
} CpuNode;

static bool is_text(const char *data, int length, const char *text) {
        return (size_t)length == strlen(text) + 1 && memcmp(data, text, (size_t)length) == 0;
}

static CpuNode read_cpu(const void *fdt, int node) {
        CpuNode cpu = {.is_enabled = true};
        const char *name, *data;
        int property, length;

        fdt_for_each_property_offset(property, fdt, node) {
                data = fdt_getprop_by_offset(fdt, property, &name, &length);
                if (!data)
                        continue;
                if (strcmp(name, "device_type") == 0) {
                        cpu.is_cpu = is_text(data, length, "cpu");
                } else if (strcmp(name, "status") == 0) {
                        cpu.is_enabled = is_text(data, length, "okay") || is_text(data, length, "ok");
                } else if (strcmp(name, "cpu-version") == 0) {
                        cpu.is_sound = length == sizeof(fdt32_t);
                        cpu.version = cpu.is_sound ? fdt32_ld((const fdt32_t *)data) : 0;
                }
        }
        return cpu;
}

static void count_cpu(const CpuNode *cpu, CpuVersions *cpus) {
        if (cpu->is_sound)
                cpu_versions_add(cpus, cpu->version);
        else
                cpu_versions_add_malformed(cpus);
}

static void parse_cpus(const void *fdt, CpuVersions *ret_cpus) {
        CpuVersions all = {0}, enabled = {0};
        int cpus = devicetree_find_child(fdt, "cpus"), node;
        bool any_enabled = false;

        if (cpus >= 0)
                fdt_for_each_subnode(node, fdt, cpus) {
                        CpuNode cpu = read_cpu(fdt, node);

                        if (!cpu.is_cpu)
                                continue;
                        count_cpu(&cpu, &all);
                        if (cpu.is_enabled) {
                                count_cpu(&cpu, &enabled);
                                any_enabled = true;
                        }
                }
        *ret_cpus = any_enabled ? enabled : all;
}

static bool is_present(const void *fdt) {
        int node;

        if (fdt_first_property_offset(fdt, 0) >= 0)
                return true;
        fdt_for_each_subnode(node, fdt, 0) if (!node_is(fdt, node, DEVICETREE_CAPTURE_NODE)) return true;
        return false;
}

void devicetree_parse(const Blob *blob, TreeFacts *ret_tree) {
        *ret_tree = (TreeFacts){.present = is_present(blob->data)};
        parse_clues(blob->data, &ret_tree->clues);
        parse_cpus(blob->data, &ret_tree->cpus);
}
