/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs share: asking for the host, and saying so where that fails. */
#pragma once

#include <stdbool.h>

#include "failure.h"
#include "host.h"
#include "where.h"

/* Prints the failure, unless there is none. Returns EXIT_FAILURE, for verbs to end with. */
int report_failure(const Failure *failure, const Where *where);

/* Asks for all. Reports its own errors; the host is set on success only. */
bool report_or_fetch_host(const Where *where, Host *ret_host);
