/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The XML of a libvirt domain, read with libxml2 as a stream: nothing is loaded from anywhere, a document type ends
 * it, and neither size nor depth is without a bound. What libvirt makes of it for QEMU is worked out here, with the
 * arguments of <qemu:commandline> last, as libvirt appends them.
 */
#pragma once

#include <stddef.h>

#include "wish.h"

/* White space before the document is ignored. *ret_wish is set on WISH_OK only. */
WishError domainxml_read(const char *xml, size_t size, Wish *ret_wish);
