/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * baseline: the modes that several hosts have in common, without an engine that watches them. A host
 * that does not answer is reported, and never counted as one that agrees; one that does not know is neither for a
 * mode nor against it.
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
#include "modelist.h"
#include "offer.h"
#include "pastenotes.h"
#include "remotehost.h"
#include "stringlist.h"
#include "verbs.h"

typedef struct Baseline {
        RemoteHost *peers;
        size_t count;
        size_t answered;
        ModeList modes; /* that they speak of; none if none answered */
        Offer offers[MODE_LIST_MAX];
        Paste paste; /* what starts a guest on each that answered; empty if they have no mode in common */
} Baseline;

static void baseline_clear(Baseline *baseline) {
        for (size_t i = 0; i < baseline->count; i++)
                remote_host_clear(&baseline->peers[i]);
        free(baseline->peers);
        paste_clear(&baseline->paste);
}

static const char *name_of(const RemoteHost *peer) {
        return peer->name ? peer->name : "localhost";
}

/* Of the hosts that answered: NO if one lacks the mode, else UNKNOWN if one does not know. */
static Offer offer_of_all(const Baseline *baseline, const char *mode) {
        Offer all = OFFER_YES;

        for (size_t i = 0; i < baseline->count; i++) {
                const RemoteHost *peer = &baseline->peers[i];
                Offer one = remote_host_has_answered(peer) ? offer_for_mode(&peer->host, mode) : OFFER_YES;

                if (one == OFFER_NO)
                        return OFFER_NO;
                if (one == OFFER_UNKNOWN)
                        all = OFFER_UNKNOWN;
        }
        return all;
}

static void find_common(Baseline *baseline) {
        for (size_t i = 0; i < baseline->count; i++)
                if (remote_host_has_answered(&baseline->peers[i])) {
                        mode_list_add_offered(&baseline->modes, &baseline->peers[i].host);
                        baseline->answered++;
                }
        if (baseline->answered == 0)
                return;
        mode_list_add_known(&baseline->modes);
        for (size_t i = 0; i < baseline->modes.count; i++)
                baseline->offers[i] = offer_of_all(baseline, baseline->modes.names[i]);
}

/* Whether of each mode it is known that all have it or that one lacks it. */
static bool is_known(const Baseline *baseline) {
        for (size_t i = 0; i < baseline->modes.count; i++)
                if (baseline->offers[i] == OFFER_UNKNOWN)
                        return false;
        return baseline->answered > 0;
}

typedef struct Names {
        char *list[MODE_LIST_MAX + 1];
} Names;

/* The modes of which that is known, borrowed. */
static Names names_with(const Baseline *baseline, Offer offer) {
        Names names = {0};
        size_t count = 0;

        for (size_t i = 0; i < baseline->modes.count; i++)
                if (baseline->offers[i] == offer)
                        names.list[count++] = (char *)baseline->modes.names[i];
        return names;
}

static bool print_peer(const RemoteHost *peer, int width) {
        CLEANUP(freep) char *modes = NULL;
        const Host *host = &peer->host;

        if (!remote_host_has_answered(peer)) {
                printf("%-*s  %-9s  %-24s %s\n", width, name_of(peer), "-", "-",
                       peer->error ? peer->error : "no answer");
                return true;
        }
        modes = string_list_join(host->compat_modes, offer_for_any_mode(host) == OFFER_UNKNOWN ? "unknown" : "-");
        if (!modes)
                return false;
        printf("%-*s  %-9s  %-24s %s%s%s%s\n", width, name_of(peer), host->host_mode[0] ? host->host_mode : "-",
               modes, host->state, host->reason[0] ? " (" : "", host->reason, host->reason[0] ? ")" : "");
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
                const Host *host = &baseline->peers[i].host;

                guest.processor = host->processor_model;
                if (remote_host_has_answered(&baseline->peers[i]) &&
                    (!paste_check_qemu(&guest) || !paste_check_silicon(host, guest.qemu)))
                        return false;
        }
        return true;
}

/* Leaves them empty if there is nothing to say. */
static bool make_arguments(Baseline *baseline, Version qemu) {
        CLEANUP(string_list_freep) char **options = NULL;
        PasteGuest guest = {.qemu = qemu ? qemu : VERSION_NEWEST, .libvirt = paste_libvirt, .processor = ""};
        Names common = names_with(baseline, OFFER_YES);

        if (!common.list[0])
                return true;
        if (!merge_options(baseline, &options)) {
                complain_of_memory();
                return false;
        }
        guest.mode = common.list[0];
        guest.options = options;
        /* What is not a word is not for a shell, whichever host it came from. */
        if (!guest_mode_find(guest.mode) || !machine_options_are_words(options) || !qemu_knows_all(baseline, guest))
                return true;
        if (paste_make(PASTE_QEMU_ARGS, &guest, &baseline->paste))
                return true;
        complain_of_memory();
        return false;
}

/* What is known of the modes, and what is not. */
static bool print_common(const Baseline *baseline) {
        Names with_yes = names_with(baseline, OFFER_YES), with_unknown = names_with(baseline, OFFER_UNKNOWN);
        CLEANUP(freep) char *common = string_list_join(with_yes.list, is_known(baseline) ? "none" : "unknown");
        CLEANUP(freep) char *unknown = string_list_join(with_unknown.list, "");

        if (!common || !unknown)
                return false;
        printf("\nCommon modes: %s\n", common);
        if (unknown[0])
                printf("Not known: %s; a host that is not ready does not know.\n", unknown);
        if (baseline->paste.text)
                printf("Arguments of QEMU: %s", baseline->paste.text);
        if (baseline->answered == 0)
                puts("No host answered.");
        else if (baseline->answered < baseline->count)
                printf("Of %zu hosts %zu answered; the others may lack these modes.\n", baseline->count,
                       baseline->answered);
        return true;
}

static bool print_table(const Baseline *baseline, bool quiet) {
        int width = (int)strlen("HOST");
        bool printed = true;

        for (size_t i = 0; i < baseline->count; i++)
                if ((int)strlen(name_of(&baseline->peers[i])) > width)
                        width = (int)strlen(name_of(&baseline->peers[i]));
        if (!quiet)
                printf("%-*s  %-9s  %-24s %s\n", width, "HOST", "HOST MODE", "GUEST MODES", "STATE");
        for (size_t i = 0; i < baseline->count && printed; i++)
                printed = print_peer(&baseline->peers[i], width);
        printed = printed && print_common(baseline);
        if (!printed)
                complain_of_memory();
        return printed;
}

static bool append_peer(struct json_object *hosts, const RemoteHost *peer) {
        struct json_object *object = json_object_new_object();
        const Host *host = &peer->host;

        if (!json_append(hosts, object) || !json_add(object, "Host", json_object_new_string(name_of(peer))) ||
            !json_add(object, "Answered", json_object_new_boolean(remote_host_has_answered(peer))))
                return false;
        if (!remote_host_has_answered(peer))
                return json_add(object, "Error", json_object_new_string(peer->error ? peer->error : ""));
        return json_add(object, "HostMode", json_object_new_string(host->host_mode)) &&
               json_add(object, "CompatModes", json_from_list(host->compat_modes)) &&
               json_add(object, "State", json_object_new_string(host->state)) &&
               json_add(object, "Reason", json_object_new_string(host->reason));
}

static bool add_peers(struct json_object *object, const Baseline *baseline) {
        struct json_object *hosts = json_object_new_array();

        if (!json_add(object, "Hosts", hosts))
                return false;
        for (size_t i = 0; i < baseline->count; i++)
                if (!append_peer(hosts, &baseline->peers[i]))
                        return false;
        return true;
}

/* Each mode: true, false, or null where that is not known. */
static bool add_modes(struct json_object *object, const Baseline *baseline) {
        struct json_object *modes = json_object_new_object();

        if (!json_add(object, "Modes", modes))
                return false;
        for (size_t i = 0; i < baseline->modes.count; i++) {
                const char *mode = baseline->modes.names[i];
                Offer offer = baseline->offers[i];

                if (offer == OFFER_UNKNOWN ? !json_add_null(modes, mode)
                                           : !json_add(modes, mode, json_object_new_boolean(offer == OFFER_YES)))
                        return false;
        }
        return true;
}

static bool add_common(struct json_object *object, const Baseline *baseline) {
        Names common = names_with(baseline, OFFER_YES);

        return is_known(baseline) ? json_add(object, "CommonModes", json_from_list(common.list))
                                  : json_add_null(object, "CommonModes");
}

static bool print_as_json(const Baseline *baseline, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        const char *arguments = baseline->paste.text ? baseline->paste.text : "";
        bool complete = add_peers(object, baseline) &&
                        json_add(object, "Asked", json_object_new_uint64(baseline->count)) &&
                        json_add(object, "Answered", json_object_new_uint64(baseline->answered)) &&
                        add_common(object, baseline) && add_modes(object, baseline) &&
                        json_add(object, "Arguments", json_from_words(arguments));

        return json_print(complete ? object : NULL, json);
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
                baseline.peers[i] = remote_host_init(options->host_count > 0 ? options->hosts[i] : NULL);
        if (ask_many(baseline.peers, baseline.count, &options->where,
                     options->timeout > 0 ? options->timeout : ASK_MANY_TIMEOUT) < 0) {
                complain("the hosts cannot be asked; see whether memory or file descriptors are short");
                return EXIT_FAILURE;
        }
        find_common(&baseline);
        if (!make_arguments(&baseline, options->qemu))
                return EXIT_FAILURE;
        printed = options->json != JSON_OFF ? print_as_json(&baseline, options->json)
                                            : print_table(&baseline, options->quiet);
        if (!options->quiet)
                paste_print_notes(&baseline.paste, true);
        return printed && baseline.answered == baseline.count && is_known(&baseline) ? EXIT_SUCCESS : EXIT_FAILURE;
}
