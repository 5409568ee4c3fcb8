/* Days, weeks, moments, counts and decimals as text; the forms of all fields. */
#include "fuzz.h"

#include "api/assess_draft.h"
#include "api/compute_decimal.h"
#include "api/field.h"
#include "core/week.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *text = text_of(bytes, length), day[DATE_CHARS + 1], week[WEEK_CHARS + 1], moment[TIMESTAMP_CHARS + 1];
    int64_t number = 0;
    if (date_parse(text, &number) == OK) {
        date_format(number, day);
        must(strcmp(day, text) == 0);
    }
    if (week_parse(text, &number) == OK) {
        week_format(number, week);
        must(strcmp(week, text) == 0 && week_of_date(number) == number);
    }
    if (timestamp_parse(text, &number) == OK) {
        timestamp_format(number, moment);
        must(strcmp(moment, text) == 0);
    }
    (void)count_read(text, &number);
    for (int format = FORMAT_ANY; format <= FORMAT_PROBLEM; format++)
        (void)field_format_fits((enum field_format)format, text);
    (void)field_format_has_personal_number(text);
    /* A decimal is what stands before a blank, another behind it: only those that JSON would let through. */
    size_t first = strspn(text, "0123456789"), second = text[first] == ' ' ? strspn(text + first + 1, "0123456789") : 0;
    if (first > 0 && second > 0) {
        const char *other = text + first + 1;
        int order = decimal_compare(text, first, other, second), back = decimal_compare(other, second, text, first);
        must((order > 0) - (order < 0) == (back < 0) - (back > 0));
    }
    free(text);
    return 0;
}
