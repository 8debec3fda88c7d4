/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * explain: what a Reason word or a message of QEMU, libvirt or the kernel means, and what to do about it. It needs no
 * daemon; where one answers, the texts speak of its host.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circumstances.h"
#include "complain.h"
#include "deadline.h"
#include "explanation.h"
#include "hostread.h"
#include "journalsearch.h"
#include "macros.h"
#include "message.h"
#include "reason.h"
#include "terminal.h"
#include "verbs.h"

#define PIECE 65536

/* Where the text comes from. */
typedef enum Origin {
        ORIGIN_NOWHERE, /* all is to be explained */
        ORIGIN_WORDS,
        ORIGIN_INPUT,
        ORIGIN_JOURNAL,
} Origin;

static Origin find_origin(const Options *options) {
        if (options->journal)
                return ORIGIN_JOURNAL;
        if (options->words[0])
                return strcmp(options->words[0], "-") == 0 && !options->words[1] ? ORIGIN_INPUT : ORIGIN_WORDS;
        return isatty(STDIN_FILENO) || options->quiet ? ORIGIN_NOWHERE : ORIGIN_INPUT;
}

static void print_names(void) {
        for (const char *const *reason = message_reasons; *reason; reason++)
                puts(*reason);
        for (const Message *message = messages; message->text; message++)
                message_print_key(message->text, NULL);
}

static bool read_input(MessageSearch *search) {
        CLEANUP(freep) char *piece = malloc(PIECE);
        ssize_t size = 0;

        while (piece && (size = read(STDIN_FILENO, piece, PIECE)) > 0)
                message_search_read(search, piece, (size_t)size);
        if (!piece)
                complain_of_memory();
        else if (size < 0)
                complain("the standard input cannot be read: %m");
        return piece && size == 0;
}

static bool read_text(const Options *options, Origin origin, MessageSearch *search) {
        if (origin == ORIGIN_INPUT && !read_input(search))
                return false;
        for (char *const *word = options->words; origin == ORIGIN_WORDS && *word; word++) {
                message_search_read(search, *word, strlen(*word));
                message_search_read(search, " ", 1);
        }
        message_search_finish(search);
        return true;
}

static void explain_all(Explanation *explanation) {
        static const Values none;

        terminal_start_pager(!explanation->options->no_pager);
        for (size_t i = 0; message_reasons[i]; i++)
                explanation_add_reason(explanation, message_reasons[i]);
        for (const Message *message = messages; message->text; message++)
                explanation_add_message(explanation, message, message->text, &none);
}

static void explain_findings(Explanation *explanation, const MessageSearch *search) {
        const MessageFinding *finding;
        size_t cursor = 0;

        for (size_t i = 0; message_reasons[i]; i++)
                if (message_search_names(search, i))
                        explanation_add_reason(explanation, message_reasons[i]);
        while ((finding = message_search_next(search, &cursor))) {
                Values values = *message_search_values(search);

                values_add(&values, &finding->values);
                explanation_add_message(explanation, finding->message, finding->text, &values);
        }
}

static int complain_of_unknown(Origin origin) {
        if (origin == ORIGIN_JOURNAL)
                complain("no message that is known here is in this boot's journal, as far as you may read it; "
                         "'journalctl -b -k' shows what the kernel said");
        else
                complain("no message that is known here is in this text; give all that was said around the failure, "
                         "or try 'ppc-compatctl explain --journal'");
        return EXIT_FAILURE;
}

/* Asks the daemon only if there is something to explain. */
static void ask_host(Explanation *explanation, Host *host) {
        const Where *where = &explanation->options->where;

        if (host_fetch(where, deadline_brief(where), NULL, host) >= 0)
                explanation->host = host;
        else if (!explanation->options->quiet && (where->host || where->machine))
                complain("ppc-compatd on %s did not answer, so this is what holds in general",
                         where->host ? where->host : where->machine);
}

static int explain_text(Explanation *explanation, Origin origin, Host *host) {
        CLEANUP(message_search_freep) MessageSearch *search = message_search_new();

        if (!search) {
                complain_of_memory();
                return EXIT_FAILURE;
        }
        if (!read_text(explanation->options, origin, search))
                return EXIT_FAILURE;
        if (origin == ORIGIN_NOWHERE ||
            (origin == ORIGIN_INPUT && !explanation->options->words[0] && message_search_is_empty(search))) {
                explain_all(explanation);
                return explanation_end(explanation);
        }
        if (!message_search_has_found(search) && !message_search_guess(search))
                return complain_of_unknown(origin);
        ask_host(explanation, host);
        explain_findings(explanation, search);
        return explanation_end(explanation);
}

static int explain_journal(Explanation *explanation, Host *host) {
        CLEANUP(journal_search_clear) JournalSearch journal = {0};

        if (!journal_search_run(explanation->options->since, &journal))
                return EXIT_FAILURE;
        if (journal.count == 0)
                return complain_of_unknown(ORIGIN_JOURNAL);
        ask_host(explanation, host);
        for (size_t i = 0; i < journal.count; i++)
                explanation_add_entry(explanation, &journal.entries[i]);
        return explanation_end(explanation);
}

static bool options_fit(const Options *options) {
        if (options->journal && options->words[0])
                complain("--journal takes no text; see 'ppc-compatctl --help'");
        else if (options->journal && (options->where.host || options->where.machine))
                complain("--journal reads the journal of this machine alone; see 'ppc-compatctl --help'");
        else if (options->since && !options->journal)
                complain("--since needs --journal; see 'ppc-compatctl --help'");
        else
                return true;
        return false;
}

int verb_explain(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};
        Explanation explanation = {.options = options};
        Origin origin = find_origin(options);

        if (!options_fit(options))
                return EXIT_USAGE;
        if (origin == ORIGIN_NOWHERE && options->quiet && options->json == JSON_OFF) {
                print_names();
                return EXIT_SUCCESS;
        }
        if (!explanation_start(&explanation))
                return EXIT_FAILURE;
        return origin == ORIGIN_JOURNAL ? explain_journal(&explanation, &host)
                                        : explain_text(&explanation, origin, &host);
}
