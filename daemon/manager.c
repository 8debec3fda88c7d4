/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager.h"

#include <errno.h>
#include <stdlib.h>

#include "asking.h"
#include "burst.h"
#include "clock.h"
#include "evaluate.h"
#include "journal.h"
#include "ledger.h"
#include "retry.h"
#include "shortage.h"
#include "sight.h"

struct Manager {
        sd_event *event;
        Input *input;
        Asking *asking;
        const ManagerListener *listener;
        void *userdata;
        Ledger *ledger;
        Sight sight;     /* with KVM's last answer */
        uint64_t looked; /* when that was last compared with the record, CLOCK_BOOTTIME */

        Burst burst;
        sd_event_source *settled; /* the timer of the burst, unless it is due */
        bool reload;              /* the capture is to be read again before the next question */
        uint64_t asked, answered; /* the numbers of the newest question and of the newest that has ended */
        uint64_t asked_at;        /* CLOCK_BOOTTIME */
        uint64_t asked_host;      /* the number of the host that was seen then */
        Trigger asked_by;
        Retry retry;
};

static Timestamp timestamp_now(void) {
        return (Timestamp){.realtime = clock_now(CLOCK_REALTIME), .monotonic = clock_now(CLOCK_MONOTONIC)};
}

/* The tree of a capture belongs to its answer: they are seen together, when KVM would have been asked. */
static bool is_replay(const Manager *manager) {
        return input_get_path(manager->input);
}

static Judgement judge(const Manager *manager) {
        return evaluate(&manager->sight.facts,
                        ledger_get_good_mask(manager->ledger, manager->sight.facts.processor_pvr));
}

static void publish(Manager *manager, const Judgement *judgement, Trigger trigger) {
        Record previous;

        if (ledger_enter(manager->ledger, judgement, trigger, timestamp_now(), &previous) && manager->listener)
                manager->listener->changed(&previous, ledger_get_record(manager->ledger), manager->userdata);
}

/* False if this process lacks the means, and ends. */
static bool look(Manager *manager) {
        uint64_t host = manager->sight.host;
        int r = sight_look(&manager->sight, manager->input);

        if (r < 0)
                shortage_end(manager->event, r);
        else if (host > 0 && manager->sight.host != host)
                ledger_forget_good_mask(manager->ledger);
        return r >= 0;
}

static void note_request(Manager *manager, Trigger trigger, uint64_t seqnum) {
        burst_add(&manager->burst, trigger, seqnum, clock_now(CLOCK_MONOTONIC));
        if (trigger_is_move(trigger))
                ledger_forget_good_mask(manager->ledger);
}

static void drop_requests(Manager *manager) {
        manager->burst = (Burst){0};
        manager->settled = sd_event_source_disable_unref(manager->settled);
}

/* A broken capture is passed over. */
static void reload_source(Manager *manager) {
        const char *problem = manager->reload ? input_reload(manager->input) : NULL;

        manager->reload = false;
        if (problem)
                journal_write(LOG_ERR, "%s %s; going on with what was read before.", input_get_path(manager->input),
                              problem);
}

static void ask(Manager *manager, Trigger trigger) {
        int r;

        retry_stop(&manager->retry);
        reload_source(manager);
        if (!is_replay(manager) && !look(manager))
                return;
        manager->asked++;
        manager->asked_at = clock_now(CLOCK_BOOTTIME);
        manager->asked_host = manager->sight.host;
        manager->asked_by = trigger;
        ledger_count_query(manager->ledger, timestamp_now());
        r = asking_start(manager->asking);
        if (r < 0)
                shortage_end(manager->event, r);
}

/* Starts what was requested; while KVM is being asked that waits for its answer. */
static void start_refresh(Manager *manager) {
        Trigger trigger = manager->burst.trigger;

        if (asking_is_running(manager->asking)) {
                manager->settled = sd_event_source_disable_unref(manager->settled);
                manager->burst.due = true;
                return;
        }
        drop_requests(manager);
        retry_begin(&manager->retry);
        ask(manager, trigger);
}

static int on_settled(sd_event_source *source, uint64_t usec, void *userdata) {
        start_refresh(userdata);
        return 0;
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata) {
        Manager *manager = userdata;

        if (!manager->burst.pending)
                ask(manager, TRIGGER_RECHECK);
        return 0;
}

static void plan_retry(Manager *manager) {
        KvmOutcome outcome = manager->sight.facts.kvm.outcome;
        int r;

        /* Denied may mean that udev has not set the permissions of a new device yet. */
        if (outcome != KVM_FAILED && outcome != KVM_TIMEOUT && outcome != KVM_DENIED)
                return;
        r = retry_plan(&manager->retry, manager->event, on_retry, manager);
        if (r < 0)
                shortage_end(manager->event, r);
}

/* An answer is kept only if it is of the host that was there when KVM was asked, and is there still. */
static void keep_good_mask(Manager *manager) {
        const Facts *facts = &manager->sight.facts;
        uint64_t mask = evaluate_good_mask(facts);

        if ((mask != 0 || facts->kvm.outcome == KVM_OK) &&
            !(manager->burst.pending && trigger_is_move(manager->burst.trigger)))
                ledger_set_good_mask(manager->ledger, mask, facts->processor_pvr);
}

static void on_answered(const KvmAnswer *answer, void *userdata) {
        Manager *manager = userdata;
        bool same_host;
        Judgement judgement;

        manager->sight.facts.kvm = *answer;
        manager->answered = manager->asked;
        manager->looked = clock_now(CLOCK_BOOTTIME);
        /* After the answer, so that a change in between is seen, and narrows it. */
        if (!look(manager))
                return;
        same_host = is_replay(manager) || manager->sight.host == manager->asked_host;
        if (same_host)
                keep_good_mask(manager);
        judgement = judge(manager);
        publish(manager, &judgement, manager->asked_by);
        plan_retry(manager);

        if (burst_is_answered(&manager->burst, answer->seqnum))
                drop_requests(manager);
        if (!same_host)
                manager_request_refresh(manager, TRIGGER_RECHECK);
        if (manager->listener)
                manager->listener->answered(manager->userdata);
        if (manager->burst.due)
                start_refresh(manager);
}

static void wait_for_more(Manager *manager) {
        uint64_t end = burst_get_end(&manager->burst, clock_now(CLOCK_MONOTONIC));
        int r;

        manager->settled = sd_event_source_disable_unref(manager->settled);
        r = sd_event_add_time(manager->event, &manager->settled, CLOCK_MONOTONIC, end, 1000, on_settled, manager);
        if (r < 0)
                shortage_end(manager->event, r);
}

void manager_take_event(Manager *manager, Trigger trigger, uint64_t seqnum) {
        if (seqnum <= manager->sight.facts.kvm.seqnum)
                return;
        note_request(manager, trigger, seqnum);
        if (!ledger_get_record(manager->ledger))
                start_refresh(manager);
        else if (!manager->burst.due)
                wait_for_more(manager);
}

void manager_request_refresh(Manager *manager, Trigger trigger) {
        manager_take_event(manager, trigger, UINT64_MAX);
}

/*
 * If the tree has changed, KVM's last answer holds until it gives another, but never beyond what the tree says
 * now. What would add a mode waits for that other answer.
 */
static void look_and_narrow(Manager *manager, Trigger trigger) {
        const Judgement *published = &ledger_get_record(manager->ledger)->judgement;
        Judgement judgement;

        manager->looked = clock_now(CLOCK_BOOTTIME);
        if (is_replay(manager) || !look(manager))
                return;
        judgement = judge(manager);
        if (!judgement_equal(published, &judgement) && (judgement.compat_mask & ~published->compat_mask) == 0)
                publish(manager, &judgement, trigger);
        if (manager->sight.host != manager->asked_host)
                manager_request_refresh(manager, trigger);
}

uint64_t manager_refresh_now(Manager *manager, Trigger trigger) {
        look_and_narrow(manager, trigger);
        if (trigger == TRIGGER_CLIENT && !manager->burst.pending && clock_is_fresh(manager->asked_at))
                return manager->asked;
        manager->reload = true;
        note_request(manager, trigger, UINT64_MAX);
        start_refresh(manager);
        return manager->burst.pending ? manager->asked + 1 : manager->asked;
}

void manager_look(Manager *manager) {
        if (ledger_get_record(manager->ledger) && !clock_is_fresh(manager->looked))
                look_and_narrow(manager, TRIGGER_RECHECK);
}

void manager_reload(Manager *manager) {
        manager->reload = true;
        manager_request_refresh(manager, TRIGGER_CLIENT);
}

int manager_new(sd_event *event, Input *input, const char *state_path, Manager **ret_manager) {
        Manager *manager = calloc(1, sizeof(*manager));
        int r;

        if (!manager)
                return -ENOMEM;
        manager->event = event;
        manager->input = input;
        r = asking_new(event, input, on_answered, manager, &manager->asking);
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
        retry_stop(&manager->retry);
        asking_free(manager->asking);
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

uint64_t manager_get_answered(const Manager *manager) {
        return manager->answered;
}

const KvmAnswer *manager_get_answer(const Manager *manager) {
        return &manager->sight.facts.kvm;
}
