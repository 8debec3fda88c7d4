/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "history.h"

#include <string.h>

void history_add(History *history, const Change *change) {
        if (history->count == HISTORY_MAX) {
                memmove(&history->changes[0], &history->changes[1], sizeof(Change) * (HISTORY_MAX - 1));
                history->count--;
        }
        history->changes[history->count++] = *change;
}

Change change_from_record(const Record *record) {
        return (Change){
                .realtime = record->last_change.realtime,
                .generation = record->generation,
                .compat_mask = record->judgement.compat_mask,
                .trigger = record->last_trigger,
                .reason = record->judgement.reason,
        };
}
