/* Reading CSV as people send it: UTF-8 with or without a byte order mark; semicolons, commas or tabs (a tab in the
 * first twenty lines outside quotes, else what more of these lines have); quoted cells with doubled quotes and line
 * breaks (RFC 4180); CRLF, LF or CR. Bounded: what is longer is refused, not cut. */
#ifndef FORDELA_IO_CSV_READ_H
#define FORDELA_IO_CSV_READ_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stddef.h>
#include <stdint.h>

enum { CSV_MAX_ROWS = 5000, CSV_MAX_COLUMNS = 200, CSV_MAX_CELLS = 100000, CSV_MAX_CELL_BYTES = 2000 };

struct csv_row {
    const char *const *cells; /* trimmed of blanks at both ends (NBSP and narrow ones too), in the arena */
    size_t count;
};

struct csv_table {
    struct csv_row *rows; /* empty lines are rows without cells, so that numbers stay the sender's */
    size_t count;
    char separator;
};

/* Where reading stopped, both from 1. */
struct csv_fault {
    size_t row, column;
};

/* INVALID: not UTF-8, a NUL, a quote that is not closed or is followed by text; TOO_LARGE: beyond the bounds; both with
 * ret_fault written. BROKEN: no memory. */
MUST_USE enum outcome csv_read(struct arena *arena, const char *text, size_t length, struct csv_table *ret_table,
                               struct csv_fault *ret_fault);

/* The cell, from 0; "" outside the table. */
const char *csv_cell(const struct csv_table *table, size_t row, size_t column);

enum csv_value {
    CSV_NUMBER,
    CSV_MISSING,   /* empty, "-", "–", "..", "saknas", "uppgift saknas", "n/a" */
    CSV_WITHDRAWN, /* "återkallad", "indragen", "withdrawn" */
    CSV_NEGATIVE,
    CSV_MALFORMED
};

/* A whole number as people write it: blanks (also NBSP, narrow) between groups of three digits, a decimal part of
 * noughts ("1200,0") but not of three digits, which might be thousands ("1,000"): that is malformed, as is anything
 * with a fraction. ret_number is written for CSV_NUMBER alone; more than 18 digits are malformed. */
enum csv_value csv_whole_number(const char *cell, int64_t *ret_number);

/* Small letters (ASCII and å ä ö é ü) without blanks, '_', '-', '/', '.', ',', '*', ':' and brackets: for comparing
 * names and headings. NULL without memory. */
const char *csv_fold(struct arena *arena, const char *text);

#endif
