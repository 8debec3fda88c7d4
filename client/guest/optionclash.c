/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "optionclash.h"

#include <string.h>

#include "macros.h"

static bool has_nested_hv_too_old(const Question *q) {
        return q->level < 9 && option_is_on(question_option(q, CAP_NESTED_HV));
}

static bool has_nested_papr_too_old(const Question *q) {
        return q->level < 9 && option_is_on(question_option(q, CAP_NESTED_PAPR));
}

static bool has_xive_too_old(const Question *q) {
        return q->level < 9 && strcmp(question_option(q, OPTION_IC_MODE), "xive") == 0;
}

static bool has_dawr1_too_old(const Question *q) {
        return q->level < 10 && option_is_on(question_option(q, CAP_DAWR1));
}

static bool htm_is_refused(const Question *q) {
        return (!q->kvm || q->host->processor >= 10) && option_is_on(question_option(q, CAP_HTM));
}

static bool nested_papr_is_refused(const Question *q) {
        return q->kvm && option_is_on(question_option(q, CAP_NESTED_PAPR));
}

static bool nested_hv_is_refused(const Question *q) {
        return q->kvm && q->host->api == GUEST_API_V2 && option_is_on(question_option(q, CAP_NESTED_HV));
}

/* KVM has no XIVE for guests but on bare metal. */
static bool irqchip_is_refused(const Question *q) {
        return q->kvm && guesthost_is_nested(q->host) &&
               option_is_on(q->wish->machine.value[OPTION_KERNEL_IRQCHIP]) &&
               strcmp(question_option(q, OPTION_IC_MODE), "xics") != 0;
}

/* QEMU cannot read the host's device tree there, and takes that for no large decrementer. */
static bool snap_hides_device_tree(const Question *q) {
        return q->kvm && q->wish->snap && option_is_on(question_option(q, CAP_LARGE_DECR));
}

/* One row for each option that has to be given another value. */
static const struct {
        ClashKind kind;
        MachineOption option;
        const char *value;
        bool (*fits)(const Question *question);
} clashes[] = {
        {CLASH_NEEDS_NEWER, CAP_NESTED_HV, "off", has_nested_hv_too_old},
        {CLASH_NEEDS_NEWER, CAP_NESTED_PAPR, "off", has_nested_papr_too_old},
        {CLASH_NEEDS_NEWER, OPTION_IC_MODE, "dual", has_xive_too_old},
        {CLASH_NEEDS_NEWER, CAP_DAWR1, "off", has_dawr1_too_old},
        {CLASH_HTM, CAP_HTM, "off", htm_is_refused},
        {CLASH_NESTED, CAP_NESTED_HV, "off", nested_hv_is_refused},
        {CLASH_NESTED, CAP_NESTED_PAPR, "off", nested_papr_is_refused},
        {CLASH_IRQCHIP, OPTION_IC_MODE, "xics", irqchip_is_refused},
        {CLASH_SNAP, CAP_LARGE_DECR, "off", snap_hides_device_tree},
};

bool optionclash_exists(const Question *question, ClashKind kind) {
        for (size_t i = 0; i < ELEMENTS(clashes); i++)
                if (clashes[i].kind == kind && clashes[i].fits(question))
                        return true;
        return false;
}

void optionclash_mend(const Question *question, MachineOptions *ret_options) {
        for (size_t i = 0; i < ELEMENTS(clashes); i++)
                if (clashes[i].fits(question))
                        strcpy(ret_options->value[clashes[i].option], clashes[i].value);
}
