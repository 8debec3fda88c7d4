/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inquiry.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

#include "macros.h"

/* A child that was killed is gone at once, unless it is stuck in the kernel. */
#define STUCK_LIMIT_USEC (1000 * 1000ULL)

struct Inquiry {
        sd_event *event;
        const Input *input;
        InquiryAnswered answered;
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

int inquiry_new(sd_event *event, const Input *input, InquiryAnswered answered, void *userdata,
                Inquiry **ret_inquiry) {
        Inquiry *inquiry = malloc(sizeof(*inquiry));

        if (!inquiry)
                return -ENOMEM;
        *inquiry = (Inquiry){.event = event, .input = input, .answered = answered, .userdata = userdata};
        *ret_inquiry = inquiry;
        return 0;
}

Inquiry *inquiry_free(Inquiry *inquiry) {
        if (!inquiry)
                return NULL;
        sd_event_source_disable_unref(inquiry->ended);
        sd_event_source_disable_unref(inquiry->limit);
        sd_event_source_disable_unref(inquiry->at_hand);
        kvm_query_free(inquiry->query);
        free(inquiry);
        return NULL;
}

bool inquiry_is_running(const Inquiry *inquiry) {
        return inquiry->running;
}

static void finish(Inquiry *inquiry, KvmAnswer answer) {
        inquiry->limit = sd_event_source_disable_unref(inquiry->limit);
        inquiry->at_hand = sd_event_source_disable_unref(inquiry->at_hand);
        inquiry->running = false;
        inquiry->answered(&answer, inquiry->userdata);
}

static int on_at_hand(sd_event_source *source, void *userdata) {
        Inquiry *inquiry = userdata;

        finish(inquiry, inquiry->answer);
        return 0;
}

static int start_query(Inquiry *inquiry);

/* The child is gone: what it has said is the answer. */
static void take_end(Inquiry *inquiry) {
        KvmAnswer answer = {.outcome = KVM_FAILED, .step = KVM_STEP_CHILD};
        bool given_up = inquiry->given_up;
        int r;

        kvm_query_read_answer(inquiry->query, &answer);
        inquiry->given_up = false;
        inquiry->ended = sd_event_source_disable_unref(inquiry->ended);
        inquiry->query = kvm_query_free(inquiry->query);
        if (!given_up) {
                finish(inquiry, answer);
        } else if (inquiry->running) {
                /* What was waiting for the end of this one. */
                r = start_query(inquiry);
                if (r < 0)
                        finish(inquiry, (KvmAnswer){.outcome = KVM_FAILED, .error = -r, .step = KVM_STEP_CHILD});
        }
}

static int on_ended(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        take_end(userdata);
        return 0;
}

static int arm_limit(Inquiry *inquiry, uint64_t usec);

/* The loop may have been busy meanwhile, so the child is looked at before it is given up. */
static int on_limit(sd_event_source *source, uint64_t usec, void *userdata) {
        KvmAnswer answer = {.outcome = KVM_TIMEOUT};
        Inquiry *inquiry = userdata;
        bool first = !inquiry->begun;

        if (kvm_query_has_ended(inquiry->query)) {
                take_end(inquiry);
                return 0;
        }
        if (!inquiry->given_up)
                inquiry->begun = kvm_query_read_answer(inquiry->query, &answer);
        if (inquiry->begun && first && arm_limit(inquiry, KVM_QUERY_REST_LIMIT_USEC) >= 0)
                return 0;
        inquiry->given_up = true;
        kvm_query_kill(inquiry->query);
        finish(inquiry, answer);
        return 0;
}

/* From now on: the loop's own time may lie behind, and the child would not be given all of it. */
static int arm_limit(Inquiry *inquiry, uint64_t usec) {
        struct timespec now;
        uint64_t limit;

        clock_gettime(CLOCK_MONOTONIC, &now);
        limit = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000 + usec;
        inquiry->limit = sd_event_source_disable_unref(inquiry->limit);
        return sd_event_add_time(inquiry->event, &inquiry->limit, CLOCK_MONOTONIC, limit, 1000, on_limit, inquiry);
}

static int start_query(Inquiry *inquiry) {
        int r;

        inquiry->limit = sd_event_source_disable_unref(inquiry->limit);
        inquiry->begun = false;
        inquiry->query = input_ask(inquiry->input, &inquiry->answer);
        if (!inquiry->query)
                return sd_event_add_defer(inquiry->event, &inquiry->at_hand, on_at_hand, inquiry);

        r = sd_event_add_io(inquiry->event, &inquiry->ended, kvm_query_get_fd(inquiry->query), EPOLLIN, on_ended,
                            inquiry);
        if (r >= 0)
                r = arm_limit(inquiry, KVM_QUERY_LIMIT_USEC);
        if (r < 0) {
                inquiry->ended = sd_event_source_disable_unref(inquiry->ended);
                inquiry->query = kvm_query_free(inquiry->query);
        }
        return r;
}

int inquiry_start(Inquiry *inquiry) {
        int r;

        if (inquiry->running)
                return 0;
        r = inquiry->given_up ? arm_limit(inquiry, STUCK_LIMIT_USEC) : start_query(inquiry);
        inquiry->running = r >= 0;
        return r < 0 ? r : 0;
}
