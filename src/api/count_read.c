/* Counts as people write them: the reading of api/assess_draft.h. */
#include "api/assess_draft.h"

#include "api/report_fields.h"

#include <string.h>

enum { PLAIN_BYTES = 64 };

static const struct {
    const char *bytes;
    char plain; /* what it stands for; 0 = nothing */
} signs[] = {
    {"\xc2\xa0", ' '},     {"\xe2\x80\x87", ' '}, {"\xe2\x80\x89", ' '}, {"\xe2\x80\xaf", ' '}, /* no-break, thin … */
    {"\t", ' '},           {"\n", ' '},           {"\r", ' '},                                  /* white */
    {"\xe2\x88\x92", '-'}, {"\xe2\x80\x90", '-'}, {"\xe2\x80\x91", '-'}, {"\xe2\x80\x92", '-'}, /* minus, hyphens … */
    {"\xe2\x80\x93", '-'}, {"\xe2\x80\x8b", 0},   {"\xe2\x80\x8e", 0},   {"\xef\xbb\xbf", 0},   /* … and no width */
};

/* The text in ASCII, trimmed; false if anything else is in it or it is too long for a number. */
static bool to_plain(const char *text, char ret_plain[PLAIN_BYTES])
{
    size_t length = 0;
    while (*text != '\0') {
        char plain = *text;
        size_t step = 1;
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
            if (strncmp(text, signs[i].bytes, strlen(signs[i].bytes)) == 0) {
                plain = signs[i].plain;
                step = strlen(signs[i].bytes);
            }
        text += step;
        if (plain == 0 || (plain == ' ' && length == 0))
            continue;
        if ((unsigned char)plain >= 0x80 || length + 1 == PLAIN_BYTES)
            return false;
        ret_plain[length++] = plain;
    }
    while (length > 0 && ret_plain[length - 1] == ' ')
        length--;
    ret_plain[length] = '\0';
    return true;
}

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* Removes the mark between groups of three ("1 200 000"); false if it parts anything else. The groups end where the
 * decimals begin, or the text. */
static bool join_groups(char *text, char mark)
{
    char *out = text;
    size_t first = digits_at(text);
    if (first < 1 || first > 3)
        return false;
    out += first;
    const char *in = out;
    while (*in == mark) {
        if (digits_at(in + 1) != 3)
            return false;
        memmove(out, in + 1, 3);
        out += 3;
        in += 4;
    }
    memmove(out, in, strlen(in) + 1);
    return true;
}

/* Digits, perhaps a decimal mark and digits; the value's whole part, and whether the rest is 0. */
static enum count_reading read_plain(const char *text, bool negative, int64_t *ret_count)
{
    size_t whole = digits_at(text);
    const char *rest = text + whole;
    if (whole == 0 || (*rest != '\0' && *rest != '.' && *rest != ',') ||
        (*rest != '\0' && rest[1 + digits_at(rest + 1)] != '\0'))
        return COUNT_WORD;
    int64_t value = 0;
    for (size_t i = 0; i < whole; i++) {
        value = value * 10 + (text[i] - '0');
        if (value > REPORT_COUNT_MAX)
            return negative ? COUNT_NEGATIVE : COUNT_TOO_LARGE;
    }
    bool fraction = *rest != '\0' && rest[1 + strspn(rest + 1, "0")] != '\0';
    if (negative && (value > 0 || fraction))
        return COUNT_NEGATIVE;
    if (fraction)
        return COUNT_FRACTION;
    *ret_count = value;
    return COUNT_NUMBER;
}

/* One mark with three digits behind: thousands in one language, a fraction in another. */
static bool is_ambiguous(const char *text)
{
    size_t first = digits_at(text);
    return first >= 1 && first <= 3 && text[0] != '0' && (text[first] == '.' || text[first] == ',') &&
           digits_at(text + first + 1) == 3 && text[first + 4] == '\0';
}

/* How often a mark occurs. */
static size_t occurrences(const char *text, char mark)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == mark;
    return count;
}

enum count_reading count_read(const char *text, int64_t *ret_count)
{
    char plain[PLAIN_BYTES];
    if (!to_plain(text, plain))
        return COUNT_WORD;
    if (*plain == '\0')
        return COUNT_BLANK;
    bool negative = *plain == '-';
    char *number = plain + (*plain == '-' || *plain == '+');
    while (negative && *number == ' ')
        number++;
    if (strchr(number, ' ') != NULL) {
        if (!join_groups(number, ' '))
            return COUNT_WORD;
    } else if (is_ambiguous(number)) {
        return negative ? COUNT_NEGATIVE : COUNT_AMBIGUOUS;
    } else {
        /* "1.200.000" and "1,200.5": one mark parts thousands when there are several of it, or another behind it. */
        size_t points = occurrences(number, '.'), commas = occurrences(number, ',');
        const char *comma = strchr(number, ','), *point = strchr(number, '.');
        char mark = points > 1 || (points == 1 && commas == 1 && point < comma)   ? '.'
                    : commas > 1 || (points == 1 && commas == 1 && comma < point) ? ','
                                                                                  : '\0';
        if (mark != '\0' && !join_groups(number, mark))
            return COUNT_WORD;
    }
    return read_plain(number, negative, ret_count);
}
