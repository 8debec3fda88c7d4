/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "change.h"

#include <stdio.h>
#include <string.h>

#include "domaintag.h"
#include "generation.h"

static bool has_options(const Change *change) {
        for (MachineOption option = 0; option < OPTION_COUNT; option++)
                if (*change->options.value[option])
                        return true;
        return false;
}

bool change_is_empty(const Change *change) {
        return change->cap == 0 && !change->cpu_host && !has_options(change);
}

static void append(char *text, size_t size, const char *part) {
        size_t length = strlen(text);

        snprintf(text + length, size - length, "%s", part);
}

static void append_option(char *machine, const char *name, const char *value) {
        if (*machine)
                append(machine, CHANGE_MACHINE_SIZE, ",");
        append(machine, CHANGE_MACHINE_SIZE, name);
        append(machine, CHANGE_MACHINE_SIZE, "=");
        append(machine, CHANGE_MACHINE_SIZE, value);
}

void change_machine(const Change *change, bool with_cap, char machine[CHANGE_MACHINE_SIZE]) {
        *machine = '\0';
        if (with_cap && change->cap > 0)
                append_option(machine, option_name(OPTION_COMPAT), generation_mode(change->cap));
        for (MachineOption option = 0; option < OPTION_COUNT; option++)
                if (*change->options.value[option])
                        append_option(machine, option_name(option), change->options.value[option]);
}

static void command_text(const Change *change, const char *machine, char text[CHANGE_TEXT_SIZE]) {
        if (*machine) {
                append(text, CHANGE_TEXT_SIZE, "-machine ");
                append(text, CHANGE_TEXT_SIZE, machine);
        }
        if (change->cpu_host)
                append(text, CHANGE_TEXT_SIZE, *machine ? " -cpu host" : "-cpu host");
}

static void append_arguments(char *text, const char *option, const char *value) {
        append(text, CHANGE_TEXT_SIZE, "<qemu:arg value='");
        append(text, CHANGE_TEXT_SIZE, option);
        append(text, CHANGE_TEXT_SIZE, "'/><qemu:arg value='");
        append(text, CHANGE_TEXT_SIZE, value);
        append(text, CHANGE_TEXT_SIZE, "'/>");
}

static void domain_text(const Change *change, const char *machine, char text[CHANGE_TEXT_SIZE]) {
        if (change->cap > 0 && change->by_argument) {
                append(text, CHANGE_TEXT_SIZE, CHANGE_HOST_PASSTHROUGH);
        } else if (change->cap > 0) {
                append(text, CHANGE_TEXT_SIZE, "<cpu mode='host-model'><model>");
                append(text, CHANGE_TEXT_SIZE, generation_mode(change->cap));
                append(text, CHANGE_TEXT_SIZE, "</model></cpu>");
        }
        if (!*machine)
                return;
        if (*text)
                append(text, CHANGE_TEXT_SIZE, " and ");
        /* Without its namespace libvirt drops the element. */
        append(text, CHANGE_TEXT_SIZE, "<qemu:commandline xmlns:qemu='" DOMAINTAG_QEMU_URI "'>");
        append_arguments(text, "-machine", machine);
        if (change->cpu_host)
                append_arguments(text, "-cpu", "host");
        append(text, CHANGE_TEXT_SIZE, "</qemu:commandline>");
}

void change_text(const Change *change, WishForm form, char text[CHANGE_TEXT_SIZE]) {
        char machine[CHANGE_MACHINE_SIZE];

        *text = '\0';
        change_machine(change, form == WISH_COMMAND || change->by_argument, machine);
        if (form == WISH_COMMAND)
                command_text(change, machine, text);
        else
                domain_text(change, machine, text);
}
