/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "kvm-compat.h"
#include "macros.h"

static int system_open(const char *path) {
        return open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

static int system_ioctl(int fd, unsigned long request, void *argument) {
        return ioctl(fd, request, argument);
}

static ssize_t system_read_file(const char *path, char *buffer, size_t size) {
        CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);

        return fd < 0 ? -1 : read(fd, buffer, size);
}

const KvmOps kvm_ops_system = {
        .open = system_open, .ioctl = system_ioctl, .close = close, .read_file = system_read_file};

/* The one line of a file of sysfs, without its end; empty where it cannot be read. */
static void read_line(const KvmOps *ops, const char *path, char *line, size_t size) {
        ssize_t length = ops->read_file(path, line, size - 1);

        line[length > 0 ? length : 0] = '\0';
        line[strcspn(line, "\n")] = '\0';
}

static uint64_t read_seqnum(const KvmOps *ops) {
        char line[32];

        read_line(ops, "/sys/kernel/uevent_seqnum", line, sizeof(line));
        return strtoull(line, NULL, 10);
}

/* The kernel tells of a module before that has set itself up, and nothing tells when it has. */
static void wait_for_module(const KvmOps *ops) {
        static const struct timespec interval = {.tv_nsec = 10L * 1000 * 1000};
        char state[16];

        for (;;) {
                read_line(ops, "/sys/module/kvm_hv/initstate", state, sizeof(state));
                if (strcmp(state, "coming") != 0)
                        return;
                nanosleep(&interval, NULL);
        }
}

static int retry_ioctl(const KvmOps *ops, int fd, unsigned long request, void *argument) {
        int r;

        do
                r = ops->ioctl(fd, request, argument);
        while (r < 0 && errno == EINTR);
        return r;
}

static KvmAnswer answer_errno(KvmOutcome outcome) {
        return (KvmAnswer){.outcome = errno == EACCES || errno == EPERM ? KVM_DENIED : outcome, .error = errno};
}

static KvmAnswer answer_open_errno(void) {
        bool absent = errno == ENOENT || errno == ENODEV || errno == ENXIO;

        return answer_errno(absent ? KVM_NO_DEVICE : KVM_FAILED);
}

/* Without an HV implementation KVM refuses the VM type; short of memory or of files it would only lack the means. */
static KvmAnswer answer_create_errno(bool capable) {
        bool refused = errno == EINVAL || errno == ENODEV || errno == EOPNOTSUPP || errno == ENOSYS;

        return answer_errno(refused && !capable ? KVM_NO_HV : KVM_FAILED);
}

static KvmAnswer ask_vm(const KvmOps *ops, int vm) {
        struct kvm_ppc_compat_caps caps = {.size = KVM_PPC_COMPAT_CAPS_SIZE_VER0};

        if (retry_ioctl(ops, vm, KVM_PPC_GET_COMPAT_CAPS, &caps) >= 0)
                return (KvmAnswer){.outcome = KVM_OK, .mask = caps.compat_capabilities};
        if (errno == ENOTTY)
                return answer_errno(KVM_NO_CAPABILITY);
        return answer_errno(errno == EINVAL ? KVM_REFUSED : KVM_FAILED);
}

static KvmAnswer ask_device(const KvmOps *ops, int kvm) {
        KvmAnswer answer = {.outcome = KVM_NO_CAPABILITY};
        int version, capability, vm;

        version = retry_ioctl(ops, kvm, KVM_GET_API_VERSION, NULL);
        if (version < 0)
                return answer_errno(KVM_FAILED);
        if (version != KVM_API_VERSION)
                return (KvmAnswer){.outcome = KVM_FAILED, .error = EPROTONOSUPPORT};

        capability = retry_ioctl(ops, kvm, KVM_CHECK_EXTENSION, (void *)(uintptr_t)KVM_CAP_PPC_COMPAT_CAPS);
        if (capability < 0)
                return answer_errno(KVM_FAILED);

        vm = retry_ioctl(ops, kvm, KVM_CREATE_VM, NULL);
        if (vm < 0)
                return answer_create_errno(capability > 0);
        if (capability > 0)
                answer = ask_vm(ops, vm);
        ops->close(vm);
        return answer;
}

KvmAnswer kvm_ask(const KvmOps *ops, const char *path) {
        KvmAnswer answer;
        uint64_t seqnum;
        int kvm;

        do
                kvm = ops->open(path);
        while (kvm < 0 && errno == EINTR);
        if (kvm < 0)
                return answer_open_errno();
        /* After open(), which may load the modules. */
        seqnum = read_seqnum(ops);
        wait_for_module(ops);
        answer = ask_device(ops, kvm);
        answer.seqnum = seqnum;
        ops->close(kvm);
        return answer;
}
