/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where facts come from: the live host, or a capture that is replayed in its place. Nothing above this header knows
 * which of them it is.
 */
#pragma once

#include "facts.h"
#include "kvmquery.h"

typedef struct Input Input;

/*
 * The live host. NULL means the place where Linux keeps its device tree, and /dev/kvm. trial: whether guests are
 * tried. Copies its arguments.
 */
int input_new_live(const char *device_tree, const char *kvm_device, bool trial, Input **ret_input);

/*
 * A capture file. 0 or a negative errno; where it is the file that is not to be trusted, -EBADMSG, and ret_problem is
 * a static text to follow the file's name.
 */
int input_new_replay(const char *path, Input **ret_input, const char **ret_problem);

/* Takes NULL, returns NULL. */
Input *input_free(Input *input);

/*
 * Looks at everything but KVM, which takes milliseconds: fills facts->tree and facts->processor_pvr, and leaves the
 * rest. 0, or a negative errno where memory or descriptors ran out; facts are untouched then.
 */
int input_look(const Input *input, Facts *facts);

/*
 * Starts to ask KVM: a query that the caller owns, or NULL with the answer in ret_answer where it is at hand already
 * (a capture's, or KVM_FAILED where no query could be made).
 */
KvmQuery *input_ask(const Input *input, KvmAnswer *ret_answer);

/*
 * Reads the capture again; nothing to do on a live host. NULL, or a static text of what is wrong with the file, and
 * the input goes on with what it had.
 */
const char *input_reload(Input *input);

/* The capture's path, NULL on a live host. */
const char *input_get_path(const Input *input);

/* Saves the live host as a capture, with KVM's answer. 0 or a negative errno. */
int input_capture(const Input *input, const KvmAnswer *answer, const char *path);
