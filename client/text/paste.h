/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a guest is given a mode, and what else it needs to start. The texts are in paste.json alone. */
#pragma once

#include <stdbool.h>

#include "version.h"

typedef enum PasteKind {
        PASTE_QEMU_ARGS,
        PASTE_QEMU_MACHINE, /* the value of -machine alone */
        PASTE_LIBVIRT_XML,
        PASTE_VIRT_INSTALL_ARGS,
        PASTE_KIND_COUNT,
} PasteKind;

/* What to start, and with what. The strings are the caller's. */
typedef struct PasteGuest {
        const char *mode;
        const char *processor; /* of the host */
        char *const *options;  /* that the machine needs there, each as "name=value" */
        Version qemu, libvirt; /* the oldest that has to accept the text */
} PasteGuest;

typedef struct Paste {
        char *text;
        char **unsafe;   /* options that switch a protection off */
        char **left_out; /* options that the QEMU does not know */
        Version unnamed; /* the first libvirt that could name the processor, where this text is for older ones; else 0
                          */
} Paste;

/* False when memory is short; to be cleared in either case. */
bool paste_make(PasteKind kind, const PasteGuest *guest, Paste *paste);

void paste_clear(Paste *paste);

/* The first QEMU that has this mode, or such a processor; 0 if that is not known. */
Version paste_qemu_of(const char *generation);

/* The oldest libvirt that is served where none is named. */
extern const Version paste_libvirt;

/* A sentence of paste.json with the words in place of $0; NULL when memory is short, to be freed. */
char *paste_sentence(const char *sentence, const char *words);

extern const char paste_unsafe[], paste_unnamed[], paste_left_out[];
