/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fills a Host from the JSON of Describe(), by the same table as hostread.h, all or nothing. */
#pragma once

#include "host.h"

/* 0, or a negative errno with the host as it was: -EBADMSG for a text that is not what the interface says. */
int host_read_json(const char *text, Host *ret_host);
