/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One host among several that are asked at the same time, each by a process of its own. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "host.h"
#include "where.h"

typedef struct Peer {
        const char *name; /* as ssh takes it; NULL for where all are asked */
        pid_t pid;
        int fd; /* of what it prints */
        char *output;
        size_t size;
        Host host;   /* once it answered */
        char *error; /* why it did not, in words */
} Peer;

/* Starts to ask. False, with error set, where that cannot be done. */
bool peer_start(Peer *peer, const Where *where);

/* Takes of what it has printed, and never waits: 1, or 0 at the end, or a negative errno such as -EAGAIN. */
int peer_read(Peer *peer);

/* Makes host or error of what it printed and of how it ended, as siginfo_t tells that. */
void peer_conclude(Peer *peer, int code, int status);

/* Ends the process, which is still to be waited for. */
void peer_give_up(Peer *peer, unsigned timeout);

bool peer_has_answered(const Peer *peer);

void peer_clear(Peer *peer);
