/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wish.h"

#include <string.h>

static const struct {
        const char *word;
        const char *meaning;
} errors[WISH_ERROR_COUNT] = {
        [WISH_OK] = {"", ""},
        [WISH_TOO_LONG] = {"too-long", "The text is longer than 4 MiB, which no domain and no command line is."},
        [WISH_NUL_BYTE] = {"nul-byte", "The text has a NUL byte in it."},
        [WISH_NOT_XML] = {"not-xml", "The text is not well-formed XML; virt-xml-validate shows where."},
        [WISH_NOT_A_DOMAIN] = {"not-a-domain", "The XML is not that of a libvirt domain."},
        [WISH_DOCTYPE] = {"doctype", "The XML has a document type, which no domain of libvirt has."},
        [WISH_TOO_DEEP] = {"too-deep", "The XML has elements nested deeper than any domain of libvirt."},
        [WISH_NOT_QEMU] = {"not-qemu", "The text has no command line of QEMU in it."},
        [WISH_OPEN_QUOTE] = {"open-quote", "The command line ends inside a quoted text."},
        [WISH_NO_MEMORY] = {"no-memory", "There is not enough memory."},
};

bool wish_is_pseries(const Wish *wish) {
        const char *type = wish->machine.value[OPTION_TYPE];

        return !*type || strcmp(type, "pseries") == 0 || strncmp(type, "pseries-", strlen("pseries-")) == 0;
}

bool wish_uses_kvm(const Wish *wish) {
        return wish->accelerators == ACCELERATORS_KVM || wish->accelerators == ACCELERATORS_KVM_TCG;
}

const char *wish_error_word(WishError error) {
        return errors[error].word;
}

const char *wish_error_meaning(WishError error) {
        return errors[error].meaning;
}
