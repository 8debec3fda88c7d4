/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "kvm-compat.h"

static int system_open(const char *path) {
        return open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

static int system_ioctl(int fd, unsigned long request, void *argument) {
        return ioctl(fd, request, argument);
}

const KvmOps kvm_ops_system = {.open = system_open, .ioctl = system_ioctl, .close = close};

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
        int kvm;

        do
                kvm = ops->open(path);
        while (kvm < 0 && errno == EINTR);
        if (kvm < 0)
                return answer_open_errno();
        answer = ask_device(ops, kvm);
        ops->close(kvm);
        return answer;
}
