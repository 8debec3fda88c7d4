/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Failure in a sentence, with the next step. */
#pragma once

#include "failure.h"
#include "where.h"

/* To be freed; NULL when memory is short. */
char *failure_text(const Failure *failure, const Where *where);
