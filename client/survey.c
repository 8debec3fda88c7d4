/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "survey.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include <systemd/sd-event.h>

#include "macros.h"

/* So many processes at once harm neither this machine nor an agent of ssh. */
#define ASKED_AT_ONCE 32

#define SECOND UINT64_C(1000000)

typedef struct Survey Survey;

typedef struct Question {
        Survey *survey;
        Peer *peer;
        sd_event_source *output, *end, *limit;
} Question;

struct Survey {
        const Where *where;
        sd_event *event;
        Question *questions;
        size_t count, next, open;
        unsigned timeout;
};

static int ask_next(Survey *survey);

static void question_clear(Question *question) {
        question->output = sd_event_source_disable_unref(question->output);
        question->end = sd_event_source_disable_unref(question->end);
        question->limit = sd_event_source_disable_unref(question->limit);
}

static int on_output(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        Question *question = userdata;

        if (peer_read(question->peer) == 0)
                sd_event_source_set_enabled(source, SD_EVENT_OFF);
        return 0;
}

static int on_end(sd_event_source *source, const siginfo_t *end, void *userdata) {
        Question *question = userdata;
        Survey *survey = question->survey;

        peer_conclude(question->peer, end->si_code, end->si_status);
        question_clear(question);
        survey->open--;
        return ask_next(survey);
}

static int on_limit(sd_event_source *source, uint64_t usec, void *userdata) {
        Question *question = userdata;

        peer_give_up(question->peer, question->survey->timeout);
        return 0;
}

static int ask(Question *question) {
        Survey *survey = question->survey;
        int r;

        if (!peer_start(question->peer, survey->where))
                return 0;
        survey->open++;
        r = sd_event_add_child(survey->event, &question->end, question->peer->pid, WEXITED, on_end, question);
        if (r >= 0)
                r = sd_event_add_io(survey->event, &question->output, question->peer->fd, EPOLLIN, on_output,
                                    question);
        if (r >= 0)
                r = sd_event_add_time_relative(survey->event, &question->limit, CLOCK_MONOTONIC,
                                               survey->timeout * SECOND, 0, on_limit, question);
        return r;
}

/* Fills up what may be asked at once; the end of the last question ends the loop. */
static int ask_next(Survey *survey) {
        while (survey->open < ASKED_AT_ONCE && survey->next < survey->count) {
                int r = ask(&survey->questions[survey->next++]);

                if (r < 0)
                        return sd_event_exit(survey->event, r);
        }
        return survey->open > 0 ? 0 : sd_event_exit(survey->event, 0);
}

static int run(Survey *survey, Peer *peers) {
        sigset_t child;
        int r;

        sigemptyset(&child);
        sigaddset(&child, SIGCHLD);
        sigprocmask(SIG_BLOCK, &child, NULL);
        r = sd_event_new(&survey->event);
        if (r < 0)
                return r;
        for (size_t i = 0; i < survey->count; i++)
                survey->questions[i] = (Question){.survey = survey, .peer = &peers[i]};
        r = ask_next(survey);
        return r < 0 ? r : sd_event_loop(survey->event);
}

int survey_run(Peer *peers, size_t count, const Where *where, unsigned timeout) {
        Survey survey = {.where = where, .count = count, .timeout = timeout};
        int r;

        survey.questions = calloc(count, sizeof survey.questions[0]);
        if (!survey.questions)
                return -ENOMEM;
        r = run(&survey, peers);
        for (size_t i = 0; i < count; i++)
                question_clear(&survey.questions[i]);
        sd_event_unref(survey.event);
        free(survey.questions);
        return r;
}
