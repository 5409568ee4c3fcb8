/* Tables of figures as authorities publish them, read cell by cell: doses per region, product and week, or persons per
 * region and age band.
 *
 * The heading is the first of the first ten rows in which a column can be told: an area ("Region", "Län"), a product
 * ("Vaccin"), a week ("Vecka"), doses ("Doser", "Antal"), a week of its own ("2021-W03", "v. 3", "Vecka 3"), a product
 * of its own, an age band ("18-64", "70+"), or totals ("Totalt"). A cell's area, product and week come from its column,
 * else from its row, else from the request. The first column without a heading holds regions or products. Regions are
 * known by code or by any of their names; «Totalt», «Summa», «Riket», «Sverige» are printed totals when the table has
 * regions, otherwise the last two are the nation. Missing cells are missing, never zero. */
#ifndef FORDELA_IO_DOSE_TABLE_H
#define FORDELA_IO_DOSE_TABLE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "io/csv_read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Something with a code and names it may be written by; NULL names are skipped. */
struct table_name {
    const char *code;
    const char *names[4];
};

struct dose_request {
    const struct table_name *regions;
    size_t region_count;
    const struct table_name *products;
    size_t product_count;
    bool population;     /* age bands instead of products and weeks */
    const char *product; /* where the table does not say; "" = it must */
    const char *area;
    const char *week;
    int64_t year; /* of headings like "v. 3"; 0 = they must say */
};

enum dose_state { DOSE_VALUE, DOSE_MISSING, DOSE_WITHDRAWN };

/* A figure. Rows and columns from 0 here. */
struct dose_cell {
    size_t row, column;
    enum dose_state state;
    int64_t number;
    const char *text;                  /* as it stands */
    const char *product, *area, *week; /* week and product "" for a population */
    int64_t age_from, age_to;          /* of a population; 999 = and older */
};

/* A printed total and what its cells add up to. */
struct dose_total {
    size_t row, column;
    const char *label;
    int64_t printed, sum;
    size_t missing;                    /* cells without a figure in the sum */
    const char *product, *area, *week; /* "" = of several; area "00" = of all regions */
};

enum dose_fault_code {
    DOSE_FAULT_MALFORMED, /* no whole number, no heading */
    DOSE_FAULT_NEGATIVE,
    DOSE_FAULT_UNKNOWN_REFERENCE, /* no such region or product */
    DOSE_FAULT_MISSING,           /* the product, area or week of a figure is nowhere said */
    DOSE_FAULT_DUPLICATE,         /* two figures for one target */
    DOSE_FAULT_TOO_MANY,
    DOSE_FAULT__COUNT
};

struct dose_fault {
    size_t row, column;
    enum dose_fault_code code;
    const char *value; /* of the cell */
};

enum dose_shape { SHAPE_LIST, SHAPE_WEEKS, SHAPE_PRODUCTS, SHAPE_BANDS };

/* 21 regions x 80 weeks x 2 products; what is longer comes in two tables. */
enum { DOSE_MAX_FAULTS = 100, DOSE_MAX_CELLS = 4000, DOSE_MAX_TOTALS = 1000 };

struct dose_table {
    enum dose_shape shape;
    char separator;
    size_t rows_read;
    struct dose_cell *cells;
    size_t cell_count;
    struct dose_total *totals;
    size_t total_count;
    struct dose_fault *faults; /* the first DOSE_MAX_FAULTS; with any, nothing should be taken over */
    size_t fault_count;
};

/* Everything is borrowed from the text's copy in the arena. BROKEN: no memory. All else is told by faults. */
MUST_USE enum outcome dose_table_read(struct arena *arena, const char *text, size_t length,
                                      const struct dose_request *request, struct dose_table *ret_table);

#endif
