/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ruling.h"

#include "generation.h"
#include "macros.h"

/* A version that is not known is any of these: older and newer than each that a rule names. */
static const struct {
        unsigned kernel, qemu;
} bounds[] = {{VERSION(5, 0), VERSION(5, 0)}, {VERSION(99, 0), VERSION(99, 0)}};

static bool is_no_for_each_version(const Wish *wish, const GuestHost *host) {
        for (size_t i = 0; i < ELEMENTS(bounds); i++) {
                GuestHost other = *host;

                other.kernel = host->kernel ? host->kernel : bounds[i].kernel;
                other.qemu = host->qemu ? host->qemu : bounds[i].qemu;
                if (verdict_judge(wish, &other).answer != ANSWER_NO)
                        return false;
        }
        return true;
}

Ruling ruling_make(const Wish *wish, const GuestHost *host, bool is_certain) {
        Ruling ruling = {.verdict = verdict_judge(wish, host)};

        ruling.refused = ruling.verdict.answer == ANSWER_NO && is_certain && is_no_for_each_version(wish, host);
        return ruling;
}
