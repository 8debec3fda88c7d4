/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "move.h"

#include <string.h>

#include "generation.h"
#include "macros.h"
#include "moverule.h"

static bool has_reason(const Verdict *verdict, const char *reason) {
        return strcmp(verdict->reason, reason) == 0;
}

static bool starts_not_here(const MoveQuestion *q) {
        return q->here.answer == ANSWER_NO;
}

static bool is_unknown_here(const MoveQuestion *q) {
        return q->here.answer == ANSWER_UNKNOWN;
}

/* QEMU 10.2 has no machine that is older than 5.0; RHEL's have their own numbers. */
static bool has_no_such_machine(const MoveQuestion *q) {
        const char *type = q->to.wish->machine.value[OPTION_TYPE];
        unsigned qemu = q->to.host->qemu;

        if (q->to.machine == 0 || qemu == 0 || strncmp(type, "pseries-rhel", strlen("pseries-rhel")) == 0)
                return false;
        return q->to.machine > qemu || (qemu >= VERSION_OF(10, 2) && q->to.machine < VERSION_OF(5, 0));
}

/* "pseries" is another machine in each release; libvirt writes down which one it was. */
static bool machines_differ(const MoveQuestion *q) {
        const char *type = q->to.wish->machine.value[OPTION_TYPE];
        unsigned from = q->from.host->qemu, to = q->to.host->qemu;

        if (from == 0 || to == 0 || (*type && strcmp(type, "pseries") != 0))
                return false;
        return q->to.wish->form == WISH_DOMAIN ? from > to : from != to;
}

/* libvirt writes the silicon's name into a domain without <cpu> when it is defined. */
static bool is_pinned_to_silicon(const MoveQuestion *q) {
        return q->from.kvm && q->from.wish->form == WISH_DOMAIN && q->from.wish->libvirt_cpu == LIBVIRT_CPU_NONE &&
               !q->from.wish->cpu_by_argument && q->from.host->processor != q->to.host->processor;
}

/* KVM takes a mode that its hypervisor does not run: the guest is gone from here before that shows. */
static bool is_lost_there(const MoveQuestion *q) {
        const GuestHost *to = q->to.host;

        return q->to.kvm && q->from.mode == 11 && to->processor == 11 && to->mode == 10 && to->api == GUEST_API_V2 &&
               to->kernel > 0 && to->kernel < VERSION_OF(7, 2);
}

/* A guest that arrives does not boot. */
static bool would_die_at_boot_there(const MoveQuestion *q) {
        return q->there.answer == ANSWER_NO && has_reason(&q->there, "dies-at-boot");
}

/* Options are the same on both sides, so one that is too much there was more here. */
static bool level_is_lower_there(const MoveQuestion *q) {
        return q->there.answer == ANSWER_NO && has_reason(&q->there, "option-needed");
}

static bool starts_not_there(const MoveQuestion *q) {
        return q->there.answer == ANSWER_NO && !would_die_at_boot_there(q);
}

static bool is_unknown_there(const MoveQuestion *q) {
        return q->there.answer == ANSWER_UNKNOWN;
}

static bool is_emulated(const MoveQuestion *q) {
        return !q->from.kvm && !q->to.kvm;
}

static bool is_unsafe_here(const MoveQuestion *q) {
        return q->here.answer == ANSWER_NOT_SAFE;
}

static bool is_unsafe_there(const MoveQuestion *q) {
        return q->there.answer == ANSWER_NOT_SAFE;
}

static bool hosts_differ(const MoveQuestion *q) {
        return q->from.host->modes != q->to.host->modes || q->from.host->processor != q->to.host->processor;
}

/* It has its newest mode there as well, and takes a newer one at its next boot there. */
static bool moves_there_only(const MoveQuestion *q) {
        return q->from.cap == 0 && hosts_differ(q) && (q->to.host->modes & GENERATION_BIT(q->from.level)) &&
               !(q->from.host->modes & GENERATION_BIT(q->to.level));
}

static bool is_unpinned(const MoveQuestion *q) {
        return q->from.cap == 0 && hosts_differ(q);
}

static bool has_cap(const MoveQuestion *q) {
        return q->from.cap > 0;
}

static bool always(const MoveQuestion *q) {
        return true;
}

const MoveRule move_rules[] = {
        {NULL, ANSWER_NO, starts_not_here, false, false},
        {NULL, ANSWER_UNKNOWN, is_unknown_here, false, false},
        {"no-such-machine", ANSWER_NO, has_no_such_machine, false, false},
        {"machine-differs", ANSWER_NO, machines_differ, false, false},
        {"emulated", ANSWER_YES, is_emulated, false, false},
        {"pinned-to-silicon", ANSWER_NO, is_pinned_to_silicon, true, false},
        {"lost-there", ANSWER_NOT_SAFE, is_lost_there, true, false},
        {"level-lower-there", ANSWER_NO, level_is_lower_there, false, true},
        {NULL, ANSWER_NO, starts_not_there, true, true},
        {NULL, ANSWER_UNKNOWN, is_unknown_there, false, true},
        {NULL, ANSWER_NOT_SAFE, is_unsafe_here, true, false},
        {NULL, ANSWER_NOT_SAFE, is_unsafe_there, true, true},
        {"not-back", ANSWER_NOT_SAFE, moves_there_only, true, false},
        {"unpinned", ANSWER_NOT_SAFE, is_unpinned, true, false},
        {"offered", ANSWER_YES, has_cap, false, false},
        {"same-hosts", ANSWER_YES, always, false, false},
};

const unsigned move_rules_count = ELEMENTS(move_rules);

/* What both hosts can run; a cap has to be there when the guest is started. */
static void pin(const MoveQuestion *question, Verdict *verdict) {
        const GuestHost *hosts[] = {question->from.host, question->to.host};
        const GuestSystem *system = question->from.system;
        unsigned cap = guesthosts_common_mode(hosts, 2, system ? system->oldest : 0, system ? system->newest : 0);

        verdict->change = verdict_pin(question->from.wish, question->from.host, cap);
}

Verdict move_rules_judge(const Wish *wish, const GuestHost *from, const GuestHost *to, unsigned skip) {
        MoveQuestion question = {
                .from = question_ask(wish, from),
                .to = question_ask(wish, to),
                .here = verdict_judge(wish, from),
                .there = verdict_judge(wish, to),
        };
        const MoveRule *rule = move_rules;
        Verdict verdict;

        while (rule == &move_rules[skip] || !rule->fits(&question))
                rule++;
        verdict = rule->there ? question.there : question.here;
        verdict.answer = rule->answer;
        if (rule->reason)
                verdict.reason = rule->reason;
        if (rule->pins)
                pin(&question, &verdict);
        if (rule->answer == ANSWER_NO || rule->answer == ANSWER_UNKNOWN)
                verdict.mode = 0;
        return verdict;
}

Verdict move_judge(const Wish *wish, const GuestHost *from, const GuestHost *to) {
        return move_rules_judge(wish, from, to, move_rules_count);
}
