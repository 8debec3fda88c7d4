/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hosts that guests are judged for: the one that was asked, and those of --to. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "domains.h"
#include "guesthost.h"
#include "options.h"

typedef struct GuestHosts {
        GuestHost *facts;        /* the first is the one that was asked */
        const GuestHost **order; /* the same ones, as the judges take them */
        char **names;            /* of those of --to */
        size_t targets;
} GuestHosts;

/*
 * A host that does not answer is reported, and what it can run is unknown. False, with a complaint, if nothing can be
 * asked at all. domains is NULL if libvirt was not asked.
 */
bool guesthosts_ask(const Options *options, const Domains *domains, GuestHosts *ret_hosts);

void guesthosts_clear(GuestHosts *hosts);
