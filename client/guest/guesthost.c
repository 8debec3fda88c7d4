/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guesthost.h"

#include <string.h>

#include "generation.h"
#include "macros.h"
#include "ppc-compat1.h"

static const struct {
        const char *platform;
        GuestApi api;
} apis[] = {
        {PPC_COMPAT1_PLATFORM_POWERVM, GUEST_API_V2},
        {PPC_COMPAT1_PLATFORM_POWERNV, GUEST_API_HV},
        {PPC_COMPAT1_PLATFORM_KVM, GUEST_API_V1},
        {PPC_COMPAT1_PLATFORM_OTHER, GUEST_API_NONE},
};

static const char *const without_kvm[] = {
        PPC_COMPAT1_REASON_NO_KVM,
        PPC_COMPAT1_REASON_NO_KVM_HV,
        PPC_COMPAT1_REASON_NOT_POWER,
};

GuestApi guesthost_api(const char *platform, const char *reason) {
        for (size_t i = 0; i < ELEMENTS(without_kvm); i++)
                if (strcmp(reason, without_kvm[i]) == 0)
                        return GUEST_API_NONE;
        for (size_t i = 0; i < ELEMENTS(apis); i++)
                if (strcmp(platform, apis[i].platform) == 0)
                        return apis[i].api;
        return GUEST_API_UNKNOWN;
}

void guesthost_add_mode(GuestHost *host, const char *mode) {
        unsigned generation = generation_from_mode(mode);

        if (generation > 0)
                host->modes |= GENERATION_BIT(generation);
}

unsigned guesthost_newest_of_mask(uint64_t mask) {
        static const uint64_t bits[] = {
                [9] = PPC_COMPAT1_MASK_POWER9, [10] = PPC_COMPAT1_MASK_POWER10, [11] = PPC_COMPAT1_MASK_POWER11};
        unsigned generation = ELEMENTS(bits) - 1;

        _Static_assert(ELEMENTS(bits) == GENERATION_NEWEST + 1, "each mode of guests has its bit");
        while (generation > 0 && !(mask & bits[generation]))
                generation--;
        return generation;
}

/* QEMU has a class for major revision 2 of POWER9 to the newest that it knows only, and none for what comes later. */
bool guesthost_has_unknown_silicon(const GuestHost *host) {
        if (host->processor >= 9 && host->processor <= GENERATION_NEWEST)
                return host->pvr != 0 && (host->pvr & 0x0f00) != 0x0200;
        return host->processor > GENERATION_NEWEST;
}

bool guesthost_is_nested(const GuestHost *host) {
        return host->api == GUEST_API_V1 || host->api == GUEST_API_V2 || host->api == GUEST_API_UNKNOWN;
}

unsigned guesthosts_common_mode(const GuestHost *const *hosts, unsigned count, unsigned oldest, unsigned newest) {
        unsigned common = ~0U;

        for (unsigned i = 0; i < count; i++)
                common &= hosts[i]->modes;
        return count > 0 ? generation_newest(common, oldest, newest) : 0;
}
