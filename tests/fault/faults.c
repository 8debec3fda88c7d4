/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Failures of the system, to be preloaded into an unmodified program of this project. FAULTS names a file of
 * Slots, which the test writes and reads while the daemon runs (faults.py has the same layout). Each slot counts the
 * calls of its kind; those from `from` on, `times` in number, fail with `error`, or end the process with the signal
 * -`error`, or, where `error` is 0, do less than they were asked for.
 */

/* With it the headers would give open() below the name of open64(). */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "macros.h"

enum {
        ALLOCATE,
        OPEN,
        READ,
        STREAM,
        WRITE,
        SYNC,
        RENAME,
        IOCTL,
        FORK,
        PIPE,
        CREATE, /* those of OPEN that make a file */
        SAVE,   /* those of WRITE to a file */
        KINDS,
};

typedef struct Slot {
        uint64_t calls;
        uint64_t from, times;
        int64_t error;
} Slot;

typedef struct Faults {
        Slot slots[KINDS];
        int64_t realtime;   /* what CLOCK_REALTIME is off by, in seconds */
        uint64_t sync_usec; /* how long each fsync() takes */
        uint64_t swap_at;   /* before this call of OPEN the second file of FAULTS_SWAP takes the place of the first */
} Faults;

static pid_t our_pid;

/* Calls before the library has been set up are nobody's. */
static Faults nothing, *faults = &nothing;
static const char *swap_from, *swap_to;

/* glibc's own; dlsym() would allocate itself. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *pointer, size_t size);
/* Fortified callers use these; the headers declare them for such only. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int directory, const char *path, int flags);
int __openat64_2(int directory, const char *path, int flags);

#define NEXT(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

__attribute__((__constructor__)) static void set_up(void) {
        /* Of the program alone, not of what sets it up and becomes it. */
        bool ours = strncmp(program_invocation_short_name, "ppc-compat", strlen("ppc-compat")) == 0;
        const char *path = getenv("FAULTS");
        int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
        void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(Faults), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

        if (fd >= 0)
                close(fd);
        if (mapped == MAP_FAILED || !ours)
                return;
        swap_from = getenv("FAULTS_SWAP_FROM");
        swap_to = getenv("FAULTS_SWAP_TO");
        our_pid = getpid();
        faults = mapped;
}

/* Whether this call fails, with errno set; *ret_less: it is to do less than it was asked for. */
static bool fails(int kind, bool *ret_less) {
        Slot *slot = &faults->slots[kind];
        uint64_t call = __atomic_add_fetch(&slot->calls, 1, __ATOMIC_SEQ_CST);

        if (slot->from == 0 || call < slot->from || call - slot->from >= slot->times)
                return false;
        if (slot->error < 0)
                raise((int)-slot->error);
        if (slot->error == 0) {
                if (ret_less)
                        *ret_less = true;
                return false;
        }
        errno = (int)slot->error;
        return true;
}

void *malloc(size_t size) {
        return fails(ALLOCATE, NULL) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
        return fails(ALLOCATE, NULL) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *pointer, size_t size) {
        return fails(ALLOCATE, NULL) ? NULL : __libc_realloc(pointer, size);
}

static int fault_open(int directory, const char *path, int flags, mode_t mode) {
        if (fails(OPEN, NULL) || (flags & O_CREAT && fails(CREATE, NULL)))
                return -1;
        if (faults->slots[OPEN].calls == faults->swap_at)
                syscall(SYS_renameat2, AT_FDCWD, swap_from, AT_FDCWD, swap_to, 0);
        /* By the name that a simulation of /dev/kvm, preloaded as well, may have replaced. */
        if (directory == AT_FDCWD)
                return NEXT(open)(path, flags, mode);
        return (int)syscall(SYS_openat, directory, path, flags, mode);
}

static mode_t take_mode(int flags, va_list arguments) {
        return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

#define OPEN_FUNCTION(name)                                     \
        int name(const char *path, int flags, ...) {            \
                va_list arguments;                              \
                mode_t mode;                                    \
                                                                \
                va_start(arguments, flags);                     \
                mode = take_mode(flags, arguments);             \
                va_end(arguments);                              \
                return fault_open(AT_FDCWD, path, flags, mode); \
        }

#define OPENAT_FUNCTION(name)                                       \
        int name(int directory, const char *path, int flags, ...) { \
                va_list arguments;                                  \
                mode_t mode;                                        \
                                                                    \
                va_start(arguments, flags);                         \
                mode = take_mode(flags, arguments);                 \
                va_end(arguments);                                  \
                return fault_open(directory, path, flags, mode);    \
        }

OPEN_FUNCTION(open)
OPEN_FUNCTION(open64)
OPENAT_FUNCTION(openat)
OPENAT_FUNCTION(openat64)

int __open_2(const char *path, int flags) {
        return fault_open(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags) {
        return fault_open(AT_FDCWD, path, flags, 0);
}

int __openat_2(int directory, const char *path, int flags) {
        return fault_open(directory, path, flags, 0);
}

int __openat64_2(int directory, const char *path, int flags) {
        return fault_open(directory, path, flags, 0);
}

/* What a device tree, a capture, the state file and KvmQuery's pipe are, and sockets and the log are not. */
static bool is_file_or_pipe(int fd) {
        struct stat st;

        return fd > STDERR_FILENO && fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode));
}

/* The simulated KVM in the child is no part of this. */
static bool is_our_file(int fd) {
        struct stat st;

        return getpid() == our_pid && fd > STDERR_FILENO && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* A pipe takes so little as a whole or not at all (pipe(7)). */
static size_t less_of(int fd, size_t size) {
        return size > 1 && is_our_file(fd) ? 1 : size;
}

ssize_t read(int fd, void *buffer, size_t size) {
        bool less = false;

        if (is_file_or_pipe(fd) && fails(READ, &less))
                return -1;
        return syscall(SYS_read, fd, buffer, less ? less_of(fd, size) : size);
}

ssize_t write(int fd, const void *buffer, size_t size) {
        bool less = false;

        if ((is_file_or_pipe(fd) && fails(WRITE, &less)) || (is_our_file(fd) && fails(SAVE, &less)))
                return -1;
        return syscall(SYS_write, fd, buffer, less ? less_of(fd, size) : size);
}

/* Writing to a stream for reading is what sets its error. */
size_t fread(void *buffer, size_t size, size_t count, FILE *file) {
        if (fails(STREAM, NULL)) {
                fputc(0, file);
                return 0;
        }
        return NEXT(fread)(buffer, size, count, file);
}

int fsync(int fd) {
        if (faults->sync_usec > 0)
                nanosleep(&(struct timespec){.tv_sec = (time_t)(faults->sync_usec / 1000000),
                                             .tv_nsec = (long)(faults->sync_usec % 1000000 * 1000)},
                          NULL);
        return fails(SYNC, NULL) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to) {
        return fails(RENAME, NULL) ? -1 : NEXT(rename)(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
        return fails(RENAME, NULL) ? -1 : NEXT(renameat)(from_folder, from, to_folder, to);
}

int ioctl(int fd, unsigned long request, ...) {
        va_list arguments;
        void *argument;

        va_start(arguments, request);
        argument = va_arg(arguments, void *);
        va_end(arguments);
        return fails(IOCTL, NULL) ? -1 : NEXT(ioctl)(fd, request, argument);
}

pid_t fork(void) {
        return fails(FORK, NULL) ? -1 : NEXT(fork)();
}

int pipe2(int fds[2], int flags) {
        return fails(PIPE, NULL) ? -1 : NEXT(pipe2)(fds, flags);
}

int clock_gettime(clockid_t clock, struct timespec *ret_now) {
        int r = NEXT(clock_gettime)(clock, ret_now);

        if (r == 0 && clock == CLOCK_REALTIME)
                ret_now->tv_sec += faults->realtime;
        return r;
}
