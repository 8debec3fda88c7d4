/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes a D-Bus message of an input. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

/*
 * A sealed message, read from its start, owned by the caller. The input is text: the signature on the first line,
 * then a line for each value, in order; for an array the number of its elements comes first, for a variant its
 * signature. What is missing counts as empty, what makes no sense as the nearest thing that does. NULL if that
 * makes no message.
 */
sd_bus_message *message_from_input(const uint8_t *data, size_t size);
