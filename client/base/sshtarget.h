/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of a host's name as -H takes it, which is as sd-bus takes it: [USER@]HOST[:PORT][/CONTAINER]. */
#pragma once

typedef struct SshTarget {
        char *destination; /* [USER@]HOST, without the brackets of an IPv6 address */
        char *port;        /* NULL for that of ssh */
        char *container;   /* NULL for the host itself */
} SshTarget;

/* 0, -EINVAL for what is no such name, or -ENOMEM. A shell takes each part as it is, and ssh none for an option. */
int ssh_target_read(const char *name, SshTarget *ret_target);

void ssh_target_clear(SshTarget *target);
