/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An agent that follows the modes that guests of this host can use: it prints what holds now, and a line for each
 * change. It does not start ppc-compatd, and outlives a restart of it. To build it:
 *
 *     cc -o agent agent.c $(pkg-config --cflags --libs libsystemd ppc-compat1)
 */
#include <ppc-compat1.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define TEXT_MAX 512

typedef struct Agent {
        sd_bus *bus;
        bool stale; /* there was a signal, so what was read may not hold any more */
        char printed[TEXT_MAX];
} Agent;

/* A later version may send a mode that is not known here: such a word cannot be reasoned about, and is left out. */
static bool is_known_mode(const char *mode) {
        return strcmp(mode, PPC_COMPAT1_MODE_POWER9) == 0 || strcmp(mode, PPC_COMPAT1_MODE_POWER10) == 0 ||
               strcmp(mode, PPC_COMPAT1_MODE_POWER11) == 0;
}

/* An unknown State promises nothing, so that it counts as degraded. An unknown Reason is only shown. */
static const char *known_state(const char *state) {
        if (strcmp(state, PPC_COMPAT1_STATE_READY) == 0 || strcmp(state, PPC_COMPAT1_STATE_UNAVAILABLE) == 0)
                return state;
        return PPC_COMPAT1_STATE_DEGRADED;
}

/* Takes "as" inside of a variant as "power10 power9 ", or "none ". */
static int read_modes(sd_bus_message *reply, char *text, size_t size) {
        const char *mode;
        size_t used = 0;
        int r;

        snprintf(text, size, "none ");
        r = sd_bus_message_enter_container(reply, 'v', "as");
        if (r >= 0)
                r = sd_bus_message_enter_container(reply, 'a', "s");
        while (r >= 0 && (r = sd_bus_message_read_basic(reply, 's', &mode)) > 0)
                if (is_known_mode(mode) && used < size)
                        used += (size_t)snprintf(text + used, size - used, "%s ", mode);
        if (r >= 0)
                r = sd_bus_message_exit_container(reply);
        return r < 0 ? r : sd_bus_message_exit_container(reply);
}

/* Reads the a{sv} that GetAll answers into one line. What is of no use here, or of a later version, is skipped. */
static int read_answer(sd_bus_message *reply, char *text, size_t size) {
        const char *name, *state = "", *reason = "";
        char modes[TEXT_MAX / 2] = "";
        int r;

        r = sd_bus_message_enter_container(reply, 'a', "{sv}");
        while (r >= 0 && (r = sd_bus_message_enter_container(reply, 'e', "sv")) > 0) {
                r = sd_bus_message_read_basic(reply, 's', &name);
                if (r < 0)
                        break;
                if (strcmp(name, "CompatModes") == 0)
                        r = read_modes(reply, modes, sizeof(modes));
                else if (strcmp(name, "State") == 0)
                        r = sd_bus_message_read(reply, "v", "s", &state);
                else if (strcmp(name, "Reason") == 0)
                        r = sd_bus_message_read(reply, "v", "s", &reason);
                else
                        r = sd_bus_message_skip(reply, "v");
                if (r >= 0)
                        r = sd_bus_message_exit_container(reply);
        }
        if (r >= 0)
                snprintf(text, size, "%s(%s%s%s)", modes, known_state(state), reason[0] ? ": " : "", reason);
        return r;
}

/* Reads all with one call, so all is of one moment. If there is no daemon, an event will announce it. */
static void look(Agent *agent) {
        sd_bus_message *call = NULL, *reply = NULL;
        char text[TEXT_MAX];
        int r;

        r = sd_bus_message_new_method_call(agent->bus, &call, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                           "org.freedesktop.DBus.Properties", "GetAll");
        if (r >= 0)
                r = sd_bus_message_append(call, "s", PPC_COMPAT1_INTERFACE);
        if (r >= 0)
                r = sd_bus_message_set_auto_start(call, false);
        if (r >= 0)
                r = sd_bus_call(agent->bus, call, 0, NULL, &reply);
        if (r >= 0)
                r = read_answer(reply, text, sizeof(text));
        if (r < 0)
                snprintf(text, sizeof(text), "no answer");
        if (strcmp(text, agent->printed) != 0)
                puts(text);
        strcpy(agent->printed, text);
        sd_bus_message_unref(reply);
        sd_bus_message_unref(call);
}

static int on_signal(sd_bus_message *signal, void *userdata, sd_bus_error *error) {
        Agent *agent = userdata;

        agent->stale = true;
        return 0;
}

static int subscribe(Agent *agent) {
        int r;

        r = sd_bus_add_match(agent->bus, NULL,
                             "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
                             "member='NameOwnerChanged',arg0='" PPC_COMPAT1_BUS_NAME "'",
                             on_signal, agent);
        if (r < 0)
                return r;
        return sd_bus_match_signal(agent->bus, NULL, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                   "org.freedesktop.DBus.Properties", "PropertiesChanged", on_signal, agent);
}

int main(void) {
        /* Subscribed first and looked after that, so that no change gets lost in between. */
        Agent agent = {.stale = true};
        int r;

        setvbuf(stdout, NULL, _IOLBF, 0);
        r = sd_bus_open_system(&agent.bus);
        if (r >= 0)
                r = subscribe(&agent);
        while (r >= 0) {
                r = sd_bus_process(agent.bus, NULL);
                if (r == 0 && agent.stale) {
                        agent.stale = false;
                        look(&agent);
                } else if (r == 0) {
                        r = sd_bus_wait(agent.bus, UINT64_MAX);
                }
        }
        fprintf(stderr, "agent: the bus is gone (%s)\n", strerror(-r));
        sd_bus_unref(agent.bus);
        return EXIT_FAILURE;
}
