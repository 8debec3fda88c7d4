/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The arguments of QEMU, one after another, as QEMU itself reads and merges them. */
#pragma once

#include <stdbool.h>

#include "wish.h"

typedef struct QemuArgs {
        Wish *wish;
        char option[24]; /* the option that waits for its value, "" if none does */
        bool optional;   /* the word before may have been an option whose value this is */
        bool kvm, tcg;   /* -accel was given with it */
        bool kvm_first;
        bool has_accel_option; /* one that QEMU does not have counts here, too */
} QemuArgs;

/* An argument; a word that starts no option and is no value is ignored. */
void qemuargs_take(QemuArgs *args, const char *argument);

/* After the last: sets the accelerators. program is the base name of QEMU's program, "" if it is not known. */
void qemuargs_finish(QemuArgs *args, const char *program);

/* Waits the option for a value? Then the next word is one, however it looks. */
bool qemuargs_want_value(const QemuArgs *args);
