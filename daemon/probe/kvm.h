/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asks KVM which compatibility modes its guests can use: for its mask (KVM_CAP_PPC_COMPAT_CAPS of Linux 7.3), by a
 * trial guest in each mode, and for what the options of a machine depend on.
 *
 * One VM serves all of it, which on PowerVM is a guest at the hypervisor: ask once per event, not per client. The
 * hypervisor may not answer; who cannot wait for it asks by kvmquery.h.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "facts.h"

/*
 * The one way to the kernel. Each returns -1 and sets errno as the system call does. read_file() gives how much of a
 * file's beginning it has put into buffer, at most size. map() maps size bytes of fd, or of new memory where fd is
 * -1, and gives MAP_FAILED.
 */
typedef struct KvmOps {
        int (*open)(const char *path);
        int (*ioctl)(int fd, unsigned long request, void *argument);
        int (*close)(int fd);
        ssize_t (*read_file)(const char *path, char *buffer, size_t size);
        void *(*map)(int fd, size_t size);
        int (*unmap)(void *address, size_t size);
} KvmOps;

extern const KvmOps kvm_ops_system;

/* What to ask, and what the answer depends on beside KVM. */
typedef struct KvmQuestion {
        const char *path;          /* of the device */
        bool trial;                /* whether guests are tried */
        Mode processor;            /* of the silicon */
        uint32_t decrementer_bits; /* ibm,dec-bits of the device tree, 0 if it has none */
} KvmQuestion;

/* Is given the whole answer as it is so far: when the outcome is known, and then at each step of the rest. */
typedef void (*KvmReport)(const KvmAnswer *answer, void *userdata);

/* Asks in this process and waits as long as it takes. Every end is an answer. */
void kvm_ask(const KvmOps *ops, const KvmQuestion *question, KvmReport report, void *userdata);
