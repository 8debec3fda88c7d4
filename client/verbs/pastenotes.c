/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pastenotes.h"

#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "hostfacts.h"
#include "macros.h"
#include "stringlist.h"
#include "verdicttext.h"

bool paste_check_qemu(const PasteGuest *guest) {
        bool by_mode = paste_qemu_of(guest->mode) >= paste_qemu_of(guest->processor);
        const char *newest = by_mode ? guest->mode : guest->processor;
        Version needed = paste_qemu_of(newest);

        if (guest->qemu >= needed)
                return true;
        complain("QEMU %u.%u cannot start such a guest here: %s is known to QEMU from %u.%u on",
                 VERSION_MAJOR(guest->qemu), VERSION_MINOR(guest->qemu), newest, VERSION_MAJOR(needed),
                 VERSION_MINOR(needed));
        return false;
}

bool paste_check_silicon(const Host *host, Version qemu) {
        const VerdictText *text = verdicttext_find("silicon-unknown");
        GuestHost facts = guesthost_from_host(host);

        if (!guesthost_has_unknown_silicon(&facts))
                return true;
        complain("%s %s", text->meaning, text->action);
        return qemu != VERSION_NEWEST && qemu >= VERSION_OF(11, 2);
}

static void say(const char *sentence, const char *words) {
        CLEANUP(freep) char *text = words ? paste_sentence(sentence, words) : NULL;

        if (text)
                complain("%s", text);
        else
                complain_of_memory();
}

void paste_print_notes(const Paste *paste, bool libvirt_is_known) {
        CLEANUP(freep) char *unsafe = string_list_join(paste->unsafe, "");
        CLEANUP(freep) char *left_out = string_list_join(paste->left_out, "");
        char version[32];

        if (!string_list_is_empty(paste->unsafe))
                say(paste_unsafe, unsafe);
        if (!string_list_is_empty(paste->left_out))
                say(paste_left_out, left_out);
        if (paste->unnamed == 0 || libvirt_is_known)
                return;
        snprintf(version, sizeof version, "%u.%u", VERSION_MAJOR(paste->unnamed), VERSION_MINOR(paste->unnamed));
        say(paste_unnamed, version);
}
