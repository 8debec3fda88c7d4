/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A simulation of /dev/kvm, to be preloaded into an unmodified ppc-compatd: no KVM is behind it, and it runs on any
 * architecture. It shows how the daemon takes what KVM may answer, not what KVM answers.
 *
 *   SIMKVM_DEVICE   the path that it replaces; all other files are left to the system
 *   SIMKVM_CONTROL  a file of one line that says how to behave, read again at each open of the device
 *   SIMKVM_SEQNUM   a file in place of /sys/kernel/uevent_seqnum; without it there is none
 *   SIMKVM_LOG      a file that is given a line for each open: pid, CLOCK_MONOTONIC in microseconds, the line
 *                   that says how to behave
 *
 * Behaviours:
 *
 *   no-device, denied   open() fails with ENOENT, EACCES
 *   no-capability       guests can be made, KVM_CAP_PPC_COMPAT_CAPS is not there
 *   no-hv               as that, but no guest can be made: EINVAL
 *   ok MASK             KVM_PPC_GET_COMPAT_CAPS gives that mask
 *   failed ERROR        it fails, with the error of that name (as ENOTTY, EIO); refused: with EINVAL
 *   hold                it waits until the control file says something else, and does that
 *   slow MASK           as ok, a second and a half later
 *   hang                it never comes back
 *   die                 the process is killed in it
 *
 * Behind one that makes guests, trial=XXXX says how a trial guest ends in power11, power10, power9 and power8: r it
 * runs, x it is refused, b KVM is busy, h it never comes back, d the process is killed in it. Without it no guest can
 * be tried.
 */

/* With it the headers would give open() below the name of open64(). */
#undef _FILE_OFFSET_BITS

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kvm-compat.h"
#include "macros.h"

#define HOLD_NSEC (2 * 1000 * 1000)

typedef struct Behaviour {
        char line[128];
        char word[32];
        char value[32];
        char trial[8]; /* empty: none can be made */
} Behaviour;

/* Of the process that has opened the device; -1 until then. */
static int kvm_fd = -1, vm_fd = -1, vcpu_fd = -1;
static struct kvm_run *vcpu_run;
static char trial_end; /* of the mode at hand */
static Behaviour behaviour;

/* Fortified callers use these; the headers declare them for such only. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

static int system_open(const char *path, int flags, mode_t mode) {
        return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static void read_control(void) {
        CLEANUP(close_fdp) int fd = system_open(getenv("SIMKVM_CONTROL"), O_RDONLY | O_CLOEXEC, 0);
        char *line = behaviour.line;

        memset(&behaviour, 0, sizeof(behaviour));
        if (fd < 0 || read(fd, line, sizeof(behaviour.line) - 1) <= 0 ||
            sscanf(line, "%31s %31s", behaviour.word, behaviour.value) < 1)
                abort();
        line[strcspn(line, "\n")] = '\0';
        if (strstr(line, "trial="))
                sscanf(strstr(line, "trial="), "trial=%4s", behaviour.trial);
}

static bool is(const char *word) {
        return strcmp(behaviour.word, word) == 0;
}

static void write_log(void) {
        CLEANUP(close_fdp) int fd = system_open(getenv("SIMKVM_LOG"), O_WRONLY | O_APPEND | O_CLOEXEC, 0);
        struct timespec now;
        char line[192];
        int length;

        clock_gettime(CLOCK_MONOTONIC, &now);
        length = snprintf(line, sizeof(line), "%d %lld %s\n", (int)getpid(),
                          (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000, behaviour.line);
        if (fd < 0 || write(fd, line, (size_t)length) != length)
                abort();
}

static int fail(int error) {
        errno = error;
        return -1;
}

static int new_fd(void) {
        return system_open("/dev/null", O_RDWR | O_CLOEXEC, 0);
}

static int open_device(void) {
        read_control();
        write_log();
        if (is("no-device"))
                return fail(ENOENT);
        if (is("denied"))
                return fail(EACCES);
        return kvm_fd = new_fd();
}

static int open_path(const char *path, int flags, mode_t mode) {
        const char *device = getenv("SIMKVM_DEVICE"), *seqnum = getenv("SIMKVM_SEQNUM");

        if (strcmp(path, "/sys/kernel/uevent_seqnum") == 0)
                return seqnum ? system_open(seqnum, flags, mode) : fail(ENOENT);
        return device && strcmp(path, device) == 0 ? open_device() : system_open(path, flags, mode);
}

static int error_from_name(const char *name) {
        for (int error = 1; error < 200; error++) {
                const char *known = strerrorname_np(error);

                if (known && strcmp(known, name) == 0)
                        return error;
        }
        abort();
}

/* A vCPU reports in memory that it shares with its user. */
static int open_vcpu(void) {
        vcpu_fd = memfd_create("vcpu", MFD_CLOEXEC);
        if (vcpu_fd < 0 || ftruncate(vcpu_fd, sizeof(*vcpu_run)) < 0)
                abort();
        vcpu_run = mmap(NULL, sizeof(*vcpu_run), PROT_READ | PROT_WRITE, MAP_SHARED, vcpu_fd, 0);
        if (vcpu_run == MAP_FAILED)
                abort();
        return vcpu_fd;
}

static int kvm_ioctl(unsigned long request, uintptr_t argument) {
        bool capable = !is("no-capability") && !is("no-hv");

        switch (request) {
        case KVM_GET_API_VERSION:
                return KVM_API_VERSION;
        case KVM_CHECK_EXTENSION:
                return argument == KVM_CAP_PPC_COMPAT_CAPS && capable;
        case KVM_CREATE_VM:
                return is("no-hv") ? fail(EINVAL) : (vm_fd = new_fd());
        case KVM_GET_VCPU_MMAP_SIZE:
                return (int)sizeof(*vcpu_run);
        default:
                return fail(ENOTTY);
        }
}

static void wait_while_held(void) {
        static const struct timespec wait = {.tv_nsec = HOLD_NSEC};

        while (is("hold")) {
                nanosleep(&wait, NULL);
                read_control();
        }
}

static int get_caps(struct kvm_ppc_compat_caps *caps) {
        wait_while_held();
        while (is("hang"))
                pause();
        if (is("die"))
                kill(getpid(), SIGKILL);
        if (is("failed"))
                return fail(error_from_name(behaviour.value));
        if (is("refused") || caps->size < KVM_PPC_COMPAT_CAPS_SIZE_VER0 || caps->flags != 0)
                return fail(EINVAL);
        if (is("slow"))
                nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 500 * 1000 * 1000}, NULL);
        else if (!is("ok"))
                abort();
        caps->size = KVM_PPC_COMPAT_CAPS_SIZE_VER0;
        caps->compat_capabilities = strtoull(behaviour.value, NULL, 16);
        return 0;
}

static int vm_ioctl(unsigned long request, uintptr_t argument) {
        bool tries = behaviour.trial[0] != '\0';

        switch (request) {
        case KVM_PPC_GET_COMPAT_CAPS:
                return get_caps((struct kvm_ppc_compat_caps *)argument);
        case KVM_CHECK_EXTENSION:
                return argument == KVM_CAP_PPC_MMU_HASH_V3;
        case KVM_SET_USER_MEMORY_REGION:
                return tries ? 0 : fail(ENOMEM);
        case KVM_CREATE_VCPU:
                return tries ? open_vcpu() : fail(ENOMEM);
        default:
                return fail(ENOTTY);
        }
}

static int set_mode(const struct kvm_one_reg *reg) {
        uint32_t pvr = *(const uint32_t *)(uintptr_t)reg->addr;

        if (pvr < 0x0f000004 || pvr > 0x0f000007)
                abort();
        trial_end = behaviour.trial[0x0f000007 - pvr];
        return trial_end == 'x' ? fail(EINVAL) : 0;
}

static int run_guest(void) {
        while (trial_end == 'h')
                pause();
        if (trial_end == 'd')
                kill(getpid(), SIGKILL);
        if (trial_end != 'r')
                return fail(EBUSY);
        vcpu_run->exit_reason = KVM_EXIT_PAPR_HCALL;
        vcpu_run->papr_hcall.nr = 0x7f00;
        return 0;
}

static int vcpu_ioctl(unsigned long request, uintptr_t argument) {
        switch (request) {
        case KVM_SET_ONE_REG:
                return set_mode((const struct kvm_one_reg *)argument);
        case KVM_RUN:
                return run_guest();
        default:
                return 0;
        }
}

static mode_t take_mode(int flags, va_list arguments) {
        return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
        va_list arguments;
        mode_t mode;

        va_start(arguments, flags);
        mode = take_mode(flags, arguments);
        va_end(arguments);
        return open_path(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
        va_list arguments;
        mode_t mode;

        va_start(arguments, flags);
        mode = take_mode(flags, arguments);
        va_end(arguments);
        return open_path(path, flags, mode);
}

int __open_2(const char *path, int flags) {
        return open_path(path, flags, 0);
}

int __open64_2(const char *path, int flags) {
        return open_path(path, flags, 0);
}

int ioctl(int fd, unsigned long request, ...) {
        uintptr_t argument;
        va_list arguments;

        va_start(arguments, request);
        argument = va_arg(arguments, uintptr_t);
        va_end(arguments);
        if (fd >= 0 && fd == kvm_fd)
                return kvm_ioctl(request, argument);
        if (fd >= 0 && fd == vm_fd)
                return vm_ioctl(request, argument);
        if (fd >= 0 && fd == vcpu_fd)
                return vcpu_ioctl(request, argument);
        return (int)syscall(SYS_ioctl, fd, request, argument);
}
