/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record.h"

#include <string.h>

#include "macros.h"
#include "ppc-compat1.h"

static const char *const trigger_names[] = {
        [TRIGGER_RECHECK] = PPC_COMPAT1_TRIGGER_RECHECK, [TRIGGER_CLIENT] = PPC_COMPAT1_TRIGGER_CLIENT,
        [TRIGGER_CPU] = PPC_COMPAT1_TRIGGER_CPU,         [TRIGGER_KVM] = PPC_COMPAT1_TRIGGER_KVM,
        [TRIGGER_RESUME] = PPC_COMPAT1_TRIGGER_RESUME,   [TRIGGER_MIGRATION] = PPC_COMPAT1_TRIGGER_MIGRATION,
        [TRIGGER_BOOT] = PPC_COMPAT1_TRIGGER_BOOT,
};

const char *trigger_name(Trigger trigger) {
        return trigger_names[trigger];
}

bool trigger_from_name(const char *name, Trigger *ret_trigger) {
        for (Trigger trigger = 0; trigger < ELEMENTS(trigger_names); trigger++)
                if (strcmp(name, trigger_names[trigger]) == 0) {
                        *ret_trigger = trigger;
                        return true;
                }
        return false;
}

bool trigger_is_move(Trigger trigger) {
        return trigger == TRIGGER_MIGRATION || trigger == TRIGGER_RESUME;
}
