/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ppc-compatctl makes of what another host's printed: an answer or an error in words, safe to print. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "fuzz.h"
#include "macros.h"
#include "remotehost.h"

/* As remotehost.c has it, with the zero after it. */
#define OUTPUT_SIZE 65537

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
}

static void require_printable(const char *text) {
        REQUIRE(text);
        for (; *text; text++)
                REQUIRE(*text >= ' ' && *text <= '~');
}

static void require_printables(char **list) {
        for (; list && *list; list++)
                require_printable(*list);
}

/* Stands for the pipe; nobody is left to write to it. */
static int open_input(const uint8_t *data, size_t size) {
        int fd = memfd_create("input", MFD_CLOEXEC);

        REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
        return fd;
}

static void conclude(const uint8_t *data, size_t size, int code, int status) {
        CLEANUP(remote_host_clear) RemoteHost peer = {.fd = open_input(data, size), .output = calloc(1, OUTPUT_SIZE)};

        REQUIRE(peer.output);
        remote_host_conclude(&peer, code, status);
        if (!remote_host_has_answered(&peer)) {
                require_printable(peer.error);
                return;
        }
        REQUIRE(!peer.error && code == CLD_EXITED && status == EXIT_SUCCESS);
        for (size_t i = 0; i < HOST_PROPERTY_COUNT; i++)
                if (host_properties[i].type[0] == 's')
                        require_printable(*(char **)host_field(&peer.host, i));
                else if (host_properties[i].type[0] == 'a')
                        require_printables(*(char ***)host_field(&peer.host, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        conclude(data, size, CLD_EXITED, EXIT_SUCCESS);
        conclude(data, size, CLD_EXITED, EXIT_FAILURE);
        conclude(data, size, CLD_KILLED, SIGKILL);
        return 0;
}
