/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The XML on the standard input: of no more bytes than a domain has, and no longer than the deadline. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wish.h"

/*
 * Some hundreds of disks need half of it. Much more would let a hostile document take longer than there is time,
 * since libxml2 compares names with each other.
 */
#define DOMAINTEXT_MAX ((size_t)512 * 1024)

/* *ret_text is to be freed. -EFBIG, -ETIMEDOUT, -ENOMEM, or what read() says. */
int domaintext_read(uint64_t deadline, char **ret_text, size_t *ret_size);

/* As domainxml_read(), with no more work than the size is worth. */
WishError domaintext_parse(const char *text, size_t size, Wish *ret_wish);
