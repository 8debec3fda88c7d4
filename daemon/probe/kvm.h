/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asks KVM which compatibility modes its guests can use (KVM_CAP_PPC_COMPAT_CAPS of Linux 7.3).
 *
 * The question needs a VM, which on PowerVM is a guest at the hypervisor: ask once per event, not per client. Since
 * the hypervisor may not answer, a KvmQuery asks in a child process that can be given up.
 */
#pragma once

#include <sys/types.h>

#include "facts.h"

/* How long to wait for a KvmQuery before it counts as KVM_TIMEOUT. */
#define KVM_QUERY_LIMIT_USEC (5 * 1000000ULL)

/*
 * The one way to the kernel. Each returns -1 and sets errno as the system call does. read_file() gives how much of a
 * file's beginning it has put into buffer, at most size.
 */
typedef struct KvmOps {
        int (*open)(const char *path);
        int (*ioctl)(int fd, unsigned long request, void *argument);
        int (*close)(int fd);
        ssize_t (*read_file)(const char *path, char *buffer, size_t size);
} KvmOps;

extern const KvmOps kvm_ops_system;

/* Asks in this process and waits as long as it takes. Every end is an answer. */
KvmAnswer kvm_ask(const KvmOps *ops, const char *path);

typedef struct KvmQuery KvmQuery;

/* Starts to ask in a child process. 0, or a negative errno where none could be made. path is copied by the fork. */
int kvm_query_new(const KvmOps *ops, const char *path, KvmQuery **ret_query);

/* Owned by the query; readable (POLLIN) once it has ended. */
int kvm_query_get_fd(const KvmQuery *query);

/* The answer of a query that has ended; KVM_FAILED where its child died without one. */
KvmAnswer kvm_query_take_answer(KvmQuery *query);

/* Ends a query without an answer. It may live on, stuck in the kernel, until its fd becomes readable. */
void kvm_query_kill(KvmQuery *query);

/* Ends the query if it has not ended, without waiting for it. Takes NULL, returns NULL. */
KvmQuery *kvm_query_free(KvmQuery *query);
