/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the daemon of this host, which the bus starts if need be, and says in words why there is no answer. */
#pragma once

#include <stdint.h>

#include "failure.h"
#include "host.h"

/* address: that of the system bus, NULL for the usual one. Any that may run a program or ask the network is not used.
 */
int hostquestion_ask(const char *address, uint64_t deadline, Failure *failure, Host *ret_host);

const char *hostquestion_failure_meaning(const Failure *failure);
