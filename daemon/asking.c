/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "asking.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

#include "kvmquery.h"
#include "macros.h"

/* A child that was killed is gone at once, unless it is stuck in the kernel. */
#define STUCK_LIMIT_USEC (1000 * 1000ULL)

struct Asking {
        sd_event *event;
        const Input *input;
        AskingAnswered answered;
        void *userdata;

        bool running;
        KvmAnswer answer; /* of a query that needs no child */
        bool begun;       /* it has said something, and is given time for the rest */
        KvmQuery *query;
        bool given_up;          /* the query's child was killed, and is not gone yet */
        sd_event_source *ended; /* the end of the query's child */
        sd_event_source *limit;
        sd_event_source *at_hand;
};

int asking_new(sd_event *event, const Input *input, AskingAnswered answered, void *userdata, Asking **ret_asking) {
        Asking *asking = malloc(sizeof(*asking));

        if (!asking)
                return -ENOMEM;
        *asking = (Asking){.event = event, .input = input, .answered = answered, .userdata = userdata};
        *ret_asking = asking;
        return 0;
}

Asking *asking_free(Asking *asking) {
        if (!asking)
                return NULL;
        sd_event_source_disable_unref(asking->ended);
        sd_event_source_disable_unref(asking->limit);
        sd_event_source_disable_unref(asking->at_hand);
        kvm_query_free(asking->query);
        free(asking);
        return NULL;
}

bool asking_is_running(const Asking *asking) {
        return asking->running;
}

static void finish(Asking *asking, KvmAnswer answer) {
        asking->limit = sd_event_source_disable_unref(asking->limit);
        asking->at_hand = sd_event_source_disable_unref(asking->at_hand);
        asking->running = false;
        asking->answered(&answer, asking->userdata);
}

static int on_at_hand(sd_event_source *source, void *userdata) {
        Asking *asking = userdata;

        finish(asking, asking->answer);
        return 0;
}

static int start_query(Asking *asking);

/* The child is gone: what it has said is the answer. */
static void take_end(Asking *asking) {
        KvmAnswer answer = {.outcome = KVM_FAILED, .step = KVM_STEP_CHILD};
        bool given_up = asking->given_up;
        int r;

        kvm_query_read_answer(asking->query, &answer);
        asking->given_up = false;
        asking->ended = sd_event_source_disable_unref(asking->ended);
        asking->query = kvm_query_free(asking->query);
        if (!given_up) {
                finish(asking, answer);
        } else if (asking->running) {
                /* What was waiting for the end of this one. */
                r = start_query(asking);
                if (r < 0)
                        finish(asking, (KvmAnswer){.outcome = KVM_FAILED, .error = -r, .step = KVM_STEP_CHILD});
        }
}

static int on_ended(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        take_end(userdata);
        return 0;
}

static int arm_limit(Asking *asking, uint64_t usec);

/* The loop may have been busy meanwhile, so the child is looked at before it is given up. */
static int on_limit(sd_event_source *source, uint64_t usec, void *userdata) {
        KvmAnswer answer = {.outcome = KVM_TIMEOUT};
        Asking *asking = userdata;
        bool first = !asking->begun;

        if (kvm_query_has_ended(asking->query)) {
                take_end(asking);
                return 0;
        }
        if (!asking->given_up)
                asking->begun = kvm_query_read_answer(asking->query, &answer);
        if (asking->begun && first && arm_limit(asking, KVM_QUERY_REST_LIMIT_USEC) >= 0)
                return 0;
        asking->given_up = true;
        kvm_query_kill(asking->query);
        finish(asking, answer);
        return 0;
}

/* From now on: the loop's own time may lie behind, and the child would not be given all of it. */
static int arm_limit(Asking *asking, uint64_t usec) {
        struct timespec now;
        uint64_t limit;

        clock_gettime(CLOCK_MONOTONIC, &now);
        limit = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000 + usec;
        asking->limit = sd_event_source_disable_unref(asking->limit);
        return sd_event_add_time(asking->event, &asking->limit, CLOCK_MONOTONIC, limit, 1000, on_limit, asking);
}

static int start_query(Asking *asking) {
        int r;

        asking->limit = sd_event_source_disable_unref(asking->limit);
        asking->begun = false;
        asking->query = input_ask(asking->input, &asking->answer);
        if (!asking->query)
                return sd_event_add_defer(asking->event, &asking->at_hand, on_at_hand, asking);

        r = sd_event_add_io(asking->event, &asking->ended, kvm_query_get_fd(asking->query), EPOLLIN, on_ended,
                            asking);
        if (r >= 0)
                r = arm_limit(asking, KVM_QUERY_LIMIT_USEC);
        if (r < 0) {
                asking->ended = sd_event_source_disable_unref(asking->ended);
                asking->query = kvm_query_free(asking->query);
        }
        return r;
}

int asking_start(Asking *asking) {
        int r;

        if (asking->running)
                return 0;
        r = asking->given_up ? arm_limit(asking, STUCK_LIMIT_USEC) : start_query(asking);
        asking->running = r >= 0;
        return r < 0 ? r : 0;
}
