/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What to change in a guest so that it starts: at most a mode, a processor, and options of the machine. */
#pragma once

#include <stdbool.h>

#include "machineoption.h"
#include "wish.h"

typedef struct Change {
        unsigned cap;           /* the mode that max-cpu-compat has to name; 0: it stays as it is */
        bool cpu_host;          /* -cpu has to be host, too: of a command, or among a domain's arguments */
        bool by_argument;       /* of a domain: only <qemu:commandline> can say the mode there */
        MachineOptions options; /* that are missing or have to be other ones */
} Change;

#define CHANGE_HOST_PASSTHROUGH "<cpu mode='host-passthrough' check='none'/>"

bool change_is_empty(const Change *change);

/* "max-cpu-compat=power10,cap-ccf-assist=off": what -machine needs; with the mode only if wanted. */
#define CHANGE_MACHINE_SIZE 1024
void change_machine(const Change *change, bool with_cap, char machine[CHANGE_MACHINE_SIZE]);

/* The exact text, for a domain as elements and for a command as options; "" if there is nothing to change. */
#define CHANGE_TEXT_SIZE 2048
void change_text(const Change *change, WishForm form, char text[CHANGE_TEXT_SIZE]);
