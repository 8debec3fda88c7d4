/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domains of this host, over libvirt's read-only connection, which needs no root. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Domain {
        char *name;        /* as libvirt has it, with any byte but NUL */
        char *xml;         /* what the next start takes; libvirt leaves passwords out */
        const char *state; /* as virsh calls it, NULL if it is not known */
        bool is_paused_for_unknown_reason;
} Domain;

void domain_clear(Domain *domain);

typedef struct Domains Domains;

/* Reports its own errors; NULL after one. LIBVIRT_DEFAULT_URI says where, else it is qemu:///system. */
Domains *domains_open(void);
void domains_closep(Domains **domains);

/* As in generation.h, 0 if they are not known; of no connection, domains is NULL, those of the library. */
unsigned domains_libvirt_version(const Domains *domains);
unsigned domains_qemu_version(const Domains *domains);

typedef bool (*DomainTake)(const Domain *domain, void *data);

/* Calls take for each, until it returns false. Reports its own errors; false after one. */
bool domains_take_all(Domains *domains, DomainTake take, void *data);

/* The same for the one with that name. */
bool domains_take_one(Domains *domains, const char *name, DomainTake take, void *data);
