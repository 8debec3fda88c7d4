/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What paste.json says, for paste.c. */
#pragma once

#include "paste.h"

/* The parts of a text; any but the second pair may be NULL. */
typedef struct PasteText {
        const char *name;
        const char *cpu, *cpu_unnamed; /* for a libvirt that can name the processor, and for others */
        const char *features[2];       /* before and after libvirt's elements */
        const char *machine[2];        /* before and after what QEMU itself is given */
        const char *end;
} PasteText;

/* Indexed by PasteKind. */
extern const PasteText paste_texts[];

typedef struct PasteOption {
        const char *option;                     /* with its value */
        Version qemu, libvirt;                  /* the first that knows it; 0 if no libvirt does */
        bool unsafe;                            /* it switches a protection off */
        const char *elements[PASTE_KIND_COUNT]; /* libvirt's word for it; NULL if QEMU itself is given it */
        const char *needless_for[4];            /* modes in which QEMU has it like that by itself; NULL at the end */
} PasteOption;

/* Ends with a row of NULLs. */
extern const PasteOption paste_options[];

typedef struct PasteGeneration {
        const char *name;      /* of a mode or a processor */
        Version qemu, libvirt; /* the first that knows it */
} PasteGeneration;

/* Ends with a row of NULLs. */
extern const PasteGeneration paste_generations[];

/* @MODE@ is in it, as in a text's cpu. */
extern const char paste_mode[];
