/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "object.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"
#include "ppc-compat1.h"
#include "properties.h"
#include "waiters.h"

struct Object {
        Manager *manager;
        sd_bus *bus;
        sd_bus_slot *registered;
        sd_bus_slot *filter;
        Waiters *waiters;
};

static int append_modes(sd_bus_message *message, uint64_t mask) {
        Mode list[MODE_GUEST_MAX];
        const char *names[MODE_GUEST_MAX + 1] = {NULL};
        unsigned n = mode_list(mask, list);

        for (unsigned i = 0; i < n; i++)
                names[i] = mode_name(list[i]);
        return sd_bus_message_append_strv(message, (char **)names);
}

static int append_mode_set(sd_bus_message *message, ModeSet set) {
        const char *names[MODE_COUNT + 1] = {NULL};
        unsigned n = 0;

        for (Mode mode = MODE_COUNT - 1; mode > MODE_UNKNOWN; mode--)
                if (mode_set_has(set, mode))
                        names[n++] = mode_name(mode);
        return sd_bus_message_append_strv(message, (char **)names);
}

static int append_options(sd_bus_message *message, MachineOptions options) {
        int r = sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "{ss}");

        for (MachineOption option = 0; r >= 0 && option < MACHINE_OPTION_COUNT; option++)
                if (options & machine_option_of(option))
                        r = sd_bus_message_append(message, "{ss}", machine_option_key(option),
                                                  machine_option_value(option));
        return r < 0 ? r : sd_bus_message_close_container(message);
}

static int on_get_property(sd_bus *bus, const char *path, const char *interface, const char *name,
                           sd_bus_message *reply, void *userdata, sd_bus_error *error) {
        Object *object = userdata;
        const Record *record = manager_get_record(object->manager);
        const Property *property = property_find(name);
        uint64_t number;
        uint32_t pvr;

        switch (property->kind) {
        case PROPERTY_TEXT:
                return sd_bus_message_append_basic(reply, SD_BUS_TYPE_STRING, property->text(record));
        case PROPERTY_MODES:
                return append_modes(reply, property_get_u64(property, record));
        case PROPERTY_MODE_SET:
                return append_mode_set(reply, property_get_u32(property, record));
        case PROPERTY_OPTIONS:
                return append_options(reply, property_get_u32(property, record));
        case PROPERTY_PVR:
                pvr = property_get_u32(property, record);
                return sd_bus_message_append_basic(reply, SD_BUS_TYPE_UINT32, &pvr);
        case PROPERTY_MASK:
        case PROPERTY_NUMBER:
                break;
        }
        number = property_get_u64(property, record);
        return sd_bus_message_append_basic(reply, SD_BUS_TYPE_UINT64, &number);
}

static int on_supports(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Object *object = userdata;
        const Judgement *judgement = &manager_get_record(object->manager)->judgement;
        const char *word;
        Mode mode;
        int r;

        r = sd_bus_message_read(message, "s", &word);
        if (r < 0)
                return r;
        mode = mode_from_name(word);
        /* It has no bit: only a trial guest proves it. */
        if (mode == MODE_POWER8)
                return sd_bus_reply_method_return(message, "b", mode_set_has(judgement->trial_modes, mode));
        if (mode_bit(mode) == 0)
                return sd_bus_error_set(error, PPC_COMPAT1_ERROR_UNKNOWN_MODE,
                                        "The known modes are " PPC_COMPAT1_MODE_POWER11 ", " PPC_COMPAT1_MODE_POWER10
                                        ", " PPC_COMPAT1_MODE_POWER9 " and " PPC_COMPAT1_MODE_POWER8 ".");
        return sd_bus_reply_method_return(message, "b", (judgement->compat_mask & mode_bit(mode)) != 0);
}

static int on_refresh(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Object *object = userdata;

        return waiters_take(object->waiters, message, error);
}

static int on_describe(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Object *object = userdata;
        CLEANUP(freep) char *text = NULL;
        size_t size;
        FILE *file = open_memstream(&text, &size);

        if (!file)
                return -errno;
        properties_describe(manager_get_record(object->manager), file);
        /* If memory is short, the stream may have no text without reporting an error. */
        if (fclose(file) != 0 || !text)
                return -ENOMEM;
        return sd_bus_reply_method_return(message, "s", text);
}

static int append_change(sd_bus_message *reply, const Change *change) {
        int r = sd_bus_message_open_container(reply, SD_BUS_TYPE_STRUCT, "ttasss");

        if (r >= 0)
                r = sd_bus_message_append(reply, "tt", change->realtime, change->generation);
        if (r >= 0)
                r = append_modes(reply, change->compat_mask);
        if (r >= 0)
                r = sd_bus_message_append(reply, "ss", trigger_name(change->trigger), reason_name(change->reason));
        return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int on_get_history(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Object *object = userdata;
        const History *history = manager_get_history(object->manager);
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        int r;

        r = sd_bus_message_new_method_return(message, &reply);
        if (r >= 0)
                r = sd_bus_message_open_container(reply, SD_BUS_TYPE_ARRAY, "(ttasss)");
        for (unsigned i = history->count; r >= 0 && i > 0; i--)
                r = append_change(reply, &history->changes[i - 1]);
        if (r >= 0)
                r = sd_bus_message_close_container(reply);
        return r < 0 ? r : sd_bus_send(NULL, reply, NULL);
}

/* What follows the properties. */
static const sd_bus_vtable members[] = {
        SD_BUS_METHOD_WITH_ARGS("Supports", SD_BUS_ARGS("s", mode), SD_BUS_RESULT("b", supported), on_supports,
                                SD_BUS_VTABLE_UNPRIVILEGED),
        SD_BUS_METHOD_WITH_ARGS("Refresh", SD_BUS_ARGS("s", trigger), SD_BUS_RESULT("t", generation), on_refresh,
                                SD_BUS_VTABLE_UNPRIVILEGED),
        SD_BUS_METHOD_WITH_ARGS("Describe", SD_BUS_NO_ARGS, SD_BUS_RESULT("s", json), on_describe,
                                SD_BUS_VTABLE_UNPRIVILEGED),
        SD_BUS_METHOD_WITH_ARGS("GetHistory", SD_BUS_NO_ARGS, SD_BUS_RESULT("a(ttasss)", history), on_get_history,
                                SD_BUS_VTABLE_UNPRIVILEGED),
        SD_BUS_SIGNAL_WITH_ARGS("CompatChanged",
                                SD_BUS_ARGS("as", old_modes, "as", new_modes, "t", new_mask, "s", trigger), 0),
        SD_BUS_VTABLE_END,
};

/* Start, properties, members. Filled once; it is the same for each Object. */
static sd_bus_vtable vtable[1 + PROPERTIES_COUNT + ELEMENTS(members)];

static void fill_vtable(void) {
        static const uint64_t flags[] = {
                [PROPERTY_SIGNALLED] = SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE,
                [PROPERTY_SILENT] = 0,
                [PROPERTY_CONSTANT] = SD_BUS_VTABLE_PROPERTY_CONST,
        };
        sd_bus_vtable *entry = vtable;

        *entry++ = (sd_bus_vtable)SD_BUS_VTABLE_START(0);
        for (size_t i = 0; i < PROPERTIES_COUNT; i++)
                *entry++ = (sd_bus_vtable)SD_BUS_PROPERTY(properties[i].name, property_signature(&properties[i]),
                                                          on_get_property, 0, flags[properties[i].change]);
        memcpy(entry, members, sizeof(members));
}

/* A caller of the object is about to read, so the device tree is checked before the call is dispatched. */
static int on_message(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Object *object = userdata;
        const char *path = sd_bus_message_get_path(message);

        if (sd_bus_message_is_method_call(message, NULL, NULL) > 0 && path &&
            strcmp(path, PPC_COMPAT1_OBJECT_PATH) == 0 &&
            sd_bus_message_is_method_call(message, "org.freedesktop.DBus.Peer", NULL) == 0)
                manager_look(object->manager);
        return 0;
}

int object_new(Manager *manager, Object **ret_object) {
        Object *object = calloc(1, sizeof(*object));
        int r;

        if (!object)
                return -ENOMEM;
        object->manager = manager;
        fill_vtable();
        r = waiters_new(manager, &object->waiters);
        if (r < 0) {
                object_free(object);
                return r;
        }
        *ret_object = object;
        return 0;
}

Object *object_free(Object *object) {
        if (!object)
                return NULL;
        if (object->waiters)
                object_attach(object, NULL);
        waiters_free(object->waiters);
        free(object);
        return NULL;
}

int object_attach(Object *object, sd_bus *bus) {
        int r;

        waiters_forget(object->waiters);
        object->filter = sd_bus_slot_unref(object->filter);
        object->registered = sd_bus_slot_unref(object->registered);
        object->bus = NULL;
        if (!bus)
                return 0;
        r = sd_bus_add_object_vtable(bus, &object->registered, PPC_COMPAT1_OBJECT_PATH, PPC_COMPAT1_INTERFACE, vtable,
                                     object);
        if (r >= 0)
                r = sd_bus_add_filter(bus, &object->filter, on_message, object);
        if (r >= 0)
                object->bus = bus;
        return r;
}

static int emit_compat_changed(sd_bus *bus, const Record *previous, const Record *record) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *signal = NULL;
        int r;

        r = sd_bus_message_new_signal(bus, &signal, PPC_COMPAT1_OBJECT_PATH, PPC_COMPAT1_INTERFACE, "CompatChanged");
        if (r >= 0)
                r = append_modes(signal, previous->judgement.compat_mask);
        if (r >= 0)
                r = append_modes(signal, record->judgement.compat_mask);
        if (r >= 0)
                r = sd_bus_message_append(signal, "ts", record->judgement.compat_mask,
                                          trigger_name(record->last_trigger));
        return r < 0 ? r : sd_bus_send(bus, signal, NULL);
}

int object_emit_changes(Object *object, const Record *previous, const Record *record) {
        const char *names[PROPERTIES_COUNT + 1];
        size_t n = 0;
        int r;

        if (!object->bus)
                return 0;
        for (size_t i = 0; i < PROPERTIES_COUNT; i++)
                if (properties[i].change == PROPERTY_SIGNALLED && property_differs(&properties[i], previous, record))
                        names[n++] = properties[i].name;
        names[n] = NULL;
        if (n == 0)
                return 0;
        r = sd_bus_emit_properties_changed_strv(object->bus, PPC_COMPAT1_OBJECT_PATH, PPC_COMPAT1_INTERFACE,
                                                (char **)names);
        if (r >= 0 && previous->judgement.compat_mask != record->judgement.compat_mask)
                r = emit_compat_changed(object->bus, previous, record);
        return r;
}

void object_answer_refreshes(Object *object) {
        waiters_answer(object->waiters);
}
