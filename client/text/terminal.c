/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_WIDTH 80
#define DEFAULT_PAGER "if command -v less >/dev/null; then exec less; else exec cat; fi"

static pid_t pager = -1;
static size_t width_behind_pager;

size_t terminal_width(void) {
        struct winsize size;

        if (pager > 0)
                return width_behind_pager;
        if (!isatty(STDOUT_FILENO))
                return 0;
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
                return DEFAULT_WIDTH;
        return size.ws_col;
}

static bool colour_is_wanted(void) {
        const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

        return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
}

Colours terminal_colours(void) {
        if (!colour_is_wanted())
                return (Colours){"", "", "", "", ""};
        return (Colours){
                .good = "\033[1;32m",
                .warning = "\033[1;33m",
                .bad = "\033[1;31m",
                .strong = "\033[1m",
                .end = "\033[0m",
        };
}

static const char *pager_command(void) {
        const char *command = getenv("SYSTEMD_PAGER");

        if (!command)
                command = getenv("PAGER");
        if (!command)
                return DEFAULT_PAGER;
        return command[0] == 0 || strcmp(command, "cat") == 0 ? NULL : command;
}

static void run_pager(const char *command, int input) {
        if (dup2(input, STDIN_FILENO) < 0)
                _exit(EXIT_FAILURE);
        /* Ends by itself where all fits on a screen; neither commands nor files can be reached from within. */
        setenv("LESS", "FRSXMK", 0);
        setenv("LESSSECURE", "1", 1);
        execl("/bin/sh", "sh", "-c", command, NULL);
        _exit(127);
}

void terminal_start_pager(bool wanted) {
        const char *command = pager_command();
        int ends[2];

        if (!wanted || !command || !isatty(STDOUT_FILENO) || pipe2(ends, O_CLOEXEC) < 0)
                return;
        fflush(stdout);
        width_behind_pager = terminal_width();
        pager = fork();
        if (pager == 0)
                run_pager(command, ends[0]);
        if (pager > 0) {
                dup2(ends[1], STDOUT_FILENO);
                /* Ctrl-C is the pager's to deal with, and it may leave before it has read all. */
                signal(SIGINT, SIG_IGN);
                signal(SIGPIPE, SIG_IGN);
        }
        close(ends[0]);
        close(ends[1]);
}

void terminal_end_pager(void) {
        if (pager <= 0)
                return;
        /* What a pager does not want to read is no failure. */
        if (fflush(stdout) != 0)
                __fpurge(stdout);
        /* The pager sees the end once no descriptor of the pipe is open. */
        close(STDOUT_FILENO);
        while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
                ;
        pager = -1;
}
