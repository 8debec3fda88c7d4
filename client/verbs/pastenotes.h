/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said on the standard error of a text to paste. */
#pragma once

#include <stdbool.h>

#include "paste.h"

/* Whether that QEMU knows the mode and the processor; says so where it does not. */
bool paste_check_qemu(const PasteGuest *guest);

/* One line for each thing that whoever pastes the text is to know. */
void paste_print_notes(const Paste *paste, bool libvirt_is_known);
