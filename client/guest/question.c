/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "question.h"

#include <string.h>
#include <strings.h>

#include "generation.h"

static bool runs_by_kvm(const Wish *wish, const GuestHost *host) {
        if (wish->accelerators == ACCELERATORS_KVM_TCG)
                return host->api != GUEST_API_NONE;
        return wish->accelerators == ACCELERATORS_KVM;
}

/* -cpu max is what the machine has by itself. */
static CpuKind find_cpu(const Question *question, const CpuModel **ret_model) {
        const char *name = question->wish->cpu;
        bool newest = question->machine == 0 || question->machine >= VERSION_OF(9, 0);

        if (!*name || strcasecmp(name, "max") == 0) {
                if (question->kvm)
                        return CPU_HOST;
                name = newest ? "power10" : "power9";
        }
        if (strcasecmp(name, "host") == 0)
                return CPU_HOST;
        *ret_model = cpumodel_find(name);
        return *ret_model ? CPU_MODEL : CPU_UNKNOWN;
}

/* QEMU before 6.0 made the cap of the processor's own property. */
static const char *find_cap(const Wish *wish, const GuestHost *host) {
        if (wish->has_cpu_compat && host->qemu > 0 && host->qemu < VERSION_OF(6, 0))
                return wish->cpu_compat;
        return wish->machine.value[OPTION_COMPAT];
}

Question question_ask(const Wish *wish, const GuestHost *host) {
        Question question = {.wish = wish, .host = host, .kvm = runs_by_kvm(wish, host)};

        question.machine = machine_version(wish->machine.value[OPTION_TYPE]);
        question.cpu = find_cpu(&question, &question.model);
        question.cap_word = find_cap(wish, host);
        question.cap = generation_from_mode(question.cap_word);
        if (question.cap > GENERATION_NEWEST)
                question.cap = 0;
        question.system = guestsystem_find(wish->system);

        question.level = question.model ? question.model->generation : host->processor;
        if (question.kvm && !question.cap && question_qemu_knows_mode(&question))
                question.level = host->kvm_newest;
        if (question.cap > 0)
                question.level = question.cap;
        question.mode = question.level;
        if (question.system && question.system->newest > 0 && question.system->newest < question.mode)
                question.mode = question.system->newest;
        return question;
}

const char *question_option(const Question *question, MachineOption option) {
        const char *type = question->wish->machine.value[OPTION_TYPE];
        const char *given = question->wish->machine.value[option];

        return *given ? given : option_default(option, type, question->level);
}

bool question_lacks(const Question *question, MachineOption option) {
        const char *needed = question->host->options.value[option];
        const char *own = question_option(question, option);

        return *needed && *own && option_level(option, own) > option_level(option, needed);
}

bool question_qemu_knows_mode(const Question *question) {
        const GuestHost *host = question->host;

        return host->qemu >= VERSION_OF(11, 2) && host->kernel >= VERSION_OF(7, 3) && host->kvm_newest > 0 &&
               host->kvm_newest < host->processor && (host->modes & GENERATION_BIT(host->kvm_newest));
}
