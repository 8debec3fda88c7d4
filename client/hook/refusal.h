/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one line that libvirt shows of a guest that is kept from starting: cause, and the line to change. It stands
 * behind libvirt's own words, so it is short.
 */
#pragma once

#include "verdict.h"
#include "wish.h"

#define REFUSAL_SIZE 199

/* modes: those of the host, as it says. The line is printable ASCII without its end. */
void refusal_write(const Verdict *verdict, const Wish *wish, char *const *modes, const char *guest,
                   char line[REFUSAL_SIZE]);
