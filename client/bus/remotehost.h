/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One host among several that are asked at the same time, each by a process of its own. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "host.h"
#include "where.h"

typedef struct RemoteHost {
        const char *name; /* as ssh takes it; NULL for where all are asked */
        pid_t pid;
        int fd; /* of what it prints */
        char *output;
        size_t size;
        Host host;   /* once it answered */
        char *error; /* why it did not, in words */
} RemoteHost;

/* Starts to ask. False, with error set, where that cannot be done. */
bool remote_host_start(RemoteHost *peer, const Where *where);

/* Takes of what it has printed, and never waits: 1, or 0 at the end, or a negative errno such as -EAGAIN. */
int remote_host_read(RemoteHost *peer);

/* Makes host or error of what it printed and of how it ended, as siginfo_t tells that. */
void remote_host_conclude(RemoteHost *peer, int code, int status);

/* Ends the process, which is still to be waited for. */
void remote_host_give_up(RemoteHost *peer, unsigned timeout);

bool remote_host_has_answered(const RemoteHost *peer);

void remote_host_clear(RemoteHost *peer);
