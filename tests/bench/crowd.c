/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-crowd ADDRESS COUNT RULE...: so many connections of a bus, each of them with the same match rules. Says
 * "ready" when all of them have joined. Then, for each line of its standard input with a number of signals, it waits
 * until every connection has received so many since the line before, and prints when the first and when the last of
 * them was in the hands of its subscriber: CLOCK_MONOTONIC in nanoseconds. Signals that come early count.
 */
#include <errno.h>
#include <sys/epoll.h>

#include "bench.h"
#include "macros.h"

#define LIMIT_MSEC (60 * 1000)
#define EVENTS_MAX 256

/* Since the last line. */
typedef struct Arrivals {
        uint64_t count, first, last;
} Arrivals;

static Arrivals arrivals;

static int on_signal(sd_bus_message *signal, void *userdata, sd_bus_error *error) {
        arrivals.last = bench_now();
        if (arrivals.count++ == 0)
                arrivals.first = arrivals.last;
        return 0;
}

static void process(sd_bus *bus) {
        int r;

        do
                r = bench_check(sd_bus_process(bus, NULL), "a subscriber");
        while (r > 0);
}

static sd_bus *join(const char *address, char **rules) {
        sd_bus *bus = bench_connect(address);

        for (; *rules; rules++)
                bench_check(sd_bus_add_match(bus, NULL, *rules, on_signal, NULL), *rules);
        process(bus);
        return bus;
}

static void watch(int epoll, int fd, void *data) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};

        bench_check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0, "epoll");
}

static void receive(int epoll, uint64_t count) {
        struct epoll_event events[EVENTS_MAX];

        while (arrivals.count < count) {
                int n = epoll_wait(epoll, events, EVENTS_MAX, LIMIT_MSEC);

                bench_check(n == 0 ? -ETIMEDOUT : n < 0 ? -errno : 0, "signals");
                for (int i = 0; i < n; i++)
                        process(events[i].data.ptr);
        }
}

int main(int argc, char **argv) {
        int epoll = epoll_create1(EPOLL_CLOEXEC);
        CLEANUP(freep) char *line = NULL;
        size_t size = 0, members;

        if (argc < 4)
                return 2;
        members = strtoul(argv[2], NULL, 10);
        for (size_t i = 0; i < members; i++) {
                sd_bus *bus = join(argv[1], argv + 3);

                watch(epoll, sd_bus_get_fd(bus), bus);
        }
        puts("ready");
        fflush(stdout);
        while (getline(&line, &size, stdin) > 0) {
                receive(epoll, strtoul(line, NULL, 10) * members);
                printf("%llu %llu\n", (unsigned long long)arrivals.first, (unsigned long long)arrivals.last);
                fflush(stdout);
                arrivals = (Arrivals){0};
        }
        return EXIT_SUCCESS;
}
