/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "capture.h"
#include "decrementer.h"
#include "devicetree.h"
#include "livetree.h"
#include "macros.h"
#include "pvr.h"

/* sysfs first, since it needs no procfs; the second is where older tools look, and usually a link to the first. */
static const char *const device_trees[] = {"/sys/firmware/devicetree/base", "/proc/device-tree"};

struct Source {
        char *device_tree; /* NULL: the first of device_trees that is there */
        char *kvm_device;
        bool trial;
        char *replay_path; /* NULL on a live host */
        Facts replayed;
};

int source_new_live(const char *device_tree, const char *kvm_device, bool trial, Source **ret_source) {
        Source *source = calloc(1, sizeof(*source));

        if (!source)
                return -ENOMEM;
        source->device_tree = device_tree ? strdup(device_tree) : NULL;
        source->trial = trial;
        source->kvm_device = strdup(kvm_device ? kvm_device : "/dev/kvm");
        if (!source->kvm_device || (device_tree && !source->device_tree)) {
                source_free(source);
                return -ENOMEM;
        }
        *ret_source = source;
        return 0;
}

int source_new_replay(const char *path, Source **ret_source, const char **ret_problem) {
        Source *source = calloc(1, sizeof(*source));

        if (!source || !(source->replay_path = strdup(path))) {
                source_free(source);
                return -ENOMEM;
        }
        *ret_problem = source_reload(source);
        if (*ret_problem) {
                source_free(source);
                return -EBADMSG;
        }
        *ret_source = source;
        return 0;
}

Source *source_free(Source *source) {
        if (!source)
                return NULL;
        free(source->device_tree);
        free(source->kvm_device);
        free(source->replay_path);
        free(source);
        return NULL;
}

static const char *live_directory(const Source *source) {
        if (source->device_tree)
                return source->device_tree;
        for (size_t i = 0; i < ELEMENTS(device_trees); i++)
                if (access(device_trees[i], F_OK) == 0)
                        return device_trees[i];
        return device_trees[0];
}

int source_look(const Source *source, Facts *facts) {
        CLEANUP(blob_done) Blob blob = {0};
        int r;

        if (source->replay_path) {
                facts->tree = source->replayed.tree;
                facts->processor_pvr = source->replayed.processor_pvr;
                return 0;
        }
        r = livetree_pack(live_directory(source), &blob);
        if (r < 0)
                return r;
        devicetree_parse(&blob, &facts->tree);
        facts->processor_pvr = pvr_read();
        return 0;
}

KvmQuery *source_ask(const Source *source, KvmAnswer *ret_answer) {
        KvmQuestion question = {.path = source->kvm_device, .trial = source->trial};
        KvmQuery *query;
        int r;

        if (source->replay_path) {
                *ret_answer = source->replayed.kvm;
                return NULL;
        }
        question.processor = mode_from_pvr(pvr_read());
        question.decrementer_bits = decrementer_read_bits(live_directory(source));
        r = kvm_query_new(&kvm_ops_system, &question, &query);
        if (r < 0) {
                *ret_answer = (KvmAnswer){.outcome = KVM_FAILED, .error = -r, .step = KVM_STEP_CHILD};
                return NULL;
        }
        return query;
}

const char *source_reload(Source *source) {
        return source->replay_path ? capture_read(source->replay_path, &source->replayed) : NULL;
}

const char *source_get_path(const Source *source) {
        return source->replay_path;
}

int source_capture(const Source *source, const KvmAnswer *answer, const char *path) {
        CLEANUP(blob_done) Blob blob = {0};
        struct utsname uts;
        int r;

        r = uname(&uts) < 0 ? -errno : livetree_pack(live_directory(source), &blob);
        if (r == 0)
                r = capture_add(&blob, answer, pvr_read(), uts.release);
        return r < 0 ? r : capture_write(path, &blob);
}
