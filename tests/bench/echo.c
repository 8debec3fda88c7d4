/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-echo ADDRESS NAME: answers every call that is not sd-bus's own with a variant, the one that Get of
 * CompatModes gives, and does nothing else. What such a call costs more than Ping is the price of its bytes: no
 * service that answers with them is faster.
 */
#include "bench.h"

static int on_message(sd_bus_message *call, void *userdata, sd_bus_error *error) {
        sd_bus_message *reply = NULL;
        int r;

        if (sd_bus_message_is_method_call(call, NULL, NULL) <= 0 ||
            sd_bus_message_is_method_call(call, "org.freedesktop.DBus.Peer", NULL) > 0)
                return 0;
        r = sd_bus_message_new_method_return(call, &reply);
        if (r >= 0)
                r = sd_bus_message_append(reply, "v", "as", 2, "power10", "power9");
        if (r >= 0)
                r = sd_bus_send(NULL, reply, NULL);
        sd_bus_message_unref(reply);
        return r < 0 ? r : 1;
}

int main(int argc, char **argv) {
        sd_bus *bus;
        int r;

        if (argc != 3)
                return 2;
        bus = bench_connect(argv[1]);
        bench_check(sd_bus_add_filter(bus, NULL, on_message, NULL), "filter");
        bench_check(sd_bus_request_name(bus, argv[2], 0), argv[2]);
        for (;;) {
                r = bench_check(sd_bus_process(bus, NULL), "the bus");
                if (r == 0)
                        bench_check(sd_bus_wait(bus, UINT64_MAX), "the bus");
        }
}
