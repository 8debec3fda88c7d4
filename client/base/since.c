/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "since.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "macros.h"

#define USEC_PER_SEC UINT64_C(1000000)

/* The day of that moment, with the time at 0:00. */
static struct tm day_of(uint64_t moment, int days_before) {
        time_t seconds = (time_t)(moment / USEC_PER_SEC);
        struct tm day;

        localtime_r(&seconds, &day);
        day.tm_hour = day.tm_min = day.tm_sec = 0;
        day.tm_mday -= days_before;
        day.tm_isdst = -1;
        return day;
}

static bool finish(struct tm *day, uint64_t *ret_moment) {
        time_t seconds;

        day->tm_isdst = -1;
        seconds = mktime(day);
        if (seconds < 0)
                return false;
        *ret_moment = (uint64_t)seconds * USEC_PER_SEC;
        return true;
}

static bool parse_relative(const char *text, uint64_t now, uint64_t *ret_moment) {
        static const struct {
                const char *unit;
                uint64_t seconds;
        } units[] = {{"s", 1}, {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86400}};
        bool is_negative = text[0] == '-';
        char *unit;
        unsigned long long number;
        size_t length;

        text += is_negative;
        if (text[0] < '0' || text[0] > '9')
                return false;
        number = strtoull(text, &unit, 10);
        unit += strspn(unit, " ");
        length = strcspn(unit, " ");
        if (strcmp(unit + length, is_negative ? "" : " ago") != 0)
                return false;
        for (size_t i = 0; i < ELEMENTS(units); i++)
                if (strlen(units[i].unit) == length && strncmp(units[i].unit, unit, length) == 0) {
                        if (number > now / USEC_PER_SEC / units[i].seconds)
                                return false;
                        *ret_moment = now - number * units[i].seconds * USEC_PER_SEC;
                        return true;
                }
        return false;
}

bool since_parse(const char *text, uint64_t now, uint64_t *ret_moment) {
        static const char *const formats[] = {"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
                                              "%Y-%m-%d",          "%H:%M:%S",          "%H:%M"};
        struct tm day = day_of(now, strcmp(text, "yesterday") == 0);

        if (strcmp(text, "today") == 0 || strcmp(text, "yesterday") == 0)
                return finish(&day, ret_moment);
        for (size_t i = 0; i < ELEMENTS(formats); i++) {
                const char *end;

                day = day_of(now, 0);
                end = strptime(text, formats[i], &day);
                if (end && !*end)
                        return finish(&day, ret_moment);
        }
        return parse_relative(text, now, ret_moment);
}
