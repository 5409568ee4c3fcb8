/* Writing CSV as spreadsheets in Sweden read it: UTF-8 with a byte order mark, semicolons, decimal commas, CRLF lines.
 *
 * A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets an
 * apostrophe in front (OWASP, "CSV Injection"); numbers are written by functions of their own and stay numbers. */
#ifndef FORDELA_IO_CSV_H
#define FORDELA_IO_CSV_H

#include "base/maybe.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct csv {
    struct text *out; /* borrowed; its failure is the writer's */
    bool in_line;
};

/* Writes the byte order mark. */
struct csv csv_open(struct text *out);

/* One cell each, left to right. Unknown and NULL are an empty cell. */
void csv_text(struct csv *csv, const char *text);
void csv_int(struct csv *csv, int64_t number);
void csv_maybe(struct csv *csv, struct maybe number);
void csv_centi(struct csv *csv, struct maybe hundredths);
void csv_micro(struct csv *csv, int64_t millionths); /* 1,5 */
void csv_end_line(struct csv *csv);

#endif
