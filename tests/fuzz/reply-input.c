/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reply-input.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "fuzz.h"
#include "macros.h"

#define LINE_SIZE 1024
#define ARRAY_MAX 100
#define DEPTH_MAX 6
#define VALUES_MAX 2000

typedef struct Input {
        const char *at, *end;
        unsigned values; /* of arrays so far, since a few that are nested make many */
        sd_bus_message *message;
} Input;

/* In UTF-8, as every string of D-Bus is: a byte beyond ASCII means the character of that number. */
static const char *take_line(Input *input, char line[static LINE_SIZE]) {
        size_t n = 0;

        while (input->at < input->end && *input->at != '\n') {
                unsigned char byte = (unsigned char)*input->at++;

                if (byte == 0 || n + 3 > LINE_SIZE)
                        continue;
                if (byte >= 0x80) {
                        line[n++] = (char)(0xc0 | byte >> 6);
                        byte = 0x80 | (byte & 0x3f);
                }
                line[n++] = (char)byte;
        }
        if (input->at < input->end)
                input->at++;
        line[n] = '\0';
        return line;
}

static bool is_basic(char type) {
        return type && strchr("ybnqiuxtds", type);
}

/* The length of the first complete type of a signature, 0 if it begins with none that is of use here. */
static size_t type_length(const char *signature, bool in_array, unsigned depth) {
        size_t length = 1, n;

        if (is_basic(signature[0]))
                return 1;
        if (depth > DEPTH_MAX)
                return 0;
        if (signature[0] == 'v')
                return 1;
        if (signature[0] == 'a') {
                n = type_length(signature + 1, true, depth + 1);
                return n > 0 ? n + 1 : 0;
        }
        if (signature[0] == '{' && in_array && is_basic(signature[1])) {
                n = type_length(signature + 2, false, depth + 1);
                return n > 0 && signature[2 + n] == '}' ? n + 3 : 0;
        }
        if (signature[0] != '(')
                return 0;
        while ((n = type_length(signature + length, false, depth + 1)) > 0)
                length += n;
        return length > 1 && signature[length] == ')' ? length + 1 : 0;
}

static void append_basic(Input *input, char type) {
        char line[LINE_SIZE];
        const char *text = take_line(input, line);
        union {
                uint8_t y;
                int b;
                uint64_t x;
                double d;
        } value;

        if (type == 's') {
                REQUIRE(sd_bus_message_append_basic(input->message, type, text) >= 0);
                return;
        }
        if (type == 'b')
                value.b = text[0] == '1';
        else if (type == 'd')
                value.d = strtod(text, NULL);
        else
                value.x = strtoull(text, NULL, 0);
        REQUIRE(sd_bus_message_append_basic(input->message, type, &value) >= 0);
}

static void append_types(Input *input, const char *signature, bool in_array, unsigned depth);

static void append_container(Input *input, char type, const char *contents, size_t length, unsigned depth) {
        char inner[LINE_SIZE], line[LINE_SIZE];
        unsigned long count = 1;

        if (type == SD_BUS_TYPE_ARRAY) {
                count = strtoul(take_line(input, line), NULL, 10);
                if (count > ARRAY_MAX || input->values + count > VALUES_MAX)
                        count = 0;
                input->values += (unsigned)count;
        }
        snprintf(inner, sizeof(inner), "%.*s", (int)length, contents);
        REQUIRE(sd_bus_message_open_container(input->message, type, inner) >= 0);
        for (unsigned long i = 0; i < count; i++)
                append_types(input, inner, type == SD_BUS_TYPE_ARRAY, depth + 1);
        REQUIRE(sd_bus_message_close_container(input->message) >= 0);
}

static void append_variant(Input *input, unsigned depth) {
        char line[LINE_SIZE];
        const char *signature = take_line(input, line);
        size_t length = type_length(signature, false, depth + 1);

        append_container(input, SD_BUS_TYPE_VARIANT, length > 0 ? signature : "s", length > 0 ? length : 1, depth);
}

/* Every type, up to the first that is none. */
static void append_types(Input *input, const char *signature, bool in_array, unsigned depth) {
        size_t length;

        for (; (length = type_length(signature, in_array, depth)) > 0; signature += length)
                switch (signature[0]) {
                case 'a':
                        append_container(input, SD_BUS_TYPE_ARRAY, signature + 1, length - 1, depth);
                        break;
                case '(':
                        append_container(input, SD_BUS_TYPE_STRUCT, signature + 1, length - 2, depth);
                        break;
                case '{':
                        append_container(input, SD_BUS_TYPE_DICT_ENTRY, signature + 1, length - 2, depth);
                        break;
                case 'v':
                        append_variant(input, depth);
                        break;
                default:
                        append_basic(input, signature[0]);
                }
}

/* Messages belong to a bus; this one has no other end, and is never used for more. */
static sd_bus *get_bus(void) {
        static sd_bus *bus;
        int fds[2];

        if (bus)
                return bus;
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) == 0);
        REQUIRE(sd_bus_new(&bus) >= 0 && sd_bus_set_fd(bus, fds[0], fds[0]) >= 0 && sd_bus_start(bus) >= 0);
        return bus;
}

sd_bus_message *message_from_input(const uint8_t *data, size_t size) {
        Input input = {.at = (const char *)data, .end = (const char *)data + size};
        char line[LINE_SIZE];

        REQUIRE(sd_bus_message_new_method_call(get_bus(), &input.message, NULL, "/", "a.a", "a") >= 0);
        append_types(&input, take_line(&input, line), false, 0);
        /* The one thing that is left to go wrong: a signature longer than D-Bus has them. */
        if (sd_bus_message_seal(input.message, 1, 0) < 0)
                return sd_bus_message_unref(input.message);
        return input.message;
}
