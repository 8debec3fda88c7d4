/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trial_run() against a simulated kernel, in which each step can fail and each mode end in each way. */
#include "trial.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "kvm-compat.h"
#include "macros.h"
#include "unit.h"

enum {
        DEVICE_FD = 1000,
        VM_FD,
        VCPU_FD,
};

#define MODES 4

/* How the trial of a mode ends. */
typedef struct End {
        int set_error, run_error;
        uint32_t exit_reason;
        uint64_t number; /* of the hypercall; 0: the guest's own */
} End;

static const End runs = {.exit_reason = KVM_EXIT_PAPR_HCALL};
static const End is_refused = {.set_error = EINVAL};

static struct {
        unsigned long failing; /* this request fails, with EIO */
        bool no_memory;        /* nothing can be mapped but the vCPU */
        int hash, radix;       /* the capabilities */
        End ends[MODES];       /* by age: power8 to power11 */
        const End *end;        /* of the mode at hand */
        uint32_t *memory;
        struct kvm_run *run;
        int mapped, open_fds;
        int told;
} kernel;

static int fail_with(int error) {
        errno = error;
        return -1;
}

static int set_compat(const struct kvm_one_reg *reg) {
        uint32_t pvr = *(const uint32_t *)(uintptr_t)reg->addr;

        assert_true(reg->id == 0x10200000000000b7ULL);
        assert_true(pvr >= 0x0f000004 && pvr <= 0x0f000007);
        kernel.end = &kernel.ends[pvr - 0x0f000004];
        return kernel.end->set_error ? fail_with(kernel.end->set_error) : 0;
}

static int run_vcpu(void) {
        assert_non_null(kernel.end);
        if (kernel.end->run_error)
                return fail_with(kernel.end->run_error);
        kernel.run->exit_reason = kernel.end->exit_reason;
        /* The number is what the guest's program loads. */
        kernel.run->papr_hcall.nr = kernel.end->number ? kernel.end->number : kernel.memory[0x1000 / 4] & 0xffff;
        return 0;
}

static int fake_ioctl(int fd, unsigned long request, void *argument) {
        const struct kvm_userspace_memory_region *region = argument;
        const struct ppc_vcpu_regs *registers = argument;

        if (request == kernel.failing)
                return fail_with(EIO);
        switch (request) {
        case KVM_SET_USER_MEMORY_REGION:
                assert_int_equal(fd, VM_FD);
                assert_true(region->guest_phys_addr == 0 && region->memory_size == 1 << 20);
                assert_ptr_equal((void *)(uintptr_t)region->userspace_addr, kernel.memory);
                return 0;
        case KVM_GET_VCPU_MMAP_SIZE:
                assert_int_equal(fd, DEVICE_FD);
                return (int)sizeof(struct kvm_run);
        case KVM_CREATE_VCPU:
                assert_int_equal(fd, VM_FD);
                kernel.open_fds++;
                return VCPU_FD;
        case KVM_ENABLE_CAP:
                assert_int_equal(((const struct kvm_enable_cap *)argument)->cap, KVM_CAP_PPC_PAPR);
                return 0;
        case KVM_CHECK_EXTENSION:
                assert_int_equal(fd, VM_FD);
                return (uintptr_t)argument == 135 ? kernel.hash : (uintptr_t)argument == 134 ? kernel.radix : 0;
        case KVM_SET_ONE_REG:
                return set_compat(argument);
        case PPC_GET_VCPU_REGS:
                memset(argument, 0, sizeof(struct ppc_vcpu_regs));
                return 0;
        case PPC_SET_VCPU_REGS:
                assert_true(registers->pc == 0x1000 && registers->msr == 0x8000000000001001ULL);
                return 0;
        case KVM_RUN:
                return run_vcpu();
        default:
                fail();
                return -1;
        }
}

static int fake_close(int fd) {
        assert_int_equal(fd, VCPU_FD);
        kernel.open_fds--;
        return 0;
}

static void *fake_map(int fd, size_t size) {
        void *address = fd < 0 && kernel.no_memory ? MAP_FAILED : calloc(1, size);

        if (address == MAP_FAILED)
                return address;
        kernel.mapped++;
        if (fd < 0)
                kernel.memory = address;
        else
                kernel.run = address;
        return address;
}

static int fake_unmap(void *address, size_t size) {
        kernel.mapped--;
        free(address);
        return 0;
}

static const KvmOps fake_ops = {.ioctl = fake_ioctl, .close = fake_close, .map = fake_map, .unmap = fake_unmap};

static void count(const KvmAnswer *answer, void *userdata) {
        kernel.told++;
}

static void kernel_reset(void) {
        memset(&kernel, 0, sizeof(kernel));
        kernel.hash = 1;
        for (size_t i = 0; i < MODES; i++)
                kernel.ends[i] = runs;
}

/* Nothing is left behind, however it ends. */
static KvmTrial try(void) {
        KvmAnswer answer = {0};

        trial_run(&fake_ops, DEVICE_FD, VM_FD, &answer, count, NULL);
        assert_int_equal(kernel.mapped, 0);
        assert_int_equal(kernel.open_fds, 0);
        return answer.trial;
}

#define SET8 (1U << MODE_POWER8)
#define SET9 (1U << MODE_POWER9)
#define SET10 (1U << MODE_POWER10)
#define SET11 (1U << MODE_POWER11)

static void test_modes(void **state) {
        KvmTrial trial;

        kernel_reset();
        trial = try();
        assert_int_equal(trial.ran, SET8 | SET9 | SET10 | SET11);
        assert_int_equal(trial.refused, 0);
        /* After each mode, so that what comes next may hang. */
        assert_int_equal(kernel.told, 4);

        /* As on a POWER10 partition whose hypervisor refuses POWER9. */
        kernel_reset();
        kernel.ends[1] = kernel.ends[3] = is_refused;
        trial = try();
        assert_int_equal(trial.ran, SET8 | SET10);
        assert_int_equal(trial.refused, SET9 | SET11);
}

static void test_ends(void **state) {
        static const struct {
                End end;
                bool ran, refused;
        } rows[] = {
                {{.exit_reason = KVM_EXIT_PAPR_HCALL}, true, false},
                {{.exit_reason = KVM_EXIT_PAPR_HCALL, .number = 4}, false, false},
                {{.exit_reason = KVM_EXIT_FAIL_ENTRY}, false, true},
                {{.exit_reason = KVM_EXIT_UNKNOWN}, false, true},
                {{.exit_reason = KVM_EXIT_INTERNAL_ERROR}, false, true},
                {{.exit_reason = KVM_EXIT_INTR}, false, false},
                {{.set_error = EINVAL}, false, true},
                {{.set_error = ENOMEM}, false, false},
                {{.run_error = EINVAL}, false, true},
                {{.run_error = EBUSY}, false, false},
                {{.run_error = ENOMEM}, false, false},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                KvmTrial trial;

                kernel_reset();
                kernel.ends[2] = rows[i].end;
                trial = try();
                assert_int_equal(trial.ran, SET8 | SET9 | SET11 | (rows[i].ran ? SET10 : 0));
                assert_int_equal(trial.refused, rows[i].refused ? SET10 : 0);
        }
}

/* A guest of POWER8's age needs a hash MMU, though the trial does not. */
static void test_hash(void **state) {
        static const struct {
                int hash, radix;
                bool tried;
        } rows[] = {{1, 1, true}, {0, 1, false}, {0, 0, true}, {1, 0, true}};

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                kernel_reset();
                kernel.hash = rows[i].hash;
                kernel.radix = rows[i].radix;
                assert_int_equal(try().ran, SET9 | SET10 | SET11 | (rows[i].tried ? SET8 : 0));
        }
}

/* Where a step fails nothing is known of any mode. */
static void test_steps(void **state) {
        static const unsigned long steps[] = {
                KVM_SET_USER_MEMORY_REGION, KVM_GET_VCPU_MMAP_SIZE, KVM_CREATE_VCPU, KVM_ENABLE_CAP, KVM_SET_ONE_REG,
                PPC_GET_VCPU_REGS,          PPC_SET_VCPU_REGS,      KVM_RUN};

        for (size_t i = 0; i < ELEMENTS(steps); i++) {
                KvmTrial trial;

                kernel_reset();
                kernel.failing = steps[i];
                trial = try();
                assert_int_equal(trial.ran | trial.refused, 0);
        }
        kernel_reset();
        kernel.no_memory = true;
        assert_int_equal(try().ran, 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_modes),
                cmocka_unit_test(test_ends),
                cmocka_unit_test(test_hash),
                cmocka_unit_test(test_steps),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
