/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One host among several that are asked at the same time, each by a process of its own. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "host.h"
#include "tail.h"
#include "where.h"

typedef struct RemoteHost {
        const char *name; /* as -H takes it; NULL for where all are asked */
        pid_t pid;
        Tail output, errors; /* of what it prints */
        Host host;           /* once it answered */
        char *error;         /* why it did not, in words */
} RemoteHost;

/* For a name as -H takes it, or NULL. */
RemoteHost remote_host_init(const char *name);

/* Starts to ask. False, with error set, where that cannot be done. */
bool remote_host_start(RemoteHost *peer, const Where *where);

/* Makes host or error of what it printed and of how it ended (a siginfo_t), and closes its pipes. */
void remote_host_conclude(RemoteHost *peer, int code, int status);

/* Ends the process, which is still to be waited for. */
void remote_host_give_up(RemoteHost *peer, unsigned timeout);

bool remote_host_has_answered(const RemoteHost *peer);

void remote_host_clear(RemoteHost *peer);
