/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings out of messages, made safe to print. 0, or a negative errno with the field untouched. */
#pragma once

#include <systemd/sd-bus.h>

/* Each frees what the field held. A list ends with NULL, and may be NULL when it is empty. */
int bus_string_read(sd_bus_message *message, char **field);
int bus_strings_read(sd_bus_message *message, char ***field);

/* A dictionary a{ss} as a list of "name=value". */
int bus_pairs_read(sd_bus_message *message, char ***field);
