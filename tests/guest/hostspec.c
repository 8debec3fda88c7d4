/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hostspec.h"

#include <stdlib.h>

#include "generation.h"

static const char *text(json_object *spec, const char *key) {
        json_object *value;

        return json_object_object_get_ex(spec, key, &value) ? json_object_get_string(value) : "";
}

static unsigned add_modes(json_object *spec, const char *key, GuestHost *host) {
        json_object *modes;
        size_t count;

        if (!json_object_object_get_ex(spec, key, &modes))
                return 0;
        count = json_object_array_length(modes);
        for (size_t i = 0; i < count; i++)
                guesthost_add_mode(host, json_object_get_string(json_object_array_get_idx(modes, i)));
        return (unsigned)count;
}

GuestHost hostspec_read(json_object *spec) {
        GuestHost host = {
                .kvm_newest = guesthost_newest_of_mask(strtoull(text(spec, "KernelMask"), NULL, 16)),
                .mode = generation_from_mode(text(spec, "HostMode")),
                .processor = generation_from_mode(text(spec, "ProcessorModel")),
                .pvr = (uint32_t)strtoul(text(spec, "ProcessorPVR"), NULL, 16),
                .api = guesthost_api(text(spec, "Platform"), text(spec, "Reason")),
                .kernel = version_from_text(text(spec, "Kernel"), NULL),
                .qemu = version_from_text(text(spec, "Qemu"), NULL),
                .libvirt = version_from_text(text(spec, "Libvirt"), NULL),
        };
        json_object *options;

        add_modes(spec, "CompatModes", &host);
        host.trial = add_modes(spec, "TrialModes", &host) > 0;
        if (json_object_object_get_ex(spec, "MachineOptions", &options)) {
                json_object_object_foreach(options, key, value)
                        options_set(&host.options, key, json_object_get_string(value));
        }
        return host;
}
