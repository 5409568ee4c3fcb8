/* What a column of a table holds, told from its heading; private to src/io. */
#ifndef FORDELA_IO_DOSE_HEADING_H
#define FORDELA_IO_DOSE_HEADING_H

#include "io/dose_table.h"

enum column_role {
    COLUMN_UNKNOWN,
    COLUMN_AREA,
    COLUMN_PRODUCT,
    COLUMN_WEEK,
    COLUMN_FIGURE, /* doses, or persons: what they are of stands in the row */
    COLUMN_OF_WEEK,
    COLUMN_OF_PRODUCT,
    COLUMN_OF_BAND,
    COLUMN_TOTAL
};

struct column {
    enum column_role role;
    const char *week, *product; /* of COLUMN_OF_WEEK, COLUMN_OF_PRODUCT */
    int64_t age_from, age_to;
};

/* BROKEN: no memory. */
MUST_USE enum outcome heading_read(struct arena *arena, const struct dose_request *request, const char *cell,
                                   struct column *ret_column);

/* A week as people write it: "2021-W03", "2021v3", "v. 3 2021", "vecka 3", with a year "3". NULL: none. */
MUST_USE enum outcome heading_week(struct arena *arena, int64_t year, const char *cell, const char **ret_week);

/* The code of the name; NULL if there is none. A leading "Region" and a trailing "län" do not matter. */
MUST_USE enum outcome heading_name(struct arena *arena, const struct table_name *names, size_t count, const char *cell,
                                   const char **ret_code);

enum total_kind { TOTAL_NOT, TOTAL_OF_ROWS, TOTAL_NATION };
enum total_kind heading_total(const char *folded);

#endif
