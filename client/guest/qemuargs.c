/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "qemuargs.h"

#include <stdio.h>
#include <string.h>

#include "macros.h"

/* Options without a value that are often the last before a variable of the shell. */
static const char *const flags[] = {
        "-S",
        "-s",
        "-nographic",
        "-no-reboot",
        "-no-shutdown",
        "-nodefaults",
        "-enable-kvm",
        "-daemonize",
        "-mem-prealloc",
        "-snapshot",
        "-usb",
        "-no-user-config",
        "-only-migratable",
        "-full-screen",
};

static bool is_one_of(const char *word, const char *const *words, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (strcmp(word, words[i]) == 0)
                        return true;
        return false;
}

static bool has_variable(const char *text) {
        return strpbrk(text, "$`") != NULL;
}

/* Text up to the comma that ends it; returns what follows the comma, or NULL. */
static const char *take_part(const char *text, char *part, size_t size) {
        size_t length = strcspn(text, ",");

        snprintf(part, size, "%.*s", (int)(length < size ? length : size - 1), text);
        return text[length] ? text + length + 1 : NULL;
}

static void take_machine(Wish *wish, const char *value) {
        wish->hidden |= has_variable(value);
        options_merge(&wish->machine, value);
}

/* Each property is key=value; POWER has no others than compat, which QEMU 6.0 took away, and some for old machines.
 */
static void take_cpu(Wish *wish, const char *value) {
        char property[2 * WISH_WORD_SIZE];
        const char *rest = take_part(value, wish->cpu, sizeof(wish->cpu));

        wish->hidden |= has_variable(value);
        wish->has_cpu_compat = wish->has_cpu_flag = false;
        while (rest) {
                rest = take_part(rest, property, sizeof(property));
                if (strncmp(property, "compat=", strlen("compat=")) == 0) {
                        wish->has_cpu_compat = true;
                        snprintf(wish->cpu_compat, OPTION_SIZE, "%.*s", OPTION_SIZE - 1,
                                 property + strlen("compat="));
                } else if (*property && strncmp(property, "pre-", strlen("pre-")) != 0) {
                        wish->has_cpu_flag = true;
                }
        }
}

static void take_accel(QemuArgs *args, const char *value) {
        char part[WISH_WORD_SIZE];
        const char *rest = take_part(value, part, sizeof(part));
        const char *name = strncmp(part, "accel=", strlen("accel=")) == 0 ? part + strlen("accel=") : part;
        bool kvm = strcmp(name, "kvm") == 0, tcg = strcmp(name, "tcg") == 0;

        args->wish->hidden |= has_variable(value);
        args->has_accel_option = true;
        args->kvm_first |= kvm && !args->tcg;
        args->kvm |= kvm;
        args->tcg |= tcg;
        while (kvm && rest) {
                char *setting;

                rest = take_part(rest, part, sizeof(part));
                setting = strchr(part, '=');
                if (setting)
                        *setting++ = '\0';
                if (setting && (strcmp(part, "kernel-irqchip") == 0 || strcmp(part, "kernel_irqchip") == 0))
                        options_set(&args->wish->machine, "kernel-irqchip", setting);
        }
}

/* "guest=NAME,debug-threads=on" or "NAME". */
static void take_name(Wish *wish, const char *value) {
        if (strncmp(value, "guest=", strlen("guest=")) == 0)
                value += strlen("guest=");
        take_part(value, wish->name, sizeof(wish->name));
}

static void take_value(QemuArgs *args, const char *value) {
        const char *option = args->option;

        if (strcmp(option, "-machine") == 0 || strcmp(option, "-M") == 0)
                take_machine(args->wish, value);
        else if (strcmp(option, "-cpu") == 0)
                take_cpu(args->wish, value);
        else if (strcmp(option, "-accel") == 0)
                take_accel(args, value);
        else if (strcmp(option, "-name") == 0)
                take_name(args->wish, value);
        args->option[0] = '\0';
}

static void take_option(QemuArgs *args, const char *option) {
        static const char *const with_value[] = {"-machine", "-M", "-cpu", "-accel", "-name"};

        if (is_one_of(option, with_value, ELEMENTS(with_value)))
                snprintf(args->option, sizeof(args->option), "%s", option);
        else if (strcmp(option, "-enable-kvm") == 0)
                options_set(&args->wish->machine, "accel", "kvm");
        else if (strcmp(option, "-readconfig") == 0)
                args->wish->hidden = true;
        args->optional = !is_one_of(option, flags, ELEMENTS(flags));
}

void qemuargs_take(QemuArgs *args, const char *argument) {
        if (qemuargs_want_value(args)) {
                take_value(args, argument);
                args->optional = false;
        } else if (argument[0] == '-' && argument[1]) {
                /* QEMU takes two dashes for one. */
                take_option(args, argument + (argument[1] == '-' ? 1 : 0));
        } else {
                args->wish->hidden |= !args->optional && argument[0] == '$';
                args->optional = false;
        }
}

bool qemuargs_want_value(const QemuArgs *args) {
        return args->option[0] != '\0';
}

/* What -machine accel= names, separated by colons: those that QEMU does not have are passed over. */
static Accelerators from_list(const char *list) {
        bool kvm = false;

        for (const char *at = list;; at++) {
                size_t length = strcspn(at, ":");

                if (length == 3 && strncmp(at, "kvm", length) == 0)
                        kvm = true;
                if (length == 3 && strncmp(at, "tcg", length) == 0)
                        return kvm ? ACCELERATORS_KVM_TCG : ACCELERATORS_TCG;
                at += length;
                if (!*at)
                        return kvm ? ACCELERATORS_KVM : ACCELERATORS_NONE;
        }
}

static Accelerators from_options(const QemuArgs *args) {
        if (args->kvm_first)
                return args->tcg ? ACCELERATORS_KVM_TCG : ACCELERATORS_KVM;
        return args->tcg ? ACCELERATORS_TCG : ACCELERATORS_NONE;
}

static Accelerators from_program(const char *program) {
        size_t length = strlen(program);

        if (length >= 3 && strcmp(program + length - 3, "kvm") == 0)
                return ACCELERATORS_KVM_TCG;
        return length > 0 ? ACCELERATORS_TCG : ACCELERATORS_UNKNOWN;
}

void qemuargs_finish(QemuArgs *args, const char *program) {
        const char *list = args->wish->machine.value[OPTION_ACCEL];

        if (*list && args->has_accel_option)
                args->wish->accelerators = ACCELERATORS_CONFLICT;
        else if (*list)
                args->wish->accelerators = from_list(list);
        else if (args->has_accel_option)
                args->wish->accelerators = from_options(args);
        else
                args->wish->accelerators = from_program(program);
}
