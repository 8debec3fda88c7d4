/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a host, as values for the texts of messages. */
#pragma once

#include "host.h"
#include "options.h"
#include "values.h"

/* Sets what the daemon says of its host, and the kernel's release if it is this machine's. The host may be NULL. */
void circumstances_set(const Options *options, const Host *host, Values *values);

/* Compares the mode that a message names, if it does, with those of the host. */
void circumstances_judge(Values *values);
