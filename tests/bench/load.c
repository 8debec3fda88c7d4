/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-load ADDRESS NAME: takes a name on a bus and does what it is told by lines of its standard input, one thing
 * at a time. What each took is a line of its standard output, in nanoseconds.
 *
 *   call COUNT DESTINATION PATH INTERFACE MEMBER [STRING]...
 *       calls one after the other: how long all of them took
 *   emit COUNT PATH INTERFACE MEMBER [STRING]...
 *       signals at once: CLOCK_MONOTONIC before the first
 */
#include "bench.h"
#include "macros.h"

#define WORDS_MAX 16
#define CALL_LIMIT_USEC (30 * 1000 * 1000ULL)

static int append_strings(sd_bus_message *message, char **strings) {
        int r = 0;

        for (; r >= 0 && *strings; strings++)
                r = sd_bus_message_append(message, "s", *strings);
        return r;
}

static void call(sd_bus *bus, char **words) {
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        sd_bus_message *message = NULL, *reply = NULL;
        int r = sd_bus_message_new_method_call(bus, &message, words[0], words[1], words[2], words[3]);

        if (r >= 0)
                r = append_strings(message, words + 4);
        if (r >= 0)
                r = sd_bus_call(bus, message, CALL_LIMIT_USEC, &error, &reply);
        bench_check(r, error.message ? error.message : words[3]);
        sd_bus_message_unref(reply);
        sd_bus_message_unref(message);
}

static uint64_t call_all(sd_bus *bus, unsigned long count, char **words) {
        uint64_t begin = bench_now();

        while (count-- > 0)
                call(bus, words);
        return bench_now() - begin;
}

static void emit(sd_bus *bus, char **words) {
        sd_bus_message *signal = NULL;
        int r = sd_bus_message_new_signal(bus, &signal, words[0], words[1], words[2]);

        if (r >= 0)
                r = append_strings(signal, words + 3);
        if (r >= 0)
                r = sd_bus_send(bus, signal, NULL);
        bench_check(r, words[2]);
        sd_bus_message_unref(signal);
}

static uint64_t emit_all(sd_bus *bus, unsigned long count, char **words) {
        uint64_t begin = bench_now();

        while (count-- > 0)
                emit(bus, words);
        bench_check(sd_bus_flush(bus), "signals");
        return begin;
}

static unsigned split(char *line, char *words[WORDS_MAX + 1]) {
        char *rest = line;
        unsigned n = 0;

        while (n < WORDS_MAX && (words[n] = strtok_r(rest, " \n", &rest)))
                n++;
        words[n] = NULL;
        return n;
}

int main(int argc, char **argv) {
        CLEANUP(freep) char *line = NULL;
        char *words[WORDS_MAX + 1];
        size_t size = 0;
        sd_bus *bus;

        if (argc != 3)
                return 2;
        bus = bench_connect(argv[1]);
        bench_check(sd_bus_request_name(bus, argv[2], 0), argv[2]);
        while (getline(&line, &size, stdin) > 0) {
                unsigned n = split(line, words);
                bool calls = n >= 6 && strcmp(words[0], "call") == 0;

                if (!calls && (n < 5 || strcmp(words[0], "emit") != 0))
                        return 2;
                printf("%llu\n", (unsigned long long)(calls ? call_all : emit_all)(bus, strtoul(words[1], NULL, 10),
                                                                                   words + 2));
                fflush(stdout);
        }
        sd_bus_flush_close_unref(bus);
        return EXIT_SUCCESS;
}
