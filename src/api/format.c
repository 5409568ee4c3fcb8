/* The forms of text: one predicate each, bounded by the text's length. */
#include "api/field.h"

#include "core/week.h"

#include <string.h>

static bool all_of(const char *text, const char *set)
{
    return text[strspn(text, set)] == '\0';
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

#define DIGITS "0123456789"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool has_controls(const char *text, bool lines_allowed)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c < 0x20 && !(lines_allowed && (c == '\n' || c == '\r' || c == '\t'))) || c == 0x7f)
            return true;
    }
    return false;
}

/* Six digits that can be a birth date (the day 1-31 or, for a coordination number, 61-91). */
static bool is_birth_date(const char *six)
{
    int month = (six[2] - '0') * 10 + six[3] - '0', day = (six[4] - '0') * 10 + six[5] - '0';
    return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
}

/* True if the ten digits' last is the Luhn check digit of the others, as in a personal identity number. */
static bool has_check_digit(const char *six, const char *four)
{
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        int digit = (i < 6 ? six[i] : four[i - 6]) - '0';
        if (i % 2 == 0)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

/* Looks for [YY]YYMMDD[-+]NNNN with a plausible date and a right check digit: persons have no place in Fördela. */
static bool has_personal_number(const char *text)
{
    for (const char *run = text; *run != '\0';) {
        if (!is_digit(*run)) {
            run++;
            continue;
        }
        size_t length = strspn(run, DIGITS);
        const char *next = run + length;
        bool parted = (*next == '-' || *next == '+') && strspn(next + 1, DIGITS) == 4;
        if (parted && (length == 6 || length == 8) && is_birth_date(next - 6) && has_check_digit(next - 6, next + 1))
            return true;
        if ((length == 10 || length == 12) && is_birth_date(next - 10) && has_check_digit(next - 10, next - 4))
            return true;
        run = next;
    }
    return false;
}

bool field_format_has_personal_number(const char *text)
{
    return has_personal_number(text);
}

static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');
    return *text == '\0' || (at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
                             strpbrk(text, " \t\"<>,;\\") == NULL && !has_controls(text, false));
}

bool field_format_fits(enum field_format format, const char *text)
{
    size_t length = strlen(text);
    int64_t days;
    switch (format) {
    case FORMAT_ANY:
        return true;
    case FORMAT_LINE:
        return !has_controls(text, false);
    case FORMAT_PROSE:
        return !has_controls(text, true);
    case FORMAT_DATE:
        return date_parse(text, &days) == OK;
    case FORMAT_WEEK:
        return week_parse(text, &days) == OK;
    case FORMAT_WHEN:
        return date_parse(text, &days) == OK || timestamp_parse(text, &days) == OK;
    case FORMAT_MUNICIPALITY:
        return length == 4 && all_of(text, DIGITS);
    case FORMAT_COUNTY:
        return length == 2 && all_of(text, DIGITS);
    case FORMAT_ORGANISATION:
        return length >= 2 && length <= 8 && all_of(text, CAPITAL DIGITS);
    case FORMAT_ARTICLE:
        return length >= 1 && length <= 16 && all_of(text, CAPITAL DIGITS "-_");
    case FORMAT_ID:
        return length == 26 && all_of(text, SMALL DIGITS);
    case FORMAT_USERNAME:
        return length >= 3 && length <= 64 && all_of(text, SMALL DIGITS ".-_@");
    case FORMAT_EMAIL:
        return is_email(text);
    case FORMAT_PROBLEM:
        return length >= 1 && length <= 64 && all_of(text, SMALL DIGITS "_");
    }
    return false;
}
