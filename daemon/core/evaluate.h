/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The truth rules: from what was seen to what is published. */
#pragma once

#include "facts.h"
#include "judgement.h"

/*
 * Judges the facts. Pure and total: every Facts has a Judgement.
 *
 * last_good_mask: the modes that KVM last gave on this same host, 0 if it gave none. It counts only if KVM
 * failed or did not answer this time, and never beyond what the device tree allows.
 */
Judgement evaluate(const Facts *facts, uint64_t last_good_mask);

/* The modes that KVM or the trial guests gave this time, whatever the tree says: the next last_good_mask. 0 for none.
 */
uint64_t evaluate_good_mask(const Facts *facts);
