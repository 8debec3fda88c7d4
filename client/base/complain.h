/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints one short line on stderr, in printable ASCII wherever its words come from. */
#pragma once

void complain(const char *format, ...) __attribute__((__format__(printf, 1, 2)));

/* For the one failure that can happen anywhere. */
void complain_of_memory(void);
