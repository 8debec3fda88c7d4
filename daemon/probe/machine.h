/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks a VM for what the options of QEMU's pseries machine depend on. */
#pragma once

#include "kvm.h"

/* The options that a guest needs. If KVM has no answer the option counts as needed, as QEMU takes it. */
MachineOptions machine_ask(const KvmOps *ops, int vm, const KvmQuestion *question);
