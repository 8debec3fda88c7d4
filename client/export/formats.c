/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "formats.h"

#include <string.h>

#include "ansible.h"
#include "macros.h"
#include "nfd.h"
#include "nova.h"
#include "prometheus.h"

static const struct {
        const char *name;
        Format write;
} formats[] = {
        {"prometheus", prometheus_write},
        {"nfd", nfd_write},
        {"ansible", ansible_write},
        {"nova", nova_write},
};

Format format_find(const char *name) {
        for (size_t i = 0; i < ELEMENTS(formats); i++)
                if (strcmp(formats[i].name, name) == 0)
                        return formats[i].write;
        return NULL;
}
