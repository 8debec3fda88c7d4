/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uevents.h"

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

struct Uevents {
        UeventHandler handler;
        void *userdata;
        sd_device_monitor *monitor;
        sd_event_source *errors;
};

static int on_device(sd_device_monitor *monitor, sd_device *device, void *userdata) {
        Uevents *uevents = userdata;
        uint64_t seqnum = UINT64_MAX;
        const char *subsystem;

        if (sd_device_get_subsystem(device, &subsystem) < 0)
                return 0;
        sd_device_get_seqnum(device, &seqnum);
        uevents->handler(strcmp(subsystem, "cpu") == 0 ? UEVENT_CPU : UEVENT_KVM, seqnum, uevents->userdata);
        return 0;
}

/* libsystemd passes over the error by which the kernel says that a netlink buffer was full, so it is taken before. */
static int on_error(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        Uevents *uevents = userdata;
        int error = 0;
        socklen_t size = sizeof(error);

        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == ENOBUFS)
                uevents->handler(UEVENT_LOST, UINT64_MAX, uevents->userdata);
        return 0;
}

static int listen_for_errors(Uevents *uevents, sd_event *event) {
        int fd = sd_event_source_get_io_fd(sd_device_monitor_get_event_source(uevents->monitor)), r;

        fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (fd < 0)
                return -errno;
        r = sd_event_add_io(event, &uevents->errors, fd, EPOLLERR, on_error, uevents);
        if (r < 0) {
                close(fd);
                return r;
        }
        sd_event_source_set_io_fd_own(uevents->errors, true);
        return sd_event_source_set_priority(uevents->errors, SD_EVENT_PRIORITY_IMPORTANT);
}

int uevents_new(sd_event *event, UeventHandler handler, void *userdata, Uevents **ret_uevents) {
        Uevents *uevents = malloc(sizeof(*uevents));
        int r;

        if (!uevents)
                return -ENOMEM;
        *uevents = (Uevents){.handler = handler, .userdata = userdata};
        r = sd_device_monitor_new(&uevents->monitor);
        if (r >= 0)
                r = sd_device_monitor_filter_add_match_tag(uevents->monitor, TAG);
        if (r >= 0)
                r = sd_device_monitor_attach_event(uevents->monitor, event);
        if (r >= 0)
                r = sd_device_monitor_start(uevents->monitor, on_device, uevents);
        if (r >= 0)
                r = listen_for_errors(uevents, event);
        if (r < 0) {
                uevents_free(uevents);
                return r;
        }
        *ret_uevents = uevents;
        return 0;
}

Uevents *uevents_free(Uevents *uevents) {
        if (!uevents)
                return NULL;
        sd_event_source_disable_unref(uevents->errors);
        sd_device_monitor_unref(uevents->monitor);
        free(uevents);
        return NULL;
}
