/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-start ADDRESS NAME UID GID LOG [VARIABLE=VALUE]... PROGRAM [ARGUMENT]...: runs a service as a user, with this
 * environment alone, and ends it again with SIGTERM. Prints how long it took from its exec to the name being owned,
 * as a subscriber of the bus sees it, in nanoseconds.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "bench.h"
#include "macros.h"

#define LIMIT_USEC (30 * 1000 * 1000ULL)

static uint64_t owned; /* when the name came to be owned; 0 while nobody owns it */

static int on_owner(sd_bus_message *signal, void *userdata, sd_bus_error *error) {
        const char *owner;
        int r = sd_bus_message_read(signal, "sss", NULL, NULL, &owner);

        if (r >= 0)
                owned = *owner ? bench_now() : 0;
        return r;
}

static void wait_for_owner(sd_bus *bus, bool wanted) {
        while ((owned != 0) != wanted) {
                if (bench_check(sd_bus_process(bus, NULL), "the bus") > 0)
                        continue;
                if (bench_check(sd_bus_wait(bus, LIMIT_USEC), "the bus") == 0)
                        bench_check(-ETIMEDOUT, "the name");
        }
}

/* *exec_time is shared with the parent. */
static _Noreturn void run(char **words, uint64_t *exec_time) {
        gid_t gid = (gid_t)strtoul(words[1], NULL, 10);
        int log = open(words[2], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        if (setgroups(0, NULL) < 0 || setgid(gid) < 0 || setuid((uid_t)strtoul(words[0], NULL, 10)) < 0 ||
            clearenv() != 0)
                _exit(126);
        for (words += 3; *words && strchr(*words, '='); words++)
                putenv(*words);
        *exec_time = bench_now();
        execv(*words, words);
        _exit(127);
}

int main(int argc, char **argv) {
        uint64_t *exec_time =
                mmap(NULL, sizeof(*exec_time), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        CLEANUP(freep) char *rule = NULL;
        uint64_t took;
        sd_bus *bus;
        pid_t pid;

        if (argc < 7 || exec_time == MAP_FAILED ||
            asprintf(&rule, "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='%s'",
                     argv[2]) < 0)
                return 2;
        bus = bench_connect(argv[1]);
        bench_check(sd_bus_add_match(bus, NULL, rule, on_owner, NULL), rule);
        pid = fork();
        if (pid == 0)
                run(argv + 3, exec_time);
        wait_for_owner(bus, true);
        took = owned - *exec_time;
        kill(pid, SIGTERM);
        wait_for_owner(bus, false);
        waitpid(pid, NULL, 0);
        printf("%llu\n", (unsigned long long)took);
        sd_bus_flush_close_unref(bus);
        return EXIT_SUCCESS;
}
