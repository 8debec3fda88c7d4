/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bus.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>

#include "clock.h"
#include "journal.h"
#include "object.h"
#include "ppc-compat1.h"
#include "shortage.h"

/* How often to look for a bus that is away. */
#define RECONNECT_USEC (1000 * 1000ULL)

/* How long the daemon waits at its end for the bus to take what is not sent yet. */
#define FLUSH_USEC (1000 * 1000ULL)
#define FLUSH_STEP_MSEC 50

struct Bus {
        sd_event *event;
        Manager *manager;
        char *address; /* NULL: the system's bus */
        Object *object;

        Record announced; /* what subscribers know, also from an earlier run */
        KvmAnswer answer; /* the newest, of which a failure is in the log */
        bool started;
        bool named;

        sd_bus *bus; /* NULL while there is none */
        sd_bus_slot *disconnected;
        sd_bus_slot *naming;
        sd_bus_slot *sleep;
        sd_event_source *reconnect;
        bool missed; /* it was said that the bus is away */
};

static void try_connect(Bus *bus);

static int on_reconnect(sd_event_source *source, uint64_t usec, void *userdata) {
        try_connect(userdata);
        return 0;
}

/* Announces what has changed since the last time; while there is no name, it waits until the name is back. */
static void announce(Bus *bus) {
        const Record *record = manager_get_record(bus->manager);
        int r;

        if (!bus->named)
                return;
        r = object_emit_changes(bus->object, &bus->announced, record);
        bus->announced = *record;
        /* A lost bus has an event of its own. */
        if (r < 0 && r != -ENOTCONN && r != -ECONNRESET && r != -EPIPE)
                shortage_end(bus->event, r);
}

static void take_off(Bus *bus) {
        bus->named = false;
        bus->naming = sd_bus_slot_unref(bus->naming);
        bus->sleep = sd_bus_slot_unref(bus->sleep);
        bus->disconnected = sd_bus_slot_unref(bus->disconnected);
        if (bus->object)
                object_attach(bus->object, NULL);
}

static void drop_connection(Bus *bus) {
        take_off(bus);
        bus->bus = sd_bus_close_unref(bus->bus);
}

static void wait_for_bus(Bus *bus, int error) {
        int r;

        if (!bus->missed)
                journal_write(LOG_WARNING, "The bus cannot be reached (%s); waiting for it.", strerror(-error));
        bus->missed = true;
        drop_connection(bus);
        bus->reconnect = sd_event_source_disable_unref(bus->reconnect);
        r = sd_event_add_time_relative(bus->event, &bus->reconnect, CLOCK_MONOTONIC, RECONNECT_USEC, 0, on_reconnect,
                                       bus);
        if (r < 0)
                sd_event_exit(bus->event, EXIT_FAILURE);
}

static int on_disconnected(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        wait_for_bus(userdata, -ECONNRESET);
        return 0;
}

static int on_name(sd_bus_message *reply, void *userdata, sd_bus_error *error) {
        Bus *bus = userdata;
        uint32_t result = 0;
        int r = -sd_bus_message_get_errno(reply);

        if (r == 0)
                r = sd_bus_message_read(reply, "u", &result);
        /* DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER of the D-Bus specification. */
        if (r >= 0 && result == 1) {
                if (bus->missed)
                        journal_write(LOG_INFO, "The bus is back.");
                bus->missed = false;
                bus->named = true;
                announce(bus);
                sd_notify(0, "READY=1");
                return 0;
        }
        /* sd-bus answers for a bus that is lost: that there is no reply. */
        if (r == -ECONNRESET || r == -ENOTCONN || r == -ETIMEDOUT) {
                wait_for_bus(bus, r);
                return 0;
        }
        if (r >= 0)
                journal_write(LOG_ERR,
                              PPC_COMPAT1_BUS_NAME " belongs to another process; is ppc-compatd running twice?");
        else
                journal_write(LOG_ERR,
                              "The bus refuses the name " PPC_COMPAT1_BUS_NAME
                              " (%s); is its policy file installed, and does this user own the name there?",
                              strerror(-r));
        return sd_event_exit(bus->event, EXIT_FAILURE);
}

/* logind says true before the machine sleeps, and false when it is awake again: maybe on another one. */
static int on_sleep(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Bus *bus = userdata;
        int asleep;

        /* The bus checks the sender of a match for broadcasts only; anyone can send us this signal directly. */
        if (sd_bus_message_get_destination(message))
                return 0;
        if (sd_bus_message_read(message, "b", &asleep) > 0 && !asleep)
                manager_request_refresh(bus->manager, TRIGGER_RESUME);
        return 0;
}

static int open_connection(Bus *bus) {
        int r;

        if (!bus->address)
                return sd_bus_open_system(&bus->bus);
        r = sd_bus_new(&bus->bus);
        if (r >= 0)
                r = sd_bus_set_address(bus->bus, bus->address);
        if (r >= 0)
                r = sd_bus_set_bus_client(bus->bus, true);
        return r < 0 ? r : sd_bus_start(bus->bus);
}

static void try_connect(Bus *bus) {
        int r = open_connection(bus);

        /* bus_free() closes it, and does not wait for a bus that hangs. */
        if (r >= 0)
                r = sd_bus_set_close_on_exit(bus->bus, false);
        if (r >= 0)
                r = sd_bus_match_signal(bus->bus, &bus->disconnected, "org.freedesktop.DBus.Local",
                                        "/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local", "Disconnected",
                                        on_disconnected, bus);
        if (r >= 0)
                r = sd_bus_match_signal_async(bus->bus, &bus->sleep, "org.freedesktop.login1",
                                              "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                              "PrepareForSleep", on_sleep, NULL, bus);
        if (r >= 0)
                r = object_attach(bus->object, bus->bus);
        if (r >= 0)
                r = sd_bus_request_name_async(bus->bus, &bus->naming, PPC_COMPAT1_BUS_NAME, 0, on_name, bus);
        if (r >= 0)
                r = sd_bus_attach_event(bus->bus, bus->event, SD_EVENT_PRIORITY_NORMAL);
        if (shortage_is(r)) {
                /* That of systemd 252 ends with an assertion where it is freed with a half of an object. */
                bus->bus = NULL;
                shortage_end(bus->event, r);
        } else if (r < 0) {
                wait_for_bus(bus, r);
        }
}

static void on_changed(const Record *previous, const Record *record, void *userdata) {
        Bus *bus = userdata;

        if (bus->started) {
                if (judgement_answer_differs(&previous->judgement, &record->judgement))
                        journal_write_record(previous, record);
                announce(bus);
                return;
        }
        /* With the first record there is something to be read, so that the name can appear. */
        bus->started = true;
        bus->announced = previous->generation > 0 ? *previous : *record;
        journal_write_record(&bus->announced, record);
        try_connect(bus);
}

static void on_answered(void *userdata) {
        Bus *bus = userdata;
        const KvmAnswer *answer = manager_get_answer(bus->manager);

        journal_write_failure(&bus->answer, answer);
        bus->answer = *answer;
        object_answer_refreshes(bus->object);
}

static const ManagerListener listener = {.changed = on_changed, .answered = on_answered};

int bus_new(sd_event *event, Manager *manager, const char *address, Bus **ret_bus) {
        Bus *bus = calloc(1, sizeof(*bus));
        int r;

        if (!bus)
                return -ENOMEM;
        bus->event = event;
        bus->manager = manager;
        bus->address = address ? strdup(address) : NULL;
        r = address && !bus->address ? -ENOMEM : object_new(manager, &bus->object);
        if (r < 0) {
                bus_free(bus);
                return r;
        }
        manager_set_listener(manager, &listener, bus);
        *ret_bus = bus;
        return 0;
}

/* sd_bus_flush() would wait without end for a bus that takes nothing. */
static void flush(sd_bus *bus) {
        uint64_t end = clock_now(CLOCK_MONOTONIC) + FLUSH_USEC, queued;

        while (sd_bus_get_n_queued_write(bus, &queued) >= 0 && queued > 0 && clock_now(CLOCK_MONOTONIC) < end) {
                struct pollfd fd = {.fd = sd_bus_get_fd(bus), .events = POLLOUT};

                poll(&fd, 1, FLUSH_STEP_MSEC);
                if (sd_bus_process(bus, NULL) < 0)
                        return;
        }
}

Bus *bus_free(Bus *bus) {
        if (!bus)
                return NULL;
        manager_set_listener(bus->manager, NULL, NULL);
        bus->reconnect = sd_event_source_disable_unref(bus->reconnect);
        take_off(bus);
        /* Not while the bus has not even answered the greeting: it may never. */
        if (bus->bus && sd_bus_is_ready(bus->bus) > 0)
                flush(bus->bus);
        drop_connection(bus);
        object_free(bus->object);
        free(bus->address);
        free(bus);
        return NULL;
}
