#include "api/assess_draft.h"

#include "core/week.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- fields of a draft --- */

enum cell_type { CELL_COUNT, CELL_DATE, CELL_TEXT };

static const struct {
    const char *name;
    size_t offset; /* of a known_int in struct status_line; 0 for what only the report has */
} number_fields[] = {
    {"stock", offsetof(struct status_line, stock)},
    {"use_in_week", offsetof(struct status_line, use_in_week)},
    {"need_next_week", offsetof(struct status_line, need_next_week)},
    {"received", offsetof(struct status_line, received)},
    {"transferred_in", offsetof(struct status_line, transferred_in)},
    {"transferred_out", offsetof(struct status_line, transferred_out)},
    {"discarded", offsetof(struct status_line, discarded)},
    {"open_orders", 0},
};
_Static_assert(offsetof(struct status_line, article) == 0, "no number stands at offset 0");

static const struct {
    const char *list, *name;
    enum cell_type type;
} list_fields[] = {
    {"lot", "quantity", CELL_COUNT},
    {"lot", "expires_on", CELL_DATE},
    {"lot", "lot_name", CELL_TEXT},
    {"delivery", "quantity", CELL_COUNT},
    {"delivery", "expected_on", CELL_DATE},
    {"delivery", "confirmed", CELL_TEXT},
    {"part", "kind", CELL_TEXT},
    {"part", "name", CELL_TEXT},
    {"part", "stock", CELL_COUNT},
    {"part", "use_in_week", CELL_COUNT},
};

enum { ENTRIES_MAX = 100 };

/* "lot.12.quantity" -> the entry's number and the row of list_fields; -1 if it is none. */
static int list_field(const char *field, size_t *ret_entry)
{
    size_t list = strcspn(field, ".");
    const char *number = field + list + (field[list] == '.');
    size_t digits = strspn(number, "0123456789");
    if (digits == 0 || digits > 2 || number[digits] != '.')
        return -1;
    for (size_t i = 0; i < sizeof list_fields / sizeof list_fields[0]; i++)
        if (strlen(list_fields[i].list) == list && strncmp(list_fields[i].list, field, list) == 0 &&
            strcmp(list_fields[i].name, number + digits + 1) == 0) {
            *ret_entry = (size_t)atoi(number);
            return (int)i;
        }
    return -1;
}

static int number_field(const char *field)
{
    for (size_t i = 0; i < sizeof number_fields / sizeof number_fields[0]; i++)
        if (strcmp(number_fields[i].name, field) == 0)
            return (int)i;
    return -1;
}

bool draft_field_exists(const char *field)
{
    size_t entry;
    return number_field(field) >= 0 || list_field(field, &entry) >= 0;
}

/* --- faults --- */

static const struct {
    const char *sv, *en;
} fault_texts[] = {
    [COUNT_WORD] = {"Skriv ett heltal.", "Write a whole number."},
    [COUNT_FRACTION] = {"Antalet måste vara ett heltal.", "The count must be a whole number."},
    [COUNT_NEGATIVE] = {"Antalet kan inte vara mindre än noll.", "The count cannot be below zero."},
    [COUNT_AMBIGUOUS] = {"Menas tusental eller decimaler? Skriv utan punkt och komma.",
                         "Thousands or decimals? Write it without point and comma."},
    [COUNT_TOO_LARGE] = {"Antalet är för stort.", "The count is too large."},
};
static const char date_sv[] = "Skriv datumet som 2020-04-27.", date_en[] = "Write the date as 2020-04-27.";

static enum outcome add_fault(struct call *c, struct assessed_line *line, const struct draft_cell *cell,
                              const char *message)
{
    struct cell_fault *faults = ARENA_ARRAY(&c->arena, line->invalid_count + 1, struct cell_fault);
    if (faults == NULL)
        return TOO_LARGE;
    if (line->invalid_count > 0)
        memcpy(faults, line->invalid_cells, line->invalid_count * sizeof *faults);
    faults[line->invalid_count++] = (struct cell_fault){cell->field, cell->text, message};
    line->invalid_cells = faults;
    return OK;
}

/* --- one article --- */

/* The entries of a line's lists as far as they can be read. */
struct entries {
    struct report_lot lots[ENTRIES_MAX];
    struct report_delivery deliveries[ENTRIES_MAX];
};

static enum outcome read_count(struct call *c, const struct draft_cell *cell, struct assessed_line *line,
                               struct known_int *ret_number)
{
    int64_t number;
    enum count_reading reading = count_read(cell->text, &number);
    if (reading == COUNT_NUMBER)
        *ret_number = known_int(number);
    else if (reading != COUNT_BLANK)
        return add_fault(c, line, cell, c->english ? fault_texts[reading].en : fault_texts[reading].sv);
    return OK;
}

static bool is_yes(const char *text)
{
    static const char *const words[] = {"yes", "ja", "true", "1", "x", "X", "Ja", "JA"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

static enum outcome read_entry(struct call *c, const struct draft_cell *cell, int field, size_t entry,
                               struct entries *entries, struct assessed_line *line)
{
    struct known_int number = {0};
    int64_t day;
    bool lot = strcmp(list_fields[field].list, "lot") == 0, delivery = strcmp(list_fields[field].list, "delivery") == 0;
    if (list_fields[field].type == CELL_COUNT)
        TRY(read_count(c, cell, line, &number));
    const char *date = list_fields[field].type == CELL_DATE && date_parse(cell->text, &day) == OK ? cell->text : NULL;
    if (list_fields[field].type == CELL_DATE && date == NULL && *cell->text != '\0')
        TRY(add_fault(c, line, cell, c->english ? date_en : date_sv));
    if (lot && list_fields[field].type == CELL_COUNT)
        entries->lots[entry].quantity = number.value;
    else if (lot && date != NULL)
        entries->lots[entry].expires_on = date;
    else if (delivery && list_fields[field].type == CELL_COUNT)
        entries->deliveries[entry].quantity = number.value;
    else if (delivery && date != NULL)
        entries->deliveries[entry].expected_on = date;
    else if (delivery && list_fields[field].type == CELL_TEXT)
        entries->deliveries[entry].confirmed = is_yes(cell->text);
    return OK;
}

/* Entries with a quantity and a date move to the front; the rest is not finished. */
static void keep_whole(struct entries *entries, struct status_line *line)
{
    for (size_t i = 0; i < ENTRIES_MAX; i++) {
        if (entries->lots[i].quantity > 0 && entries->lots[i].expires_on != NULL)
            entries->lots[line->lot_count++] = entries->lots[i];
        if (entries->deliveries[i].quantity > 0 && entries->deliveries[i].expected_on != NULL)
            entries->deliveries[line->delivery_count++] = entries->deliveries[i];
    }
    line->lots = entries->lots;
    line->deliveries = entries->deliveries;
}

static enum outcome read_cells(struct call *c, const struct draft_cell *cells, size_t count,
                               struct status_line *ret_line, struct assessed_line *line, size_t *ret_cells)
{
    struct entries *entries = NULL; /* most lines have none */
    for (size_t i = 0; i < count; i++) {
        const struct draft_cell *cell = &cells[i];
        size_t entry;
        if (strcmp(cell->article, ret_line->article) != 0)
            continue;
        (*ret_cells)++;
        int number = number_field(cell->field), list = number < 0 ? list_field(cell->field, &entry) : -1;
        if (number >= 0) {
            struct known_int unused = {0}, *target = &unused;
            if (number_fields[number].offset != 0)
                target = (struct known_int *)(void *)((char *)ret_line + number_fields[number].offset);
            TRY(read_count(c, cell, line, target));
        } else if (list >= 0) {
            if (entries == NULL && (entries = ARENA_NEW(&c->arena, struct entries)) == NULL)
                return TOO_LARGE;
            TRY(read_entry(c, cell, list, entry, entries, line));
        }
    }
    if (entries != NULL)
        keep_whole(entries, ret_line);
    return OK;
}

static enum outcome assess_article(struct call *c, const struct report_context *context,
                                   const struct status_history *history, int64_t as_of, const struct article *article,
                                   const struct draft_cell *cells, size_t count, struct assessment *assessment)
{
    struct status_line line = {.article = article->code};
    struct assessed_line faulty = {0}, *made = &assessment->lines[assessment->line_count];
    size_t own_cells = 0;
    TRY(read_cells(c, cells, count, &line, &faulty, &own_cells));
    bool whole = line.stock.known && line.use_in_week.known && line.need_next_week.known && faulty.invalid_count == 0;
    if ((article->active || own_cells > 0) && !whole)
        assessment->complete = false;
    if (own_cells == 0)
        return OK;
    struct status status;
    TRY(store_status_compute(&c->arena, history, context->monday, &line, as_of, article->pack_size, &status));
    TRY(assess_line(c, context, &status, made));
    made->invalid_cells = faulty.invalid_cells;
    made->invalid_count = faulty.invalid_count;
    assessment->line_count++;
    return OK;
}

enum outcome assess_draft(struct call *c, const struct report_context *context, const struct draft_cell *cells,
                          size_t count, struct assessment *ret_assessment)
{
    struct status_history history;
    int64_t as_of;
    TRY(report_figures_time(c, context, &as_of));
    TRY(store_status_history(c->scope, c->db, context->municipality.code, context->week, &c->arena, &history));
    struct assessment assessment = {.lines = ARENA_ARRAY(&c->arena, context->article_count, struct assessed_line),
                                    .complete = true};
    if (assessment.lines == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < context->article_count; i++)
        TRY(assess_article(c, context, &history, as_of, &context->articles[i], cells, count, &assessment));
    *ret_assessment = assessment;
    return OK;
}
