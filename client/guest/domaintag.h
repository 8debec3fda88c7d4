/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The elements of a domain's XML that mean something here. */
#pragma once

#include <stdbool.h>

#include "machineoption.h"

typedef enum DomainTag {
        TAG_NONE, /* any other */
        TAG_DOMAIN,
        TAG_NAME,
        TAG_METADATA,
        TAG_LIBOSINFO,
        TAG_SYSTEM,
        TAG_OS,
        TAG_TYPE,
        TAG_CPU,
        TAG_MODEL,
        TAG_VENDOR,
        TAG_FEATURES,
        TAG_HPT,
        TAG_MAXPAGESIZE,
        TAG_HTM,
        TAG_NESTED_HV,
        TAG_CCF_ASSIST,
        TAG_CFPC,
        TAG_SBBC,
        TAG_IBS,
        TAG_DEVICES,
        TAG_EMULATOR,
        TAG_COMMANDLINE,
        TAG_ARGUMENT,
        TAG_COUNT,
} DomainTag;

#define DOMAINTAG_QEMU_URI "http://libvirt.org/schemas/domain/qemu/1.0"

/* uri is NULL if there is none. TAG_DOMAIN is found at the root only, all others in their own parent only. */
DomainTag domaintag_find(bool has_parent, DomainTag parent, const char *name, const char *uri);

/* The option of the machine that the element sets with one attribute; OPTION_COUNT and NULL for others. */
MachineOption domaintag_option(DomainTag tag);
const char *domaintag_attribute(DomainTag tag);
