/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where facts come from: the live host, or a capture that is replayed in its place. Nothing above this header knows
 * which of them it is.
 */
#pragma once

#include "facts.h"
#include "kvm.h"

typedef struct Source Source;

/*
 * The live host. NULL means the place where Linux keeps its device tree, and /dev/kvm. trial: whether guests are
 * tried. Copies its arguments.
 */
int source_new_live(const char *device_tree, const char *kvm_device, bool trial, Source **ret_source);

/*
 * A capture file. 0 or a negative errno; where it is the file that is not to be trusted, -EBADMSG, and ret_problem is
 * a static text to follow the file's name.
 */
int source_new_replay(const char *path, Source **ret_source, const char **ret_problem);

/* Takes NULL, returns NULL. */
Source *source_free(Source *source);

/*
 * Looks at everything but KVM, which takes milliseconds: fills facts->tree and facts->processor_pvr, and leaves the
 * rest. 0, or a negative errno where memory or descriptors ran out; facts are untouched then.
 */
int source_look(const Source *source, Facts *facts);

/*
 * Starts to ask KVM: a query that the caller owns, or NULL with the answer in ret_answer where it is at hand already
 * (a capture's, or KVM_FAILED where no query could be made).
 */
KvmQuery *source_ask(const Source *source, KvmAnswer *ret_answer);

/*
 * Reads the capture again; nothing to do on a live host. NULL, or a static text of what is wrong with the file, and
 * the source goes on with what it had.
 */
const char *source_reload(Source *source);

/* The capture's path, NULL on a live host. */
const char *source_get_path(const Source *source);

/* Saves the live host as a capture, with KVM's answer. 0 or a negative errno. */
int source_capture(const Source *source, const KvmAnswer *answer, const char *path);
