/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ppc-compatd: reads the command line, puts the parts together and runs them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "bus.h"
#include "journal.h"
#include "macros.h"
#include "manager.h"
#include "options.h"
#include "properties.h"
#include "replacefile.h"
#include "uevents.h"

/* What a run is made of, in the order of making. */
typedef struct Parts {
        sd_event *event;
        Input *input;
        Manager *manager;
        Uevents *uevents;
        Bus *bus;
} Parts;

static void parts_done(Parts *parts) {
        bus_free(parts->bus);
        uevents_free(parts->uevents);
        manager_free(parts->manager);
        input_free(parts->input);
        sd_event_unref(parts->event);
}

/* Reports a step that failed. Returns -ECANCELED, which says that the error was reported. */
static int step(const char *what, int r) {
        if (r >= 0 || r == -ECANCELED)
                return r;
        fprintf(stderr, "ppc-compatd: cannot %s: %s\n", what, strerror(-r));
        return -ECANCELED;
}

static int open_input(const Options *options, Input **ret_input) {
        const char *problem = NULL;
        int r;

        if (!options->replay)
                return input_new_live(options->device_tree, options->kvm_device, !options->no_trial, ret_input);
        r = input_new_replay(options->replay, ret_input, &problem);
        if (problem)
                fprintf(stderr, "ppc-compatd: %s %s\n", options->replay, problem);
        return problem ? -ECANCELED : r;
}

/* Only the service remembers, in the folder that its unit names; else *ret_path is NULL. 0 or a negative errno. */
static int make_state_path(const Options *options, char **ret_path) {
        const char *folder = options->once || options->capture ? NULL : getenv("STATE_DIRECTORY");

        *ret_path = NULL;
        return folder && asprintf(ret_path, "%s/state", folder) < 0 ? -ENOMEM : 0;
}

static int make_parts(const Options *options, Parts *parts) {
        CLEANUP(freep) char *path = NULL;
        int r = step("begin", make_state_path(options, &path));

        if (r >= 0)
                r = step("look at the host", open_input(options, &parts->input));
        if (r >= 0)
                r = step("make an event loop", sd_event_default(&parts->event));
        if (r >= 0)
                r = step("read what was saved", manager_new(parts->event, parts->input, path, &parts->manager));
        return r;
}

static void on_answered_once(void *userdata) {
        Parts *parts = userdata;

        sd_event_exit(parts->event, EXIT_SUCCESS);
}

static void on_changed_once(const Record *previous, const Record *record, void *userdata) {
}

/* Refreshes once. 0 or a negative errno. */
static int refresh_once(Parts *parts) {
        static const ManagerListener listener = {.changed = on_changed_once, .answered = on_answered_once};
        int r;

        manager_set_listener(parts->manager, &listener, parts);
        manager_request_refresh(parts->manager, TRIGGER_BOOT);
        r = step("wait for events", sd_event_loop(parts->event));
        return r > 0 ? -ECANCELED : r;
}

static int run_once(Parts *parts) {
        int r = refresh_once(parts);

        if (r < 0)
                return r;
        properties_describe(manager_get_record(parts->manager), stdout);
        return step("write the answer", puts("") < 0 || fflush(stdout) != 0 ? -errno : 0);
}

static int run_capture(Parts *parts, const char *path) {
        int r = refresh_once(parts);

        if (r < 0)
                return r;
        r = input_capture(parts->input, manager_get_answer(parts->manager), path);
        if (r < 0)
                fprintf(stderr, "ppc-compatd: %s cannot be written: %s\n", path, replacefile_strerror(r));
        return r < 0 ? -ECANCELED : 0;
}

static int on_hangup(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata) {
        Parts *parts = userdata;

        manager_reload(parts->manager);
        return 0;
}

static void on_uevent(UeventKind event, uint64_t seqnum, void *userdata) {
        static const Trigger triggers[] = {
                [UEVENT_CPU] = TRIGGER_CPU,
                [UEVENT_KVM] = TRIGGER_KVM,
                [UEVENT_LOST] = TRIGGER_RECHECK,
        };
        Parts *parts = userdata;

        manager_take_event(parts->manager, triggers[event], seqnum);
}

static int block_signals(void) {
        sigset_t signals;

        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGHUP);
        return sigprocmask(SIG_BLOCK, &signals, NULL) < 0 ? -errno : 0;
}

static int set_up_signals(Parts *parts) {
        int r = block_signals();

        /* Without a handler these two end the event loop. */
        if (r >= 0)
                r = sd_event_add_signal(parts->event, NULL, SIGTERM, NULL, NULL);
        if (r >= 0)
                r = sd_event_add_signal(parts->event, NULL, SIGINT, NULL, NULL);
        if (r >= 0)
                r = sd_event_add_signal(parts->event, NULL, SIGHUP, on_hangup, parts);
        return r;
}

static int run_service(Parts *parts, const char *address) {
        int r = step("wait for signals", set_up_signals(parts));

        if (r >= 0)
                r = step("set up the watchdog", sd_event_set_watchdog(parts->event, true));
        if (r >= 0)
                r = step("listen for uevents", uevents_new(parts->event, on_uevent, parts, &parts->uevents));
        if (r >= 0)
                r = step("prepare for the bus", bus_new(parts->event, parts->manager, address, &parts->bus));
        if (r < 0)
                return r;
        manager_request_refresh(parts->manager, TRIGGER_BOOT);
        r = step("wait for events", sd_event_loop(parts->event));
        sd_notify(0, "STOPPING=1");
        return r > 0 ? -ECANCELED : r;
}

static int run(const Options *options, Parts *parts) {
        int r = make_parts(options, parts);

        if (r < 0)
                return r;
        if (options->capture)
                return run_capture(parts, options->capture);
        return options->once ? run_once(parts) : run_service(parts, options->address);
}

int main(int argc, char **argv) {
        CLEANUP(parts_done) Parts parts = {0};
        Options options;
        int status;

        if (!options_parse(argc, argv, &options, &status))
                return status;
        /* An ignored SIGCHLD, as some parents leave it, would reap the children of KvmQuery before their time. */
        signal(SIGCHLD, SIG_DFL);
        signal(SIGPIPE, SIG_IGN);
        return run(&options, &parts) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
