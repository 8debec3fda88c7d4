/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * monitor: the current answer, and a line for each change, until a signal ends it. When the daemon stops, returns or
 * does not answer, monitor prints a line and keeps running. It does not start the daemon: it waits for it.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "connection.h"
#include "deadline.h"
#include "follow.h"
#include "hostread.h"
#include "json.h"
#include "macros.h"
#include "moment.h"
#include "report.h"
#include "stringlist.h"
#include "verbs.h"
#include "words.h"

/* A daemon that hangs sends no signal when it recovers, so it is asked again. */
#define RETRY_USEC UINT64_C(5000000)

typedef struct Monitor {
        const Options *options;
        Follow follow;
        Host host;
        char *shown; /* the host in words, as last printed; NULL while the daemon is absent or silent */
        bool silent; /* and that was printed */
        sd_event_source *retry;
} Monitor;

static void monitor_clear(Monitor *monitor) {
        sd_event_source_disable_unref(monitor->retry);
        follow_clear(&monitor->follow);
        host_clear(&monitor->host);
        free(monitor->shown);
}

static bool add_host(struct json_object *object, const Host *host) {
        return json_add(object, "Generation", json_object_new_uint64(host->generation)) &&
               json_add(object, "CompatModes", json_from_list(host->compat_modes)) &&
               json_add(object, "State", json_object_new_string(host->state)) &&
               json_add(object, "Reason", json_object_new_string(host->reason)) &&
               json_add(object, "LastTrigger", json_object_new_string(host->last_trigger));
}

/* One event, one line. */
static void print_json(const char *event, uint64_t moment, const Host *host) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();

        if (json_add(object, "Event", json_object_new_string(event)) &&
            json_add(object, "Timestamp", json_object_new_uint64(moment)) && (!host || add_host(object, host)))
                json_print(object, JSON_SHORT);
        else
                complain_of_memory();
}

static void print_line(uint64_t moment, const char *format, ...) __attribute__((__format__(printf, 2, 3)));

static void print_line(uint64_t moment, const char *format, ...) {
        char time[MOMENT_SIZE];
        va_list arguments;

        moment_format(moment, time, sizeof time);
        printf("%s: ", time);
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
        putchar('\n');
}

/* Nobody reads on where a line cannot be written; main() reports that. */
static void end_line(Monitor *monitor) {
        if (fflush(stdout) != 0 || ferror(stdout))
                follow_end(&monitor->follow);
}

static void print_present(Monitor *monitor, const char *introduction) {
        uint64_t now = moment_now();

        if (monitor->options->json != JSON_OFF)
                print_json("present", now, &monitor->host);
        else
                print_line(now, "%s%s", introduction, monitor->shown);
        end_line(monitor);
}

static void print_absent(Monitor *monitor, const char *words) {
        if (monitor->options->json != JSON_OFF)
                print_json("absent", moment_now(), NULL);
        else
                print_line(moment_now(), "%s", words);
        end_line(monitor);
}

static void print_change(Monitor *monitor, const char *until_then) {
        const Host *host = &monitor->host;

        if (monitor->options->json != JSON_OFF)
                print_json("changed", host->last_change, host);
        else
                print_line(host->last_change, "%s, %s; until then %s", monitor->shown,
                           words_for_trigger(host->last_trigger), until_then);
        end_line(monitor);
}

/* Puts the words about the host into monitor->shown; true if they are new. The words until then go to
 * ret_old. */
static bool note_host(Monitor *monitor, char **ret_old) {
        char *words = words_for_host(&monitor->host);

        if (!words) {
                complain_of_memory();
                return false;
        }
        *ret_old = monitor->shown;
        monitor->shown = words;
        return !string_equal(words, *ret_old);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata);

/* Reads all, the first time, whenever the daemon has come, and after it was silent. */
static void look(Monitor *monitor, const char *introduction) {
        const Where *where = &monitor->options->where;
        uint64_t deadline = monitor->silent ? deadline_brief(where) : deadline_patient();
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(freep) char *old = NULL;

        monitor->retry = sd_event_source_disable_unref(monitor->retry);
        host_clear(&monitor->host);
        if (host_get(monitor->follow.bus, deadline, &failure, &monitor->host) >= 0) {
                monitor->silent = false;
                if (note_host(monitor, &old))
                        print_present(monitor, introduction);
                return;
        }
        if (!monitor->silent)
                report_failure(&failure, where);
        monitor->silent = true;
        sd_event_add_time_relative(monitor->follow.event, &monitor->retry, CLOCK_MONOTONIC, RETRY_USEC, 0, on_retry,
                                   monitor);
}

static void look_again(Monitor *monitor) {
        look(monitor, "ppc-compatd answers now: ");
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata) {
        look_again(userdata);
        return 0;
}

static void on_come(void *userdata) {
        Monitor *monitor = userdata;

        if (!monitor->shown)
                look(monitor, "ppc-compatd is there: ");
}

static void on_go(void *userdata) {
        Monitor *monitor = userdata;

        if (!monitor->shown && !monitor->silent)
                return;
        monitor->retry = sd_event_source_disable_unref(monitor->retry);
        monitor->silent = false;
        free(monitor->shown);
        monitor->shown = NULL;
        print_absent(monitor, "ppc-compatd is gone; waiting for it to come back");
}

static void on_change(sd_bus_message *properties, void *userdata) {
        CLEANUP(freep) char *old = NULL;
        Monitor *monitor = userdata;

        if (monitor->silent)
                look_again(monitor);
        else if (monitor->shown && host_update(properties, &monitor->host) > 0 && note_host(monitor, &old))
                print_change(monitor, old);
}

/* As a write would: where nothing else was wanted, this ends the program without a word. */
static int on_reader_gone(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        Monitor *monitor = userdata;

        kill(getpid(), SIGPIPE);
        complain("nobody reads the output any more");
        follow_end(&monitor->follow);
        return 0;
}

static int follow_daemon(Monitor *monitor, Failure *failure) {
        const Where *where = &monitor->options->where;
        uint64_t deadline = deadline_patient();
        int r;

        r = follow_open(&monitor->follow, where, deadline, failure);
        if (r >= 0)
                r = connection_has_daemon(monitor->follow.bus, deadline, failure);
        if (r < 0)
                return r;
        /* A file has no reader, and cannot be watched for one. */
        sd_event_add_io(monitor->follow.event, NULL, STDOUT_FILENO, 0, on_reader_gone, monitor);
        if (r > 0)
                look(monitor, "");
        else
                print_absent(monitor, "ppc-compatd is not running; waiting for it to start");
        return follow_run(&monitor->follow, failure);
}

int verb_monitor(const Options *options, const char *argument) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(monitor_clear)
        Monitor monitor = {
                .options = options,
                .follow = {.on_come = on_come, .on_go = on_go, .on_change = on_change},
        };

        monitor.follow.userdata = &monitor;
        /* Each line reaches a pipe when it is printed. */
        setvbuf(stdout, NULL, _IOLBF, 0);
        if (follow_daemon(&monitor, &failure) < 0)
                return report_failure(&failure, &options->where);
        return EXIT_SUCCESS;
}
