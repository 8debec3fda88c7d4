/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "macros.h"

#define DEFAULT_WIDTH 80
#define DEFAULT_PAGER "if command -v less >/dev/null; then exec less; else exec cat; fi"

/* Of sh, for a command that is not there or cannot be run. */
enum { EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_STARTED = 127 };

/* What is printed goes to a file in memory first, so that it is still there if the pager cannot be started. */
static int terminal = -1;
static size_t width_behind_pager;

size_t terminal_width(void) {
        struct winsize size;

        if (terminal >= 0)
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

/* What was printed, from its beginning. */
static void run_pager(const char *command) {
        if (dup2(STDOUT_FILENO, STDIN_FILENO) < 0 || lseek(STDIN_FILENO, 0, SEEK_SET) < 0 ||
            dup2(terminal, STDOUT_FILENO) < 0)
                _exit(EXIT_NOT_STARTED);
        /* Ends by itself if all fits on a screen; it can start no commands and read no files. */
        setenv("LESS", "FRSXMK", 0);
        setenv("LESSSECURE", "1", 1);
        execl("/bin/sh", "sh", "-c", command, NULL);
        _exit(EXIT_NOT_STARTED);
}

/* False if it could not be started. What a pager does not want to read is no failure. */
static bool show_in_pager(const char *command) {
        /* Ctrl-C is the pager's to deal with. */
        sighandler_t before = signal(SIGINT, SIG_IGN);
        pid_t pager = fork();
        int status = 0;

        if (pager == 0) {
                signal(SIGINT, before);
                run_pager(command);
        }
        while (pager > 0 && waitpid(pager, &status, 0) < 0 && errno == EINTR)
                ;
        signal(SIGINT, before);
        return pager > 0 && !(WIFEXITED(status) && (WEXITSTATUS(status) == EXIT_NOT_EXECUTABLE ||
                                                    WEXITSTATUS(status) == EXIT_NOT_STARTED));
}

/* Moves what was printed to the terminal. */
static void show_plainly(int printed) {
        char buffer[4096];
        ssize_t size;

        if (lseek(printed, 0, SEEK_SET) < 0)
                return;
        while ((size = read(printed, buffer, sizeof buffer)) > 0)
                fwrite(buffer, 1, (size_t)size, stdout);
}

void terminal_start_pager(bool wanted) {
        CLEANUP(close_fdp) int memory = -1;

        if (!wanted || !pager_command() || !isatty(STDOUT_FILENO))
                return;
        memory = memfd_create("output", MFD_CLOEXEC);
        if (memory < 0)
                return;
        fflush(stdout);
        width_behind_pager = terminal_width();
        terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (terminal >= 0)
                dup2(memory, STDOUT_FILENO);
}

void terminal_end_pager(void) {
        CLEANUP(close_fdp) int printed = -1;
        bool shown;

        if (terminal < 0)
                return;
        fflush(stdout);
        shown = show_in_pager(pager_command());
        printed = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        dup2(terminal, STDOUT_FILENO);
        close(terminal);
        terminal = -1;
        if (!shown)
                show_plainly(printed);
}
