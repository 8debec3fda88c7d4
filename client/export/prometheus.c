/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Only what the daemon signals is here, since the file is written at changes: a count of queries would be old at
 * once.
 *
 * While the daemon does not answer there is ppc_compat_up alone. Zeros for the modes would say that no mode works,
 * and the common mode of a pool would be lost whenever one daemon restarts; the last values would be old truth. A
 * host without modes is seen by counting, as the rules in fleet/ do. For the same reasons a mode that the host does
 * not know about has no series, and is counted in ppc_compat_modes_unknown.
 */
#include "prometheus.h"

#include <inttypes.h>

#include "macros.h"
#include "modelist.h"
#include "offer.h"
#include "ppc-compat1.h"
#include "stringlist.h"

#define SECOND UINT64_C(1000000)

/* One family has one HELP text on all hosts, or node_exporter complains. */
static void start_family(FILE *stream, const char *name, const char *type, const char *help) {
        fprintf(stream, "# HELP ppc_compat_%s %s\n# TYPE ppc_compat_%s %s\n", name, help, name, type);
}

/* Strings of a Host are printable ASCII. */
static void write_label(FILE *stream, const char *name, const char *value) {
        fprintf(stream, "%s=\"", name);
        for (const char *letter = value; *letter; letter++) {
                if (*letter == '"' || *letter == '\\')
                        fputc('\\', stream);
                fputc(*letter, stream);
        }
        fputc('"', stream);
}

static void write_flag(FILE *stream, const char *name, const char *label, const char *value, bool flag) {
        fprintf(stream, "ppc_compat_%s{", name);
        write_label(stream, label, value);
        fprintf(stream, "} %d\n", flag);
}

static void write_modes(FILE *stream, const Host *host) {
        ModeList modes = mode_list_of_host(host);
        unsigned unknown = 0;

        start_family(stream, "mode_supported", "gauge",
                     "Whether KVM guests of this host can use the mode; absent where that is not known.");
        for (size_t i = 0; i < modes.count; i++) {
                Offer offer = offer_for_mode(host, modes.names[i]);

                if (offer == OFFER_UNKNOWN)
                        unknown++;
                else
                        write_flag(stream, "mode_supported", "mode", modes.names[i], offer == OFFER_YES);
        }
        start_family(stream, "modes_unknown", "gauge", "How many modes this host does not know about.");
        fprintf(stream, "ppc_compat_modes_unknown %u\n", unknown);
}

static void write_trial(FILE *stream, const Host *host) {
        start_family(stream, "trial_ran", "gauge", "A trial guest ran in the mode when KVM was last asked.");
        for (char **mode = host->trial_modes; mode && *mode; mode++)
                write_flag(stream, "trial_ran", "mode", *mode, true);
}

static void write_state(FILE *stream, const Host *host) {
        static const char *const states[] = {
                PPC_COMPAT1_STATE_READY,
                PPC_COMPAT1_STATE_DEGRADED,
                PPC_COMPAT1_STATE_UNAVAILABLE,
        };

        start_family(stream, "state", "gauge", "Whether the answer of ppc-compatd is in this state.");
        for (size_t i = 0; i < ELEMENTS(states); i++)
                write_flag(stream, "state", "state", states[i], string_equal(host->state, states[i]));
        start_family(stream, "reason_info", "gauge", "Why the state is not ready; none where it is.");
        write_flag(stream, "reason_info", "reason", host->reason[0] ? host->reason : "none", true);
}

static void write_host(FILE *stream, const Host *host) {
        const struct {
                const char *name;
                const char *value;
        } labels[] = {
                {"processor", host->processor_model}, {"host_mode", host->host_mode},
                {"platform", host->platform},         {"source", host->source},
                {"version", host->version},
        };

        start_family(stream, "host_info", "gauge", "What the host is, and the version of ppc-compatd.");
        fputs("ppc_compat_host_info{", stream);
        for (size_t i = 0; i < ELEMENTS(labels); i++) {
                if (i > 0)
                        fputc(',', stream);
                write_label(stream, labels[i].name, labels[i].value[0] ? labels[i].value : "unknown");
        }
        fputs("} 1\n", stream);
}

static void write_change(FILE *stream, const Host *host) {
        start_family(stream, "changes_total", "counter", "Changes of the modes, the state or the reason.");
        fprintf(stream, "ppc_compat_changes_total %" PRIu64 "\n", host->generation);
        start_family(stream, "last_change_timestamp_seconds", "gauge", "When the newest of these changes was.");
        fprintf(stream, "ppc_compat_last_change_timestamp_seconds %" PRIu64 ".%06" PRIu64 "\n",
                host->last_change / SECOND, host->last_change % SECOND);
}

bool prometheus_write(FILE *stream, const Host *host) {
        start_family(stream, "up", "gauge", "Whether ppc-compatd answers.");
        fprintf(stream, "ppc_compat_up %d\n", host != NULL);
        if (!host)
                return true;
        write_modes(stream, host);
        write_trial(stream, host);
        write_state(stream, host);
        write_host(stream, host);
        write_change(stream, host);
        return true;
}
