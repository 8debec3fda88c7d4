/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What ppc-compatctl makes of answers: each verb is run with the input as the answer to every call, in place of
 * connection.c and complain.c. Whatever the answer, nothing is printed that could play tricks on a terminal.
 */
#include <string.h>

#include "complain.h"
#include "connection.h"
#include "fuzz.h"
#include "hostread.h"
#include "macros.h"
#include "reply-input.h"
#include "verbs.h"

static sd_bus_message *answer;

int connection_open(const Where *where, uint64_t deadline, Failure *failure, sd_bus **ret_bus) {
        *ret_bus = NULL;
        return 0;
}

int connection_call(sd_bus *bus, uint64_t deadline, Failure *failure, const char *interface, const char *method,
                    sd_bus_message **ret_reply, const char *types, ...) {
        REQUIRE(sd_bus_message_rewind(answer, true) >= 0);
        *ret_reply = sd_bus_message_ref(answer);
        return 0;
}

int connection_start(sd_bus *bus, uint64_t deadline, Failure *failure, const char *interface, const char *method,
                     const char *types, ...) {
        return 0;
}

int connection_has_daemon(sd_bus *bus, uint64_t deadline, Failure *failure) {
        return 1;
}

void complain(const char *format, ...) {
}

void complain_of_memory(void) {
        abort();
}

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
}

static void require_printable(const char *text, size_t size) {
        for (size_t i = 0; i < size; i++)
                REQUIRE(text[i] == '\n' || (text[i] >= ' ' && text[i] <= '~'));
}

typedef int (*Verb)(const Options *options, const char *argument);

static void run(Verb verb, const char *argument, JsonMode json, bool quiet) {
        char *words[] = {(char *)argument, NULL};
        Options options = {
                .json = json, .quiet = quiet, .no_pager = true, .words = words, .word_count = argument != NULL};
        FILE *terminal = stdout;
        char *text = NULL;
        size_t size = 0;
        int status;

        stdout = open_memstream(&text, &size);
        REQUIRE(stdout);
        status = verb(&options, argument);
        REQUIRE(fclose(stdout) == 0);
        stdout = terminal;
        REQUIRE(status >= 0 && status <= 2);
        require_printable(text, size);
        free(text);
}

/* As the monitor reads its signals: what is there replaces what was. */
static void read_news(void) {
        CLEANUP(host_clear) Host host = {0};

        for (int i = 0; i < 2; i++) {
                REQUIRE(sd_bus_message_rewind(answer, true) >= 0);
                /* Again, although the generation is the same. */
                host.generation = 0;
                if (host_update(answer, &host) < 0)
                        return;
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const struct {
                Verb verb;
                const char *argument;
        } verbs[] = {
                {verb_status, NULL},         {verb_modes, NULL},       {verb_check, "power9"},
                {verb_check, "power11"},     {verb_describe, NULL},    {verb_refresh, "client"},
                {verb_history, NULL},        {verb_explain, "no-kvm"}, {verb_qemu_args, NULL},
                {verb_qemu_args, "power10"}, {verb_libvirt_xml, NULL}, {verb_export, "prometheus"},
                {verb_export, "nfd"},        {verb_export, "ansible"}, {verb_export, "nova"},
        };

        answer = message_from_input(data, size);
        if (!answer)
                return 0;
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                for (JsonMode json = JSON_OFF; json <= JSON_PRETTY; json++)
                        run(verbs[i].verb, verbs[i].argument, json, json == JSON_SHORT);
        read_news();
        answer = sd_bus_message_unref(answer);
        return 0;
}
