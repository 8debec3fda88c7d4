/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "paste.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machineoptions.h"
#include "macros.h"
#include "pastetable.h"
#include "stringlist.h"

/* What becomes of an option. */
typedef enum Fate {
        FATE_NEEDLESS,
        FATE_LEFT_OUT,
        FATE_ELEMENT,
        FATE_MACHINE,
} Fate;

static const PasteOption *find_option(const char *option) {
        for (const PasteOption *each = paste_options; each->option; each++)
                if (strcmp(each->option, option) == 0)
                        return each;
        return NULL;
}

static const PasteGeneration *find_generation(const char *name) {
        for (const PasteGeneration *each = paste_generations; each->name; each++)
                if (strcmp(each->name, name) == 0)
                        return each;
        return NULL;
}

static Fate fate_of(PasteKind kind, const PasteGuest *guest, const char *option) {
        const PasteOption *known = find_option(option);

        if (known && string_list_contains((char *const *)known->needless_for, guest->mode))
                return FATE_NEEDLESS;
        if (known && guest->qemu < known->qemu)
                return FATE_LEFT_OUT;
        return known && known->elements[kind] && guest->libvirt >= known->libvirt ? FATE_ELEMENT : FATE_MACHINE;
}

static void print_replaced(FILE *stream, const char *text, const char *mark, const char *words) {
        const char *found;

        for (; (found = strstr(text, mark)); text = found + strlen(mark))
                fprintf(stream, "%.*s%s", (int)(found - text), text, words);
        fputs(text, stream);
}

static void print_elements(FILE *stream, PasteKind kind, const PasteGuest *guest) {
        const PasteText *text = &paste_texts[kind];
        bool any = false;

        for (char *const *option = guest->options; option && *option; option++) {
                if (fate_of(kind, guest, *option) != FATE_ELEMENT)
                        continue;
                if (!any && text->features[0])
                        fputs(text->features[0], stream);
                any = true;
                fputs(find_option(*option)->elements[kind], stream);
        }
        if (any && text->features[1])
                fputs(text->features[1], stream);
}

static void print_machine(FILE *stream, PasteKind kind, const PasteGuest *guest, bool with_mode) {
        const PasteText *text = &paste_texts[kind];
        bool any = with_mode;

        if (with_mode) {
                fputs(text->machine[0], stream);
                print_replaced(stream, paste_mode, "@MODE@", guest->mode);
        }
        for (char *const *option = guest->options; option && *option; option++) {
                if (fate_of(kind, guest, *option) != FATE_MACHINE)
                        continue;
                fprintf(stream, "%s%s", any ? "," : text->machine[0], *option);
                any = true;
        }
        if (any)
                fputs(text->machine[1], stream);
}

static bool print_all(PasteKind kind, const PasteGuest *guest, bool named, char **ret_text) {
        const PasteText *text = &paste_texts[kind];
        size_t size;
        FILE *stream = open_memstream(ret_text, &size);

        if (!stream)
                return false;
        if (text->cpu)
                print_replaced(stream, named ? text->cpu : text->cpu_unnamed, "@MODE@", guest->mode);
        print_elements(stream, kind, guest);
        print_machine(stream, kind, guest, !text->cpu || !named);
        if (text->end)
                fputs(text->end, stream);
        return fclose(stream) == 0;
}

static bool note_options(PasteKind kind, const PasteGuest *guest, Paste *paste) {
        for (char *const *option = guest->options; option && *option; option++) {
                char *const one[] = {*option, NULL};
                const PasteOption *known = find_option(*option);
                Fate fate = fate_of(kind, guest, *option);

                if (fate == FATE_LEFT_OUT && !machine_options_merge(&paste->left_out, one))
                        return false;
                if (fate > FATE_LEFT_OUT && known && known->unsafe && !machine_options_merge(&paste->unsafe, one))
                        return false;
        }
        return true;
}

bool paste_make(PasteKind kind, const PasteGuest *guest, Paste *paste) {
        const PasteGeneration *processor = find_generation(guest->processor);
        bool named = processor && guest->libvirt >= processor->libvirt;

        *paste = (Paste){.unnamed = paste_texts[kind].cpu && processor && !named ? processor->libvirt : 0};
        return note_options(kind, guest, paste) && print_all(kind, guest, named, &paste->text);
}

void paste_clear(Paste *paste) {
        free(paste->text);
        string_list_free(paste->unsafe);
        string_list_free(paste->left_out);
        *paste = (Paste){0};
}

Version paste_qemu_of(const char *generation) {
        const PasteGeneration *known = find_generation(generation);

        return known ? known->qemu : 0;
}

char *paste_sentence(const char *sentence, const char *words) {
        char *text = NULL;
        size_t size;
        FILE *stream = open_memstream(&text, &size);

        if (!stream)
                return NULL;
        print_replaced(stream, sentence, "$0", words);
        if (fclose(stream) == 0)
                return text;
        free(text);
        return NULL;
}
