/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* KvmQuery with simulated kernels: one that answers, one that hangs, one under which the child dies. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "kvm-compat.h"
#include "kvm.h"
#include "kvmquery.h"
#include "macros.h"
#include "unit.h"

#define DEADLINE_MSEC 10000

/* A descriptor of this process that no child may keep. */
static int inherited_fd = -1;

static bool pidfds_are_refused;

/* The C library's, but that a container's runtime may refuse a call that it does not know. */
long syscall(long number, ...) {
        long (*real)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
        va_list arguments;
        long values[3];

        va_start(arguments, number);
        for (size_t i = 0; i < ELEMENTS(values); i++)
                values[i] = va_arg(arguments, long);
        va_end(arguments);
        if (number != SYS_pidfd_open || !pidfds_are_refused)
                return real(number, values[0], values[1], values[2]);
        errno = EPERM;
        return -1;
}

static int open_ok(const char *path) {
        return fcntl(inherited_fd, F_GETFD) < 0 && errno == EBADF ? open("/dev/null", O_RDWR) : -1;
}

static int open_any(const char *path) {
        return open("/dev/null", O_RDWR);
}

static int ioctl_ok(int fd, unsigned long request, void *argument) {
        switch (request) {
        case KVM_GET_API_VERSION:
                return KVM_API_VERSION;
        case KVM_CREATE_VM:
                return open("/dev/null", O_RDWR);
        case KVM_PPC_GET_COMPAT_CAPS:
                ((struct kvm_ppc_compat_caps *)argument)->compat_capabilities = 4ULL << 60;
                return 0;
        default:
                return 1;
        }
}

/* The mask is given, and then a guest does not come back. */
static int ioctl_hangs_in_guest(int fd, unsigned long request, void *argument) {
        while (request == KVM_RUN)
                pause();
        if (request == KVM_GET_VCPU_MMAP_SIZE)
                return (int)sizeof(struct kvm_run);
        return ioctl_ok(fd, request, argument);
}

static void *map_memory(int fd, size_t size) {
        return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int open_hangs(const char *path) {
        while (pause() < 0)
                ;
        return -1;
}

static int open_dies(const char *path) {
        raise(SIGKILL);
        return -1;
}

static void *map_none(int fd, size_t size) {
        return MAP_FAILED;
}

static ssize_t read_nothing(const char *path, char *buffer, size_t size) {
        return 0;
}

static const KvmOps answering = {
        .open = open_ok, .ioctl = ioctl_ok, .close = close, .read_file = read_nothing, .map = map_none};
static const KvmOps hanging_in_guest = {.open = open_any,
                                        .ioctl = ioctl_hangs_in_guest,
                                        .close = close,
                                        .read_file = read_nothing,
                                        .map = map_memory,
                                        .unmap = munmap};
static const KvmOps hanging = {.open = open_hangs};
static const KvmOps dying = {.open = open_dies};

static const KvmQuestion question = {.path = "/dev/kvm", .trial = true};

static bool ends_within(const KvmQuery *query, int milliseconds) {
        struct pollfd fd = {.fd = kvm_query_get_fd(query), .events = POLLIN};

        return poll(&fd, 1, milliseconds) == 1;
}

static void test_answers(void **state) {
        KvmQuery *query;
        KvmAnswer answer;

        /* A high one, since the child puts its own pipe in place of a low one. */
        inherited_fd = fcntl(STDERR_FILENO, F_DUPFD, 100);
        assert_true(inherited_fd >= 100);
        assert_int_equal(kvm_query_new(&answering, &question, &query), 0);
        assert_true(ends_within(query, DEADLINE_MSEC));
        assert_true(kvm_query_has_ended(query));
        assert_true(kvm_query_read_answer(query, &answer));
        assert_int_equal(answer.outcome, KVM_OK);
        assert_true(answer.mask == 4ULL << 60);
        assert_null(kvm_query_free(query));
        close(inherited_fd);
        /* Its child has been waited for. */
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_hangs(void **state) {
        KvmQuery *query;
        KvmAnswer answer;

        assert_int_equal(kvm_query_new(&hanging, &question, &query), 0);
        assert_false(ends_within(query, 100));
        kvm_query_kill(query);
        assert_true(ends_within(query, DEADLINE_MSEC));
        assert_false(kvm_query_read_answer(query, &answer));
        kvm_query_free(query);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* What was said before it hung counts. */
static void test_hangs_in_guest(void **state) {
        struct timespec wait = {.tv_nsec = 1000 * 1000};
        KvmQuery *query;
        KvmAnswer answer;

        assert_int_equal(kvm_query_new(&hanging_in_guest, &question, &query), 0);
        while (!kvm_query_read_answer(query, &answer))
                nanosleep(&wait, NULL);
        assert_false(kvm_query_has_ended(query));
        kvm_query_kill(query);
        assert_true(ends_within(query, DEADLINE_MSEC));
        assert_true(kvm_query_read_answer(query, &answer));
        assert_int_equal(answer.outcome, KVM_OK);
        assert_true(answer.mask == 4ULL << 60);
        assert_int_equal(answer.trial.ran, 0);
        kvm_query_free(query);
}

static void test_freed_while_it_hangs(void **state) {
        KvmQuery *query;
        int status;

        assert_int_equal(kvm_query_new(&hanging, &question, &query), 0);
        kvm_query_free(query);
        assert_true(waitpid(-1, &status, 0) > 0);
        assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void test_dies(void **state) {
        KvmQuery *query;
        KvmAnswer answer;

        assert_int_equal(kvm_query_new(&dying, &question, &query), 0);
        assert_true(ends_within(query, DEADLINE_MSEC));
        assert_false(kvm_query_read_answer(query, &answer));
        kvm_query_free(query);
}

/* No child is left, neither alive nor dead. */
static void test_no_pidfd(void **state) {
        KvmQuery *query = NULL;

        pidfds_are_refused = true;
        assert_int_equal(kvm_query_new(&hanging, &question, &query), -EPERM);
        pidfds_are_refused = false;
        assert_null(query);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        assert_int_equal(errno, ECHILD);
}

static void test_none(void **state) {
        assert_null(kvm_query_free(NULL));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_answers),        cmocka_unit_test(test_hangs),
                cmocka_unit_test(test_hangs_in_guest), cmocka_unit_test(test_freed_while_it_hangs),
                cmocka_unit_test(test_dies),           cmocka_unit_test(test_no_pidfd),
                cmocka_unit_test(test_none),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
