/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "verdict.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "generation.h"
#include "libvirtcheck.h"
#include "macros.h"
#include "optionclash.h"
#include "rule.h"

const char *answer_word(Answer answer) {
        static const char *const words[] = {"yes", "no", "not-safe", "unknown"};

        return words[answer];
}

const char *note_word(Note note) {
        switch (note) {
        case NOTE_QEMU_VERSION:
                return "qemu-version";
        case NOTE_LIBVIRT_VERSION:
                return "libvirt-version";
        case NOTE_UNPINNED:
                return "unpinned";
        case NOTE_LEVEL:
                return "level";
        case NOTE_LESS_SAFE:
                return "less-safe";
        }
        return "";
}

/* The generation that a person meant: in any case, and as the name of a processor as well. */
static unsigned meant_generation(const Question *question) {
        const Wish *wish = question->wish;
        const char *words[] = {wish->machine.value[OPTION_COMPAT], wish->cpu_compat, wish->libvirt_model, wish->cpu};
        char lower[WISH_WORD_SIZE];

        for (size_t i = 0; i < ELEMENTS(words); i++) {
                size_t length = 0;

                for (const char *at = words[i]; *at && *at != '_' && length + 1 < sizeof(lower); at++)
                        lower[length++] = (char)tolower((unsigned char)*at);
                lower[length] = '\0';
                if (generation_from_mode(lower) > 0)
                        return generation_from_mode(lower);
        }
        return 0;
}

/* The mode that was meant, if there is such a one, else the newest that the guest's system can run in. */
static unsigned choose_cap(const Question *question) {
        unsigned oldest = question->system ? question->system->oldest : 0;
        unsigned newest = question->system ? question->system->newest : 0;
        unsigned meant = meant_generation(question), set = question->host->modes;

        if (!question->kvm)
                return question->model && *question->cap_word ? question->model->generation : 0;
        if (meant > 0 && (set & GENERATION_BIT(meant)) && meant >= oldest && (newest == 0 || meant <= newest))
                return meant;
        return generation_newest(set, oldest, newest);
}

static Change pin(const Question *question, unsigned cap) {
        const Wish *wish = question->wish;
        bool other_cpu = *wish->cpu && strcasecmp(wish->cpu, "host") != 0;
        Change change = {.cap = cap};

        if (cap == 0)
                return change;
        if (wish->form == WISH_DOMAIN) {
                change.by_argument = wish->cap_by_argument || wish->cpu_by_argument || !question->kvm ||
                                     libvirtcheck_lacks_silicon(question);
                change.cpu_host = question->kvm && wish->cpu_by_argument;
        } else {
                change.cpu_host = question->kvm && (other_cpu || wish->has_cpu_compat || wish->has_cpu_flag);
        }
        return change;
}

static void set_option(Change *change, MachineOption option, const char *value) {
        snprintf(change->options.value[option], OPTION_SIZE, "%s", value);
}

/* Of a guest as it is after the change of its mode. */
static void change_options(const Wish *wish, const GuestHost *host, Change *change) {
        Wish changed = *wish;
        Question question;

        if (change->cap > 0) {
                options_set(&changed.machine, "max-cpu-compat", generation_mode(change->cap));
                snprintf(changed.cpu, sizeof(changed.cpu), "host");
        }
        question = question_ask(&changed, host);
        for (MachineOption option = CAP_HTM; question.kvm && option < OPTION_COUNT; option++)
                if (question_lacks(&question, option))
                        set_option(change, option, host->options.value[option]);
        optionclash_mend(&question, &change->options);
}

static bool is_less_safe(const Change *change) {
        static const MachineOption protections[] = {CAP_CFPC, CAP_SBBC, CAP_IBS};

        for (size_t i = 0; i < ELEMENTS(protections); i++)
                if (strcmp(change->options.value[protections[i]], "broken") == 0)
                        return true;
        return false;
}

/* 64 KiB, as an exponent. */
#define PAGE_LEVEL 16

/* What a host has by itself is in its answer; more than that is not. */
static bool asks_for_more(const Question *question) {
        const MachineOptions *machine = &question->wish->machine;

        return option_level(CAP_CFPC, machine->value[CAP_CFPC]) > 1 ||
               option_level(CAP_SBBC, machine->value[CAP_SBBC]) > 1 ||
               option_level(CAP_IBS, machine->value[CAP_IBS]) > 1 || option_is_on(machine->value[CAP_HTM]) ||
               option_is_on(machine->value[CAP_NESTED_HV]) || option_is_on(machine->value[CAP_RPT_INVALIDATE]) ||
               option_level(CAP_HPT_MAX_PAGE_SIZE, machine->value[CAP_HPT_MAX_PAGE_SIZE]) > PAGE_LEVEL;
}

/* Would a QEMU and a kernel start it that the host may have? */
static bool may_know_mode(const Question *question) {
        GuestHost newer = *question->host;
        Question other;

        newer.qemu = newer.qemu ? newer.qemu : VERSION_OF(11, 2);
        newer.kernel = newer.kernel ? newer.kernel : VERSION_OF(7, 3);
        newer.kvm_newest = newer.kvm_newest ? newer.kvm_newest : newer.mode;
        other = question_ask(question->wish, &newer);
        return question_qemu_knows_mode(&other);
}

static unsigned find_notes(const Question *question, const Rule *rule, const Change *change) {
        unsigned notes = is_less_safe(change) ? NOTE_LESS_SAFE : 0;

        if (!question->kvm)
                return notes;
        if (rule->answer == ANSWER_NO && rule->pins && *question->cap_word == '\0' && question->cpu == CPU_HOST &&
            may_know_mode(question))
                notes |= NOTE_QEMU_VERSION;
        if (rule->answer != ANSWER_YES)
                return notes;
        if (libvirtcheck_needs_silicon(question) && libvirtcheck_may_lack_silicon(question))
                notes |= NOTE_LIBVIRT_VERSION;
        if (question->cap == 0)
                notes |= NOTE_UNPINNED;
        if (asks_for_more(question))
                notes |= NOTE_LEVEL;
        return notes;
}

Change verdict_pin(const Wish *wish, const GuestHost *host, unsigned cap) {
        Question question = question_ask(wish, host);
        Change change = pin(&question, cap);

        change_options(wish, host, &change);
        return change;
}

Verdict rules_judge(const Wish *wish, const GuestHost *host, unsigned skip) {
        Question question = question_ask(wish, host);
        const Rule *rule = rules;
        Verdict verdict;

        while (rule == &rules[skip] || !rule->fits(&question))
                rule++;
        verdict = (Verdict){.answer = rule->answer, .reason = rule->reason};
        if (rule->answer == ANSWER_YES || rule->answer == ANSWER_NOT_SAFE)
                verdict.mode = question.mode;
        if (rule->pins)
                verdict.change = pin(&question, choose_cap(&question));
        if (rule->pins || rule->mends)
                change_options(wish, host, &verdict.change);
        verdict.notes = find_notes(&question, rule, &verdict.change);
        return verdict;
}

Verdict verdict_judge(const Wish *wish, const GuestHost *host) {
        return rules_judge(wish, host, rules_count);
}
