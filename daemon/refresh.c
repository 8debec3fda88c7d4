/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "refresh.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "polkit.h"
#include "ppc-compat1.h"

#define ACTION "org.ppc.compat1.refresh"

/* More callers at once are turned away, so that they cannot fill the memory. */
#define CALLS_MAX 1024

struct Refresh {
        Manager *manager;
        unsigned calls;                     /* without an answer yet: waiting, or at polkit */
        sd_bus_message *waiting[CALLS_MAX]; /* for the refresh to end */
        unsigned waiting_count;
};

int refresh_new(Manager *manager, Refresh **ret_refresh) {
        Refresh *refresh = calloc(1, sizeof(*refresh));

        if (!refresh)
                return -ENOMEM;
        refresh->manager = manager;
        *ret_refresh = refresh;
        return 0;
}

void refresh_forget(Refresh *refresh) {
        while (refresh->waiting_count > 0)
                sd_bus_message_unref(refresh->waiting[--refresh->waiting_count]);
        refresh->calls = 0;
}

Refresh *refresh_free(Refresh *refresh) {
        if (!refresh)
                return NULL;
        refresh_forget(refresh);
        free(refresh);
        return NULL;
}

/* The error is the one to answer with, NULL for the generation. */
static void answer(Refresh *refresh, sd_bus_message *call, const sd_bus_error *error) {
        int r;

        if (error)
                r = sd_bus_reply_method_error(call, error);
        else
                r = sd_bus_reply_method_return(call, "t", manager_get_record(refresh->manager)->generation);
        if (r < 0)
                journal_write(LOG_WARNING, "A caller of Refresh() could not be answered (%s).", strerror(-r));
        refresh->calls--;
}

void refresh_answer(Refresh *refresh) {
        while (refresh->waiting_count > 0) {
                sd_bus_message *call = refresh->waiting[--refresh->waiting_count];

                answer(refresh, call, NULL);
                sd_bus_message_unref(call);
        }
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
            (trigger != TRIGGER_CLIENT && trigger != TRIGGER_MIGRATION && trigger != TRIGGER_RESUME))
                return sd_bus_error_set(error, PPC_COMPAT1_ERROR_UNKNOWN_TRIGGER,
                                        "The triggers of a client are " PPC_COMPAT1_TRIGGER_CLIENT
                                        ", " PPC_COMPAT1_TRIGGER_MIGRATION " and " PPC_COMPAT1_TRIGGER_RESUME ".");
        *ret_trigger = trigger;
        return 0;
}

static void on_decided(sd_bus_message *call, int result, const sd_bus_error *error, void *userdata) {
        Refresh *refresh = userdata;
        Trigger trigger;

        if (result >= 0)
                result = read_trigger(call, &trigger, NULL);
        if (result < 0)
                answer(refresh, call, error);
        else if (manager_refresh_now(refresh->manager, trigger))
                refresh->waiting[refresh->waiting_count++] = sd_bus_message_ref(call);
        else
                answer(refresh, call, NULL);
}

int refresh_take_call(Refresh *refresh, sd_bus_message *call, sd_bus_error *error) {
        Trigger trigger;
        int r = read_trigger(call, &trigger, error);

        if (r < 0)
                return r;
        if (refresh->calls == CALLS_MAX)
                return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED, "Too many callers wait already.");
        refresh->calls++;
        r = polkit_check(call, ACTION, on_decided, refresh);
        if (r < 0)
                refresh->calls--;
        return r < 0 ? r : 1;
}
