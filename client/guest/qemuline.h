/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A QEMU command line as people have it: from ps, a shell script, libvirt's log or a mail, with the words before it
 * there (a prompt, sudo, assignments), quotes, lines that continue after a backslash, and lines that a mail broke.
 */
#pragma once

#include <stddef.h>

#include "wish.h"

/* *ret_wish is set on WISH_OK only. */
WishError qemuline_read(const char *text, size_t size, Wish *ret_wish);
