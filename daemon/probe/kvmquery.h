/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asks KVM in a child process. The hypervisor may not answer: then the child is given up, and what it said until then
 * counts.
 */
#pragma once

#include <stdbool.h>

#include "facts.h"
#include "kvm.h"

/* How long to wait for the first answer of a KvmQuery before it counts as KVM_TIMEOUT, and then for its rest. */
#define KVM_QUERY_LIMIT_USEC (5 * 1000000ULL)
#define KVM_QUERY_REST_LIMIT_USEC (5 * 1000000ULL)

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
