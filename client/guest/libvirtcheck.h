/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libvirt itself refuses before QEMU is started; a command line passes all of it. */
#pragma once

#include <stdbool.h>

#include "question.h"

/* host-model with a model that is no mode: power12, or a processor's name in upper case. */
bool libvirtcheck_knows_no_mode(const Question *q);

/* <cpu mode='maximum'>, a mode that libvirt does not have, or another vendor than IBM. */
bool libvirtcheck_refuses_cpu(const Question *q);

/* This <cpu> is accepted only if libvirt has a name for the processor. */
bool libvirtcheck_needs_silicon(const Question *q);

/* Is the libvirt there one that has no name for the processor? And may it be one, as its version is not known? */
bool libvirtcheck_lacks_silicon(const Question *q);
bool libvirtcheck_may_lack_silicon(const Question *q);

/* It has no name for the processor, and this guest needs one, or none for the mode. */
bool libvirtcheck_is_too_old(const Question *q);

/* custom with another model than the silicon's; check='none' leaves that to QEMU. */
bool libvirtcheck_differs_from_silicon(const Question *q);

/* host-model with a mode that is newer than the silicon. */
bool libvirtcheck_is_newer_than_silicon(const Question *q);
