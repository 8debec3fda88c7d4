/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ppc-compatctl makes of what another host's printed: an answer or an error in words, safe to print. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "fuzz.h"
#include "macros.h"
#include "remotehost.h"

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

/* A file in memory takes the place of the pipe; nobody is left to write to it. */
static void fill(Tail *tail, const uint8_t *data, size_t size) {
        CLEANUP(close_fdp) int file = memfd_create("input", MFD_CLOEXEC);
        CLEANUP(close_fdp) int input = -1;

        REQUIRE(file >= 0 && write(file, data, size) == (ssize_t)size && lseek(file, 0, SEEK_SET) == 0);
        REQUIRE(tail_open(tail, &input) == 0 && dup2(file, tail->fd) == tail->fd);
}

static void conclude(const uint8_t *data, size_t size, int code, int status) {
        CLEANUP(remote_host_clear) RemoteHost peer = remote_host_init("far");

        fill(&peer.output, data, size);
        fill(&peer.errors, data, size / 2);
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
