/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pool.h"

#include <stdio.h>

#include "generation.h"
#include "move.h"

/* Of two hosts' needs the weaker one does on both. */
static void weaken(MachineOptions *options, const MachineOptions *others) {
        for (MachineOption option = 0; option < OPTION_COUNT; option++) {
                const char *other = others->value[option];

                if (*other && (!*options->value[option] ||
                               option_level(option, other) < option_level(option, options->value[option])))
                        snprintf(options->value[option], OPTION_SIZE, "%s", other);
        }
}

static Change pin_on_all(const Wish *wish, const GuestHost *const *hosts, unsigned count, unsigned mode) {
        Change change = verdict_pin(wish, hosts[0], mode);

        for (unsigned i = 1; i < count; i++) {
                Change other = verdict_pin(wish, hosts[i], mode);

                change.cpu_host |= other.cpu_host;
                change.by_argument |= other.by_argument;
                weaken(&change.options, &other.options);
        }
        return change;
}

/* The guest as it is once it is changed. */
static Wish apply(const Wish *wish, const Change *change) {
        Wish changed = *wish;

        options_overlay(&changed.machine, &change->options);
        options_set(&changed.machine, option_name(OPTION_COMPAT), generation_mode(change->cap));
        snprintf(changed.cpu, sizeof(changed.cpu), "host");
        changed.has_cpu_compat = changed.has_cpu_flag = false;
        if (wish->form == WISH_COMMAND)
                return changed;
        changed.libvirt_cpu = change->by_argument ? LIBVIRT_CPU_HOST_PASSTHROUGH : LIBVIRT_CPU_HOST_MODEL;
        changed.cap_by_argument = change->by_argument;
        changed.libvirt_unchecked = change->by_argument;
        *changed.vendor = '\0';
        snprintf(changed.libvirt_model, sizeof(changed.libvirt_model), "%s",
                 change->by_argument ? "" : generation_mode(change->cap));
        return changed;
}

/* A move asks for a start at both ends. */
static bool lives_on_all(const Wish *wish, const GuestHost *const *hosts, unsigned count) {
        for (unsigned i = 1; i < count; i++)
                if (move_judge(wish, hosts[0], hosts[i]).answer != ANSWER_YES ||
                    move_judge(wish, hosts[i], hosts[0]).answer != ANSWER_YES)
                        return false;
        return true;
}

unsigned pool_find_mode(const Wish *wish, const GuestHost *const *hosts, unsigned count, Change *ret_change) {
        unsigned mode = wish_uses_kvm(wish) ? guesthosts_common_mode(hosts, count, 0, 0) : 0;

        for (; mode > 0; mode = guesthosts_common_mode(hosts, count, 0, mode - 1)) {
                Change change = pin_on_all(wish, hosts, count, mode);
                Wish changed = apply(wish, &change);

                if (lives_on_all(&changed, hosts, count)) {
                        *ret_change = change;
                        return mode;
                }
        }
        return 0;
}
