/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * monitor: what holds now, and a line for each change, until a signal ends it. A daemon that goes and comes back is
 * told and outlived. It does not start the daemon either: it waits for it.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-event.h>

#include "complain.h"
#include "connection.h"
#include "failure.h"
#include "host.h"
#include "json.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "text.h"
#include "when.h"
#include "words.h"

typedef struct Monitor {
        const Options *options;
        sd_bus *bus;
        Host host;
        char *told; /* the host in words, as it was told last; NULL while the daemon is absent */
} Monitor;

static void monitor_clear(Monitor *monitor) {
        sd_bus_flush_close_unref(monitor->bus);
        host_clear(&monitor->host);
        free(monitor->told);
}

static bool add_host(struct json_object *object, const Host *host) {
        return json_object_object_add(object, "Generation", json_object_new_uint64(host->generation)) == 0 &&
               json_object_object_add(object, "CompatModes", json_from_texts(host->compat_modes)) == 0 &&
               json_object_object_add(object, "State", json_object_new_string(host->state)) == 0 &&
               json_object_object_add(object, "Reason", json_object_new_string(host->reason)) == 0 &&
               json_object_object_add(object, "LastTrigger", json_object_new_string(host->last_trigger)) == 0;
}

/* One event, one line. */
static void print_json(const char *event, uint64_t moment, const Host *host) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();

        if (object && json_object_object_add(object, "Event", json_object_new_string(event)) == 0 &&
            json_object_object_add(object, "Timestamp", json_object_new_uint64(moment)) == 0 &&
            (!host || add_host(object, host)))
                json_print(object, JSON_SHORT);
        else
                complain_of_memory();
}

static void print_line(uint64_t moment, const char *format, ...) __attribute__((__format__(printf, 2, 3)));

static void print_line(uint64_t moment, const char *format, ...) {
        char time[WHEN_SIZE];
        va_list arguments;

        when_format(moment, time, sizeof time);
        printf("%s: ", time);
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
        putchar('\n');
}

static void tell_present(const Monitor *monitor, const char *introduction) {
        uint64_t now = when_now();

        if (monitor->options->json != JSON_OFF)
                print_json("present", now, &monitor->host);
        else
                print_line(now, "%s%s", introduction, monitor->told);
}

static void tell_absent(const Monitor *monitor, const char *words) {
        if (monitor->options->json != JSON_OFF)
                print_json("absent", when_now(), NULL);
        else
                print_line(when_now(), "%s", words);
}

static void tell_change(const Monitor *monitor, const char *until_then) {
        const Host *host = &monitor->host;

        if (monitor->options->json != JSON_OFF)
                print_json("changed", host->last_change, host);
        else
                print_line(host->last_change, "%s, %s; until then %s", monitor->told,
                           words_for_trigger(host->last_trigger), until_then);
}

/* Puts what there is to tell of the host into monitor->told; true where that is news. The words until then go to
 * ret_old. */
static bool note_host(Monitor *monitor, char **ret_old) {
        char *words = words_for_host(&monitor->host);

        if (!words) {
                complain_of_memory();
                return false;
        }
        *ret_old = monitor->told;
        monitor->told = words;
        return !text_equal(words, *ret_old);
}

/* Reads all, the first time and whenever the daemon has come. */
static void look(Monitor *monitor, const char *introduction) {
        CLEANUP(freep) char *old = NULL;

        host_clear(&monitor->host);
        if (host_get(monitor->options, monitor->bus, &monitor->host) && note_host(monitor, &old))
                tell_present(monitor, introduction);
}

static int on_owner_changed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Monitor *monitor = userdata;
        const char *name, *old_owner, *new_owner;

        if (sd_bus_message_read(message, "sss", &name, &old_owner, &new_owner) < 0)
                return 0;
        if (monitor->told && old_owner[0]) {
                free(monitor->told);
                monitor->told = NULL;
                tell_absent(monitor, "ppc-compatd is gone; waiting for it to come back");
        }
        if (!monitor->told && new_owner[0])
                look(monitor, "ppc-compatd is there: ");
        return 0;
}

/*
 * Whether the message, read up to its dictionary, tells of a newer generation than the one that was told last.
 * Without a generation it has no news; an older one was on its way when all was read.
 */
static bool is_newer(const Monitor *monitor, sd_bus_message *message) {
        CLEANUP(host_clear) Host news = {0};

        return host_read(message, false, &news) >= 0 && news.generation > monitor->host.generation;
}

static int on_properties_changed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        CLEANUP(freep) char *old = NULL;
        Monitor *monitor = userdata;
        const char *interface;

        if (!monitor->told || sd_bus_message_read(message, "s", &interface) < 0 ||
            strcmp(interface, PPC_COMPAT1_INTERFACE) != 0 || !is_newer(monitor, message))
                return 0;
        /* Once more from the start, now into what is kept. */
        if (sd_bus_message_rewind(message, true) < 0 || sd_bus_message_skip(message, "s") < 0 ||
            host_read(message, false, &monitor->host) < 0)
                return 0;
        if (note_host(monitor, &old))
                tell_change(monitor, old);
        return 0;
}

static int subscribe(Monitor *monitor) {
        int r;

        r = sd_bus_add_match(monitor->bus, NULL,
                             "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
                             "member='NameOwnerChanged',arg0='" PPC_COMPAT1_BUS_NAME "'",
                             on_owner_changed, monitor);
        if (r < 0)
                return r;
        return sd_bus_match_signal(monitor->bus, NULL, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                   "org.freedesktop.DBus.Properties", "PropertiesChanged", on_properties_changed,
                                   monitor);
}

/* The exit status of a loop that ends at a signal, or when the bus is gone. */
static int run(sd_bus *bus) {
        CLEANUP(sd_event_unrefp) sd_event *event = NULL;
        int r;

        r = sd_event_new(&event);
        if (r >= 0)
                r = sd_event_add_signal(event, NULL, SIGINT | SD_EVENT_SIGNAL_PROCMASK, NULL, NULL);
        if (r >= 0)
                r = sd_event_add_signal(event, NULL, SIGTERM | SD_EVENT_SIGNAL_PROCMASK, NULL, NULL);
        if (r >= 0)
                r = sd_bus_attach_event(bus, event, SD_EVENT_PRIORITY_NORMAL);
        if (r >= 0)
                r = sd_bus_set_exit_on_disconnect(bus, true);
        if (r >= 0)
                r = sd_event_loop(event);
        if (r != EXIT_SUCCESS)
                complain("the connection to the bus is lost");
        return r == EXIT_SUCCESS ? EXIT_SUCCESS : EXIT_FAILURE;
}

int verb_monitor(const Options *options, const char *argument) {
        CLEANUP(monitor_clear) Monitor monitor = {.options = options};
        bool failed;

        /* Each line reaches a pipe when it is told. */
        setvbuf(stdout, NULL, _IOLBF, 0);
        if (!connection_open(options, &monitor.bus))
                return EXIT_FAILURE;
        /* Subscribed first, so that nothing gets lost while all is read. */
        if (subscribe(&monitor) < 0) {
                failure_complain_unreachable(options);
                return EXIT_FAILURE;
        }
        if (connection_has_daemon(options, monitor.bus, &failed))
                look(&monitor, "");
        else if (failed)
                return EXIT_FAILURE;
        else
                tell_absent(&monitor, "ppc-compatd is not running; waiting for it to start");
        return run(monitor.bus);
}
