/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The modes to report: those that are known here, and others that a newer daemon offers. */
#pragma once

#include "host.h"

/* More than a mask has bits. */
#define MODE_LIST_MAX 72

/* Names are borrowed, and each is there once. */
typedef struct ModeList {
        const char *names[MODE_LIST_MAX];
        size_t count;
} ModeList;

/* Whether the word may become a label, or a part of what is pasted: small letters and digits. */
bool mode_is_name(const char *word);

/*
 * The mode that a word means: one that the host offers, whether it is known here or not, or one of guest_modes; NULL
 * for all others.
 */
const char *mode_find(const Host *host, const char *word);

/* What the host offers and is not known here. */
void mode_list_add_offered(ModeList *list, const Host *host);

void mode_list_add_known(ModeList *list);

/* Both for one host. */
ModeList mode_list_of_host(const Host *host);
