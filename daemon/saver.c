/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "saver.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "clock.h"
#include "macros.h"

/* A disk that takes longer is slow. Reads of properties have to be answered meanwhile, within 100 ms. */
#define WAIT_USEC (60 * 1000ULL)

struct Saver {
        char *path;
        int fd;
        bool started;
        pthread_t thread;
        pthread_mutex_t lock;
        pthread_cond_t changed;

        /* Below the lock. */
        Saved next;
        bool waiting; /* the next one */
        bool writing; /* the one before it */
        bool awaited; /* by saver_save() */
        bool ending;
        int result; /* of the newest that was saved */
};

/* Comes and goes with the lock. */
static void save_next(Saver *saver) {
        Saved saved = saver->next;
        int r;

        saver->waiting = false;
        saver->writing = true;
        pthread_mutex_unlock(&saver->lock);
        r = store_save(saver->path, &saved);
        pthread_mutex_lock(&saver->lock);
        saver->result = r;
        saver->writing = false;
        if (!saver->awaited && !saver->waiting)
                eventfd_write(saver->fd, 1);
        pthread_cond_broadcast(&saver->changed);
}

static void *run(void *userdata) {
        Saver *saver = userdata;

        pthread_mutex_lock(&saver->lock);
        while (saver->waiting || !saver->ending)
                if (saver->waiting)
                        save_next(saver);
                else
                        pthread_cond_wait(&saver->changed, &saver->lock);
        pthread_mutex_unlock(&saver->lock);
        return NULL;
}

static bool start_thread(Saver *saver) {
        sigset_t all, before;

        /* Signals are for the event loop. */
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        saver->started = pthread_create(&saver->thread, NULL, run, saver) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return saver->started;
}

static void init_lock(Saver *saver) {
        pthread_condattr_t attributes;

        pthread_mutex_init(&saver->lock, NULL);
        pthread_condattr_init(&attributes);
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        pthread_cond_init(&saver->changed, &attributes);
        pthread_condattr_destroy(&attributes);
}

int saver_new(const char *path, Saver **ret_saver) {
        Saver *saver = calloc(1, sizeof(*saver));
        int r = 0;

        if (!saver)
                return -ENOMEM;
        init_lock(saver);
        saver->path = strdup(path);
        saver->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (!saver->path)
                r = -ENOMEM;
        else if (saver->fd < 0)
                r = -errno;
        if (r < 0) {
                saver_free(saver);
                return r;
        }
        *ret_saver = saver;
        return 0;
}

Saver *saver_free(Saver *saver) {
        if (!saver)
                return NULL;
        if (saver->started) {
                pthread_mutex_lock(&saver->lock);
                saver->ending = true;
                pthread_cond_broadcast(&saver->changed);
                pthread_mutex_unlock(&saver->lock);
                pthread_join(saver->thread, NULL);
        }
        pthread_cond_destroy(&saver->changed);
        pthread_mutex_destroy(&saver->lock);
        close_fdp(&saver->fd);
        free(saver->path);
        free(saver);
        return NULL;
}

static struct timespec end_of_wait(void) {
        uint64_t end = clock_now(CLOCK_MONOTONIC) + WAIT_USEC;

        return (struct timespec){.tv_sec = (time_t)(end / 1000000), .tv_nsec = (long)(end % 1000000 * 1000)};
}

/* With the lock. */
static bool is_busy(const Saver *saver) {
        return saver->waiting || saver->writing;
}

int saver_save(Saver *saver, const Saved *saved, bool to_the_end) {
        struct timespec end = end_of_wait();
        int r = -EINPROGRESS;

        /* A daemon that starts does without the thread. */
        if (!saver->started && (to_the_end || !start_thread(saver)))
                return store_save(saver->path, saved);
        pthread_mutex_lock(&saver->lock);
        /* A disk that was waited for in vain is not waited for again before it is done. */
        saver->awaited = to_the_end || !is_busy(saver);
        saver->next = *saved;
        saver->waiting = true;
        pthread_cond_broadcast(&saver->changed);
        while (saver->awaited && is_busy(saver))
                if (to_the_end)
                        pthread_cond_wait(&saver->changed, &saver->lock);
                else if (pthread_cond_timedwait(&saver->changed, &saver->lock, &end) != 0)
                        break;
        if (saver->awaited && !is_busy(saver))
                r = saver->result;
        saver->awaited = false;
        pthread_mutex_unlock(&saver->lock);
        return r;
}

int saver_get_fd(const Saver *saver) {
        return saver->fd;
}

int saver_take_result(Saver *saver) {
        eventfd_t count;
        int r;

        eventfd_read(saver->fd, &count);
        pthread_mutex_lock(&saver->lock);
        r = is_busy(saver) ? -EINPROGRESS : saver->result;
        pthread_mutex_unlock(&saver->lock);
        return r;
}
