/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kvmquery.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "macros.h"

struct KvmQuery {
        pid_t pid; /* 0 if no child could be made */
        int ended; /* the child's pidfd: it is gone when this is readable, and the VM that it made */
        int pipe;  /* where the child writes its answer, again at each step of it */
        bool answered;
        KvmAnswer answer; /* the newest of them */
};

/* The daemon's descriptors must not outlive it in a child that hangs: its bus connection is what holds the name. */
#define CHILD_FD (STDERR_FILENO + 1)

/* Whole or not at all: it is far smaller than PIPE_BUF. */
static void report_to_parent(const KvmAnswer *answer, void *userdata) {
        bool *reported = userdata;

        *reported = write(CHILD_FD, answer, sizeof(*answer)) == sizeof(*answer);
}

static _Noreturn void child_main(const KvmOps *ops, const KvmQuestion *question, int answer_fd, pid_t parent) {
        bool reported = false;

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent || dup2(answer_fd, CHILD_FD) < 0)
                _exit(EXIT_FAILURE);
        syscall(SYS_close_range, CHILD_FD + 1, ~0U, 0);
        kvm_ask(ops, question, report_to_parent, &reported);
        _exit(reported ? EXIT_SUCCESS : EXIT_FAILURE);
}

int kvm_query_new(const KvmOps *ops, const KvmQuestion *question, KvmQuery **ret_query) {
        KvmQuery *query = malloc(sizeof(*query));
        CLEANUP(close_fdp) int answer_fd = -1;
        pid_t parent = getpid();
        int fds[2], r;

        if (!query)
                return -ENOMEM;
        *query = (KvmQuery){.ended = -1, .pipe = -1};
        if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0) {
                r = -errno;
                kvm_query_free(query);
                return r;
        }
        query->pipe = fds[0];
        answer_fd = fds[1];

        query->pid = fork();
        if (query->pid == 0)
                child_main(ops, question, answer_fd, parent);
        if (query->pid > 0)
                query->ended = (int)syscall(SYS_pidfd_open, query->pid, 0);
        if (query->pid < 0 || query->ended < 0) {
                r = -errno;
                query->pid = query->pid < 0 ? 0 : query->pid;
                kvm_query_free(query);
                return r;
        }
        *ret_query = query;
        return 0;
}

int kvm_query_get_fd(const KvmQuery *query) {
        return query->ended;
}

bool kvm_query_has_ended(const KvmQuery *query) {
        struct pollfd ended = {.fd = query->ended, .events = POLLIN};

        return poll(&ended, 1, 0) > 0;
}

bool kvm_query_read_answer(KvmQuery *query, KvmAnswer *ret_answer) {
        KvmAnswer answer;

        while (read(query->pipe, &answer, sizeof(answer)) == sizeof(answer)) {
                query->answer = answer;
                query->answered = true;
        }
        if (query->answered)
                *ret_answer = query->answer;
        return query->answered;
}

void kvm_query_kill(KvmQuery *query) {
        if (query->pid > 0)
                kill(query->pid, SIGKILL);
}

KvmQuery *kvm_query_free(KvmQuery *query) {
        if (!query)
                return NULL;
        if (query->pid > 0 && waitpid(query->pid, NULL, WNOHANG) == 0) {
                kvm_query_kill(query);
                /* Nobody would hear of its end; and it has only just begun, so that it cannot be stuck. */
                if (query->ended < 0)
                        waitpid(query->pid, NULL, 0);
        }
        close_fdp(&query->ended);
        close_fdp(&query->pipe);
        free(query);
        return NULL;
}
