/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asks KVM which compatibility modes its guests can use: for its mask (KVM_CAP_PPC_COMPAT_CAPS of Linux 7.3), by a
 * trial guest in each mode, and for what the options of a machine depend on.
 *
 * One VM serves all of it, which on PowerVM is a guest at the hypervisor: ask once per event, not per client. Since
 * the hypervisor may not answer, a KvmQuery asks in a child process that can be given up; what it said until then
 * counts.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "facts.h"

/* How long to wait for the first answer of a KvmQuery before it counts as KVM_TIMEOUT, and then for the rest of it.
 */
#define KVM_QUERY_LIMIT_USEC (5 * 1000000ULL)
#define KVM_QUERY_REST_LIMIT_USEC (5 * 1000000ULL)

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

typedef struct KvmQuery KvmQuery;

/* Starts to ask in a child process. 0, or a negative errno where none could be made. The fork copies the question. */
int kvm_query_new(const KvmOps *ops, const KvmQuestion *question, KvmQuery **ret_query);

/* Owned by the query; readable (POLLIN) once it has ended. */
int kvm_query_get_fd(const KvmQuery *query);

/* Whether the query has ended. */
bool kvm_query_has_ended(const KvmQuery *query);

/* The newest answer that the query has given; false if it has given none, ret_answer then untouched. */
bool kvm_query_read_answer(KvmQuery *query, KvmAnswer *ret_answer);

/* Ends a query early. It may live on, stuck in the kernel, until its fd becomes readable. */
void kvm_query_kill(KvmQuery *query);

/* Ends the query if it has not ended, without waiting for it. Takes NULL, returns NULL. */
KvmQuery *kvm_query_free(KvmQuery *query);
