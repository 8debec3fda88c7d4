/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* guest: whether guests start on this host and move to others, and what has to be changed for that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "domains.h"
#include "fix.h"
#include "guestanswer.h"
#include "guesthosts.h"
#include "guestinput.h"
#include "guestjson.h"
#include "guesttable.h"
#include "macros.h"
#include "stringlist.h"
#include "terminal.h"
#include "verbs.h"

typedef struct Guests {
        const Options *options;
        Domains *domains; /* NULL if all guests are in files */
        GuestHosts hosts;
        GuestAnswer *answers;
        size_t count, size;
        bool failed; /* a guest could not be read, which was reported */
        int fix_status;
} Guests;

static void guests_clear(Guests *guests) {
        for (size_t i = 0; i < guests->count; i++)
                guestanswer_clear(&guests->answers[i]);
        free(guests->answers);
        guesthosts_clear(&guests->hosts);
        domains_closep(&guests->domains);
}

static bool make_room(Guests *guests) {
        size_t size = guests->size > 0 ? 2 * guests->size : 16;
        GuestAnswer *answers;

        if (guests->count < guests->size)
                return true;
        answers = reallocarray(guests->answers, size, sizeof(answers[0]));
        if (!answers)
                return false;
        guests->answers = answers;
        guests->size = size;
        return true;
}

static int status_of(Answer worst) {
        return worst == ANSWER_YES ? EXIT_SUCCESS : worst == ANSWER_UNKNOWN ? EXIT_CANNOT_TELL : EXIT_FAILURE;
}

/* Prints the domain with the change made; the exit status comes back. */
static int print_fixed(const GuestText *text, const Wish *wish, const GuestAnswer *answer, const Change *change) {
        CLEANUP(freep) char *sentence = guestanswer_sentence(&answer->here, answer->has_died);
        CLEANUP(freep) char *fixed = NULL;
        size_t size;
        int r;

        if (wish->form == WISH_COMMAND) {
                complain("--fix is for the XML of domains; without it the change of a command line is printed");
                return EXIT_FAILURE;
        }
        if (answer->worst != ANSWER_YES && change_is_empty(change)) {
                complain("no change of the guest mends this: %s %s", sentence ? sentence : "",
                         guestanswer_action(&answer->here));
                return status_of(answer->worst);
        }
        r = fix_domain(text->bytes, text->size, change, &fixed, &size);
        if (r < 0) {
                complain("the change cannot be made in this XML; make it by hand: %s", answer->change);
                return EXIT_FAILURE;
        }
        fwrite(fixed, 1, size, stdout);
        return EXIT_SUCCESS;
}

static void complain_of_guest(const char *name, WishError error) {
        CLEANUP(freep) char *clean = strdup(name);

        if (clean)
                string_clean(clean);
        complain("%s: %s", clean ? clean : "", wish_error_meaning(error));
}

/* Judges one; domain is NULL if it is in a file. False if memory is short, with a complaint. */
static bool take_guest(Guests *guests, const char *name, const GuestText *text, const Domain *domain) {
        GuestAnswer *answer;
        WishError error;
        Change change;
        Wish wish;

        error = guesttext_parse(text, &wish);
        if (error != WISH_OK) {
                complain_of_guest(name, error);
                guests->failed = true;
                return true;
        }
        if (!make_room(guests)) {
                complain_of_memory();
                return false;
        }
        answer = &guests->answers[guests->count];
        if (!guestanswer_judge(&wish, *wish.name ? wish.name : name, &guests->hosts,
                               domain && domain->is_paused_for_unknown_reason, answer, &change)) {
                complain_of_memory();
                return false;
        }
        answer->state = domain ? domain->state : NULL;
        guests->count++;
        if (guests->options->fix)
                guests->fix_status = print_fixed(text, &wish, answer, &change);
        return true;
}

static bool take_domain(const Domain *domain, void *data) {
        const GuestText text = {.bytes = domain->xml, .size = strlen(domain->xml)};

        return take_guest(data, domain->name, &text, domain);
}

static bool take_file(Guests *guests, const char *word) {
        CLEANUP(guesttext_clear) GuestText text = {0};

        if (!guestinput_read(word, &text)) {
                guests->failed = true;
                return true;
        }
        return take_guest(guests, word, &text, NULL);
}

static bool take_all(Guests *guests, char *const *words) {
        bool going = true;

        if (!*words)
                return domains_take_all(guests->domains, take_domain, guests);
        for (; *words && going; words++)
                if (guestinput_is_file(*words))
                        going = take_file(guests, *words);
                else if (!domains_take_one(guests->domains, *words, take_domain, guests))
                        guests->failed = true;
        return going;
}

/* Is one of them, or are all without a word, a domain of libvirt? */
static bool needs_libvirt(char *const *words) {
        if (!*words)
                return true;
        for (; *words; words++)
                if (!guestinput_is_file(*words))
                        return true;
        return false;
}

/* What is on the command line fits together; else it is reported. */
static bool is_usage(const Options *options) {
        if (options->fix && (!options->words[0] || options->words[1] || options->json != JSON_OFF)) {
                complain("--fix takes one guest and prints XML; see 'ppc-compatctl --help'");
                return false;
        }
        if (options->to && (!*options->to || strstr(options->to, ",,") || *options->to == ',' ||
                            options->to[strlen(options->to) - 1] == ',')) {
                complain("--to takes the names of hosts with a comma between them; see 'ppc-compatctl --help'");
                return false;
        }
        return true;
}

static bool print(const Guests *guests) {
        const Options *options = guests->options;
        const GuestTable table = {
                .answers = guests->answers,
                .count = guests->count,
                .hosts = &guests->hosts,
                .with_all = options->words[0],
                .quiet = options->quiet,
        };
        bool printed;

        if (options->json != JSON_OFF)
                return guestjson_print(guests->answers, guests->count, &guests->hosts, options->json);
        if (guests->count == 0 && guests->failed)
                return true;
        terminal_start_pager(!options->no_pager);
        printed = guesttable_print(&table);
        terminal_end_pager();
        return printed;
}

static int find_status(const Guests *guests) {
        int status = EXIT_SUCCESS;

        for (size_t i = 0; i < guests->count; i++) {
                int other = status_of(guests->answers[i].worst);

                if (status == EXIT_SUCCESS || other == EXIT_FAILURE)
                        status = other;
        }
        return guests->failed ? EXIT_FAILURE : status;
}

int verb_guest(const Options *options, const char *argument) {
        CLEANUP(guests_clear) Guests guests = {.options = options};

        if (!is_usage(options))
                return EXIT_USAGE;
        if (needs_libvirt(options->words)) {
                guests.domains = domains_open();
                if (!guests.domains)
                        return EXIT_FAILURE;
        }
        if (!guesthosts_ask(options, guests.domains, &guests.hosts) || !take_all(&guests, options->words))
                return EXIT_FAILURE;
        if (options->fix)
                return guests.failed ? EXIT_FAILURE : guests.fix_status;
        return print(&guests) ? find_status(&guests) : EXIT_FAILURE;
}
