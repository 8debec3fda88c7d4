/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ppc-compatctl finds in a pasted text: the same in whatever pieces it comes, and safe to print. */
#include <string.h>

#include "fuzz.h"
#include "macros.h"
#include "message.h"

#define PIECE 7

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
}

static void read_in_pieces(MessageSearch *search, const char *text, size_t size, size_t piece) {
        message_search_reset(search);
        for (size_t at = 0; at < size; at += piece)
                message_search_read(search, text + at, size - at < piece ? size - at : piece);
        message_search_finish(search);
}

static void require_printable(const char *text) {
        for (; *text; text++)
                REQUIRE(*text >= ' ' && *text <= '~');
}

static void require_answer(const MessageFinding *finding, const Values *known) {
        Values values = *known;
        CLEANUP(freep) char *meaning = NULL, *action = NULL;

        values_add(&values, &finding->values);
        meaning = message_choose(finding->message->meaning, &values);
        action = message_choose(finding->message->action, &values);
        REQUIRE(meaning && meaning[0] && action && action[0]);
        require_printable(meaning);
        require_printable(action);
}

static void require_same(const MessageSearch *one, const MessageSearch *other) {
        size_t at_one = 0, at_other = 0;
        const MessageFinding *finding;

        while ((finding = message_search_next(one, &at_one))) {
                const MessageFinding *same = message_search_next(other, &at_other);

                REQUIRE(same && same->message == finding->message);
                require_answer(finding, message_search_values(one));
        }
        REQUIRE(!message_search_next(other, &at_other));
        for (size_t i = 0; message_reasons[i]; i++)
                REQUIRE(message_search_names(one, i) == message_search_names(other, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static MessageSearch *whole, *pieces;

        if (!whole) {
                whole = message_search_new();
                pieces = message_search_new();
                REQUIRE(whole && pieces);
        }
        read_in_pieces(whole, (const char *)data, size, size + 1);
        read_in_pieces(pieces, (const char *)data, size, PIECE);
        require_same(whole, pieces);
        if (!message_search_has_found(whole))
                REQUIRE(message_search_guess(whole) == message_search_guess(pieces));
        require_same(whole, pieces);
        return 0;
}
