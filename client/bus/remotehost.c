/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What runs over there is ppc-compatctl itself, for ssh then never has to be given a terminal: it neither asks for a
 * password, nor whether a host is known, and a host that wants either does not answer.
 */
#include "remotehost.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostjson.h"
#include "macros.h"
#include "stringlist.h"

/* Many times the size of a description. */
#define OUTPUT_MAX 65536

#define OWN_PREFIX "ppc-compatctl: "

static void run_ssh(const char *name) {
        execlp("ssh", "ssh", "-xT", "-o", "BatchMode=yes", "--", name, "ppc-compatctl", "--json=short", "describe",
               NULL);
        dprintf(STDOUT_FILENO, "ssh cannot be started; see whether it is installed\n");
}

static void run_self(const Where *where) {
        const char *option = where->address ? "--address" : where->machine ? "--machine" : "--no-pager";

        execl("/proc/self/exe", "ppc-compatctl", "--json=short", "describe", option,
              where->address ? where->address : where->machine, NULL);
        dprintf(STDOUT_FILENO, "ppc-compatctl cannot be started anew\n");
}

/* In the child. A group of its own, so that with ssh ends what ssh has started. */
static void run(const RemoteHost *peer, const Where *where, int output) {
        int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        sigset_t none;

        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
            dup2(output, STDERR_FILENO) >= 0) {
                if (peer->name)
                        run_ssh(peer->name);
                else
                        run_self(where);
        }
        _exit(EXIT_FAILURE);
}

bool remote_host_start(RemoteHost *peer, const Where *where) {
        int ends[2];

        peer->fd = -1;
        peer->output = calloc(1, OUTPUT_MAX + 1);
        if (peer->output && pipe2(ends, O_CLOEXEC) == 0) {
                peer->pid = fork();
                if (peer->pid == 0)
                        run(peer, where, ends[1]);
                close(ends[1]);
                peer->fd = ends[0];
                if (peer->pid > 0 && fcntl(peer->fd, F_SETFL, O_NONBLOCK) == 0)
                        return true;
        }
        peer->error = strdup("no process could be started to ask it");
        return false;
}

int remote_host_read(RemoteHost *peer) {
        ssize_t size;

        do
                size = read(peer->fd, peer->output + peer->size, OUTPUT_MAX - peer->size);
        while (size < 0 && errno == EINTR);
        if (size < 0)
                return -errno;
        peer->size += (size_t)size;
        return size > 0;
}

/* The last line, for others are what ssh and the login over there have to say. */
static char *last_line(char *text) {
        char *end = text + strlen(text), *line;

        while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
                *--end = 0;
        line = strrchr(text, '\n');
        return line ? line + 1 : text;
}

/* What went wrong, from a line that was printed instead of an answer. */
static char *error_of(const char *line) {
        char *error;

        if (strncmp(line, OWN_PREFIX, strlen(OWN_PREFIX)) == 0)
                line += strlen(OWN_PREFIX);
        error = strdup(line[0] ? line : "it said nothing");
        if (error)
                string_clean(error);
        return error;
}

void remote_host_conclude(RemoteHost *peer, int code, int status) {
        char *line;

        while (remote_host_read(peer) > 0)
                ;
        if (peer->error)
                return;
        line = last_line(peer->output);
        if (code != CLD_EXITED || status != EXIT_SUCCESS)
                peer->error = error_of(line);
        else if (host_read_json(line, &peer->host) < 0)
                peer->error = strdup("it gave an answer that is not understood");
}

void remote_host_give_up(RemoteHost *peer, unsigned timeout) {
        if (asprintf(&peer->error, "no answer within %u s", timeout) < 0)
                peer->error = NULL;
        /* It may not have its group yet. */
        kill(-peer->pid, SIGKILL);
        kill(peer->pid, SIGKILL);
}

bool remote_host_has_answered(const RemoteHost *peer) {
        return peer->host.state;
}

void remote_host_clear(RemoteHost *peer) {
        if (peer->fd >= 0)
                close(peer->fd);
        peer->fd = -1;
        free(peer->output);
        free(peer->error);
        host_clear(&peer->host);
}
