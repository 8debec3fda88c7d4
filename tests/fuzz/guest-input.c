/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "fuzz.h"
#include "generation.h"
#include "guest-input.h"
#include "macros.h"
#include "move.h"
#include "verdicttext.h"

static const GuestHost hosts[] = {
        {.modes = 3U << 8, .trial = true, .mode = 9, .processor = 9, .pvr = 0x004e1202, .api = GUEST_API_HV},
        {.modes = 1U << 10, .trial = true, .mode = 10, .processor = 10, .pvr = 0x00800200, .api = GUEST_API_V2},
        {.modes = 3U << 9,
         .mode = 10,
         .processor = 11,
         .pvr = 0x00820200,
         .api = GUEST_API_V1,
         .options = {.value = {[CAP_CFPC] = "broken", [CAP_HPT_MAX_PAGE_SIZE] = "4k"}},
         .kernel = VERSION_OF(7, 1),
         .qemu = VERSION_OF(5, 2),
         .libvirt = VERSION_OF(11, 3)},
        {.modes = 1U << 9, .mode = 9, .processor = 10, .pvr = 0x00800200, .api = GUEST_API_V2},
        {.api = GUEST_API_NONE},
        {.processor = 12, .modes = 7U << 9, .mode = 11, .api = GUEST_API_V2},
};

char *guest_input(const uint8_t *data, size_t size) {
        char *input = malloc(size > 0 ? size : 1);

        REQUIRE(input);
        if (size > 0)
                memcpy(input, data, size);
        return input;
}

static void require_sound_verdict(const Wish *wish, const Verdict *verdict) {
        char text[CHANGE_TEXT_SIZE];

        REQUIRE(*answer_word(verdict->answer));
        REQUIRE(verdicttext_find(verdict->reason));
        change_text(&verdict->change, wish->form, text);
        REQUIRE((*text == '\0') == change_is_empty(&verdict->change));
        if (verdict->answer == ANSWER_NO || verdict->answer == ANSWER_UNKNOWN)
                REQUIRE(verdict->mode == 0);
        if (verdict->answer == ANSWER_YES)
                REQUIRE(change_is_empty(&verdict->change));
        for (const char *at = text; *at; at++)
                REQUIRE(*at >= ' ' && *at <= '~');
}

void require_sound_verdicts(const Wish *wish) {
        for (size_t from = 0; from < ELEMENTS(hosts); from++) {
                Verdict verdict = verdict_judge(wish, &hosts[from]);

                require_sound_verdict(wish, &verdict);
                if (verdict.answer == ANSWER_YES && wish_uses_kvm(wish) && hosts[from].api != GUEST_API_NONE)
                        REQUIRE(hosts[from].modes & GENERATION_BIT(verdict.mode < 8 ? 8 : verdict.mode));
                for (size_t to = 0; to < ELEMENTS(hosts); to++) {
                        verdict = move_judge(wish, &hosts[from], &hosts[to]);
                        require_sound_verdict(wish, &verdict);
                }
        }
}
