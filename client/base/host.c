/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "stringlist.h"

const HostProperty host_properties[HOST_PROPERTY_COUNT] = {
        {"CompatModes", "as", offsetof(Host, compat_modes), NULL},
        {"RecommendedMode", "s", offsetof(Host, recommended_mode), NULL},
        {"KernelMask", "t", offsetof(Host, kernel_mask), NULL},
        {"HostMode", "s", offsetof(Host, host_mode), NULL},
        {"HostLogicalPVR", "u", offsetof(Host, host_logical_pvr), NULL},
        {"ProcessorModel", "s", offsetof(Host, processor_model), NULL},
        {"ProcessorPVR", "u", offsetof(Host, processor_pvr), NULL},
        {"Platform", "s", offsetof(Host, platform), NULL},
        {"State", "s", offsetof(Host, state), NULL},
        {"Reason", "s", offsetof(Host, reason), NULL},
        {"Source", "s", offsetof(Host, source), NULL},
        {"TrialModes", "as", offsetof(Host, trial_modes), "0.2"},
        {"MachineOptions", "a{ss}", offsetof(Host, machine_options), "0.2"},
        {"Generation", "t", offsetof(Host, generation), NULL},
        {"LastTrigger", "s", offsetof(Host, last_trigger), NULL},
        {"Version", "s", offsetof(Host, version), NULL},
        {"LastChangeTimestamp", "t", offsetof(Host, last_change), NULL},
};

size_t host_property_find(const char *name) {
        size_t i = 0;

        while (i < HOST_PROPERTY_COUNT && strcmp(host_properties[i].name, name) != 0)
                i++;
        return i;
}

void *host_field(Host *host, size_t property) {
        assert(property < HOST_PROPERTY_COUNT);
        return (char *)host + host_properties[property].offset;
}

static size_t size_of_field(size_t property) {
        switch (host_properties[property].type[0]) {
        case 'u':
                return sizeof(uint32_t);
        case 't':
                return sizeof(uint64_t);
        default:
                return sizeof(void *);
        }
}

bool host_is_complete(HostProperties seen) {
        for (size_t i = 0; i < HOST_PROPERTY_COUNT; i++)
                if (!host_properties[i].since && !(seen >> i & 1))
                        return false;
        return true;
}

void host_exchange(Host *host, Host *other, HostProperties which) {
        for (size_t i = 0; i < HOST_PROPERTY_COUNT; i++)
                if (which >> i & 1) {
                        char kept[sizeof(uint64_t)];

                        memcpy(kept, host_field(host, i), size_of_field(i));
                        memcpy(host_field(host, i), host_field(other, i), size_of_field(i));
                        memcpy(host_field(other, i), kept, size_of_field(i));
                }
}

void host_clear(Host *host) {
        for (size_t i = 0; i < HOST_PROPERTY_COUNT; i++)
                if (host_properties[i].type[0] == 's')
                        free(*(char **)host_field(host, i));
                else if (host_properties[i].type[0] == 'a')
                        string_list_free(*(char ***)host_field(host, i));
        *host = (Host){0};
}
