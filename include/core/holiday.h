/* Swedish public holidays, and the three eves on which most work stops as well.
 *
 * The holidays are those of lagen (1989:253) om allmänna helgdagar, section 1, as it reads since 2005 (the national
 * day); the eves those that semesterlagen (1977:480), section 3 a, puts beside them. Easter by the anonymous Gregorian
 * algorithm (Nature 13, 20 April 1876, page 487; J. Meeus, Astronomical Algorithms, chapter 8). Sundays as such are not
 * among them. */
#ifndef FORDELA_CORE_HOLIDAY_H
#define FORDELA_CORE_HOLIDAY_H

#include <stdbool.h>
#include <stdint.h>

enum holiday {
    HOLIDAY_NONE,
    HOLIDAY_NEW_YEARS_DAY,
    HOLIDAY_EPIPHANY,
    HOLIDAY_GOOD_FRIDAY,
    HOLIDAY_EASTER_SUNDAY,
    HOLIDAY_EASTER_MONDAY,
    HOLIDAY_FIRST_OF_MAY,
    HOLIDAY_ASCENSION,
    HOLIDAY_WHIT_SUNDAY,
    HOLIDAY_NATIONAL_DAY,
    HOLIDAY_MIDSUMMER_EVE,
    HOLIDAY_MIDSUMMER_DAY,
    HOLIDAY_ALL_SAINTS,
    HOLIDAY_CHRISTMAS_EVE,
    HOLIDAY_CHRISTMAS_DAY,
    HOLIDAY_BOXING_DAY,
    HOLIDAY_NEW_YEARS_EVE,
    HOLIDAY__COUNT
};

/* Easter Sunday of a year of the Gregorian calendar, as days since 1970-01-01. */
int64_t holiday_easter(int64_t year);

/* Which one a day is (days since 1970-01-01). Two on one day (Whit Sunday on the national day): the movable one. */
enum holiday holiday_of_date(int64_t days);

/* "midsommarafton", "Midsummer Eve"; "" for none. */
const char *holiday_name(enum holiday holiday, bool english);

#endif
