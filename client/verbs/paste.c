/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* qemu-args and libvirt-xml: what to paste, so that a guest gets a mode that works. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "guestmode.h"
#include "host.h"
#include "json.h"
#include "macros.h"
#include "modelist.h"
#include "offer.h"
#include "paste.h"
#include "reason.h"
#include "report.h"
#include "stringlist.h"
#include "verbs.h"

static void refuse(const Host *host, const char *mode) {
        const ReasonText *text = host->reason[0] ? reason_find(host->reason, host->platform) : NULL;
        CLEANUP(freep) char *offered = string_list_join(host->compat_modes, "");
        const char *next = text ? text->action : "see 'ppc-compatctl status'";

        if (!offered)
                complain_of_memory();
        else if (offered[0] && mode)
                complain("%s is not offered on this host, but these are: %s%s%s", mode, offered, text ? "; " : "",
                         text ? text->meaning : "");
        else
                complain("there is no mode to offer: %s%s%s", reason_of_host(host), text ? " " : "; ", next);
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
        if (!offered || !mode_is_name(mode)) {
                report_failure(&(Failure){.kind = FAILURE_GARBLED}, where);
                return NULL;
        }
        return mode;
}

/* The words of a line, as they go to the program that is started. */
static struct json_object *split(const char *line) {
        CLEANUP(freep) char *words = strdup(line);
        struct json_object *array = json_object_new_array();
        char *rest;

        for (char *word = words ? strtok_r(words, " \n", &rest) : NULL; array && word;
             word = strtok_r(NULL, " \n", &rest))
                json_object_array_add(array, json_object_new_string(word));
        return array;
}

static bool print_json(const char *key, struct json_object *value, const char *mode, bool certain, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();

        if (object && (json_object_object_add(object, "Mode", json_object_new_string(mode)) < 0 ||
                       json_object_object_add(object, "Certain", json_object_new_boolean(certain)) < 0 ||
                       json_object_object_add(object, key, value) < 0))
                return json_print(NULL, json);
        return json_print(object, json);
}

static bool print_text(const Options *options, const PasteText *text, const char *mode, bool certain) {
        CLEANUP(freep) char *whole = NULL;

        if (asprintf(&whole, "%s%s%s", text->before, mode, text->after) < 0) {
                complain_of_memory();
                return false;
        }
        if (options->json == JSON_OFF)
                fputs(whole, stdout);
        else if (text == &paste_text_qemu_args)
                return print_json("Arguments", split(whole), mode, certain, options->json);
        else
                return print_json("XML", json_object_new_string(whole), mode, certain, options->json);
        return true;
}

static int print_for_guest(const Options *options, const char *argument, const PasteText *text) {
        CLEANUP(host_clear) Host host = {0};
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
        mode = choose_mode(&host, mode, &options->where);
        if (!mode)
                return EXIT_FAILURE;

        certain = offer_is_certain(&host);
        if (!print_text(options, text, mode, certain))
                return EXIT_FAILURE;
        if (!certain && !options->quiet)
                complain("it is not certain that %s works: %s", mode, reason_of_host(&host));
        return EXIT_SUCCESS;
}

int verb_qemu_args(const Options *options, const char *argument) {
        return print_for_guest(options, argument, &paste_text_qemu_args);
}

int verb_libvirt_xml(const Options *options, const char *argument) {
        return print_for_guest(options, argument, &paste_text_libvirt_xml);
}
