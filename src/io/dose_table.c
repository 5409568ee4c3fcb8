#include "io/dose_table.h"

#include "dose_heading.h"

#include <stdlib.h>
#include <string.h>

enum { HEADING_ROWS = 10 };

/* What a row is about. */
struct row {
    enum { ROW_EMPTY, ROW_DATA, ROW_TOTAL, ROW_UNKNOWN } kind;
    const char *area, *product, *week; /* NULL = not said in the row */
    const char *label;
    size_t label_column;
};

struct reading {
    struct arena *arena;
    const struct dose_request *request;
    struct csv_table csv;
    size_t heading; /* row of the heading */
    struct column columns[CSV_MAX_COLUMNS];
    size_t column_count;
    bool has_label; /* the first column has no heading of its own and holds regions or products */
    bool has_regions;
    struct row *rows;
    struct dose_table table;
};

static void complain(struct reading *reading, size_t row, size_t column, enum dose_fault_code code)
{
    struct dose_table *table = &reading->table;
    if (table->fault_count < DOSE_MAX_FAULTS)
        table->faults[table->fault_count++] = (struct dose_fault){
            .row = row, .column = column, .code = code, .value = csv_cell(&reading->csv, row, column)};
}

static bool holds_figures(enum column_role role)
{
    return role == COLUMN_FIGURE || role == COLUMN_OF_WEEK || role == COLUMN_OF_PRODUCT || role == COLUMN_OF_BAND;
}

/* The first row that names a column with figures. */
static enum outcome find_heading(struct reading *reading, bool *ret_found)
{
    *ret_found = false;
    for (size_t row = 0; row < reading->csv.count && row < HEADING_ROWS && !*ret_found; row++) {
        reading->column_count = reading->csv.rows[row].count;
        for (size_t i = 0; i < reading->column_count; i++) {
            TRY(heading_read(reading->arena, reading->request, csv_cell(&reading->csv, row, i), &reading->columns[i]));
            /* A title of one cell that happens to be a product's name is no heading. */
            *ret_found = *ret_found || (holds_figures(reading->columns[i].role) && reading->column_count > 1);
        }
        reading->heading = row;
    }
    return OK;
}

/* The first column without a role is the label; others without one are faults unless they are empty throughout. */
static void settle_columns(struct reading *reading)
{
    bool area_known = false;
    for (size_t i = 0; i < reading->column_count; i++)
        area_known = area_known || reading->columns[i].role == COLUMN_AREA;
    for (size_t i = 0; i < reading->column_count; i++) {
        struct column *column = &reading->columns[i];
        if (i == 0 && column->role == COLUMN_UNKNOWN && !area_known)
            reading->has_label = true;
        else if (column->role == COLUMN_UNKNOWN && *csv_cell(&reading->csv, reading->heading, i) != '\0')
            complain(reading, reading->heading, i, DOSE_FAULT_MALFORMED);
        if (column->role == COLUMN_FIGURE)
            reading->table.shape = SHAPE_LIST;
        else if (column->role == COLUMN_OF_WEEK)
            reading->table.shape = SHAPE_WEEKS;
        else if (column->role == COLUMN_OF_PRODUCT)
            reading->table.shape = SHAPE_PRODUCTS;
        else if (column->role == COLUMN_OF_BAND)
            reading->table.shape = SHAPE_BANDS;
    }
}

static enum outcome read_area(struct reading *reading, size_t index, size_t column, struct row *row)
{
    const char *cell = csv_cell(&reading->csv, index, column), *folded = csv_fold(reading->arena, cell);
    if (folded == NULL)
        return BROKEN;
    row->label = cell;
    row->label_column = column;
    enum total_kind total = heading_total(folded);
    if (total != TOTAL_NOT) {
        row->kind = ROW_TOTAL;
        row->area = total == TOTAL_NATION ? "00" : NULL; /* the nation's own figures if no region has any */
        return OK;
    }
    TRY(heading_name(reading->arena, reading->request->regions, reading->request->region_count, cell, &row->area));
    if (row->area != NULL)
        reading->has_regions = true;
    else if (reading->columns[column].role == COLUMN_AREA && *cell != '\0')
        row->kind = ROW_UNKNOWN;
    return OK;
}

/* A label that names nothing: a total of products, or nobody knows what. */
static enum outcome read_stranger(struct reading *reading, const char *cell, size_t column, struct row *row)
{
    const char *folded = csv_fold(reading->arena, cell);
    if (folded == NULL)
        return BROKEN;
    row->label_column = column;
    if (row->kind == ROW_TOTAL)
        return OK;
    row->kind = heading_total(folded) == TOTAL_OF_ROWS ? ROW_TOTAL : ROW_UNKNOWN;
    row->label = cell;
    return OK;
}

/* Area, product and week as far as the row's own cells tell them. */
static enum outcome read_labels(struct reading *reading, size_t index, struct row *row)
{
    const struct dose_request *request = reading->request;
    for (size_t i = 0; i < reading->column_count; i++) {
        const char *cell = csv_cell(&reading->csv, index, i);
        enum column_role role = reading->columns[i].role;
        if (*cell == '\0')
            continue;
        if (role == COLUMN_AREA || (i == 0 && reading->has_label))
            TRY(read_area(reading, index, i, row));
        if (role == COLUMN_PRODUCT || (i == 0 && reading->has_label && row->area == NULL && row->kind == ROW_DATA)) {
            TRY(heading_name(reading->arena, request->products, request->product_count, cell, &row->product));
            if (row->product == NULL)
                TRY(read_stranger(reading, cell, i, row));
        }
        if (role == COLUMN_WEEK) {
            TRY(heading_week(reading->arena, request->year, cell, &row->week));
            if (row->week == NULL)
                complain(reading, index, i, DOSE_FAULT_MALFORMED);
        }
    }
    return OK;
}

static enum outcome read_rows(struct reading *reading)
{
    for (size_t i = reading->heading + 1; i < reading->csv.count; i++) {
        struct row *row = &reading->rows[i];
        bool figures = false, anything = false;
        for (size_t j = 0; j < reading->csv.rows[i].count; j++) {
            anything = anything || *csv_cell(&reading->csv, i, j) != '\0';
            figures = figures || (j < reading->column_count && holds_figures(reading->columns[j].role) &&
                                  *csv_cell(&reading->csv, i, j) != '\0');
        }
        if (!anything)
            continue;
        row->kind = ROW_DATA;
        TRY(read_labels(reading, i, row));
        if (row->kind == ROW_UNKNOWN && !figures)
            row->kind = ROW_EMPTY; /* a footnote */
        else if (row->kind == ROW_UNKNOWN)
            complain(reading, i, row->label_column, DOSE_FAULT_UNKNOWN_REFERENCE);
        reading->table.rows_read += row->kind != ROW_EMPTY;
    }
    return OK;
}

static const char *first_said(const char *a, const char *b, const char *c)
{
    return a != NULL && *a != '\0' ? a : b != NULL && *b != '\0' ? b : c != NULL ? c : "";
}

/* What the figure in this place is of. */
static struct dose_cell target_of(const struct reading *reading, size_t row_index, size_t column_index)
{
    const struct row *row = &reading->rows[row_index];
    const struct column *column = &reading->columns[column_index];
    bool population = reading->request->population;
    return (struct dose_cell){
        .row = row_index,
        .column = column_index,
        .text = csv_cell(&reading->csv, row_index, column_index),
        .area = first_said(row->area, reading->request->area, NULL),
        .product = population ? "" : first_said(column->product, row->product, reading->request->product),
        .week = population ? "" : first_said(column->week, row->week, reading->request->week),
        .age_from = column->age_from,
        .age_to = column->age_to,
    };
}

/* Reads the figure; false when there is none to keep (missing ones are kept). */
static bool read_figure(struct reading *reading, struct dose_cell *cell)
{
    switch (csv_whole_number(csv_cell(&reading->csv, cell->row, cell->column), &cell->number)) {
    case CSV_NUMBER:
        cell->state = DOSE_VALUE;
        return true;
    case CSV_MISSING:
        cell->state = DOSE_MISSING;
        return true;
    case CSV_WITHDRAWN:
        cell->state = DOSE_WITHDRAWN;
        return true;
    case CSV_NEGATIVE:
        complain(reading, cell->row, cell->column, DOSE_FAULT_NEGATIVE);
        return false;
    case CSV_MALFORMED:
        break;
    }
    complain(reading, cell->row, cell->column, DOSE_FAULT_MALFORMED);
    return false;
}

static void read_cell(struct reading *reading, size_t row_index, size_t column_index)
{
    struct dose_cell cell = target_of(reading, row_index, column_index);
    if (!read_figure(reading, &cell))
        return;
    bool said = *cell.area != '\0' && (reading->request->population || (*cell.product != '\0' && *cell.week != '\0'));
    if (!said && cell.state == DOSE_VALUE)
        complain(reading, row_index, column_index, DOSE_FAULT_MISSING);
    else if (said && reading->table.cell_count == DOSE_MAX_CELLS)
        complain(reading, row_index, column_index, DOSE_FAULT_TOO_MANY);
    else if (said)
        reading->table.cells[reading->table.cell_count++] = cell;
}

static int by_target(const void *left, const void *right)
{
    const struct dose_cell *a = *(const struct dose_cell *const *)left, *b = *(const struct dose_cell *const *)right;
    int order = strcmp(a->area, b->area);
    order = order != 0 ? order : strcmp(a->product, b->product);
    order = order != 0 ? order : strcmp(a->week, b->week);
    order = order != 0 ? order : (a->age_from > b->age_from) - (a->age_from < b->age_from);
    return order != 0 ? order : (a->age_to > b->age_to) - (a->age_to < b->age_to);
}

static enum outcome find_duplicates(struct reading *reading)
{
    size_t count = reading->table.cell_count;
    const struct dose_cell **sorted = ARENA_ARRAY(reading->arena, count, const struct dose_cell *);
    if (sorted == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &reading->table.cells[i];
    qsort(sorted, count, sizeof(const struct dose_cell *), by_target);
    for (size_t i = 1; i < count; i++)
        if (by_target(&sorted[i - 1], &sorted[i]) == 0) {
            const struct dose_cell *later = sorted[i - 1] < sorted[i] ? sorted[i] : sorted[i - 1];
            complain(reading, later->row, later->column, DOSE_FAULT_DUPLICATE);
        }
    return OK;
}

/* Adds the total up over the cells that it claims to be of. */
static void keep_total(struct reading *reading, struct dose_total total, bool of_row)
{
    const struct row *row = &reading->rows[total.row];
    bool all_areas = *total.area == '\0' || strcmp(total.area, "00") == 0;
    for (size_t i = 0; i < reading->table.cell_count; i++) {
        const struct dose_cell *cell = &reading->table.cells[i];
        if (of_row ? cell->row != total.row
                   : cell->column != total.column || (!all_areas && strcmp(cell->area, total.area) != 0) ||
                         (row->product != NULL && strcmp(cell->product, row->product) != 0) ||
                         (row->week != NULL && strcmp(cell->week, row->week) != 0))
            continue;
        total.missing += cell->state != DOSE_VALUE;
        if (cell->state == DOSE_VALUE && __builtin_add_overflow(total.sum, cell->number, &total.sum)) {
            complain(reading, total.row, total.column, DOSE_FAULT_MALFORMED);
            return;
        }
    }
    if (reading->table.total_count == DOSE_MAX_TOTALS)
        complain(reading, total.row, total.column, DOSE_FAULT_TOO_MANY);
    else
        reading->table.totals[reading->table.total_count++] = total;
}

/* A row's own total, and a column's: only where a figure is printed. */
static void read_total(struct reading *reading, size_t row_index, size_t column_index, bool of_row)
{
    struct dose_cell cell = target_of(reading, row_index, column_index);
    const struct row *row = &reading->rows[row_index];
    bool products_down = !reading->has_regions && row->product == NULL;
    if (!read_figure(reading, &cell) || cell.state != DOSE_VALUE || reading->request->population)
        return;
    keep_total(reading,
               (struct dose_total){
                   .row = row_index,
                   .column = column_index,
                   .label = of_row ? csv_cell(&reading->csv, reading->heading, column_index) : row->label,
                   .printed = cell.number,
                   .area = of_row                 ? cell.area
                           : reading->has_regions ? "00"
                                                  : cell.area,
                   .product = !of_row && products_down && reading->columns[column_index].product == NULL &&
                                      *reading->request->product == '\0'
                                  ? ""
                                  : cell.product,
                   .week = of_row ? first_said(row->week, NULL, NULL) : cell.week,
               },
               of_row);
}

static enum outcome read_figures(struct reading *reading)
{
    for (size_t i = reading->heading + 1; i < reading->csv.count; i++) {
        struct row *row = &reading->rows[i];
        if (row->kind == ROW_TOTAL && row->area != NULL && !reading->has_regions)
            row->kind = ROW_DATA; /* «Riket» alone: the nation's own figures */
        for (size_t j = 0; row->kind == ROW_DATA && j < reading->column_count; j++)
            if (holds_figures(reading->columns[j].role))
                read_cell(reading, i, j);
    }
    TRY(find_duplicates(reading));
    for (size_t i = reading->heading + 1; i < reading->csv.count; i++)
        for (size_t j = 0; j < reading->column_count; j++) {
            bool of_row = reading->columns[j].role == COLUMN_TOTAL;
            if (reading->rows[i].kind == ROW_DATA && of_row)
                read_total(reading, i, j, true);
            else if (reading->rows[i].kind == ROW_TOTAL && holds_figures(reading->columns[j].role))
                read_total(reading, i, j, false);
        }
    return OK;
}

/* Figures beyond the heading's columns belong to nothing. */
static void find_strays(struct reading *reading)
{
    for (size_t i = reading->heading + 1; i < reading->csv.count; i++)
        for (size_t j = reading->column_count; j < reading->csv.rows[i].count; j++)
            if (*csv_cell(&reading->csv, i, j) != '\0' && reading->rows[i].kind != ROW_EMPTY)
                complain(reading, i, j, DOSE_FAULT_MALFORMED);
}

enum outcome dose_table_read(struct arena *arena, const char *text, size_t length, const struct dose_request *request,
                             struct dose_table *ret_table)
{
    struct reading *reading = ARENA_NEW(arena, struct reading);
    struct csv_fault fault;
    bool found;
    if (reading == NULL || (reading->table.faults = ARENA_ARRAY(arena, DOSE_MAX_FAULTS, struct dose_fault)) == NULL)
        return BROKEN;
    reading->arena = arena;
    reading->request = request;
    enum outcome outcome = csv_read(arena, text, length, &reading->csv, &fault);
    if (outcome == BROKEN)
        return BROKEN;
    if (outcome != OK) {
        complain(reading, fault.row - 1, fault.column - 1,
                 outcome == TOO_LARGE ? DOSE_FAULT_TOO_MANY : DOSE_FAULT_MALFORMED);
        *ret_table = reading->table;
        return OK;
    }
    reading->table.separator = reading->csv.separator;
    reading->rows = ARENA_ARRAY(arena, reading->csv.count, struct row);
    reading->table.cells = ARENA_ARRAY(arena, DOSE_MAX_CELLS, struct dose_cell);
    reading->table.totals = ARENA_ARRAY(arena, DOSE_MAX_TOTALS, struct dose_total);
    if (reading->rows == NULL || reading->table.cells == NULL || reading->table.totals == NULL)
        return BROKEN;
    TRY(find_heading(reading, &found));
    if (!found)
        complain(reading, 0, 0, DOSE_FAULT_MISSING);
    else {
        settle_columns(reading);
        TRY(read_rows(reading));
        TRY(read_figures(reading));
        find_strays(reading);
    }
    *ret_table = reading->table;
    return OK;
}
