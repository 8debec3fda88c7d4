/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the daemon is asked: one of these at most, or else the system bus of this machine. */
#pragma once

typedef struct Where {
        const char *host;    /* over ssh, as systemd's tools take it */
        const char *machine; /* a container of this machine */
        const char *address; /* a bus at a D-Bus address */
} Where;
