#include "io/csv_read.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

struct reader {
    struct arena *arena;
    const char *at, *end;
    struct csv_table table;
    const char **cells; /* of the present row */
    size_t cell_count, total_cells;
    struct csv_row *rows;
    char *cell; /* being read */
};

/* Bytes of a blank at the place: space, tab, NBSP, thin and narrow NBSP, zero-width; 0 = none. */
static size_t blank_length(const char *at, const char *end)
{
    static const char *const blanks[] = {" ", "\t", "\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\xaf", "\xe2\x80\x8b", NULL};
    for (size_t i = 0; blanks[i] != NULL; i++) {
        size_t length = strlen(blanks[i]);
        if ((size_t)(end - at) >= length && memcmp(at, blanks[i], length) == 0)
            return length;
    }
    return 0;
}

/* A tab anywhere in the first lines; otherwise what more lines have: text and decimals have commas of their own. */
static char find_separator(const char *at, const char *end)
{
    enum { LINES = 20 };
    size_t with_semicolon = 0, with_comma = 0, lines = 0;
    bool quoted = false, semicolon = false, comma = false;
    for (; at < end && lines < LINES; at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (*at == '\t')
            return '\t';
        semicolon = semicolon || *at == ';';
        comma = comma || *at == ',';
        if (*at == '\n' || *at == '\r' || at + 1 == end) {
            with_semicolon += semicolon;
            with_comma += comma;
            semicolon = comma = false;
            lines++;
        }
    }
    return with_comma > with_semicolon ? ',' : ';';
}

/* Copies the cell without blanks at its ends. */
static enum outcome keep_cell(struct reader *reader, const char *start, const char *end)
{
    for (size_t length; start < end && (length = blank_length(start, end)) > 0;)
        start += length;
    for (const char *last = start, *next = start; next < end;) {
        size_t length = blank_length(next, end);
        next += length > 0 ? length : 1;
        if (length == 0)
            last = next;
        if (next >= end)
            end = last;
    }
    if (reader->cell_count == CSV_MAX_COLUMNS || ++reader->total_cells > CSV_MAX_CELLS)
        return TOO_LARGE;
    const char *cell = arena_copy(reader->arena, start, start < end ? (size_t)(end - start) : 0);
    reader->cells[reader->cell_count++] = cell;
    return cell != NULL ? OK : BROKEN;
}

static bool ends_cell(const struct reader *reader, const char *at)
{
    return at == reader->end || *at == reader->table.separator || *at == '\n' || *at == '\r';
}

static enum outcome read_quoted(struct reader *reader)
{
    size_t length = 0;
    for (reader->at++;;) {
        if (reader->at == reader->end)
            return INVALID; /* not closed */
        if (*reader->at == '"') {
            reader->at++;
            if (reader->at == reader->end || *reader->at != '"')
                break;
        }
        if (length == CSV_MAX_CELL_BYTES)
            return TOO_LARGE;
        reader->cell[length++] = *reader->at++;
    }
    for (size_t blank; !ends_cell(reader, reader->at) && (blank = blank_length(reader->at, reader->end)) > 0;)
        reader->at += blank;
    if (!ends_cell(reader, reader->at))
        return INVALID;
    return keep_cell(reader, reader->cell, reader->cell + length);
}

static enum outcome read_cell(struct reader *reader)
{
    const char *start = reader->at;
    while (!ends_cell(reader, start) && blank_length(start, reader->end) > 0)
        start += blank_length(start, reader->end);
    if (start < reader->end && *start == '"') {
        reader->at = start;
        return read_quoted(reader);
    }
    while (!ends_cell(reader, reader->at))
        reader->at++;
    return reader->at - start <= CSV_MAX_CELL_BYTES ? keep_cell(reader, start, reader->at) : TOO_LARGE;
}

static enum outcome read_row(struct reader *reader)
{
    reader->cell_count = 0;
    bool empty = ends_cell(reader, reader->at) && (reader->at == reader->end || *reader->at != reader->table.separator);
    while (!empty) {
        TRY(read_cell(reader));
        if (reader->at == reader->end || *reader->at != reader->table.separator)
            break;
        reader->at++;
    }
    if (reader->at < reader->end)
        reader->at += *reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n' ? 2 : 1;
    const char **kept = ARENA_ARRAY(reader->arena, reader->cell_count, const char *);
    if (kept == NULL)
        return BROKEN;
    memcpy(kept, reader->cells, reader->cell_count * sizeof *kept);
    reader->rows[reader->table.count++] = (struct csv_row){.cells = kept, .count = reader->cell_count};
    return OK;
}

enum outcome csv_read(struct arena *arena, const char *text, size_t length, struct csv_table *ret_table,
                      struct csv_fault *ret_fault)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (length >= 3 && memcmp(text, mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    *ret_fault = (struct csv_fault){1, 1};
    if (!utf8_valid(text, length) || memchr(text, '\0', length) != NULL)
        return INVALID;
    struct reader reader = {.arena = arena,
                            .at = text,
                            .end = text + length,
                            .table.separator = find_separator(text, text + length),
                            .cells = ARENA_ARRAY(arena, CSV_MAX_COLUMNS, const char *),
                            .rows = ARENA_ARRAY(arena, CSV_MAX_ROWS, struct csv_row),
                            .cell = arena_alloc(arena, CSV_MAX_CELL_BYTES)};
    if (reader.cells == NULL || reader.rows == NULL || reader.cell == NULL)
        return BROKEN;
    while (reader.at < reader.end) {
        enum outcome outcome = reader.table.count < CSV_MAX_ROWS ? read_row(&reader) : TOO_LARGE;
        if (outcome != OK) {
            *ret_fault = (struct csv_fault){reader.table.count + 1, reader.cell_count + 1};
            return outcome;
        }
    }
    reader.table.rows = reader.rows;
    *ret_table = reader.table;
    return OK;
}

const char *csv_cell(const struct csv_table *table, size_t row, size_t column)
{
    return row < table->count && column < table->rows[row].count ? table->rows[row].cells[column] : "";
}

static bool is_one_of(const char *cell, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(cell, words[i]) == 0)
            return true;
    return false;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* Digits with blanks between groups of three; the length read, 0 = none. */
static size_t read_digits(const char *at, int64_t *ret_number)
{
    const char *start = at, *end = at + strlen(at);
    int64_t number = 0;
    int digits = 0, group = 0;
    bool grouped = false;
    while (at < end) {
        size_t blank = blank_length(at, end);
        if (blank > 0 && digits > 0 && is_digit(at[blank])) {
            if (grouped ? group != 3 : group > 3)
                return 0;
            grouped = true;
            group = 0;
            at += blank;
        }
        if (!is_digit(*at))
            break;
        if (++digits > 18)
            return 0; /* no count of anything, and more than fits */
        number = number * 10 + (*at++ - '0');
        group++;
    }
    if (digits == 0 || (grouped && group != 3))
        return 0;
    *ret_number = number;
    return (size_t)(at - start);
}

enum csv_value csv_whole_number(const char *cell, int64_t *ret_number)
{
    static const char *const missing[] = {
        "", "-", "–", "—", ".", "..", "…", "...", "n/a", "saknas", "Saknas", "uppgift saknas", NULL};
    static const char *const withdrawn[] = {"återkallad", "Återkallad", "indragen", "Indragen",
                                            "withdrawn",  "Withdrawn",  NULL};
    if (is_one_of(cell, missing))
        return CSV_MISSING;
    if (is_one_of(cell, withdrawn))
        return CSV_WITHDRAWN;
    bool negative = *cell == '-' || strncmp(cell, "−", strlen("−")) == 0 || strncmp(cell, "–", strlen("–")) == 0;
    if (negative)
        cell += *cell == '-' ? 1 : strlen("−");
    int64_t number = 0;
    size_t length = read_digits(cell, &number);
    const char *rest = cell + length;
    if (length == 0)
        return CSV_MALFORMED;
    if (*rest == ',' || *rest == '.') {
        size_t noughts = strspn(rest + 1, "0");
        if (noughts == 0 || noughts == 3 || rest[1 + noughts] != '\0')
            return CSV_MALFORMED;
    } else if (*rest != '\0')
        return CSV_MALFORMED;
    if (negative && number != 0)
        return CSV_NEGATIVE;
    *ret_number = number;
    return CSV_NUMBER;
}

const char *csv_fold(struct arena *arena, const char *text)
{
    static const char *const pairs[][2] = {{"Å", "å"}, {"Ä", "ä"}, {"Ö", "ö"}, {"É", "é"}, {"Ü", "ü"}, {NULL, NULL}};
    const char *end = text + strlen(text);
    char *folded = arena_alloc(arena, strlen(text) + 1), *out = folded;
    if (folded == NULL)
        return NULL;
    while (text < end) {
        size_t blank = blank_length(text, end);
        if (blank > 0 || strchr("_-/.,*:()[]\n\r", *text) != NULL) {
            text += blank > 0 ? blank : 1;
            continue;
        }
        size_t pair = 0;
        while (pairs[pair][0] != NULL && strncmp(text, pairs[pair][0], 2) != 0)
            pair++;
        if (pairs[pair][0] != NULL) {
            memcpy(out, pairs[pair][1], 2);
            out += 2;
            text += 2;
        } else {
            *out++ = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;
            text++;
        }
    }
    *out = '\0';
    return folded;
}
