/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "input.h"

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

struct Input {
        char *device_tree; /* NULL: the first of device_trees that is there */
        char *kvm_device;
        bool trial;
        char *replay_path; /* NULL on a live host */
        Facts replayed;
};

int input_new_live(const char *device_tree, const char *kvm_device, bool trial, Input **ret_input) {
        Input *input = calloc(1, sizeof(*input));

        if (!input)
                return -ENOMEM;
        input->device_tree = device_tree ? strdup(device_tree) : NULL;
        input->trial = trial;
        input->kvm_device = strdup(kvm_device ? kvm_device : "/dev/kvm");
        if (!input->kvm_device || (device_tree && !input->device_tree)) {
                input_free(input);
                return -ENOMEM;
        }
        *ret_input = input;
        return 0;
}

int input_new_replay(const char *path, Input **ret_input, const char **ret_problem) {
        Input *input = calloc(1, sizeof(*input));

        if (!input || !(input->replay_path = strdup(path))) {
                input_free(input);
                return -ENOMEM;
        }
        *ret_problem = input_reload(input);
        if (*ret_problem) {
                input_free(input);
                return -EBADMSG;
        }
        *ret_input = input;
        return 0;
}

Input *input_free(Input *input) {
        if (!input)
                return NULL;
        free(input->device_tree);
        free(input->kvm_device);
        free(input->replay_path);
        free(input);
        return NULL;
}

static const char *live_directory(const Input *input) {
        if (input->device_tree)
                return input->device_tree;
        for (size_t i = 0; i < ELEMENTS(device_trees); i++)
                if (access(device_trees[i], F_OK) == 0)
                        return device_trees[i];
        return device_trees[0];
}

int input_look(const Input *input, Facts *facts) {
        CLEANUP(blob_done) Blob blob = {0};
        int r;

        if (input->replay_path) {
                facts->tree = input->replayed.tree;
                facts->processor_pvr = input->replayed.processor_pvr;
                return 0;
        }
        r = livetree_pack(live_directory(input), &blob);
        if (r < 0)
                return r;
        devicetree_parse(&blob, &facts->tree);
        facts->processor_pvr = pvr_read();
        return 0;
}

KvmQuery *input_ask(const Input *input, KvmAnswer *ret_answer) {
        KvmQuestion question = {.path = input->kvm_device, .trial = input->trial};
        KvmQuery *query;
        int r;

        if (input->replay_path) {
                *ret_answer = input->replayed.kvm;
                return NULL;
        }
        question.processor = mode_from_pvr(pvr_read());
        question.decrementer_bits = decrementer_read_bits(live_directory(input));
        r = kvm_query_new(&kvm_ops_system, &question, &query);
        if (r < 0) {
                *ret_answer = (KvmAnswer){.outcome = KVM_FAILED, .error = -r, .step = KVM_STEP_CHILD};
                return NULL;
        }
        return query;
}

const char *input_reload(Input *input) {
        return input->replay_path ? capture_read(input->replay_path, &input->replayed) : NULL;
}

const char *input_get_path(const Input *input) {
        return input->replay_path;
}

int input_capture(const Input *input, const KvmAnswer *answer, const char *path) {
        CLEANUP(blob_done) Blob blob = {0};
        struct utsname uts;
        int r;

        r = uname(&uts) < 0 ? -errno : livetree_pack(live_directory(input), &blob);
        if (r == 0)
                r = capture_add(&blob, answer, pvr_read(), uts.release);
        return r < 0 ? r : capture_write(path, &blob);
}
