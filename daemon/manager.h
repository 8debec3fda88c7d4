/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keeps the truth: looks at the host when something may have changed, judges what it saw, remembers the result and
 * calls its listener. Nobody else has Facts filled and judged.
 */
#pragma once

#include <systemd/sd-event.h>

#include "history.h"
#include "input.h"
#include "record.h"

typedef struct Manager Manager;

typedef struct ManagerListener {
        /*
         * The record is another now, or the first of this run. previous is what it was before, of an earlier run too,
         * with generation 0 if there was none. The manager holds the new one already.
         */
        void (*changed)(const Record *previous, const Record *record, void *userdata);
        /* A question to KVM has ended, and what follows from it is published. */
        void (*answered)(void *userdata);
} ManagerListener;

/*
 * Keeps event and input, which must outlive it. state_path: the file for what outlives a restart, NULL for none.
 * Nothing is looked at yet. 0 or a negative errno.
 */
int manager_new(sd_event *event, Input *input, const char *state_path, Manager **ret_manager);

/* Takes NULL, returns NULL. */
Manager *manager_free(Manager *manager);

/* One listener, which must outlive the manager or be taken away with NULL. */
void manager_set_listener(Manager *manager, const ManagerListener *listener, void *userdata);

/* Something may have changed: refreshes soon, once for a burst of requests. The first refresh does not wait. */
void manager_request_refresh(Manager *manager, Trigger trigger);

/*
 * As manager_request_refresh(), for a uevent of that number (UINT64_MAX if it is not known). Nothing is done where
 * KVM has been asked since the kernel sent it, as with the events of modules that the question itself had loaded.
 */
void manager_take_event(Manager *manager, Trigger trigger, uint64_t seqnum);

/*
 * A caller needs a fresh answer: returns the number of the question whose end is that answer. It begins after this
 * call, but with TRIGGER_CLIENT it may have begun up to a second before, and may have ended.
 */
uint64_t manager_refresh_now(Manager *manager, Trigger trigger);

/* The number of the newest question that has ended. */
uint64_t manager_get_answered(const Manager *manager);

/*
 * A caller is about to read. Checks the device tree if the last check is over a second old. If it has changed, the
 * record is narrowed at once with KVM's last answer, and a refresh follows. Takes milliseconds.
 */
void manager_look(Manager *manager);

/* Refreshes soon; a replayed capture is read again for that. */
void manager_reload(Manager *manager);

/* NULL before the first refresh has ended; the address stays the same from then on. */
const Record *manager_get_record(const Manager *manager);

const History *manager_get_history(const Manager *manager);

/* KVM's last answer. */
const KvmAnswer *manager_get_answer(const Manager *manager);
