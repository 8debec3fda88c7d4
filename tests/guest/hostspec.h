/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A host as data: JSON with the properties of the bus interface under their own names, as Describe() has them, and
 * Kernel, Qemu and Libvirt for the versions there.
 */
#pragma once

#include <json-c/json.h>

#include "guesthost.h"

GuestHost hostspec_read(json_object *spec);
