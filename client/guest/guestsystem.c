/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guestsystem.h"

#include <stddef.h>
#include <string.h>

#include "macros.h"

/*
 * Only what is sure of every update of a release: distributions add processors to their kernels without a change of
 * name. A number ends where the next character is not a digit.
 */
static const GuestSystem systems[] = {
        {"http://redhat.com/rhel/7", 0, 8},          {"http://centos.org/centos/7", 0, 8},
        {"http://redhat.com/rhel/9", 9, 0},          {"http://redhat.com/rhel/10", 9, 0},
        {"http://centos.org/centos-stream/9", 9, 0}, {"http://centos.org/centos-stream/10", 9, 0},
        {"http://rockylinux.org/rocky/9", 9, 0},     {"http://rockylinux.org/rocky/10", 9, 0},
        {"http://almalinux.org/almalinux/9", 9, 0},  {"http://almalinux.org/almalinux/10", 9, 0},
        {"http://ubuntu.com/ubuntu/14", 8, 8},       {"http://ubuntu.com/ubuntu/18", 8, 9},
        {"http://ubuntu.com/ubuntu/20", 8, 0},       {"http://ubuntu.com/ubuntu/22", 9, 0},
        {"http://ubuntu.com/ubuntu/23", 9, 0},       {"http://ubuntu.com/ubuntu/24", 9, 0},
        {"http://ubuntu.com/ubuntu/25", 9, 0},       {"http://ubuntu.com/ubuntu/26", 9, 0},
        {"http://debian.org/debian/8", 8, 8},        {"http://debian.org/debian/10", 8, 9},
        {"http://debian.org/debian/11", 8, 10},      {"http://debian.org/debian/12", 8, 0},
        {"http://debian.org/debian/13", 8, 0},       {"http://suse.com/sle/15", 8, 0},
        {"http://opensuse.org/opensuse/15", 8, 0},
};

const GuestSystem *guestsystem_find(const char *id) {
        for (size_t i = 0; i < ELEMENTS(systems); i++) {
                size_t length = strlen(systems[i].id);

                if (strncmp(id, systems[i].id, length) == 0 && (id[length] < '0' || id[length] > '9'))
                        return &systems[i];
        }
        return NULL;
}
