/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * export: the host in the words of an engine that watches over many. A daemon that does not answer is exported as
 * such. With --watch the file follows the daemon, and does not outlive its writer: nobody would correct it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-daemon.h>

#include "complain.h"
#include "connection.h"
#include "deadline.h"
#include "follow.h"
#include "formats.h"
#include "hostread.h"
#include "macros.h"
#include "outfile.h"
#include "report.h"
#include "verbs.h"

/* A daemon that hangs sends no signal when it recovers, so it is asked again. */
#define RETRY_USEC UINT64_C(30000000)

typedef struct Exporter {
        const Options *options;
        Format format;
        Outfile file;
        Follow follow;
        sd_event_source *retry;
} Exporter;

static bool put(Outfile *file, Format format, const Host *host) {
        CLEANUP(freep) char *text = NULL;
        size_t size;
        FILE *stream = open_memstream(&text, &size);
        bool written = stream && format(stream, host);

        if ((stream && fclose(stream) != 0) || !written) {
                complain_of_memory();
                return false;
        }
        if (file->path)
                return outfile_replace(file, text, size);
        fwrite(text, 1, size, stdout);
        return true;
}

static void put_or_end(Exporter *exporter, const Host *host) {
        if (!put(&exporter->file, exporter->format, host))
                follow_end(&exporter->follow);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata);

/* All is read again at each change, so nothing in it can be older than the change. */
static void look(Exporter *exporter) {
        CLEANUP(host_clear) Host host = {0};
        uint64_t deadline = deadline_brief(&exporter->options->where);
        bool answered = host_get(exporter->follow.bus, deadline, NULL, &host) >= 0;

        exporter->retry = sd_event_source_disable_unref(exporter->retry);
        if (!answered)
                sd_event_add_time_relative(exporter->follow.event, &exporter->retry, CLOCK_MONOTONIC, RETRY_USEC, 0,
                                           on_retry, exporter);
        put_or_end(exporter, answered ? &host : NULL);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata) {
        look(userdata);
        return 0;
}

static void on_come(void *userdata) {
        look(userdata);
}

static void on_go(void *userdata) {
        Exporter *exporter = userdata;

        exporter->retry = sd_event_source_disable_unref(exporter->retry);
        put_or_end(exporter, NULL);
}

static void on_change(sd_bus_message *properties, void *userdata) {
        look(userdata);
}

static void exporter_clear(Exporter *exporter) {
        sd_event_source_disable_unref(exporter->retry);
        follow_clear(&exporter->follow);
}

static int follow_daemon(Exporter *exporter, Failure *failure) {
        const Where *where = &exporter->options->where;
        uint64_t deadline = deadline_patient();
        int r;

        r = follow_open(&exporter->follow, where, deadline, failure);
        if (r >= 0)
                r = connection_has_daemon(exporter->follow.bus, deadline, failure);
        if (r < 0)
                return r;
        if (r > 0)
                look(exporter);
        else
                on_go(exporter);
        sd_notify(false, "READY=1");
        return follow_run(&exporter->follow, failure);
}

static int follow(const Options *options, Format format) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(exporter_clear)
        Exporter exporter = {
                .options = options,
                .format = format,
                .file = {.path = options->output},
                .follow = {.on_come = on_come, .on_go = on_go, .on_change = on_change},
        };
        int r;

        exporter.follow.userdata = &exporter;
        r = follow_daemon(&exporter, &failure);
        outfile_remove(&exporter.file);
        return r < 0 ? report_failure(&failure, &options->where) : EXIT_SUCCESS;
}

int verb_export(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};
        Outfile file = {.path = options->output};
        Format format = format_find(argument);
        bool answered;

        if (!format) {
                complain("unknown format '%s'; the formats are prometheus, nfd, ansible and nova", argument);
                return EXIT_USAGE;
        }
        if (options->json != JSON_OFF) {
                complain("--json is not for export, whose formats have names; see 'ppc-compatctl --help'");
                return EXIT_USAGE;
        }
        if (options->watch && !options->output) {
                complain("--watch needs --output=FILE; see 'ppc-compatctl --help'");
                return EXIT_USAGE;
        }
        if (options->watch)
                return follow(options, format);
        answered = host_fetch(&options->where, deadline_brief(&options->where), NULL, &host) >= 0;
        return put(&file, format, answered ? &host : NULL) ? EXIT_SUCCESS : EXIT_FAILURE;
}
