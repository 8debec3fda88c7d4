/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guests as programs read them. */
#pragma once

#include "guestanswer.h"
#include "json.h"

/* False if memory is short, with a complaint. */
bool guestjson_print(const GuestAnswer *answers, size_t count, const GuestHosts *hosts, JsonMode mode);
