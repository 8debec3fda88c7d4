/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "inquiry.h"
#include "journal.h"
#include "ledger.h"

#define SECOND (1000 * 1000ULL)

/* A burst of requests becomes one refresh: this long after the last of them, and at most so long after the first. */
#define SETTLE_USEC (200 * 1000ULL)
#define SETTLE_MAX_USEC (2 * SECOND)

/* An answer this old still serves who asks for a new one. */
#define FRESH_USEC SECOND

/* KVM is asked again after a failure: after one second, then after twice as long each time, so many times. */
#define RETRY_USEC SECOND
#define RETRIES_MAX 8

struct Manager {
        sd_event *event;
        Source *source;
        Inquiry *inquiry;
        const ManagerListener *listener;
        void *userdata;

        Ledger *ledger;
        Facts facts;
        uint64_t looked; /* when the device tree was last looked at, monotonic */

        bool requested;           /* a refresh is to be started: by the timer, or else when KVM has answered */
        Trigger requested_by;     /* the weightiest trigger of the burst at hand */
        uint64_t requested_after; /* the newest uevent among them, UINT64_MAX with any other request */
        uint64_t first_request;   /* of that burst, monotonic */
        sd_event_source *settled; /* the timer */
        Trigger asked_by;         /* the trigger of the refresh under way */
        sd_event_source *retry;
        unsigned retries;
};

static Timestamp timestamp_now(const Manager *manager) {
        Timestamp now = {0};

        sd_event_now(manager->event, CLOCK_REALTIME, &now.realtime);
        sd_event_now(manager->event, CLOCK_MONOTONIC, &now.monotonic);
        return now;
}

static uint64_t monotonic_now(const Manager *manager) {
        return timestamp_now(manager).monotonic;
}

/* Without a timer or a question to KVM the promise of a true answer cannot be kept. */
static void give_up(Manager *manager, int error) {
        journal_write(LOG_ERR, "Out of memory or descriptors (%s); ending, to be started again.", strerror(-error));
        sd_event_exit(manager->event, EXIT_FAILURE);
}

static void arm_timer(Manager *manager, sd_event_source **timer, uint64_t usec, sd_event_time_handler_t handler) {
        int r;

        *timer = sd_event_source_disable_unref(*timer);
        r = sd_event_add_time(manager->event, timer, CLOCK_MONOTONIC, usec, 1000, handler, manager);
        if (r < 0)
                give_up(manager, r);
}

static State judge(const Manager *manager) {
        return evaluate(&manager->facts, ledger_get_good_mask(manager->ledger, manager->facts.processor_pvr));
}

static void publish(Manager *manager, const State *state, Trigger trigger) {
        Record previous;

        if (ledger_enter(manager->ledger, state, trigger, timestamp_now(manager), &previous) && manager->listener)
                manager->listener->changed(&previous, ledger_get_record(manager->ledger), manager->userdata);
}

/* False where this process lacks the means to look, and ends. */
static bool look(Manager *manager) {
        int r = source_look(manager->source, &manager->facts);

        manager->looked = monotonic_now(manager);
        if (r < 0)
                give_up(manager, r);
        return r >= 0;
}

static bool is_fresh(const Manager *manager, uint64_t since) {
        return monotonic_now(manager) - since < FRESH_USEC;
}

static void note_request(Manager *manager, Trigger trigger, uint64_t seqnum) {
        if (!manager->requested)
                manager->first_request = monotonic_now(manager);
        if (!manager->requested || trigger > manager->requested_by)
                manager->requested_by = trigger;
        if (!manager->requested || seqnum > manager->requested_after)
                manager->requested_after = seqnum;
        manager->requested = true;
}

/* Nothing is left to be asked where KVM was asked after the last of what was requested. */
static void drop_answered_request(Manager *manager) {
        if (!manager->requested || manager->requested_after > manager->facts.kvm.seqnum)
                return;
        manager->requested = false;
        manager->settled = sd_event_source_disable_unref(manager->settled);
}

/* Starts what was requested; while KVM is being asked that waits for its answer. */
static void start_refresh(Manager *manager) {
        int r;

        manager->settled = sd_event_source_disable_unref(manager->settled);
        if (inquiry_is_running(manager->inquiry))
                return;
        manager->retry = sd_event_source_disable_unref(manager->retry);
        manager->requested = false;
        manager->asked_by = manager->requested_by;
        ledger_count_query(manager->ledger, timestamp_now(manager));
        /* Maybe another machine now: what KVM gave on the one before is no answer for it. */
        if (manager->asked_by == TRIGGER_MIGRATION)
                ledger_forget_good_mask(manager->ledger);
        r = inquiry_start(manager->inquiry);
        if (r < 0)
                give_up(manager, r);
}

static int on_settled(sd_event_source *source, uint64_t usec, void *userdata) {
        start_refresh(userdata);
        return 0;
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata) {
        Manager *manager = userdata;

        note_request(manager, TRIGGER_RECHECK, UINT64_MAX);
        start_refresh(manager);
        return 0;
}

static void plan_retry(Manager *manager) {
        KvmOutcome outcome = manager->facts.kvm.outcome;
        /* Denied may mean that udev has not set the permissions of a new device yet. */
        bool failed = outcome == KVM_FAILED || outcome == KVM_TIMEOUT || outcome == KVM_DENIED;

        if (!failed)
                manager->retries = 0;
        else if (manager->retries < RETRIES_MAX)
                arm_timer(manager, &manager->retry, monotonic_now(manager) + (RETRY_USEC << manager->retries++),
                          on_retry);
}

static void on_answered(const KvmAnswer *answer, void *userdata) {
        Manager *manager = userdata;
        State state;
        manager->facts.kvm = *answer;
        /* After the answer, so that a change in between is seen, and narrows it. */
        if (!look(manager))
                return;
        if (evaluate_good_mask(&manager->facts) != 0 || answer->outcome == KVM_OK)
                ledger_set_good_mask(manager->ledger, evaluate_good_mask(&manager->facts),
                                     manager->facts.processor_pvr);
        state = judge(manager);
        publish(manager, &state, manager->asked_by);
        plan_retry(manager);
        drop_answered_request(manager);

        if (manager->requested && !manager->settled)
                start_refresh(manager);
        else if (manager->listener)
                manager->listener->refreshed(manager->userdata);
}

void manager_take_event(Manager *manager, Trigger trigger, uint64_t seqnum) {
        uint64_t soon = monotonic_now(manager) + SETTLE_USEC, latest;

        if (seqnum <= manager->facts.kvm.seqnum)
                return;
        note_request(manager, trigger, seqnum);
        latest = manager->first_request + SETTLE_MAX_USEC;
        if (ledger_get_record(manager->ledger))
                arm_timer(manager, &manager->settled, soon < latest ? soon : latest, on_settled);
        else
                start_refresh(manager);
}

void manager_request_refresh(Manager *manager, Trigger trigger) {
        manager_take_event(manager, trigger, UINT64_MAX);
}

/*
 * Where the tree has changed, KVM's last answer holds until it gives another, but never beyond what the tree says
 * now. What would add a mode waits for that other answer.
 */
static void look_and_narrow(Manager *manager, Trigger trigger) {
        const State *told = &ledger_get_record(manager->ledger)->state;
        State state;

        if (!look(manager))
                return;
        state = judge(manager);
        if (state_equal(told, &state))
                return;
        if ((state.compat_mask & ~told->compat_mask) == 0)
                publish(manager, &state, trigger);
        manager_request_refresh(manager, trigger);
}

/* The new tree of a capture belongs to its new answer, so it is not looked at before the refresh that follows. */
static void reload_source(Manager *manager) {
        const char *path = source_get_path(manager->source), *problem;

        if (!path)
                return;
        problem = source_reload(manager->source);
        if (problem)
                journal_write(LOG_ERR, "%s %s; going on with what was read before.", path, problem);
        manager->looked = monotonic_now(manager);
}

bool manager_refresh_now(Manager *manager, Trigger trigger) {
        bool fresh = false;

        if (ledger_get_record(manager->ledger)) {
                fresh = is_fresh(manager, ledger_get_record(manager->ledger)->last_query.monotonic);
                look_and_narrow(manager, trigger);
        }
        if (fresh && !manager->requested)
                return inquiry_is_running(manager->inquiry);
        reload_source(manager);
        note_request(manager, trigger, UINT64_MAX);
        start_refresh(manager);
        return true;
}

void manager_look(Manager *manager) {
        if (ledger_get_record(manager->ledger) && !is_fresh(manager, manager->looked))
                look_and_narrow(manager, TRIGGER_RECHECK);
}

void manager_reload(Manager *manager) {
        reload_source(manager);
        manager_request_refresh(manager, TRIGGER_CLIENT);
}

int manager_new(sd_event *event, Source *source, const char *state_path, Manager **ret_manager) {
        Manager *manager = calloc(1, sizeof(*manager));
        int r;

        if (!manager)
                return -ENOMEM;
        manager->event = event;
        manager->source = source;
        r = inquiry_new(event, source, on_answered, manager, &manager->inquiry);
        if (r >= 0)
                r = ledger_new(state_path, &manager->ledger);
        if (r < 0) {
                manager_free(manager);
                return r;
        }
        *ret_manager = manager;
        return 0;
}

Manager *manager_free(Manager *manager) {
        if (!manager)
                return NULL;
        sd_event_source_disable_unref(manager->settled);
        sd_event_source_disable_unref(manager->retry);
        inquiry_free(manager->inquiry);
        ledger_free(manager->ledger);
        free(manager);
        return NULL;
}

void manager_set_listener(Manager *manager, const ManagerListener *listener, void *userdata) {
        manager->listener = listener;
        manager->userdata = userdata;
}

const Record *manager_get_record(const Manager *manager) {
        return ledger_get_record(manager->ledger);
}

const History *manager_get_history(const Manager *manager) {
        return ledger_get_history(manager->ledger);
}

const KvmAnswer *manager_get_answer(const Manager *manager) {
        return &manager->facts.kvm;
}
