/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ppc-compat-judge: what libvirt's hook becomes where a guest is about to start. It refuses one that cannot start,
 * and says what to change. Whatever else happens, the guest starts: libvirt takes each status but 0 for a refusal.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deadline.h"
#include "domaintext.h"
#include "hostfacts.h"
#include "hostquestion.h"
#include "journalline.h"
#include "localversions.h"
#include "macros.h"
#include "offer.h"
#include "refusal.h"
#include "ruling.h"
#include "verdicttext.h"

/* Of the second that a start may take longer; the rest is for the start and the end of this program. */
#define TIME_USEC UINT64_C(900000)

typedef struct Call {
        const char *guest;
        const char *bus_address;
        const char *home; /* NULL for root */
        uint64_t deadline;
} Call;

static bool read_wish(const Call *call, Wish *ret_wish) {
        CLEANUP(freep) char *text = NULL;
        WishError error;
        size_t size;
        int r;

        r = domaintext_read(call->deadline, &text, &size);
        if (r < 0) {
                journalline_write(call->guest, "", "The guest is not judged, as its XML cannot be read: %s",
                                  strerror(-r));
                return false;
        }
        error = domaintext_parse(text, size, ret_wish);
        if (error != WISH_OK)
                journalline_write(call->guest, "", "The guest is not judged. %s", wish_error_meaning(error));
        return error == WISH_OK;
}

/* Only these have modes. */
static bool has_modes(const Wish *wish) {
        return !wish->foreign && wish_is_pseries(wish) && wish_uses_kvm(wish);
}

/* libvirt reads it. If nobody does, the guest is refused all the same, without a word. */
static void print_refusal(const Call *call, const Verdict *verdict, const Wish *wish, const Host *host) {
        struct pollfd output = {.fd = STDERR_FILENO, .events = POLLOUT};
        char line[REFUSAL_SIZE + 1];

        refusal_write(verdict, wish, host->compat_modes, call->guest, line);
        strcat(line, "\n");
        if (poll(&output, 1, 0) > 0)
                (void)!write(STDERR_FILENO, line, strlen(line));
}

static int judge(const Call *call, const Wish *wish) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(host_clear) Host host = {0};
        const VerdictText *text;
        GuestHost facts;
        Ruling ruling;

        if (hostquestion_ask(call->bus_address, call->deadline, &failure, &host) < 0) {
                journalline_write(call->guest, "", "The guest is not judged: %s",
                                  hostquestion_failure_meaning(&failure));
                return EXIT_SUCCESS;
        }
        facts = guesthost_from_host(&host);
        localversions_find(call->home, wish->emulator, call->deadline, &facts);
        ruling = ruling_make(wish, &facts, !offer_may_lack_modes(&host));
        if (ruling.refused) {
                print_refusal(call, &ruling.verdict, wish, &host);
                return EXIT_FAILURE;
        }
        text = verdicttext_find(ruling.verdict.reason);
        if (ruling.verdict.answer != ANSWER_YES)
                journalline_write(call->guest, answer_word(ruling.verdict.answer),
                                  "The guest may not start or not work. %s",
                                  text ? text->meaning : ruling.verdict.reason);
        return EXIT_SUCCESS;
}

int main(int argc, char *argv[]) {
        Call call = {.deadline = deadline_after(TIME_USEC)};
        Wish wish;

        (void)signal(SIGPIPE, SIG_IGN);
        call.guest = argc > 1 ? argv[1] : "";
        call.bus_address = getenv("DBUS_SYSTEM_BUS_ADDRESS");
        call.home = geteuid() == 0 ? NULL : getenv("HOME");
        /* No library is to be led by what else is there. */
        (void)clearenv();
        if (!read_wish(&call, &wish) || !has_modes(&wish))
                return EXIT_SUCCESS;
        return judge(&call, &wish);
}
