/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verdicts of cases.json and moves.json on the hosts of hosts.json; and each rule taken out in turn, which has to
 * make one of them wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domainxml.h"
#include "generation.h"
#include "hostspec.h"
#include "macros.h"
#include "move.h"
#include "moverule.h"
#include "qemuline.h"
#include "rule.h"
#include "unit.h"
#include "verdicttext.h"

static json_object *hosts, *cases, *moves;

static const char *text_of(json_object *object, const char *key) {
        return json_object_get_string(json_object_object_get(object, key));
}

static GuestHost find_host(const char *name) {
        json_object *spec = json_object_object_get(hosts, name);

        if (!spec)
                fail_msg("no host %s", name);
        return hostspec_read(spec);
}

static Wish read_guest(json_object *guest) {
        const char *text = text_of(guest, "text");
        Wish wish;
        WishError error =
                *text == '<' ? domainxml_read(text, strlen(text), &wish) : qemuline_read(text, strlen(text), &wish);

        if (error != WISH_OK)
                fail_msg("%s: %s", text_of(guest, "guest"), wish_error_word(error));
        return wish;
}

/* As the cases have it: answer, reason, and the mode if there is one. */
static void print_verdict(const Verdict *verdict, char *text, size_t size) {
        const char *mode = generation_mode(verdict->mode);

        snprintf(text, size, "%s %s%s%s", answer_word(verdict->answer), verdict->reason, *mode ? " " : "", mode);
}

static unsigned count_wrong(json_object *guest, const char *where, const Verdict *verdict, const char *want,
                            bool tell) {
        char got[128];

        print_verdict(verdict, got, sizeof(got));
        if (strcmp(got, want) == 0)
                return 0;
        if (tell)
                print_error("%s on %s: %s, not %s\n", text_of(guest, "guest"), where, got, want);
        return 1;
}

static unsigned judge_cases(unsigned skip, bool tell) {
        unsigned wrong = 0;

        for (size_t i = 0; i < json_object_array_length(cases); i++) {
                json_object *guest = json_object_array_get_idx(cases, i);
                Wish wish = read_guest(guest);

                json_object_object_foreach(json_object_object_get(guest, "want"), name, want) {
                        GuestHost host = find_host(name);
                        Verdict verdict = rules_judge(&wish, &host, skip);

                        wrong += count_wrong(guest, name, &verdict, json_object_get_string(want), tell);
                }
        }
        return wrong;
}

static unsigned judge_moves(unsigned skip, bool tell) {
        unsigned wrong = 0;

        for (size_t i = 0; i < json_object_array_length(moves); i++) {
                json_object *guest = json_object_array_get_idx(moves, i);
                GuestHost from = find_host(text_of(guest, "from")), to = find_host(text_of(guest, "to"));
                Wish wish = read_guest(guest);
                Verdict verdict = move_rules_judge(&wish, &from, &to, skip);

                wrong += count_wrong(guest, text_of(guest, "to"), &verdict, text_of(guest, "want"), tell);
        }
        return wrong;
}

static void test_starts(void **state) {
        assert_int_equal(judge_cases(rules_count, true), 0);
}

static void test_moves(void **state) {
        assert_int_equal(judge_moves(move_rules_count, true), 0);
}

/* The last rule fits always, so that there is none behind it. */
static void test_each_rule_decides(void **state) {
        unsigned idle = 0;

        for (unsigned i = 0; i + 1 < rules_count; i++)
                if (judge_cases(i, false) == 0) {
                        print_error("no case needs rule %u, %s\n", i, rules[i].reason);
                        idle++;
                }
        for (unsigned i = 0; i + 1 < move_rules_count; i++)
                if (judge_moves(i, false) == 0) {
                        print_error("no case needs rule %u of a move, %s\n", i,
                                    move_rules[i].reason ? move_rules[i].reason : "that of the start");
                        idle++;
                }
        assert_int_equal(idle, 0);
}

static bool is_used(const char *word) {
        for (unsigned i = 0; i < rules_count; i++)
                if (strcmp(rules[i].reason, word) == 0)
                        return true;
        for (unsigned i = 0; i < move_rules_count; i++)
                if (move_rules[i].reason && strcmp(move_rules[i].reason, word) == 0)
                        return true;
        return false;
}

static void test_each_word_has_a_text(void **state) {
        for (unsigned i = 0; i < rules_count; i++)
                assert_non_null(verdicttext_find(rules[i].reason));
        for (unsigned i = 0; i < move_rules_count; i++)
                assert_true(!move_rules[i].reason || verdicttext_find(move_rules[i].reason));
        for (const VerdictText *text = verdict_texts; text->word; text++)
                assert_true(is_used(text->word));
        for (unsigned note = NOTE_QEMU_VERSION; note <= NOTE_LESS_SAFE; note <<= 1)
                assert_non_null(notetext_find(note_word(note)));
        assert_null(verdicttext_find("no-such-word"));
}

/* What a verdict says to change makes a guest that starts, if a change is said at all. */
static void test_changes_help(void **state) {
        for (size_t i = 0; i < json_object_array_length(cases); i++) {
                json_object *guest = json_object_array_get_idx(cases, i);
                Wish wish = read_guest(guest);

                json_object_object_foreach(json_object_object_get(guest, "want"), name, want) {
                        GuestHost host = find_host(name);
                        Verdict verdict = verdict_judge(&wish, &host), after;
                        char text[CHANGE_TEXT_SIZE], line[CHANGE_TEXT_SIZE + 4096];
                        Wish changed;

                        if (wish.form != WISH_COMMAND || change_is_empty(&verdict.change))
                                continue;
                        change_text(&verdict.change, WISH_COMMAND, text);
                        snprintf(line, sizeof(line), "%.*s %s", (int)strcspn(text_of(guest, "text"), "\n#;"),
                                 text_of(guest, "text"), text);
                        if (strpbrk(text_of(guest, "text"), "\n#;"))
                                continue;
                        assert_int_equal(qemuline_read(line, strlen(line), &changed), WISH_OK);
                        after = verdict_judge(&changed, &host);
                        if (after.answer != ANSWER_YES)
                                fail_msg("%s on %s: with %s it is %s", text_of(guest, "guest"), name, text,
                                         after.reason);
                }
        }
}

int main(int argc, char *argv[]) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_starts),
                cmocka_unit_test(test_moves),
                cmocka_unit_test(test_each_rule_decides),
                cmocka_unit_test(test_each_word_has_a_text),
                cmocka_unit_test(test_changes_help),
        };
        int failed;

        hosts = json_object_from_file(argv[1]);
        cases = json_object_from_file(argv[2]);
        moves = json_object_from_file(argv[3]);
        if (!hosts || !cases || !moves)
                return EXIT_FAILURE;
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        json_object_put(hosts);
        json_object_put(cases);
        json_object_put(moves);
        return failed;
}
