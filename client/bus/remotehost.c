/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The other host runs ppc-compatctl itself, so ssh never needs a terminal: it asks neither for a password nor whether
 * a host is known, and a host that wants either does not answer.
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
#include "sshtarget.h"
#include "stringlist.h"

#define OWN_PREFIX "ppc-compatctl: "

RemoteHost remote_host_init(const char *name) {
        return (RemoteHost){.name = name, .output.fd = -1, .errors.fd = -1};
}

#define WORDS_MAX 16

/* Executes a list of words, fewer than those, of which the ones that are NULL are left out. */
static void execute(const char *file, const char *const words[], size_t count) {
        char *arguments[WORDS_MAX];
        size_t used = 0;

        for (size_t i = 0; i < count; i++)
                if (words[i])
                        arguments[used++] = (char *)words[i];
        arguments[used] = NULL;
        execvp(file, arguments);
}

static void run_ssh(const char *name) {
        SshTarget target;

        if (ssh_target_read(name, &target) < 0) {
                dprintf(STDERR_FILENO, "this is not the name of a host\n");
                return;
        }
        const char *const words[] = {
                "ssh",
                "-xT",
                "-o",
                "BatchMode=yes",
                target.port ? "-p" : NULL,
                target.port,
                "--",
                target.destination,
                "ppc-compatctl",
                target.container ? "--machine" : NULL,
                target.container,
                "--json=short",
                "describe",
        };

        execute("ssh", words, ELEMENTS(words));
        dprintf(STDERR_FILENO, "ssh cannot be started; see whether it is installed\n");
}

/* The options come first, for where POSIXLY_CORRECT is set none may come later. */
static void run_self(const Where *where) {
        const char *option = where->address ? "--address" : where->machine ? "--machine" : NULL;
        const char *const words[] = {
                "ppc-compatctl", "--json=short", option, where->address ? where->address : where->machine, "describe",
        };

        execute("/proc/self/exe", words, ELEMENTS(words));
        dprintf(STDERR_FILENO, "ppc-compatctl cannot be started again\n");
}

/* In the child. A group of its own, so that with ssh ends what ssh has started. */
static void run(const RemoteHost *peer, const Where *where, int output, int errors) {
        int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        sigset_t none;

        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
            dup2(errors, STDERR_FILENO) >= 0) {
                if (peer->name)
                        run_ssh(peer->name);
                else
                        run_self(where);
        }
        _exit(EXIT_FAILURE);
}

/* As soon as it has ended, or the number of hosts would be limited by that of descriptors. */
static void close_pipes(RemoteHost *peer) {
        tail_clear(&peer->output);
        tail_clear(&peer->errors);
}

static bool start(RemoteHost *peer, const Where *where) {
        CLEANUP(close_fdp) int output = -1;
        CLEANUP(close_fdp) int errors = -1;

        if (tail_open(&peer->output, &output) < 0 || tail_open(&peer->errors, &errors) < 0)
                return false;
        peer->pid = fork();
        if (peer->pid == 0)
                run(peer, where, output, errors);
        return peer->pid > 0;
}

bool remote_host_start(RemoteHost *peer, const Where *where) {
        if (start(peer, where))
                return true;
        close_pipes(peer);
        peer->error = strdup("no process could be started to ask it");
        return false;
}

/* What went wrong, from what was printed instead of an answer. */
static char *error_of(RemoteHost *peer) {
        const char *line = tail_last_line(&peer->errors);
        char *error;

        if (!line[0])
                line = tail_last_line(&peer->output);
        if (strncmp(line, OWN_PREFIX, strlen(OWN_PREFIX)) == 0)
                line += strlen(OWN_PREFIX);
        error = strdup(line[0] ? line : "it said nothing");
        if (error)
                string_clean(error);
        return error;
}

void remote_host_conclude(RemoteHost *peer, int code, int status) {
        while (tail_read(&peer->output) > 0 || tail_read(&peer->errors) > 0)
                ;
        if (peer->error)
                ;
        else if (code != CLD_EXITED || status != EXIT_SUCCESS)
                peer->error = error_of(peer);
        /* Other lines are what the login over there has to say. */
        else if (host_read_json(tail_last_line(&peer->output), &peer->host) < 0)
                peer->error = strdup("it gave an answer that is not understood");
        close_pipes(peer);
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
        close_pipes(peer);
        free(peer->error);
        host_clear(&peer->host);
}
