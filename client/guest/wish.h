/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest asks for, as plain values. domainxml.h and qemuline.h fill one, verdict.h judges it; nothing in it
 * comes from a host. Texts that are too long are cut, and then are no known word any more. They are as they were
 * read: the caller makes it safe to print.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "guestsystem.h"
#include "machineoption.h"

typedef enum WishForm {
        WISH_COMMAND, /* a command line of QEMU */
        WISH_DOMAIN,  /* a domain of libvirt */
} WishForm;

/* The mode of <cpu>; without <cpu>, or with one that has neither mode nor model, LIBVIRT_CPU_NONE. */
typedef enum LibvirtCpu {
        LIBVIRT_CPU_NONE,
        LIBVIRT_CPU_CUSTOM,
        LIBVIRT_CPU_HOST_MODEL,
        LIBVIRT_CPU_HOST_PASSTHROUGH,
        LIBVIRT_CPU_MAXIMUM,
        LIBVIRT_CPU_OTHER,
} LibvirtCpu;

/* Accelerators in the order in which QEMU tries them. */
typedef enum Accelerators {
        ACCELERATORS_NONE, /* none that QEMU has on POWER */
        ACCELERATORS_TCG,
        ACCELERATORS_KVM,
        ACCELERATORS_KVM_TCG, /* emulated where there is no KVM */
        ACCELERATORS_UNKNOWN, /* none is given, and the program's name does not show it */
        ACCELERATORS_CONFLICT,
} Accelerators;

/* What a reader could not do; the words are for programs, wish_error_meaning() is for people. */
typedef enum WishError {
        WISH_OK,
        WISH_TOO_LONG,
        WISH_NUL_BYTE,
        WISH_NOT_XML,
        WISH_NOT_A_DOMAIN,
        WISH_DOCTYPE,
        WISH_TOO_DEEP,
        WISH_NOT_QEMU,
        WISH_OPEN_QUOTE,
        WISH_NO_MEMORY,
        WISH_ERROR_COUNT,
} WishError;

/* No input is longer: libvirt sends no longer text, and Linux gives a program no longer arguments. */
#define WISH_INPUT_MAX ((size_t)4 * 1024 * 1024)

#define WISH_WORD_SIZE 64
#define WISH_NAME_SIZE 256

typedef struct Wish {
        WishForm form;
        char name[WISH_NAME_SIZE]; /* "" if it has none */
        bool foreign;              /* not of QEMU on ppc64: another architecture, another kind of domain */
        bool hidden;               /* options are where they cannot be read: -readconfig, a variable of the shell */
        bool snap;                 /* QEMU is that of a snap */
        char emulator[WISH_NAME_SIZE]; /* of a domain: the path of QEMU; "" if none is given */
        Accelerators accelerators;
        MachineOptions machine;
        char cpu[WISH_WORD_SIZE];     /* -cpu's model; "" if none is given */
        char cpu_compat[OPTION_SIZE]; /* its property compat= */
        bool has_cpu_compat;
        bool has_cpu_flag;    /* a property that no processor of POWER has: +vsx, vmx=on */
        bool cap_by_argument; /* of a domain: <qemu:commandline> sets max-cpu-compat */
        bool cpu_by_argument; /* of a domain: <qemu:commandline> sets -cpu */
        LibvirtCpu libvirt_cpu;
        char libvirt_model[WISH_WORD_SIZE];
        bool libvirt_unchecked; /* check='none' */
        char vendor[WISH_WORD_SIZE];
        char system[WISH_NAME_SIZE]; /* libosinfo's identifier of the guest's operating system */
} Wish;

/* "" is a pseries machine, QEMU's own default. */
bool wish_is_pseries(const Wish *wish);

bool wish_uses_kvm(const Wish *wish);

/* One word, such as "open-quote". */
const char *wish_error_word(WishError error);

/* One sentence. */
const char *wish_error_meaning(WishError error);
