/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a person reads: records in the journal with an id for each kind of event, plain lines where the standard error
 * is not the journal, and the status line of systemctl.
 */
#pragma once

#include <syslog.h>

#include "record.h"

/* One sentence, without the end of the line. Priorities are syslog's. */
void journal_write(int priority, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));

/* The first record of this run (previous is NULL), or a change of it. */
void journal_write_change(const Record *previous, const Record *record);
