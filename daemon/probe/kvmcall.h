/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls to KVM, for the parts of a question. Not interrupted by a signal; -1 and errno as ioctl(). */
#pragma once

#include "kvm.h"

int kvm_ioctl(const KvmOps *ops, int fd, unsigned long request, void *argument);

/* fd is the device or a VM; some capabilities differ between the two. */
int kvm_check_extension(const KvmOps *ops, int fd, unsigned long capability);
