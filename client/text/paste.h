/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a guest is given a mode. The texts are in paste.json alone. */
#pragma once

/* The text is these two with the mode between them, and ends a line. */
typedef struct PasteText {
        const char *before;
        const char *after;
} PasteText;

extern const PasteText paste_text_qemu_args;
extern const PasteText paste_text_libvirt_xml;
