/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A domain's XML with one change made, and every other byte as it was. */
#pragma once

#include <stddef.h>

#include "change.h"

/*
 * *ret_fixed is malloc()ed, with a NUL behind it. Returns 0; -EINVAL if the text is no domain's XML, -ENOTSUP if the
 * change cannot be made in it (what was made is read again to see that), -ENOMEM.
 */
int fix_domain(const char *xml, size_t size, const Change *change, char **ret_fixed, size_t *ret_size);
