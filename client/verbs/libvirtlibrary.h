/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvirt's own library, opened when it is needed: it brings a dozen others with it, and a client on a machine
 * without guests does without all of them.
 */
#pragma once

#include <stdbool.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

/* Each is a function of the library, with its type. */
#define LIBVIRT_FUNCTIONS(each)                                                                                    \
        each(virConnectClose) each(virConnectGetLibVersion) each(virConnectGetType) each(virConnectGetVersion)     \
                each(virConnectListAllDomains) each(virConnectOpenReadOnly) each(virDomainFree)                    \
                        each(virDomainGetName) each(virDomainGetState) each(virDomainGetXMLDesc)                   \
                                each(virDomainLookupByName) each(virGetLastErrorCode) each(virGetLastErrorMessage) \
                                        each(virGetVersion) each(virInitialize) each(virSetErrorFunc)

typedef struct LibvirtLibrary {
#define DECLARE(function) __typeof__(&(function)) function;
        LIBVIRT_FUNCTIONS(DECLARE)
#undef DECLARE
} LibvirtLibrary;

/* The same one each time; NULL if it is not installed. It stays open. */
const LibvirtLibrary *libvirt_library(void);
