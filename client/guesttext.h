/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a guest is given a mode. The texts are in guest-texts.json alone. */
#pragma once

/* The text is these two with the mode between them, and ends a line. */
typedef struct GuestText {
        const char *before;
        const char *after;
} GuestText;

extern const GuestText guest_text_qemu_args;
extern const GuestText guest_text_libvirt_xml;
