/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "askmany.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include <systemd/sd-event.h>

#include "macros.h"

/* So many processes at the same time harm neither this machine nor an ssh agent. */
#define ASKED_AT_ONCE 32

#define SECOND UINT64_C(1000000)

typedef struct AskMany AskMany;

typedef struct Question {
        AskMany *many;
        RemoteHost *peer;
        sd_event_source *output, *errors, *end, *limit;
} Question;

struct AskMany {
        const Where *where;
        sd_event *event;
        Question *questions;
        size_t count, next, open;
        unsigned timeout;
};

static int ask_next(AskMany *many);

static void question_clear(Question *question) {
        question->output = sd_event_source_disable_unref(question->output);
        question->errors = sd_event_source_disable_unref(question->errors);
        question->end = sd_event_source_disable_unref(question->end);
        question->limit = sd_event_source_disable_unref(question->limit);
}

static int on_output(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        if (tail_read(userdata) == 0)
                sd_event_source_set_enabled(source, SD_EVENT_OFF);
        return 0;
}

static int on_end(sd_event_source *source, const siginfo_t *end, void *userdata) {
        Question *question = userdata;
        AskMany *many = question->many;

        question_clear(question);
        remote_host_conclude(question->peer, end->si_code, end->si_status);
        many->open--;
        return ask_next(many);
}

static int on_limit(sd_event_source *source, uint64_t usec, void *userdata) {
        Question *question = userdata;

        remote_host_give_up(question->peer, question->many->timeout);
        return 0;
}

static int ask(Question *question) {
        AskMany *many = question->many;
        Tail *output = &question->peer->output, *errors = &question->peer->errors;
        int r;

        if (!remote_host_start(question->peer, many->where))
                return 0;
        many->open++;
        r = sd_event_add_child(many->event, &question->end, question->peer->pid, WEXITED, on_end, question);
        if (r >= 0)
                r = sd_event_add_io(many->event, &question->output, output->fd, EPOLLIN, on_output, output);
        if (r >= 0)
                r = sd_event_add_io(many->event, &question->errors, errors->fd, EPOLLIN, on_output, errors);
        if (r >= 0)
                r = sd_event_add_time_relative(many->event, &question->limit, CLOCK_MONOTONIC, many->timeout * SECOND,
                                               0, on_limit, question);
        return r;
}

/* Asks as many as may be asked at the same time; the end of the last question ends the loop. */
static int ask_next(AskMany *many) {
        while (many->open < ASKED_AT_ONCE && many->next < many->count) {
                int r = ask(&many->questions[many->next++]);

                if (r < 0)
                        return sd_event_exit(many->event, r);
        }
        return many->open > 0 ? 0 : sd_event_exit(many->event, 0);
}

static int run(AskMany *many, RemoteHost *peers) {
        sigset_t child;
        int r;

        sigemptyset(&child);
        sigaddset(&child, SIGCHLD);
        sigprocmask(SIG_BLOCK, &child, NULL);
        r = sd_event_new(&many->event);
        if (r < 0)
                return r;
        for (size_t i = 0; i < many->count; i++)
                many->questions[i] = (Question){.many = many, .peer = &peers[i]};
        r = ask_next(many);
        return r < 0 ? r : sd_event_loop(many->event);
}

int ask_many(RemoteHost *peers, size_t count, const Where *where, unsigned timeout) {
        AskMany many = {.where = where, .count = count, .timeout = timeout};
        int r;

        many.questions = calloc(count, sizeof many.questions[0]);
        if (!many.questions)
                return -ENOMEM;
        r = run(&many, peers);
        for (size_t i = 0; i < count; i++)
                question_clear(&many.questions[i]);
        sd_event_unref(many.event);
        free(many.questions);
        return r;
}
