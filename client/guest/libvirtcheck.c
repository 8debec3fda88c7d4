/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirtcheck.h"

#include <string.h>

#include "generation.h"

static bool is_mode_of_libvirt(const char *model) {
        unsigned generation = generation_from_mode(model);

        return generation > 0 && generation <= GENERATION_NEWEST;
}

bool libvirtcheck_knows_no_mode(const Question *q) {
        const char *model = q->wish->libvirt_model;

        return q->wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL && *model && !is_mode_of_libvirt(model);
}

bool libvirtcheck_refuses_cpu(const Question *q) {
        return q->wish->libvirt_cpu == LIBVIRT_CPU_MAXIMUM || q->wish->libvirt_cpu == LIBVIRT_CPU_OTHER ||
               (*q->wish->vendor && strcmp(q->wish->vendor, "IBM") != 0);
}

/* POWER10 came with libvirt 8.4, Power11 with 11.4. */
_Static_assert(GENERATION_NEWEST == 11, "a new generation came with a new libvirt; see also is_too_old() below");

static unsigned first_libvirt(unsigned processor) {
        return processor == 10 ? VERSION_OF(8, 4) : processor == 11 ? VERSION_OF(11, 4) : 0;
}

bool libvirtcheck_lacks_silicon(const Question *question) {
        const GuestHost *host = question->host;

        return host->processor > GENERATION_NEWEST ||
               (host->libvirt > 0 && host->libvirt < first_libvirt(host->processor));
}

bool libvirtcheck_may_lack_silicon(const Question *question) {
        const GuestHost *host = question->host;

        return libvirtcheck_lacks_silicon(question) || (host->libvirt == 0 && host->processor == 11);
}

bool libvirtcheck_needs_silicon(const Question *q) {
        return q->wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL ||
               (q->wish->libvirt_cpu == LIBVIRT_CPU_CUSTOM && !q->wish->libvirt_unchecked);
}

bool libvirtcheck_is_too_old(const Question *q) {
        if (q->wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL && q->host->libvirt > 0 &&
            q->host->libvirt < VERSION_OF(11, 4) && generation_from_mode(q->wish->libvirt_model) == 11)
                return true;
        return libvirtcheck_needs_silicon(q) && libvirtcheck_lacks_silicon(q);
}

/* libvirt compares names, in its own spelling. */
bool libvirtcheck_differs_from_silicon(const Question *q) {
        const char *model = q->wish->libvirt_model;

        if (q->wish->libvirt_cpu != LIBVIRT_CPU_CUSTOM || q->wish->libvirt_unchecked)
                return false;
        return strncmp(model, "POWER", strlen("POWER")) != 0 ||
               strcmp(model + strlen("POWER"), generation_mode(q->host->processor) + strlen("power")) != 0;
}

bool libvirtcheck_is_newer_than_silicon(const Question *q) {
        return q->wish->libvirt_cpu == LIBVIRT_CPU_HOST_MODEL &&
               generation_from_mode(q->wish->libvirt_model) > q->host->processor;
}
