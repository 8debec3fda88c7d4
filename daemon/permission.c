/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "permission.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "caller.h"
#include "macros.h"
#include "polkit.h"

/* How many callers may wait, or they could fill the memory. The bus names a caller at once, so most wait briefly. */
#define CALLS_MAX 4096
/*
 * A bus lets a connection wait for a certain number of replies, dbus-daemon for 128 by default: one user cannot take
 * all of polkit's from the others, and all of them together leave some to the daemon.
 */
#define USER_MAX 16
#define DECIDING_MAX 96

/* A call about which first the bus is asked, for its sender, and then polkit. */
typedef struct Permission {
        Permissions *all;
        struct Permission *next;
        sd_bus_message *call;
        sd_bus_slot *question, *leaving;
        bool is_deciding; /* at polkit */
        uid_t user;       /* from then on */
        uint64_t number;
} Permission;

struct Permissions {
        const char *action;
        PermissionDecided decided;
        void *userdata;
        Permission *first;
        uint64_t last_number;
        unsigned count;
};

int permissions_new(const char *action, PermissionDecided decided, void *userdata, Permissions **ret_permissions) {
        Permissions *permissions = malloc(sizeof(*permissions));

        if (!permissions)
                return -ENOMEM;
        *permissions = (Permissions){.action = action, .decided = decided, .userdata = userdata};
        *ret_permissions = permissions;
        return 0;
}

static void permission_free(Permission *permission) {
        sd_bus_slot_unref(permission->question);
        sd_bus_slot_unref(permission->leaving);
        sd_bus_message_unref(permission->call);
        free(permission);
}

void permissions_forget(Permissions *permissions) {
        while (permissions->first) {
                Permission *permission = permissions->first;

                permissions->first = permission->next;
                permission_free(permission);
        }
        permissions->count = 0;
}

Permissions *permissions_free(Permissions *permissions) {
        if (!permissions)
                return NULL;
        permissions_forget(permissions);
        free(permissions);
        return NULL;
}

static void finish(Permission *permission, int result, const sd_bus_error *error) {
        Permissions *all = permission->all;
        Permission **link = &all->first;

        while (*link != permission)
                link = &(*link)->next;
        *link = permission->next;
        all->count--;
        all->decided(permission->call, result, error, all->userdata);
        permission_free(permission);
}

static int refuse_crowd(sd_bus_error *error) {
        return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
                                "Too many callers wait already; call again later.");
}

static void on_decided(int result, const sd_bus_error *error, void *userdata) {
        finish(userdata, result, error);
}

/* Nobody waits for the decision any more, which a person may be asked for. */
static void on_left(void *userdata) {
        Permission *permission = userdata;

        polkit_cancel(sd_bus_message_get_bus(permission->call), permission->number);
}

static int ask_polkit(Permission *permission, sd_bus_error *error) {
        Permissions *all = permission->all;
        unsigned of_user = 0, deciding = 0;

        for (const Permission *other = all->first; other; other = other->next) {
                deciding += other->is_deciding;
                of_user += other->is_deciding && other->user == permission->user;
        }
        if (of_user >= USER_MAX || deciding >= DECIDING_MAX)
                return refuse_crowd(error);
        permission->is_deciding = true;
        permission->number = ++all->last_number;
        permission->question = sd_bus_slot_unref(permission->question);
        int r = polkit_ask(permission->call, all->action, permission->number, on_decided, permission,
                           &permission->question);
        /* If this cannot be had, the decision only takes its time. */
        if (r >= 0)
                caller_watch(permission->call, on_left, permission, &permission->leaving);
        return r;
}

static void on_user(int result, uid_t user, void *userdata) {
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        Permission *permission = userdata;

        permission->user = user;
        if (result >= 0 && user != 0)
                result = ask_polkit(permission, &error);
        else if (result >= 0)
                finish(permission, 0, NULL);
        if (result < 0) {
                if (!sd_bus_error_is_set(&error))
                        sd_bus_error_set_errno(&error, result);
                finish(permission, result, &error);
        }
}

int permissions_ask(Permissions *permissions, sd_bus_message *call, sd_bus_error *error) {
        Permission *permission;
        int r;

        if (permissions->count >= CALLS_MAX)
                return refuse_crowd(error);
        permission = malloc(sizeof(*permission));
        if (!permission)
                return -ENOMEM;
        *permission = (Permission){.all = permissions, .next = permissions->first, .call = sd_bus_message_ref(call)};
        r = caller_ask_user(call, on_user, permission, &permission->question);
        if (r < 0) {
                permission_free(permission);
                return r;
        }
        permissions->first = permission;
        permissions->count++;
        return 0;
}
