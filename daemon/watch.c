/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <systemd/sd-device.h>

#include "macros.h"

/* Set by ppc-compatd.rules. */
#define TAG "ppc-compatd"

struct Watch {
        WatchHandler handler;
        void *userdata;
        sd_device_monitor *monitor;
        sd_event_source *errors;
};

static int on_device(sd_device_monitor *monitor, sd_device *device, void *userdata) {
        Watch *watch = userdata;
        uint64_t seqnum = UINT64_MAX;
        const char *subsystem;

        if (sd_device_get_subsystem(device, &subsystem) < 0)
                return 0;
        sd_device_get_seqnum(device, &seqnum);
        watch->handler(strcmp(subsystem, "cpu") == 0 ? WATCH_CPU : WATCH_KVM, seqnum, watch->userdata);
        return 0;
}

/* libsystemd passes over the error by which the kernel says that a netlink buffer was full, so it is taken before. */
static int on_error(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        Watch *watch = userdata;
        int error = 0;
        socklen_t size = sizeof(error);

        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == ENOBUFS)
                watch->handler(WATCH_LOST, UINT64_MAX, watch->userdata);
        return 0;
}

static int watch_errors(Watch *watch, sd_event *event) {
        int fd = sd_event_source_get_io_fd(sd_device_monitor_get_event_source(watch->monitor)), r;

        fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (fd < 0)
                return -errno;
        r = sd_event_add_io(event, &watch->errors, fd, EPOLLERR, on_error, watch);
        if (r < 0) {
                close(fd);
                return r;
        }
        sd_event_source_set_io_fd_own(watch->errors, true);
        return sd_event_source_set_priority(watch->errors, SD_EVENT_PRIORITY_IMPORTANT);
}

int watch_new(sd_event *event, WatchHandler handler, void *userdata, Watch **ret_watch) {
        Watch *watch = malloc(sizeof(*watch));
        int r;

        if (!watch)
                return -ENOMEM;
        *watch = (Watch){.handler = handler, .userdata = userdata};
        r = sd_device_monitor_new(&watch->monitor);
        if (r >= 0)
                r = sd_device_monitor_filter_add_match_tag(watch->monitor, TAG);
        if (r >= 0)
                r = sd_device_monitor_attach_event(watch->monitor, event);
        if (r >= 0)
                r = sd_device_monitor_start(watch->monitor, on_device, watch);
        if (r >= 0)
                r = watch_errors(watch, event);
        if (r < 0) {
                watch_free(watch);
                return r;
        }
        *ret_watch = watch;
        return 0;
}

Watch *watch_free(Watch *watch) {
        if (!watch)
                return NULL;
        sd_event_source_disable_unref(watch->errors);
        sd_device_monitor_unref(watch->monitor);
        free(watch);
        return NULL;
}
