/* Dates, ISO 8601 weeks and Swedish local time, as pure arithmetic.
 *
 * A date is a count of days since 1970-01-01 in the proleptic Gregorian calendar; a week is named by ISO 8601 (Monday
 * first; week 1 holds the year's first Thursday; 2020 and 2026 have 53). Swedish local time is UTC+1, and UTC+2 from
 * the last Sunday of March 01:00 UTC to the last Sunday of October 01:00 UTC (Directive 2000/84/EC; the same rule since
 * 1996). */
#ifndef FORDELA_CORE_WEEK_H
#define FORDELA_CORE_WEEK_H

#include "base/outcome.h"

#include <stdint.h>

enum { DATE_CHARS = 10, WEEK_CHARS = 8, TIMESTAMP_CHARS = 20 };

/* Years that are taken for real; anything else is malformed. */
enum { YEAR_MIN = 1900, YEAR_MAX = 2199 };

/* "2020-04-27" -> days since 1970-01-01. INVALID unless exactly that form and an existing day. */
MUST_USE enum outcome date_parse(const char *text, int64_t *ret_days);
void date_format(int64_t days, char ret_text[DATE_CHARS + 1]);

/* A week as the days-number of its Monday. */
/* "2020-W17" -> Monday. INVALID unless exactly that form and an existing week (2020-W53 is, 2021-W53 is not). */
MUST_USE enum outcome week_parse(const char *text, int64_t *ret_monday);
void week_format(int64_t monday, char ret_text[WEEK_CHARS + 1]);

/* The Monday of the week that holds the day. */
int64_t week_of_date(int64_t days);

/* The local (Stockholm) calendar day of a moment. */
int64_t local_date(int64_t unix_seconds);

/* The moment when the local clock shows the given hours after the day's midnight (may be more than 24: days later, by
 * the wall clock). A wall-clock time that the spring change skips means the moment after it; one that occurs twice, the
 * first. */
int64_t local_moment(int64_t days, int64_t hours);

/* "2020-04-27T10:15:00Z" -> unix seconds. INVALID unless exactly that form and an existing moment (no leap second). */
MUST_USE enum outcome timestamp_parse(const char *text, int64_t *ret_unix_seconds);
/* "2020-04-27T10:15:00Z". */
void timestamp_format(int64_t unix_seconds, char ret_text[TIMESTAMP_CHARS + 1]);

#endif
