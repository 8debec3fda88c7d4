/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verbs: each is a file of its own, and a row in main.c. */
#pragma once

#include "options.h"

/* The argument after the verb, or NULL, goes in; the exit status comes out. Each reports its own errors. */
int verb_status(const Options *options, const char *argument);
int verb_modes(const Options *options, const char *argument);
int verb_check(const Options *options, const char *argument);
int verb_describe(const Options *options, const char *argument);
int verb_refresh(const Options *options, const char *argument);
int verb_history(const Options *options, const char *argument);
int verb_monitor(const Options *options, const char *argument);
int verb_explain(const Options *options, const char *argument);
int verb_qemu_args(const Options *options, const char *argument);
int verb_virt_install_args(const Options *options, const char *argument);
int verb_libvirt_xml(const Options *options, const char *argument);
int verb_export(const Options *options, const char *argument);
int verb_baseline(const Options *options, const char *argument);
int verb_guest(const Options *options, const char *argument);
