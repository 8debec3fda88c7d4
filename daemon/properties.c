/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "properties.h"

#include <inttypes.h>
#include <string.h>

#include "config.h"
#include "macros.h"

static const char *recommended_mode(const Record *record) {
        return mode_name(record->judgement.recommended_mode);
}

static const char *host_mode(const Record *record) {
        return mode_name(record->judgement.host_mode);
}

static const char *processor_model(const Record *record) {
        return mode_name(record->judgement.processor_model);
}

static const char *platform(const Record *record) {
        return platform_name(record->judgement.platform);
}

static const char *state(const Record *record) {
        return state_name(record->judgement.state);
}

static const char *reason(const Record *record) {
        return reason_name(record->judgement.reason);
}

static const char *source(const Record *record) {
        return source_name(record->judgement.source);
}

static const char *last_trigger(const Record *record) {
        return trigger_name(record->last_trigger);
}

static const char *version(const Record *record) {
        return PROJECT_VERSION;
}

#define FIELD(name, kind, field, change) \
        { name, kind, offsetof(Record, field), NULL, change }
#define TEXT(name, text, change) \
        { name, PROPERTY_TEXT, 0, text, change }

const Property properties[PROPERTIES_COUNT] = {
        FIELD("CompatMask", PROPERTY_MASK, judgement.compat_mask, PROPERTY_SIGNALLED),
        FIELD("CompatModes", PROPERTY_MODES, judgement.compat_mask, PROPERTY_SIGNALLED),
        TEXT("RecommendedMode", recommended_mode, PROPERTY_SIGNALLED),
        FIELD("KernelMask", PROPERTY_MASK, judgement.kernel_mask, PROPERTY_SIGNALLED),
        TEXT("HostMode", host_mode, PROPERTY_SIGNALLED),
        FIELD("HostLogicalPVR", PROPERTY_PVR, judgement.host_logical_pvr, PROPERTY_SIGNALLED),
        TEXT("ProcessorModel", processor_model, PROPERTY_SIGNALLED),
        FIELD("ProcessorPVR", PROPERTY_PVR, judgement.processor_pvr, PROPERTY_SIGNALLED),
        TEXT("Platform", platform, PROPERTY_SIGNALLED),
        TEXT("State", state, PROPERTY_SIGNALLED),
        TEXT("Reason", reason, PROPERTY_SIGNALLED),
        TEXT("Source", source, PROPERTY_SIGNALLED),
        FIELD("TrialModes", PROPERTY_MODE_SET, judgement.trial_modes, PROPERTY_SIGNALLED),
        FIELD("MachineOptions", PROPERTY_OPTIONS, judgement.machine_options, PROPERTY_SIGNALLED),
        FIELD("Generation", PROPERTY_NUMBER, generation, PROPERTY_SIGNALLED),
        TEXT("LastTrigger", last_trigger, PROPERTY_SIGNALLED),
        FIELD("LastChangeTimestamp", PROPERTY_NUMBER, last_change.realtime, PROPERTY_SIGNALLED),
        FIELD("LastChangeTimestampMonotonic", PROPERTY_NUMBER, last_change.monotonic, PROPERTY_SIGNALLED),
        FIELD("LastQueryTimestamp", PROPERTY_NUMBER, last_query.realtime, PROPERTY_SILENT),
        FIELD("LastQueryTimestampMonotonic", PROPERTY_NUMBER, last_query.monotonic, PROPERTY_SILENT),
        FIELD("QueryCount", PROPERTY_NUMBER, query_count, PROPERTY_SILENT),
        TEXT("Version", version, PROPERTY_CONSTANT),
};

const Property *property_find(const char *name) {
        /* Equal strings of one program are mostly one string, and GetAll looks for every property. */
        for (size_t i = 0; i < ELEMENTS(properties); i++)
                if (properties[i].name == name)
                        return &properties[i];
        for (size_t i = 0; i < ELEMENTS(properties); i++)
                if (strcmp(properties[i].name, name) == 0)
                        return &properties[i];
        return NULL;
}

const char *property_signature(const Property *property) {
        switch (property->kind) {
        case PROPERTY_MODES:
        case PROPERTY_MODE_SET:
                return "as";
        case PROPERTY_OPTIONS:
                return "a{ss}";
        case PROPERTY_PVR:
                return "u";
        case PROPERTY_TEXT:
                return "s";
        case PROPERTY_MASK:
        case PROPERTY_NUMBER:
                break;
        }
        return "t";
}

static const void *field(const Property *property, const Record *record) {
        return (const char *)record + property->offset;
}

uint64_t property_get_u64(const Property *property, const Record *record) {
        return *(const uint64_t *)field(property, record);
}

uint32_t property_get_u32(const Property *property, const Record *record) {
        return *(const uint32_t *)field(property, record);
}

bool property_differs(const Property *property, const Record *a, const Record *b) {
        switch (property->kind) {
        case PROPERTY_TEXT:
                return strcmp(property->text(a), property->text(b)) != 0;
        case PROPERTY_PVR:
        case PROPERTY_MODE_SET:
        case PROPERTY_OPTIONS:
                return property_get_u32(property, a) != property_get_u32(property, b);
        case PROPERTY_MASK:
        case PROPERTY_MODES:
        case PROPERTY_NUMBER:
                break;
        }
        return property_get_u64(property, a) != property_get_u64(property, b);
}

static void describe_modes(uint64_t mask, FILE *file) {
        Mode list[MODE_GUEST_MAX];
        unsigned n = mode_list(mask, list);

        fputc('[', file);
        for (unsigned i = 0; i < n; i++)
                fprintf(file, "%s\"%s\"", i > 0 ? "," : "", mode_name(list[i]));
        fputc(']', file);
}

static void describe_mode_set(ModeSet set, FILE *file) {
        const char *before = "";

        fputc('[', file);
        for (Mode mode = MODE_COUNT - 1; mode > MODE_UNKNOWN; mode--)
                if (mode_set_has(set, mode)) {
                        fprintf(file, "%s\"%s\"", before, mode_name(mode));
                        before = ",";
                }
        fputc(']', file);
}

static void describe_options(MachineOptions options, FILE *file) {
        const char *before = "";

        fputc('{', file);
        for (MachineOption option = 0; option < MACHINE_OPTION_COUNT; option++)
                if (options & machine_option_of(option)) {
                        fprintf(file, "%s\"%s\":\"%s\"", before, machine_option_key(option),
                                machine_option_value(option));
                        before = ",";
                }
        fputc('}', file);
}

static void describe_property(const Property *property, const Record *record, FILE *file) {
        fprintf(file, "\"%s\":", property->name);
        switch (property->kind) {
        case PROPERTY_MASK:
                fprintf(file, "\"0x%016" PRIx64 "\"", property_get_u64(property, record));
                break;
        case PROPERTY_MODES:
                describe_modes(property_get_u64(property, record), file);
                break;
        case PROPERTY_MODE_SET:
                describe_mode_set(property_get_u32(property, record), file);
                break;
        case PROPERTY_OPTIONS:
                describe_options(property_get_u32(property, record), file);
                break;
        case PROPERTY_NUMBER:
                fprintf(file, "%" PRIu64, property_get_u64(property, record));
                break;
        case PROPERTY_PVR:
                fprintf(file, "\"0x%08" PRIx32 "\"", property_get_u32(property, record));
                break;
        case PROPERTY_TEXT:
                fprintf(file, "\"%s\"", property->text(record));
                break;
        }
}

void properties_describe(const Record *record, FILE *file) {
        for (size_t i = 0; i < ELEMENTS(properties); i++) {
                fputc(i == 0 ? '{' : ',', file);
                describe_property(&properties[i], record, file);
        }
        fputc('}', file);
}
