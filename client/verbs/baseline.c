/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * baseline: the modes that several hosts have in common, for those who have no engine that watches over them. A host
 * that does not answer is told, and never counted as one that agrees.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "askmany.h"
#include "complain.h"
#include "guestmode.h"
#include "json.h"
#include "machineoptions.h"
#include "macros.h"
#include "pastenotes.h"
#include "remotehost.h"
#include "stringlist.h"
#include "verbs.h"

#define TIMEOUT_DEFAULT 10

typedef struct Baseline {
        RemoteHost *peers;
        size_t count;
        size_t answered;
        char **common; /* borrowed from the peers; NULL where none answered */
        Paste paste;   /* what starts a guest on each that answered; empty where they have no mode in common */
} Baseline;

static void baseline_clear(Baseline *baseline) {
        for (size_t i = 0; i < baseline->count; i++)
                remote_host_clear(&baseline->peers[i]);
        free(baseline->peers);
        free(baseline->common);
        paste_clear(&baseline->paste);
}

static const char *name_of(const RemoteHost *peer) {
        return peer->name ? peer->name : "localhost";
}

static bool have_all(const Baseline *baseline, const char *mode) {
        for (size_t i = 0; i < baseline->count; i++)
                if (remote_host_has_answered(&baseline->peers[i]) &&
                    !string_list_contains(baseline->peers[i].host.compat_modes, mode))
                        return false;
        return true;
}

static bool find_common(Baseline *baseline) {
        const RemoteHost *first = NULL;
        size_t count = 0;

        for (size_t i = 0; i < baseline->count; i++)
                if (remote_host_has_answered(&baseline->peers[i])) {
                        first = first ? first : &baseline->peers[i];
                        baseline->answered++;
                }
        if (!first)
                return true;
        for (char **mode = first->host.compat_modes; *mode; mode++)
                count++;
        baseline->common = calloc(count + 1, sizeof baseline->common[0]);
        if (!baseline->common) {
                complain_of_memory();
                return false;
        }
        count = 0;
        for (char **mode = first->host.compat_modes; *mode; mode++)
                if (have_all(baseline, *mode))
                        baseline->common[count++] = *mode;
        return true;
}

/* What a guest has to have so that it starts on each of them, and can move. False when memory is short. */
static bool merge_options(const Baseline *baseline, char ***options) {
        for (size_t i = 0; i < baseline->count; i++)
                if (remote_host_has_answered(&baseline->peers[i]) &&
                    !machine_options_merge(options, baseline->peers[i].host.machine_options))
                        return false;
        return true;
}

static bool qemu_knows_all(const Baseline *baseline, PasteGuest guest) {
        for (size_t i = 0; i < baseline->count; i++) {
                guest.processor = baseline->peers[i].host.processor_model;
                if (remote_host_has_answered(&baseline->peers[i]) && !paste_check_qemu(&guest))
                        return false;
        }
        return true;
}

/* Leaves them empty where nothing is to be said. */
static bool make_arguments(Baseline *baseline, Version qemu) {
        CLEANUP(string_list_freep) char **options = NULL;
        PasteGuest guest = {.qemu = qemu ? qemu : VERSION_NEWEST, .libvirt = paste_libvirt, .processor = ""};

        if (string_list_is_empty(baseline->common))
                return true;
        if (!merge_options(baseline, &options)) {
                complain_of_memory();
                return false;
        }
        guest.mode = baseline->common[0];
        guest.options = options;
        /* What is not a word is not for a shell, whoever answered. */
        if (!guest_mode_find(guest.mode) || !machine_options_are_words(options) || !qemu_knows_all(baseline, guest))
                return true;
        if (paste_make(PASTE_QEMU_ARGS, &guest, &baseline->paste))
                return true;
        complain_of_memory();
        return false;
}

static void print_peer(const RemoteHost *peer, int width) {
        CLEANUP(freep) char *modes = string_list_join(peer->host.compat_modes, "-");
        const Host *host = &peer->host;

        if (!remote_host_has_answered(peer))
                printf("%-*s  %-9s  %-24s %s\n", width, name_of(peer), "-", "-",
                       peer->error ? peer->error : "no answer");
        else
                printf("%-*s  %-9s  %-24s %s%s%s%s\n", width, name_of(peer),
                       host->host_mode[0] ? host->host_mode : "-", modes ? modes : "-", host->state,
                       host->reason[0] ? " (" : "", host->reason, host->reason[0] ? ")" : "");
}

static bool print_table(const Baseline *baseline, bool quiet) {
        CLEANUP(freep) char *common = string_list_join(baseline->common, baseline->answered > 0 ? "none" : "unknown");
        int width = (int)strlen("HOST");

        if (!common) {
                complain_of_memory();
                return false;
        }
        for (size_t i = 0; i < baseline->count; i++)
                if ((int)strlen(name_of(&baseline->peers[i])) > width)
                        width = (int)strlen(name_of(&baseline->peers[i]));
        if (!quiet)
                printf("%-*s  %-9s  %-24s %s\n", width, "HOST", "HOST MODE", "GUEST MODES", "STATE");
        for (size_t i = 0; i < baseline->count; i++)
                print_peer(&baseline->peers[i], width);
        printf("\nCommon modes: %s\n", common);
        if (baseline->paste.text)
                printf("Arguments of QEMU: %s", baseline->paste.text);
        if (baseline->answered == 0)
                puts("No host answered.");
        else if (baseline->answered < baseline->count)
                printf("Of %zu hosts %zu answered; the others may lack these modes.\n", baseline->count,
                       baseline->answered);
        return true;
}

static struct json_object *peer_object(const RemoteHost *peer) {
        struct json_object *object = json_object_new_object();
        const Host *host = &peer->host;

        json_object_object_add(object, "Host", json_object_new_string(name_of(peer)));
        json_object_object_add(object, "Answered", json_object_new_boolean(remote_host_has_answered(peer)));
        if (!remote_host_has_answered(peer)) {
                json_object_object_add(object, "Error", json_object_new_string(peer->error ? peer->error : ""));
                return object;
        }
        json_object_object_add(object, "HostMode", json_object_new_string(host->host_mode));
        json_object_object_add(object, "CompatModes", json_from_list(host->compat_modes));
        json_object_object_add(object, "State", json_object_new_string(host->state));
        json_object_object_add(object, "Reason", json_object_new_string(host->reason));
        return object;
}

static bool print_as_json(const Baseline *baseline, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        struct json_object *hosts = json_object_new_array();

        for (size_t i = 0; i < baseline->count; i++)
                json_object_array_add(hosts, peer_object(&baseline->peers[i]));
        json_object_object_add(object, "Hosts", hosts);
        json_object_object_add(object, "Asked", json_object_new_uint64(baseline->count));
        json_object_object_add(object, "Answered", json_object_new_uint64(baseline->answered));
        json_object_object_add(object, "CommonModes",
                               baseline->answered > 0 ? json_from_list(baseline->common) : NULL);
        json_object_object_add(object, "Arguments",
                               json_from_words(baseline->paste.text ? baseline->paste.text : ""));
        return json_print(object, json);
}

int verb_baseline(const Options *options, const char *argument) {
        CLEANUP(baseline_clear) Baseline baseline = {.count = options->host_count > 0 ? options->host_count : 1};
        bool printed;

        baseline.peers = calloc(baseline.count, sizeof baseline.peers[0]);
        if (!baseline.peers) {
                baseline.count = 0;
                complain_of_memory();
                return EXIT_FAILURE;
        }
        for (size_t i = 0; i < baseline.count; i++)
                baseline.peers[i] =
                        (RemoteHost){.name = options->host_count > 0 ? options->hosts[i] : NULL, .fd = -1};
        if (ask_many(baseline.peers, baseline.count, &options->where,
                     options->timeout > 0 ? options->timeout : TIMEOUT_DEFAULT) < 0) {
                complain("the hosts cannot be asked; see whether memory or file descriptors are short");
                return EXIT_FAILURE;
        }
        if (!find_common(&baseline) || !make_arguments(&baseline, options->qemu))
                return EXIT_FAILURE;
        printed = options->json != JSON_OFF ? print_as_json(&baseline, options->json)
                                            : print_table(&baseline, options->quiet);
        if (!options->quiet)
                paste_print_notes(&baseline.paste, true);
        return printed && baseline.answered == baseline.count ? EXIT_SUCCESS : EXIT_FAILURE;
}
