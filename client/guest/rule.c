/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rule.h"

#include <string.h>
#include <strings.h>

#include "generation.h"
#include "libvirtcheck.h"
#include "macros.h"
#include "optionclash.h"

static bool is_offered(const Question *q, unsigned generation) {
        return generation > 0 && (q->host->modes & GENERATION_BIT(generation));
}

/* Before anything of the host counts. */

static bool is_other(const Question *q) {
        return q->wish->foreign || !wish_is_pseries(q->wish);
}

static bool options_are_hidden(const Question *q) {
        return q->wish->hidden || (q->wish->accelerators == ACCELERATORS_UNKNOWN && !is_other(q));
}

static bool accelerators_conflict(const Question *q) {
        return q->wish->accelerators == ACCELERATORS_CONFLICT;
}

static bool has_no_accelerator(const Question *q) {
        return q->wish->accelerators == ACCELERATORS_NONE;
}

/* KVM runs its own architecture only, and no other machine has a cap or, among powernv's, KVM. */
static bool is_other_and_refused(const Question *q) {
        bool powernv = strncmp(q->wish->machine.value[OPTION_TYPE], "powernv", strlen("powernv")) == 0;

        if (q->wish->foreign || powernv)
                return q->wish->accelerators == ACCELERATORS_KVM || *q->cap_word;
        return !wish_is_pseries(q->wish) && *q->cap_word;
}

static bool has_bad_option(const Question *q) {
        for (MachineOption option = OPTION_KVM_TYPE; option < OPTION_COUNT; option++)
                if (*q->wish->machine.value[option] && option_level(option, q->wish->machine.value[option]) < 0)
                        return true;
        return false;
}

/* power7+ as well: libvirt does not know it, and QEMU accepts it as no processor. */
static bool mode_is_unknown(const Question *q) {
        return libvirtcheck_knows_no_mode(q) || (*q->cap_word && q->cap == 0);
}

static bool is_emulated(const Question *q) {
        return !q->kvm;
}

static bool has_host_cpu_without_kvm(const Question *q) {
        bool of_host = q->wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL ||
                       q->wish->libvirt_cpu == LIBVIRT_CPU_HOST_PASSTHROUGH || q->cpu == CPU_HOST;

        return is_emulated(q) && of_host;
}

static bool has_cpu_compat(const Question *q) {
        return q->wish->has_cpu_compat && (q->host->qemu == 0 || q->host->qemu >= VERSION_OF(6, 0));
}

static bool has_cpu_flag(const Question *q) {
        return q->wish->has_cpu_flag;
}

static bool has_unknown_cpu(const Question *q) {
        return q->cpu == CPU_UNKNOWN;
}

/* Emulated. */

static bool has_option_for_newer(const Question *q) {
        return optionclash_exists(q, CLASH_NEEDS_NEWER);
}

static bool htm_is_refused(const Question *q) {
        return optionclash_exists(q, CLASH_HTM);
}

static bool emulates_htm(const Question *q) {
        return is_emulated(q) && htm_is_refused(q);
}

static bool cap_is_newer_than_model(const Question *q) {
        return is_emulated(q) && q->model && q->cap > q->model->generation;
}

static bool emulated_system_needs_newer(const Question *q) {
        return is_emulated(q) && q->system && q->mode < q->system->oldest;
}

static bool emulated_option_is_for_newer(const Question *q) {
        return is_emulated(q) && has_option_for_newer(q);
}

/* By KVM: what the host is. */

static bool has_no_kvm(const Question *q) {
        return q->host->api == GUEST_API_NONE;
}

static bool wants_kvm_pr(const Question *q) {
        return q->host->api == GUEST_API_PR || strcasecmp(q->wish->machine.value[OPTION_KVM_TYPE], "pr") == 0;
}

static bool modes_are_unknown(const Question *q) {
        return q->host->modes == 0;
}

static bool silicon_is_unknown(const Question *q) {
        return guesthost_has_unknown_silicon(q->host);
}

static bool silicon_may_be_unknown(const Question *q) {
        return q->host->processor == 0 || (silicon_is_unknown(q) && q->host->qemu >= VERSION_OF(11, 2));
}

/* By KVM: the processor and the mode. */

static bool model_is_not_silicon(const Question *q) {
        if (libvirtcheck_differs_from_silicon(q))
                return true;
        if (q->cpu != CPU_MODEL)
                return false;
        if (q->model->pvr == 0 || q->host->pvr == 0)
                return q->model->generation != q->host->processor;
        return q->model->pvr != q->host->pvr;
}

static bool cap_is_newer_than_processor(const Question *q) {
        return q->cap > q->host->processor || libvirtcheck_is_newer_than_silicon(q);
}

/* If trial guests ran, one of power8 ran where there is a hash MMU for it. */
static bool hash_is_refused(const Question *q) {
        return q->cap > 0 && q->cap <= 8 && !is_offered(q, 8) && (guesthost_is_nested(q->host) || q->host->trial);
}

static bool hash_is_unknown(const Question *q) {
        return q->cap > 0 && q->cap <= 8 && !is_offered(q, 8);
}

/* KVM does not distinguish Power11 from POWER10 there. */
static bool kernel_accepts(const Question *q) {
        return q->level == 11 && q->host->processor == 11 && q->host->mode == 10 && q->host->api == GUEST_API_V1 &&
               q->host->kernel > 0 && q->host->kernel < VERSION_OF(7, 2) && !is_offered(q, 11);
}

static bool cap_is_newer_than_host(const Question *q) {
        return q->cap > 8 && !is_offered(q, q->cap) && q->host->mode > 0 && q->cap > q->host->mode &&
               !kernel_accepts(q);
}

static bool cap_is_not_offered(const Question *q) {
        return q->cap > 8 && !is_offered(q, q->cap) && !kernel_accepts(q);
}

static bool lacks_dawr1(const Question *q) {
        return q->cap == 0 && q->level >= 10 && q->host->mode == 9 && option_is_on(question_option(q, CAP_DAWR1));
}

/* The older mode is not enforced by every processor, and a system falls back to no mode at all. */
static bool runs_raw(const Question *q) {
        return q->cap == 0 && q->level == 10 && q->host->mode == 9 && q->host->processor == 10;
}

static bool dies_at_boot(const Question *q) {
        return q->cap == 0 && !is_offered(q, q->level) && !runs_raw(q) && !kernel_accepts(q);
}

static bool system_is_too_old(const Question *q) {
        if (!q->system || q->mode == q->level)
                return false;
        return q->mode > 8 ? !is_offered(q, q->mode) : !is_offered(q, 8);
}

static bool system_needs_newer(const Question *q) {
        return q->system && q->mode < q->system->oldest;
}

/* By KVM: options of the machine. */

static bool lacks_option(const Question *q) {
        for (MachineOption option = CAP_HTM; option < OPTION_COUNT; option++)
                if (question_lacks(q, option))
                        return true;
        return false;
}

static bool nested_is_refused(const Question *q) {
        return optionclash_exists(q, CLASH_NESTED);
}

static bool irqchip_is_refused(const Question *q) {
        return optionclash_exists(q, CLASH_IRQCHIP);
}

static bool snap_hides_device_tree(const Question *q) {
        return optionclash_exists(q, CLASH_SNAP);
}

static bool has_cap(const Question *q) {
        return q->cap > 0;
}

static bool knows_mode(const Question *q) {
        return question_qemu_knows_mode(q);
}

static bool always(const Question *q) {
        return true;
}

const Rule rules[] = {
        {"hidden-options", ANSWER_UNKNOWN, options_are_hidden, false, false},
        {"other-machine", ANSWER_NO, is_other_and_refused, false, false},
        {"other-machine", ANSWER_UNKNOWN, is_other, false, false},
        {"option-conflict", ANSWER_NO, accelerators_conflict, false, false},
        {"no-accelerator", ANSWER_NO, has_no_accelerator, false, false},
        {"bad-option", ANSWER_NO, has_bad_option, false, false},
        {"unknown-mode", ANSWER_NO, mode_is_unknown, true, false},
        {"cpu-refused", ANSWER_NO, libvirtcheck_refuses_cpu, true, false},
        {"needs-kvm", ANSWER_NO, has_host_cpu_without_kvm, false, false},
        {"cpu-compat", ANSWER_NO, has_cpu_compat, true, false},
        {"cpu-flag", ANSWER_NO, has_cpu_flag, true, false},
        {"unknown-cpu", ANSWER_NO, has_unknown_cpu, true, false},
        {"htm-refused", ANSWER_NO, emulates_htm, false, true},
        {"newer-than-model", ANSWER_NO, cap_is_newer_than_model, true, false},
        {"option-for-newer", ANSWER_NO, emulated_option_is_for_newer, false, true},
        {"system-needs-newer", ANSWER_NOT_SAFE, emulated_system_needs_newer, true, false},
        {"emulated", ANSWER_YES, is_emulated, false, false},
        {"no-kvm", ANSWER_NO, has_no_kvm, false, false},
        {"kvm-pr", ANSWER_UNKNOWN, wants_kvm_pr, false, false},
        {"modes-unknown", ANSWER_UNKNOWN, modes_are_unknown, false, false},
        {"silicon-unknown", ANSWER_UNKNOWN, silicon_may_be_unknown, false, false},
        {"silicon-unknown", ANSWER_NO, silicon_is_unknown, false, false},
        {"libvirt-too-old", ANSWER_NO, libvirtcheck_is_too_old, true, false},
        {"model-not-silicon", ANSWER_NO, model_is_not_silicon, true, false},
        {"newer-than-processor", ANSWER_NO, cap_is_newer_than_processor, true, false},
        {"hash-only", ANSWER_NO, hash_is_refused, true, false},
        {"hash-unknown", ANSWER_UNKNOWN, hash_is_unknown, true, false},
        {"newer-than-host", ANSWER_NO, cap_is_newer_than_host, true, false},
        {"not-offered", ANSWER_NO, cap_is_not_offered, true, false},
        {"no-second-dawr", ANSWER_NO, lacks_dawr1, true, false},
        {"dies-at-boot", ANSWER_NO, dies_at_boot, true, false},
        {"system-too-old", ANSWER_NO, system_is_too_old, true, false},
        {"option-for-newer", ANSWER_NO, has_option_for_newer, false, true},
        {"htm-refused", ANSWER_NO, htm_is_refused, false, true},
        {"nested-refused", ANSWER_NO, nested_is_refused, false, true},
        {"irqchip-refused", ANSWER_NO, irqchip_is_refused, false, true},
        {"option-needed", ANSWER_NO, lacks_option, false, true},
        {"snap", ANSWER_UNKNOWN, snap_hides_device_tree, false, true},
        {"kernel-accepts", ANSWER_NOT_SAFE, kernel_accepts, true, false},
        {"runs-raw", ANSWER_NOT_SAFE, runs_raw, true, false},
        {"system-needs-newer", ANSWER_NOT_SAFE, system_needs_newer, true, false},
        {"offered", ANSWER_YES, has_cap, false, false},
        {"host-mode-known", ANSWER_YES, knows_mode, false, false},
        {"own-mode", ANSWER_YES, always, false, false},
};

const unsigned rules_count = ELEMENTS(rules);
