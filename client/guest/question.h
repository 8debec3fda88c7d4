/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One guest on one host: what the rules ask, worked out once. Only for the rules and what they are made of. */
#pragma once

#include "cpumodel.h"
#include "guesthost.h"
#include "wish.h"

/* What -cpu comes to. */
typedef enum CpuKind {
        CPU_HOST,    /* the host's own: host, no -cpu with KVM */
        CPU_MODEL,   /* one by name */
        CPU_UNKNOWN, /* a name that no pseries machine of QEMU has */
} CpuKind;

typedef struct Question {
        const Wish *wish;
        const GuestHost *host;
        bool kvm; /* it is run by KVM there, else it is emulated */
        CpuKind cpu;
        const CpuModel *model; /* of CPU_MODEL */
        const char *cap_word;  /* "" if it has no cap */
        unsigned cap;          /* 0 also if the word is none that QEMU or libvirt takes */
        unsigned level;        /* the newest generation that the guest can be: the cap, else that of its processor */
        unsigned mode;         /* the one it gets: level, or the newest that its system knows */
        unsigned machine;      /* version of its machine type, 0 the newest */
        const GuestSystem *system; /* NULL if nothing is known of it */
} Question;

Question question_ask(const Wish *wish, const GuestHost *host);

/* What the guest has of an option: given, or its default. */
const char *question_option(const Question *question, MachineOption option);

/* The host needs a lower level of this option than the guest has. */
bool question_lacks(const Question *question, MachineOption option);

/* QEMU itself finds out the host's mode there. */
bool question_qemu_knows_mode(const Question *question);
