/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The properties of org.ppc.Compat1 as one table over a Record: the vtable of the bus, Describe() and the comparison
 * of two records are all made from it. A new property is a row there, and one more in PROPERTIES_COUNT.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "record.h"

/* How a field of Record is published. */
typedef enum PropertyKind {
        PROPERTY_MASK,     /* uint64_t: D-Bus t, JSON "0x..." */
        PROPERTY_MODES,    /* uint64_t, a mask: D-Bus as, JSON array, newest first */
        PROPERTY_MODE_SET, /* ModeSet: likewise */
        PROPERTY_OPTIONS,  /* MachineOptions: D-Bus a{ss}, JSON object */
        PROPERTY_NUMBER,   /* uint64_t: D-Bus t, JSON number */
        PROPERTY_PVR,      /* uint32_t: D-Bus u, JSON "0x..." */
        PROPERTY_TEXT,     /* D-Bus s, JSON string */
} PropertyKind;

/* What a change of its value leads to. */
typedef enum PropertyChange {
        PROPERTY_SIGNALLED, /* PropertiesChanged has the new value */
        PROPERTY_SILENT,    /* no signal */
        PROPERTY_CONSTANT,  /* it never changes */
} PropertyChange;

typedef struct Property {
        const char *name;
        PropertyKind kind;
        size_t offset;                             /* in Record; not used for text */
        const char *(*text)(const Record *record); /* a word without characters that JSON would have to escape */
        PropertyChange change;
} Property;

/* In the order of the contract. */
#define PROPERTIES_COUNT 22
extern const Property properties[PROPERTIES_COUNT];

/* NULL for an unknown name. */
const Property *property_find(const char *name);

/* Its type on the bus. */
const char *property_signature(const Property *property);

uint64_t property_get_u64(const Property *property, const Record *record);
uint32_t property_get_u32(const Property *property, const Record *record);

bool property_differs(const Property *property, const Record *a, const Record *b);

/* Writes the record as Describe()'s JSON object, in one line without its end. */
void properties_describe(const Record *record, FILE *file);
