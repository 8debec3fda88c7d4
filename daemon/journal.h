/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a person reads: records in the journal with an id for each kind of event, plain lines where the standard error
 * is not the journal, and the status line of systemctl.
 */
#pragma once

#include <syslog.h>

#include "facts.h"
#include "record.h"

/* One sentence, without the end of the line. Priorities are syslog's. */
void journal_write(int priority, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));

/* At which step asking KVM failed and why, unless the answer is a capture's or the one before ended in the same way.
 */
void journal_write_failure(const KvmAnswer *before, const KvmAnswer *answer);

/* What holds now, at the start (old is the record itself then, or that of the run before) and after a change. */
void journal_write_record(const Record *old, const Record *record);
