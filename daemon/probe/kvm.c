/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#include "kvm-compat.h"
#include "kvmcall.h"
#include "machine.h"
#include "macros.h"
#include "trial.h"

static int system_open(const char *path) {
        return open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

static int system_ioctl(int fd, unsigned long request, void *argument) {
        return ioctl(fd, request, argument);
}

static void *system_map(int fd, size_t size) {
        return mmap(NULL, size, PROT_READ | PROT_WRITE, fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
}

static ssize_t system_read_file(const char *path, char *buffer, size_t size) {
        CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);

        return fd < 0 ? -1 : read(fd, buffer, size);
}

const KvmOps kvm_ops_system = {
        .open = system_open,
        .ioctl = system_ioctl,
        .close = close,
        .read_file = system_read_file,
        .map = system_map,
        .unmap = munmap,
};

/* The one line of a file of sysfs, without its end; empty if it cannot be read. */
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

/* The kernel announces a module before the module has set itself up, and nothing announces when it has. */
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

int kvm_ioctl(const KvmOps *ops, int fd, unsigned long request, void *argument) {
        int r;

        do
                r = ops->ioctl(fd, request, argument);
        while (r < 0 && errno == EINTR);
        return r;
}

int kvm_check_extension(const KvmOps *ops, int fd, unsigned long capability) {
        return kvm_ioctl(ops, fd, KVM_CHECK_EXTENSION, (void *)(uintptr_t)capability);
}

static KvmAnswer answer_errno(KvmOutcome outcome, KvmStep step) {
        bool denied = errno == EACCES || errno == EPERM;

        return (KvmAnswer){.outcome = denied ? KVM_DENIED : outcome, .error = errno, .step = step};
}

static KvmAnswer answer_open_errno(void) {
        bool absent = errno == ENOENT || errno == ENODEV || errno == ENXIO;

        return answer_errno(absent ? KVM_NO_DEVICE : KVM_FAILED, KVM_STEP_OPEN);
}

/* Without an HV implementation KVM refuses the VM type; short of memory or of files it would only lack the means. */
static KvmAnswer answer_create_errno(bool capable) {
        bool refused = errno == EINVAL || errno == ENODEV || errno == EOPNOTSUPP || errno == ENOSYS;

        return answer_errno(refused && !capable ? KVM_NO_HV : KVM_FAILED, KVM_STEP_CREATE_VM);
}

static KvmAnswer ask_mask(const KvmOps *ops, int vm) {
        struct kvm_ppc_compat_caps caps = {.size = KVM_PPC_COMPAT_CAPS_SIZE_VER0};

        if (kvm_ioctl(ops, vm, KVM_PPC_GET_COMPAT_CAPS, &caps) >= 0)
                return (KvmAnswer){.outcome = KVM_OK, .mask = caps.compat_capabilities};
        if (errno == ENOTTY)
                return answer_errno(KVM_NO_CAPABILITY, KVM_STEP_MASK);
        return answer_errno(errno == EINVAL ? KVM_REFUSED : KVM_FAILED, KVM_STEP_MASK);
}

/* The VM, or -1 with the answer. An HV implementation is asked for by name: KVM's other one has no modes. */
static int create_vm(const KvmOps *ops, int kvm, bool *ret_capable, KvmAnswer *ret_answer) {
        int version, capability, vm;

        version = kvm_ioctl(ops, kvm, KVM_GET_API_VERSION, NULL);
        if (version != KVM_API_VERSION) {
                if (version >= 0)
                        errno = EPROTONOSUPPORT;
                *ret_answer = answer_errno(KVM_FAILED, KVM_STEP_VERSION);
                return -1;
        }
        capability = kvm_check_extension(ops, kvm, KVM_CAP_PPC_COMPAT_CAPS);
        if (capability < 0) {
                *ret_answer = answer_errno(KVM_FAILED, KVM_STEP_CAPABILITY);
                return -1;
        }
        vm = kvm_ioctl(ops, kvm, KVM_CREATE_VM, (void *)(uintptr_t)KVM_VM_PPC_HV);
        if (vm < 0)
                *ret_answer = answer_create_errno(capability > 0);
        *ret_capable = capability > 0;
        return vm;
}

/* If KVM failed it is asked again later, for everything. */
static bool has_rest(const KvmAnswer *answer) {
        return answer->outcome == KVM_OK || answer->outcome == KVM_NO_CAPABILITY || answer->outcome == KVM_REFUSED;
}

static void ask_device(const KvmOps *ops, int kvm, const KvmQuestion *question, KvmAnswer *answer, KvmReport report,
                       void *userdata) {
        KvmAnswer first = {.outcome = KVM_NO_CAPABILITY};
        bool capable = false;
        int vm = create_vm(ops, kvm, &capable, &first);

        if (vm >= 0 && capable)
                first = ask_mask(ops, vm);
        first.seqnum = answer->seqnum;
        *answer = first;
        report(answer, userdata);
        if (vm < 0)
                return;
        if (has_rest(answer)) {
                answer->machine_options = machine_ask(ops, vm, question);
                report(answer, userdata);
        }
        if (has_rest(answer) && question->trial)
                trial_run(ops, kvm, vm, answer, report, userdata);
        ops->close(vm);
}

void kvm_ask(const KvmOps *ops, const KvmQuestion *question, KvmReport report, void *userdata) {
        KvmAnswer answer = {0};
        int kvm;

        do
                kvm = ops->open(question->path);
        while (kvm < 0 && errno == EINTR);
        if (kvm < 0)
                answer = answer_open_errno();
        /* After open(), which may load the modules even if it fails. */
        answer.seqnum = read_seqnum(ops);
        if (kvm < 0) {
                report(&answer, userdata);
                return;
        }
        wait_for_module(ops);
        ask_device(ops, kvm, question, &answer, report, userdata);
        ops->close(kvm);
}
