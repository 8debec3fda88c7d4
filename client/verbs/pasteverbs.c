/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* qemu-args, libvirt-xml and virt-install-args: what to paste, so that a guest starts in a mode that works. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "guestmode.h"
#include "host.h"
#include "json.h"
#include "machineoptions.h"
#include "macros.h"
#include "modelist.h"
#include "offer.h"
#include "pastenotes.h"
#include "reason.h"
#include "report.h"
#include "stringlist.h"
#include "verbs.h"

static void refuse(const Host *host, const char *mode) {
        const ReasonText *text = host->reason[0] ? reason_find(host->reason, host->platform) : NULL;
        CLEANUP(freep) char *offered = string_list_join(host->compat_modes, "");

        if (!offered)
                complain_of_memory();
        else if (offered[0] && mode)
                complain("%s is not offered on this host, but these are: %s%s%s", mode, offered, text ? "; " : "",
                         text ? text->meaning : "");
        else if (text)
                complain("there is no mode to offer: %s %s", text->meaning, text->action);
        else
                complain("there is no mode to offer: %s%s", reason_of_host(host),
                         offer_lacks_trial(host) ? "" : "; see 'ppc-compatctl status'");
}

/* The mode to print, which the host offers; NULL, with a complaint, where there is none. */
static const char *choose_mode(const Host *host, const char *argument, const Where *where) {
        const char *mode = argument ? argument : host->recommended_mode;
        bool offered = offer_for_mode(host, mode) == OFFER_YES;

        if (!mode[0] || (argument && !offered)) {
                refuse(host, argument);
                return NULL;
        }
        /* It is pasted into a shell or into XML. */
        if (!offered || !mode_is_name(mode) || !machine_options_are_words(host->machine_options)) {
                report_failure(&(Failure){.kind = FAILURE_GARBLED}, where);
                return NULL;
        }
        return mode;
}

static bool print_json(PasteKind kind, const Paste *paste, const char *mode, bool certain, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        struct json_object *value =
                kind == PASTE_LIBVIRT_XML ? json_object_new_string(paste->text) : json_from_words(paste->text);

        bool complete = json_add(object, "Mode", json_object_new_string(mode)) &&
                        json_add(object, "Certain", json_object_new_boolean(certain)) &&
                        json_add(object, "Unsafe", json_from_list(paste->unsafe));

        complete = json_add(object, kind == PASTE_LIBVIRT_XML ? "XML" : "Arguments", value) && complete;
        return json_print(complete ? object : NULL, json);
}

static bool print_text(const Options *options, PasteKind kind, const PasteGuest *guest, bool certain) {
        CLEANUP(paste_clear) Paste paste = {0};

        if (!paste_make(kind, guest, &paste)) {
                complain_of_memory();
                return false;
        }
        if (options->json == JSON_OFF)
                fputs(paste.text, stdout);
        else if (!print_json(kind, &paste, guest->mode, certain, options->json))
                return false;
        if (!options->quiet)
                paste_print_notes(&paste, options->libvirt != 0);
        return true;
}

static int print_for_guest(const Options *options, const char *argument, PasteKind kind) {
        CLEANUP(host_clear) Host host = {0};
        PasteGuest guest = {
                .qemu = options->qemu ? options->qemu : VERSION_NEWEST,
                .libvirt = options->libvirt ? options->libvirt : paste_libvirt,
        };
        const char *mode = NULL;
        bool certain;

        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        if (argument) {
                mode = mode_find(&host, argument);
                if (!mode) {
                        complain(GUEST_MODE_UNKNOWN, argument);
                        return EXIT_USAGE;
                }
        }
        guest.mode = choose_mode(&host, mode, &options->where);
        guest.processor = host.processor_model;
        guest.options = host.machine_options;
        if (!guest.mode || !paste_check_qemu(&guest) || !paste_check_silicon(&host, guest.qemu))
                return EXIT_FAILURE;

        certain = offer_is_certain(&host);
        if (!print_text(options, kind, &guest, certain))
                return EXIT_FAILURE;
        if (!certain && !options->quiet)
                complain("it is not certain that %s works: %s", guest.mode, reason_of_host(&host));
        return EXIT_SUCCESS;
}

int verb_qemu_args(const Options *options, const char *argument) {
        return print_for_guest(options, argument, options->machine_only ? PASTE_QEMU_MACHINE : PASTE_QEMU_ARGS);
}

int verb_libvirt_xml(const Options *options, const char *argument) {
        return print_for_guest(options, argument, PASTE_LIBVIRT_XML);
}

int verb_virt_install_args(const Options *options, const char *argument) {
        return print_for_guest(options, argument, PASTE_VIRT_INSTALL_ARGS);
}
