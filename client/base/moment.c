/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "moment.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "macros.h"

#define SECOND UINT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
#define YEAR (365 * DAY + 6 * HOUR)
#define MONTH (YEAR / 12)

/* Largest first: from which age on, in which unit, and in which smaller one besides where that still matters. */
static const struct {
        uint64_t from, unit;
        const char *one, *many;
        uint64_t smaller; /* 0 for none */
        const char *smaller_one, *smaller_many;
} steps[] = {
        {YEAR, YEAR, " year", " years", MONTH, " month", " months"},
        {MONTH, MONTH, " month", " months", DAY, " day", " days"},
        {WEEK, WEEK, " week", " weeks", DAY, " day", " days"},
        {2 * DAY, DAY, " day", " days", 0, NULL, NULL},
        {DAY, DAY, " day", " days", HOUR, "h", "h"},
        {HOUR, HOUR, "h", "h", MINUTE, "min", "min"},
        {5 * MINUTE, MINUTE, "min", "min", 0, NULL, NULL},
        {MINUTE, MINUTE, "min", "min", SECOND, "s", "s"},
        {SECOND, SECOND, "s", "s", 0, NULL, NULL},
};

uint64_t moment_now(void) {
        struct timespec now;

        clock_gettime(CLOCK_REALTIME, &now);
        return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec / 1000;
}

void moment_format(uint64_t moment, char *buffer, size_t size) {
        time_t seconds = (time_t)(moment / SECOND);
        struct tm local;

        if (moment == 0 || !localtime_r(&seconds, &local) ||
            strftime(buffer, size, "%a %Y-%m-%d %H:%M:%S %Z", &local) == 0)
                snprintf(buffer, size, "%s", moment == 0 ? "never" : "unknown");
}

static void format_step(size_t i, uint64_t age, char *buffer, size_t size) {
        uint64_t count = age / steps[i].unit;
        uint64_t rest = steps[i].smaller ? age % steps[i].unit / steps[i].smaller : 0;
        const char *unit = count == 1 ? steps[i].one : steps[i].many;

        if (rest == 0)
                snprintf(buffer, size, "%" PRIu64 "%s ago", count, unit);
        else
                snprintf(buffer, size, "%" PRIu64 "%s %" PRIu64 "%s ago", count, unit, rest,
                         rest == 1 ? steps[i].smaller_one : steps[i].smaller_many);
}

void moment_format_ago(uint64_t moment, uint64_t now, char *buffer, size_t size) {
        buffer[0] = 0;
        if (moment == 0 || moment > now)
                return;
        snprintf(buffer, size, "just now");
        for (size_t i = 0; i < ELEMENTS(steps); i++)
                if (now - moment >= steps[i].from) {
                        format_step(i, now - moment, buffer, size);
                        return;
                }
}
