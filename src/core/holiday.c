#include "core/holiday.h"

#include "core/week.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t day_of(int64_t year, int month, int day)
{
    char text[32];
    int64_t days = 0;
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, month, day);
    (void)!date_parse(text, &days); /* the callers' days exist */
    return days;
}

int64_t holiday_easter(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
    int64_t g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    int64_t l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int64_t sum = h + l - 7 * m + 114;
    return day_of(year, (int)(sum / 31), (int)(sum % 31) + 1);
}

static const struct {
    int after_easter;
    enum holiday holiday;
} movable[] = {
    {-2, HOLIDAY_GOOD_FRIDAY}, {0, HOLIDAY_EASTER_SUNDAY}, {1, HOLIDAY_EASTER_MONDAY},
    {39, HOLIDAY_ASCENSION},   {49, HOLIDAY_WHIT_SUNDAY},
};

static const struct {
    const char *date;
    enum holiday holiday;
} fixed[] = {
    {"01-01", HOLIDAY_NEW_YEARS_DAY}, {"01-06", HOLIDAY_EPIPHANY},      {"05-01", HOLIDAY_FIRST_OF_MAY},
    {"06-06", HOLIDAY_NATIONAL_DAY},  {"12-24", HOLIDAY_CHRISTMAS_EVE}, {"12-25", HOLIDAY_CHRISTMAS_DAY},
    {"12-26", HOLIDAY_BOXING_DAY},    {"12-31", HOLIDAY_NEW_YEARS_EVE},
};

/* Days since Monday. */
static int64_t weekday(int64_t days)
{
    return days - week_of_date(days);
}

enum holiday holiday_of_date(int64_t days)
{
    enum { FRIDAY = 4, SATURDAY = 5 };
    char date[DATE_CHARS + 1];
    date_format(days, date);
    int64_t year = strtol(date, NULL, 10), easter = holiday_easter(year);
    for (size_t i = 0; i < sizeof movable / sizeof movable[0]; i++)
        if (days - easter == movable[i].after_easter)
            return movable[i].holiday;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (strcmp(date + strlen("0000-"), fixed[i].date) == 0)
            return fixed[i].holiday;
    if (weekday(days) == FRIDAY && days >= day_of(year, 6, 19) && days <= day_of(year, 6, 25))
        return HOLIDAY_MIDSUMMER_EVE;
    if (weekday(days) == SATURDAY && days >= day_of(year, 6, 20) && days <= day_of(year, 6, 26))
        return HOLIDAY_MIDSUMMER_DAY;
    if (weekday(days) == SATURDAY && days >= day_of(year, 10, 31) && days <= day_of(year, 11, 6))
        return HOLIDAY_ALL_SAINTS;
    return HOLIDAY_NONE;
}

const char *holiday_name(enum holiday holiday, bool english)
{
    static const char *const names[HOLIDAY__COUNT][2] = {
        [HOLIDAY_NONE] = {"", ""},
        [HOLIDAY_NEW_YEARS_DAY] = {"nyårsdagen", "New Year's Day"},
        [HOLIDAY_EPIPHANY] = {"trettondedag jul", "Epiphany"},
        [HOLIDAY_GOOD_FRIDAY] = {"långfredagen", "Good Friday"},
        [HOLIDAY_EASTER_SUNDAY] = {"påskdagen", "Easter Sunday"},
        [HOLIDAY_EASTER_MONDAY] = {"annandag påsk", "Easter Monday"},
        [HOLIDAY_FIRST_OF_MAY] = {"första maj", "First of May"},
        [HOLIDAY_ASCENSION] = {"Kristi himmelsfärdsdag", "Ascension Day"},
        [HOLIDAY_WHIT_SUNDAY] = {"pingstdagen", "Whit Sunday"},
        [HOLIDAY_NATIONAL_DAY] = {"nationaldagen", "the national day"},
        [HOLIDAY_MIDSUMMER_EVE] = {"midsommarafton", "Midsummer Eve"},
        [HOLIDAY_MIDSUMMER_DAY] = {"midsommardagen", "Midsummer Day"},
        [HOLIDAY_ALL_SAINTS] = {"alla helgons dag", "All Saints' Day"},
        [HOLIDAY_CHRISTMAS_EVE] = {"julafton", "Christmas Eve"},
        [HOLIDAY_CHRISTMAS_DAY] = {"juldagen", "Christmas Day"},
        [HOLIDAY_BOXING_DAY] = {"annandag jul", "Boxing Day"},
        [HOLIDAY_NEW_YEARS_EVE] = {"nyårsafton", "New Year's Eve"},
    };
    return names[holiday][english];
}
