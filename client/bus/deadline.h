/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The end of all waiting for one question, from the first step of connecting to the last byte of the answer: a moment
 * in microseconds of CLOCK_MONOTONIC.
 */
#pragma once

#include <stdint.h>

#include "where.h"

uint64_t deadline_after(uint64_t usec);

/* For those who need the answer: 25 s, as sd-bus gives each call. */
uint64_t deadline_patient(void);

/* Where a person may have to type a password first: 2 min. */
uint64_t deadline_of_person(void);

/* For those who can do without it: 2 s, but over ssh as the others. */
uint64_t deadline_brief(const Where *where);

/* What is left of it in microseconds; 0 if it has passed. */
uint64_t deadline_left(uint64_t deadline);
