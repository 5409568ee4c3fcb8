/* The figures of a report's revision: one line per article, with lots, deliveries and parts. */
#ifndef FORDELA_STORE_REPORT_LINES_H
#define FORDELA_STORE_REPORT_LINES_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

/* No report has more lines than the catalogue has articles, nor a line more details than these. */
enum { REPORT_LINES_MAX = 200, REPORT_LOTS_MAX = 50, REPORT_DELIVERIES_MAX = 50, REPORT_PARTS_MAX = 100 };

enum report_part_kind { PART_SECTOR, PART_UNIT, PART_PRIVATE_UNIT, PART_KIND__COUNT };
extern const char *const report_part_words[PART_KIND__COUNT + 1];

struct report_lot {
    const char *lot_name; /* may be "" */
    int64_t quantity;
    const char *expires_on; /* date, last day of use */
};

struct report_delivery {
    int64_t quantity;
    const char *expected_on; /* date */
    bool confirmed;          /* by the supplier; only these count */
};

struct report_part {
    int kind; /* enum report_part_kind */
    const char *name;
    struct maybe stock, use_in_week;
};

struct report_line {
    const char *article;
    int64_t stock, use_in_week, need_next_week;
    struct maybe received, transferred_in, transferred_out, discarded, open_orders;
    struct report_lot *lots;
    size_t lot_count;
    struct report_delivery *deliveries;
    size_t delivery_count;
    struct report_part *parts;
    size_t part_count;
};

/* The lines of a revision with all details, by article code; none if there is no such revision. NOT_FOUND outside the
 * scope. */
MUST_USE enum outcome store_report_lines(struct scope scope, struct db *db, const char *municipality, const char *week,
                                         int64_t revision, struct arena *arena, struct report_line **ret_lines,
                                         size_t *ret_count);

/* The same without details: for comparing with what comes next. */
MUST_USE enum outcome store_report_figures(struct scope scope, struct db *db, const char *municipality,
                                           const char *week, int64_t revision, struct arena *arena,
                                           struct report_line **ret_lines, size_t *ret_count);

/* The lines of all revisions from `first` on, without details: for showing what each changed. By revision, then
 * article.
 */
struct report_revision_line {
    int64_t revision;
    struct report_line line;
};
MUST_USE enum outcome store_report_history(struct scope scope, struct db *db, const char *municipality,
                                           const char *week, int64_t first, struct arena *arena,
                                           struct report_revision_line **ret_lines, size_t *ret_count);

/* Writes the lines of a new revision; store_report_submit calls it. */
MUST_USE enum outcome store_report_lines_add(struct db *db, const char *municipality, const char *week,
                                             int64_t revision, const struct report_line *lines, size_t count);

#endif
