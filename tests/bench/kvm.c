/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-kvm ROUNDS: on a host with KVM and a running ppc-compatd, asks one and the other in turns. Prints a line for
 * each turn, in nanoseconds: what KVM took to be asked in this process, without and with trial guests, a Get of
 * CompatModes, a Ping of the daemon.
 */
#include "kvm.h"
#include "bench.h"
#include "macros.h"
#include "ppc-compat1.h"

#define CALLS 20

static void keep(const KvmAnswer *answer, void *userdata) {
        *(KvmAnswer *)userdata = *answer;
}

static uint64_t ask_kvm(bool trial) {
        const KvmQuestion question = {.path = "/dev/kvm", .trial = trial};
        uint64_t begin = bench_now();
        KvmAnswer answer;

        kvm_ask(&kvm_ops_system, &question, keep, &answer);
        bench_check(answer.outcome == KVM_OK ? 0 : -answer.error, "KVM");
        return bench_now() - begin;
}

/* Of one call, the name of a property being its second argument where it has any. */
static uint64_t call(sd_bus *bus, const char *interface, const char *member, const char *types) {
        uint64_t begin = bench_now();

        for (unsigned i = 0; i < CALLS; i++) {
                sd_bus_message *reply = NULL;

                bench_check(sd_bus_call_method(bus, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH, interface, member,
                                               NULL, &reply, types, PPC_COMPAT1_INTERFACE, "CompatModes"),
                            member);
                sd_bus_message_unref(reply);
        }
        return (bench_now() - begin) / CALLS;
}

int main(int argc, char **argv) {
        sd_bus *bus = NULL;

        if (argc != 2)
                return 2;
        bench_check(sd_bus_open_system(&bus), "the system bus");
        for (unsigned long rounds = strtoul(argv[1], NULL, 10); rounds > 0; rounds--) {
                uint64_t asked = ask_kvm(false), tried = ask_kvm(true);
                uint64_t got = call(bus, "org.freedesktop.DBus.Properties", "Get", "ss");

                printf("%llu %llu %llu %llu\n", (unsigned long long)asked, (unsigned long long)tried,
                       (unsigned long long)got,
                       (unsigned long long)call(bus, "org.freedesktop.DBus.Peer", "Ping", NULL));
        }
        sd_bus_flush_close_unref(bus);
        return EXIT_SUCCESS;
}
