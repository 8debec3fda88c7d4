/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trial guests: a guest of two instructions that is started in each mode, so that KVM, and the hypervisor below it,
 * say on every kernel whether a guest in that mode runs.
 */
#pragma once

#include "kvm.h"

/*
 * Tries POWER11 down to POWER8 in one vCPU of the VM, and reports the answer after each. What cannot be tried stays
 * out of the trial's sets. POWER8 is tried only if guests can have the hash MMU that a system of that age needs.
 */
void trial_run(const KvmOps *ops, int kvm, int vm, KvmAnswer *answer, KvmReport report, void *userdata);
