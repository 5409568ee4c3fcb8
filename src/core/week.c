#include "core/week.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_PER_HOUR = 3600, SECONDS_PER_DAY = 86400, DAYS_PER_ERA = 146097 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

/* Days since 1970 of a civil date, counted in 400-year eras of years that begin in March. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void civil_of(int64_t days, int64_t *ret_year, int64_t *ret_month, int64_t *ret_day)
{
    days += 719468;
    int64_t era = floor_div(days, DAYS_PER_ERA);
    int64_t day_of_era = days - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *ret_day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    *ret_month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

/* Reads exactly count digits; -1 if one is missing. */
static int64_t digits(const char *text, int count)
{
    int64_t value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* Writes the last count digits of a number that is not negative. */
static void write_digits(int64_t value, int count, char *text)
{
    for (int i = count - 1; i >= 0; i--, value /= 10)
        text[i] = (char)('0' + value % 10);
}

enum outcome date_parse(const char *text, int64_t *ret_days)
{
    if (strlen(text) != DATE_CHARS || text[4] != '-' || text[7] != '-')
        return INVALID;
    int64_t year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1)
        return INVALID;
    int64_t days = days_of(year, month, day), back_year, back_month, back_day;
    civil_of(days, &back_year, &back_month, &back_day);
    if (back_month != month || back_day != day)
        return INVALID;
    *ret_days = days;
    return OK;
}

void date_format(int64_t days, char ret_text[DATE_CHARS + 1])
{
    int64_t year, month, day;
    civil_of(days, &year, &month, &day);
    memcpy(ret_text, "0000-00-00", DATE_CHARS + 1);
    write_digits(year, 4, ret_text);
    write_digits(month, 2, ret_text + 5);
    write_digits(day, 2, ret_text + 8);
}

int64_t week_of_date(int64_t days)
{
    return floor_div(days + 3, 7) * 7 - 3; /* 1970-01-01 was a Thursday */
}

enum outcome week_parse(const char *text, int64_t *ret_monday)
{
    if (strlen(text) != WEEK_CHARS || text[4] != '-' || text[5] != 'W')
        return INVALID;
    int64_t year = digits(text, 4), week = digits(text + 6, 2);
    if (year < YEAR_MIN || year > YEAR_MAX || week < 1 || week > 53)
        return INVALID;
    int64_t monday = week_of_date(days_of(year, 1, 4)) + (week - 1) * 7; /* 4 January is always in week 1 */
    if (monday >= week_of_date(days_of(year + 1, 1, 4)))
        return INVALID;
    *ret_monday = monday;
    return OK;
}

void week_format(int64_t monday, char ret_text[WEEK_CHARS + 1])
{
    int64_t year, month, day;
    civil_of(monday + 3, &year, &month, &day); /* the Thursday names the year */
    int64_t week = (monday - week_of_date(days_of(year, 1, 4))) / 7 + 1;
    memcpy(ret_text, "0000-W00", WEEK_CHARS + 1);
    write_digits(year, 4, ret_text);
    write_digits(week, 2, ret_text + 6);
}

/* The last Sunday of a 31-day month, 01:00 UTC. */
static int64_t change_moment(int64_t year, int64_t month)
{
    int64_t last = days_of(year, month, 31);
    return (week_of_date(last + 1) - 1) * SECONDS_PER_DAY + SECONDS_PER_HOUR;
}

static bool is_summer_time(int64_t unix_seconds)
{
    int64_t year, month, day;
    civil_of(floor_div(unix_seconds, SECONDS_PER_DAY), &year, &month, &day);
    return unix_seconds >= change_moment(year, 3) && unix_seconds < change_moment(year, 10);
}

static int64_t local_offset(int64_t unix_seconds)
{
    return (is_summer_time(unix_seconds) ? 2 : 1) * SECONDS_PER_HOUR;
}

int64_t local_date(int64_t unix_seconds)
{
    return floor_div(unix_seconds + local_offset(unix_seconds), SECONDS_PER_DAY);
}

int64_t local_moment(int64_t days, int64_t hours)
{
    int64_t wall = days * SECONDS_PER_DAY + hours * SECONDS_PER_HOUR;
    int64_t summer = wall - 2 * SECONDS_PER_HOUR, winter = wall - SECONDS_PER_HOUR;
    /* Twice in autumn: the summer reading is the first. In the spring gap neither reads back: the winter reading lies
     * after. */
    return is_summer_time(summer) ? summer : winter;
}

enum outcome timestamp_parse(const char *text, int64_t *ret_unix_seconds)
{
    char date[DATE_CHARS + 1];
    int64_t days;
    if (strlen(text) != TIMESTAMP_CHARS)
        return INVALID;
    snprintf(date, sizeof date, "%.*s", DATE_CHARS, text);
    TRY(date_parse(date, &days));
    int64_t hours = digits(text + 11, 2), minutes = digits(text + 14, 2), seconds = digits(text + 17, 2);
    if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' || hours < 0 || hours > 23 ||
        minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
        return INVALID;
    *ret_unix_seconds = days * SECONDS_PER_DAY + hours * SECONDS_PER_HOUR + minutes * 60 + seconds;
    return OK;
}

void timestamp_format(int64_t unix_seconds, char ret_text[TIMESTAMP_CHARS + 1])
{
    int64_t days = floor_div(unix_seconds, SECONDS_PER_DAY), second = unix_seconds - days * SECONDS_PER_DAY;
    char date[DATE_CHARS + 1];
    date_format(days, date);
    snprintf(ret_text, TIMESTAMP_CHARS + 1, "%sT%02u:%02u:%02uZ", date, (unsigned)(second / 3600) % 100,
             (unsigned)(second / 60 % 60), (unsigned)(second % 60));
}
