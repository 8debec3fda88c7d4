/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kvm_ask() against a simulated kernel: each step of the question can fail in each way. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "kvm-compat.h"
#include "kvm.h"
#include "macros.h"
#include "unit.h"

enum {
        DEVICE_FD = 1000,
        VM_FD = 1001,
};

static struct {
        int open_error, version_error, check_error, create_error, get_error;
        int version, capability;
        uint64_t mask;
        int interrupts; /* so many calls end with EINTR first */
        int open_fds;
        bool opened;                    /* open() was called */
        const char *seqnum, *initstate; /* of the files of sysfs; NULL if they are not there */
        int coming;                     /* so often initstate says that kvm_hv has not set itself up yet */
} kernel;

static void kernel_reset(void) {
        memset(&kernel, 0, sizeof(kernel));
        kernel.version = KVM_API_VERSION;
}

static int fail_with(int error) {
        errno = error;
        return -1;
}

static int fake_open(const char *path) {
        assert_string_equal(path, "/dev/kvm");
        kernel.opened = true;
        if (kernel.interrupts-- > 0)
                return fail_with(EINTR);
        if (kernel.open_error)
                return fail_with(kernel.open_error);
        kernel.open_fds++;
        return DEVICE_FD;
}

static int fake_get(struct kvm_ppc_compat_caps *caps) {
        assert_int_equal(caps->size, 24);
        assert_int_equal(caps->flags, 0);
        if (kernel.get_error)
                return fail_with(kernel.get_error);
        caps->compat_capabilities = kernel.mask;
        return 0;
}

/* What the options of a machine depend on: nothing is there. */
static int fake_machine(unsigned long request) {
        return request == KVM_CHECK_EXTENSION ? 0 : fail_with(ENOTTY);
}

static int fake_ioctl(int fd, unsigned long request, void *argument) {
        if (kernel.interrupts-- > 0)
                return fail_with(EINTR);
        if (request == PPC_GET_SMMU_INFO || (request == KVM_CHECK_EXTENSION && fd == VM_FD))
                return fake_machine(request);
        assert_int_equal(fd, request == KVM_PPC_GET_COMPAT_CAPS ? VM_FD : DEVICE_FD);
        assert_int_equal(kernel.coming, 0);
        switch (request) {
        case KVM_GET_API_VERSION:
                return kernel.version_error ? fail_with(kernel.version_error) : kernel.version;
        case KVM_CHECK_EXTENSION:
                assert_int_equal((uintptr_t)argument, 250);
                return kernel.check_error ? fail_with(kernel.check_error) : kernel.capability;
        case KVM_CREATE_VM:
                /* An HV implementation, by name. */
                assert_int_equal((uintptr_t)argument, 1);
                if (kernel.create_error)
                        return fail_with(kernel.create_error);
                kernel.open_fds++;
                return VM_FD;
        case KVM_PPC_GET_COMPAT_CAPS:
                return fake_get(argument);
        default:
                fail();
                return -1;
        }
}

static int fake_close(int fd) {
        kernel.open_fds--;
        return 0;
}

/* Only once the device was opened, since that may load the modules. */
static ssize_t fake_read_file(const char *path, char *buffer, size_t size) {
        bool is_seqnum = strcmp(path, "/sys/kernel/uevent_seqnum") == 0;
        const char *text = is_seqnum ? kernel.seqnum : kernel.initstate;

        assert_true(kernel.opened);
        if (!is_seqnum)
                assert_string_equal(path, "/sys/module/kvm_hv/initstate");
        if (!is_seqnum && kernel.coming > 0) {
                kernel.coming--;
                text = "coming\n";
        }
        if (!text)
                return fail_with(ENOENT);
        assert_true(strlen(text) <= size);
        memcpy(buffer, text, strlen(text));
        return (ssize_t)strlen(text);
}

static const KvmOps fake_ops = {
        .open = fake_open, .ioctl = fake_ioctl, .close = fake_close, .read_file = fake_read_file};

/* Asks, and sees to it that nothing is left open: an open VM would be a guest at the hypervisor. */
static void keep(const KvmAnswer *answer, void *userdata) {
        *(KvmAnswer *)userdata = *answer;
}

static KvmAnswer ask(void) {
        const KvmQuestion question = {.path = "/dev/kvm"};
        KvmAnswer answer;

        kvm_ask(&fake_ops, &question, keep, &answer);
        assert_int_equal(kernel.open_fds, 0);
        return answer;
}

static void test_mask(void **state) {
        KvmAnswer answer;

        kernel_reset();
        kernel.capability = 1;
        kernel.mask = 6ULL << 60 | 1;
        kernel.interrupts = 3;
        answer = ask();
        assert_int_equal(answer.outcome, KVM_OK);
        assert_int_equal(answer.error, 0);
        assert_true(answer.mask == (6ULL << 60 | 1));
}

static void test_no_capability(void **state) {
        kernel_reset();
        assert_int_equal(ask().outcome, KVM_NO_CAPABILITY);
}

static void test_other_version(void **state) {
        kernel_reset();
        kernel.version = 11;
        assert_int_equal(ask().outcome, KVM_FAILED);
}

static void test_errors(void **state) {
        static const struct {
                int *where;
                int error, capability;
                KvmOutcome outcome;
                KvmStep step;
        } rows[] = {
                {&kernel.open_error, ENOENT, 0, KVM_NO_DEVICE, KVM_STEP_OPEN},
                {&kernel.open_error, ENODEV, 0, KVM_NO_DEVICE, KVM_STEP_OPEN},
                {&kernel.open_error, ENXIO, 0, KVM_NO_DEVICE, KVM_STEP_OPEN},
                {&kernel.open_error, EACCES, 0, KVM_DENIED, KVM_STEP_OPEN},
                {&kernel.open_error, EPERM, 0, KVM_DENIED, KVM_STEP_OPEN},
                {&kernel.open_error, EMFILE, 0, KVM_FAILED, KVM_STEP_OPEN},
                {&kernel.version_error, ENOTTY, 0, KVM_FAILED, KVM_STEP_VERSION},
                {&kernel.check_error, EIO, 0, KVM_FAILED, KVM_STEP_CAPABILITY},
                {&kernel.create_error, EINVAL, 0, KVM_NO_HV, KVM_STEP_CREATE_VM},
                {&kernel.create_error, EINVAL, 1, KVM_FAILED, KVM_STEP_CREATE_VM},
                {&kernel.create_error, ENOMEM, 0, KVM_FAILED, KVM_STEP_CREATE_VM},
                {&kernel.create_error, EPERM, 1, KVM_DENIED, KVM_STEP_CREATE_VM},
                {&kernel.get_error, ENOTTY, 1, KVM_NO_CAPABILITY, KVM_STEP_MASK},
                {&kernel.get_error, EINVAL, 1, KVM_REFUSED, KVM_STEP_MASK},
                {&kernel.get_error, EACCES, 1, KVM_DENIED, KVM_STEP_MASK},
                {&kernel.get_error, E2BIG, 1, KVM_FAILED, KVM_STEP_MASK},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                KvmAnswer answer;

                kernel_reset();
                *rows[i].where = rows[i].error;
                kernel.capability = rows[i].capability;
                answer = ask();
                assert_int_equal(answer.outcome, rows[i].outcome);
                assert_int_equal(answer.error, rows[i].error);
                assert_int_equal(answer.step, rows[i].step);
                assert_true(answer.mask == 0);
        }
}

static void test_seqnum(void **state) {
        static const struct {
                const char *text;
                uint64_t seqnum;
        } rows[] = {{"4711\n", 4711}, {"18446744073709551614\n", UINT64_MAX - 1}, {"", 0}, {NULL, 0}};

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                kernel_reset();
                kernel.seqnum = rows[i].text;
                assert_true(ask().seqnum == rows[i].seqnum);
        }
        /* What open() loaded has sent its events, even if it came to nothing. */
        kernel_reset();
        kernel.seqnum = "4711\n";
        kernel.open_error = ENODEV;
        assert_true(ask().seqnum == 4711);
}

/* A module that is still being set up is waited for. */
static void test_initstate(void **state) {
        static const char *const states[] = {"live\n", "going\n", "", NULL};

        for (size_t i = 0; i < ELEMENTS(states); i++) {
                kernel_reset();
                kernel.capability = 1;
                kernel.mask = 4ULL << 60;
                kernel.coming = 3;
                kernel.initstate = states[i];
                assert_int_equal(ask().outcome, KVM_OK);
        }
}

static KvmAnswer ask_system(const char *path) {
        const KvmQuestion question = {.path = path, .trial = true};
        KvmAnswer answer;

        kvm_ask(&kvm_ops_system, &question, keep, &answer);
        return answer;
}

/* The system's own calls, on what is no KVM and on what is not there. */
static void test_system(void **state) {
        KvmAnswer answer = ask_system("/dev/null");

        assert_int_equal(answer.outcome, KVM_FAILED);
        /* The latter is said by an emulator of user programs. */
        assert_true(answer.error == ENOTTY || answer.error == ENOSYS);
        assert_int_equal(ask_system("/dev/null/kvm").outcome, KVM_FAILED);
        assert_int_equal(ask_system("/nonexistent").outcome, KVM_NO_DEVICE);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_mask),          cmocka_unit_test(test_no_capability),
                cmocka_unit_test(test_other_version), cmocka_unit_test(test_errors),
                cmocka_unit_test(test_seqnum),        cmocka_unit_test(test_initstate),
                cmocka_unit_test(test_system),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
