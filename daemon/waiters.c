/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "waiters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "macros.h"
#include "permission.h"
#include "ppc-compat1.h"

#define ACTION "org.ppc.compat1.refresh"

/* At most so many callers wait at the same time, or they could fill the memory. */
#define WAITING_MAX 1024

/* A call that waits for the end of a question. */
typedef struct Waiter {
        sd_bus_message *call;
        uint64_t question;
} Waiter;

struct Waiters {
        Manager *manager;
        Permissions *permissions;
        Waiter waiting[WAITING_MAX];
        unsigned waiting_count;
};

void waiters_forget(Waiters *waiters) {
        while (waiters->waiting_count > 0)
                sd_bus_message_unref(waiters->waiting[--waiters->waiting_count].call);
        permissions_forget(waiters->permissions);
}

Waiters *waiters_free(Waiters *waiters) {
        if (!waiters)
                return NULL;
        waiters_forget(waiters);
        permissions_free(waiters->permissions);
        free(waiters);
        return NULL;
}

/* The error is the one to answer with, NULL for the generation. */
static void answer(Waiters *waiters, sd_bus_message *call, const sd_bus_error *error) {
        int r;

        if (error)
                r = sd_bus_reply_method_error(call, error);
        else
                r = sd_bus_reply_method_return(call, "t", manager_get_record(waiters->manager)->generation);
        /* An error is an answer too; without any the caller would wait for its time limit. */
        if (r < 0)
                r = sd_bus_reply_method_errno(call, r, NULL);
        /* If the bus has gone, so has the caller. */
        if (r < 0 && r != -ENOTCONN && r != -ECONNRESET && r != -EPIPE)
                journal_write(LOG_WARNING, "A caller of Refresh() could not be answered (%s).", strerror(-r));
}

void waiters_answer(Waiters *waiters) {
        uint64_t answered = manager_get_answered(waiters->manager);
        unsigned left = 0;

        for (unsigned i = 0; i < waiters->waiting_count; i++) {
                Waiter waiter = waiters->waiting[i];

                if (waiter.question > answered) {
                        waiters->waiting[left++] = waiter;
                        continue;
                }
                answer(waiters, waiter.call, NULL);
                sd_bus_message_unref(waiter.call);
        }
        waiters->waiting_count = left;
}

static int read_trigger(sd_bus_message *call, Trigger *ret_trigger, sd_bus_error *error) {
        Trigger trigger;
        const char *word;
        int r;

        r = sd_bus_message_rewind(call, true);
        if (r >= 0)
                r = sd_bus_message_read(call, "s", &word);
        if (r < 0)
                return r;
        if (!trigger_from_name(word, &trigger) ||
            (trigger != TRIGGER_CLIENT && trigger != TRIGGER_MIGRATION && trigger != TRIGGER_RESUME)) {
                sd_bus_error_set(error, PPC_COMPAT1_ERROR_UNKNOWN_TRIGGER,
                                 "The triggers of a client are " PPC_COMPAT1_TRIGGER_CLIENT
                                 ", " PPC_COMPAT1_TRIGGER_MIGRATION " and " PPC_COMPAT1_TRIGGER_RESUME ".");
                return -EINVAL;
        }
        *ret_trigger = trigger;
        return 0;
}

/* Somebody who may call: 1, or a negative errno with error set. */
static int take_allowed(Waiters *waiters, sd_bus_message *call, sd_bus_error *error) {
        Trigger trigger;
        uint64_t question;
        int r = read_trigger(call, &trigger, error);

        if (r < 0)
                return r;
        if (waiters->waiting_count == WAITING_MAX)
                return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
                                        "Too many callers wait already; call again later.");
        question = manager_refresh_now(waiters->manager, trigger);
        if (question <= manager_get_answered(waiters->manager))
                answer(waiters, call, NULL);
        else
                waiters->waiting[waiters->waiting_count++] =
                        (Waiter){.call = sd_bus_message_ref(call), .question = question};
        return 1;
}

static void on_decided(sd_bus_message *call, int result, const sd_bus_error *error, void *userdata) {
        CLEANUP(sd_bus_error_free) sd_bus_error problem = SD_BUS_ERROR_NULL;
        Waiters *waiters = userdata;

        if (result < 0)
                answer(waiters, call, error);
        else if (take_allowed(waiters, call, &problem) < 0)
                answer(waiters, call, &problem);
}

int waiters_new(Manager *manager, Waiters **ret_waiters) {
        Waiters *waiters = calloc(1, sizeof(*waiters));
        int r;

        if (!waiters)
                return -ENOMEM;
        waiters->manager = manager;
        r = permissions_new(ACTION, on_decided, waiters, &waiters->permissions);
        if (r < 0) {
                free(waiters);
                return r;
        }
        *ret_waiters = waiters;
        return 0;
}

int waiters_take(Waiters *waiters, sd_bus_message *call, sd_bus_error *error) {
        Trigger trigger;
        int r = read_trigger(call, &trigger, error);

        if (r >= 0)
                r = permissions_ask(waiters->permissions, call, error);
        return r < 0 ? r : 1;
}
