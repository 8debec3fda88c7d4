/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said on the standard error of a text to paste. */
#pragma once

#include <stdbool.h>

#include "host.h"
#include "paste.h"

/* Whether that QEMU knows the mode and the processor; says so where it does not. */
bool paste_check_qemu(const PasteGuest *guest);

/* Whether that QEMU may know the host's very processor, of whose revisions it has some; says so where it does not. */
bool paste_check_silicon(const Host *host, Version qemu);

/* One line for each thing that the person who pastes the text has to know. */
void paste_print_notes(const Paste *paste, bool libvirt_is_known);
