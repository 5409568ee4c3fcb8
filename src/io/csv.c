#include "io/csv.h"

#include <string.h>

struct csv csv_open(struct text *out)
{
    text_add_bytes(out, "\xef\xbb\xbf", 3);
    return (struct csv){.out = out};
}

static void begin_cell(struct csv *csv)
{
    if (csv->in_line)
        text_add_char(csv->out, ';');
    csv->in_line = true;
}

void csv_text(struct csv *csv, const char *text)
{
    begin_cell(csv);
    if (text == NULL || *text == '\0')
        return;
    bool formula = strchr("=+-@\t\r", *text) != NULL;
    bool quoted = strpbrk(text, ";\"\r\n") != NULL;
    if (quoted)
        text_add_char(csv->out, '"');
    if (formula)
        text_add_char(csv->out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            text_add_char(csv->out, '"');
        text_add_char(csv->out, *text);
    }
    if (quoted)
        text_add_char(csv->out, '"');
}

void csv_int(struct csv *csv, int64_t number)
{
    begin_cell(csv);
    text_add_int(csv->out, number);
}

void csv_maybe(struct csv *csv, struct maybe number)
{
    begin_cell(csv);
    if (number.known)
        text_add_int(csv->out, number.value);
}

void csv_centi(struct csv *csv, struct maybe hundredths)
{
    begin_cell(csv);
    if (!hundredths.known)
        return;
    /* The remainder's own sign would be lost in -0,5. */
    bool negative = hundredths.value < 0;
    uint64_t size = negative ? 0 - (uint64_t)hundredths.value : (uint64_t)hundredths.value;
    text_printf(csv->out, "%s%llu", negative ? "-" : "", (unsigned long long)(size / 100));
    if (size % 100 != 0)
        text_printf(csv->out, ",%02llu", (unsigned long long)(size % 100));
}

void csv_micro(struct csv *csv, int64_t millionths)
{
    begin_cell(csv);
    text_add_micro(csv->out, millionths, ',');
}

void csv_end_line(struct csv *csv)
{
    text_add_bytes(csv->out, "\r\n", 2);
    csv->in_line = false;
}
