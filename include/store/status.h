/* What a report means: rate of use, usable stock, questions. Derived from the reports of the last weeks by the rules of
 * core/cover.h, kept in ppe_status so that nobody has to look at history to show or compute from it.
 *
 * The history of a week is the municipality's STATUS_WEEKS latest reports up to it. Changing a report therefore changes
 * the rates of the STATUS_WEEKS - 1 reports after it, and the trends of as many again, which show those rates' covers.
 */
#ifndef FORDELA_STORE_STATUS_H
#define FORDELA_STORE_STATUS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/cover.h"
#include "core/permit.h"
#include "store/articles.h"
#include "store/db.h"
#include "store/reports.h"

enum { STATUS_WEEKS = 8, STATUS_LATER_WEEKS = 2 * (STATUS_WEEKS - 1) };

/* A derived row: one article of one report. */
struct status {
    const char *municipality_code, *week, *article;
    int64_t reported_at; /* unix seconds: when the figures were true (store_report_as_of) */
    struct known_int stock, use_in_week, need_next_week; /* always known in stored rows; a draft may lack some */
    struct known_rational use_per_day;
    struct rational usable; /* at the report's time */
    int64_t wasted;         /* pieces, rounded up */
    uint32_t flags;         /* bits of core/plausible.h */
    const char *lots;       /* "quantity:2020-06-01" blank-separated, by date */
    const char *inbound;    /* confirmed deliveries, likewise */
    const char *trend;      /* "2020-W17:stock:use:cover" blank-separated, oldest first, this week last; cover in
                               hundredths of days, empty = none */
    struct cover cover;     /* usable/use_per_day at the report's time; not stored, follows from the two */
};

/* What is known of one article in one week: a report's line, or as much of it as a draft has. */
struct status_line {
    const char *article;
    struct known_int stock, use_in_week, need_next_week, received, transferred_in, transferred_out, discarded;
    const struct report_lot *lots;
    size_t lot_count;
    const struct report_delivery *deliveries;
    size_t delivery_count;
};
struct status_line status_line_of(const struct report_line *line);

/* The reported lines of the weeks around one. */
struct status_history_row {
    const char *article, *week;
    int64_t monday, revision;
    struct week_figures figures; /* weeks_ago 0 */
    struct maybe cover_centidays;
    int64_t need_next_week;
    const char *point; /* as it stands in a stored trend, point_length bytes; NULL = from the figures */
    size_t point_length;
};
struct status_history {
    struct status_history_row *rows; /* an article's weeks in their order */
    size_t count;
    int64_t counts_for, counts_from; /* the oldest Monday that counts for one; for any other it is looked for */
};

/* Looks for it once for all articles of a week. */
void status_history_settle(struct status_history *history, int64_t monday);

/* Reads the lines of the STATUS_WEEKS - 1 reports before the week, of the week's own and of STATUS_LATER_WEEKS after it
 * in one statement.
 * NOT_FOUND outside the scope. */
MUST_USE enum outcome store_status_history(struct scope scope, struct db *db, const char *municipality,
                                           const char *week, struct arena *arena, struct status_history *ret_history);

/* The row of one article in the week of this Monday, as if `line` stood in the report of as_of. Rows of history at or
 * after the week do not matter. pack: units per pack. Pure. ret_status->municipality_code is left NULL. */
MUST_USE enum outcome store_status_compute(struct arena *arena, const struct status_history *history, int64_t monday,
                                           const struct status_line *line, int64_t as_of, int64_t pack,
                                           struct status *ret_status);

/* Writes the rows of a report that has just changed, and those of the later reports that have it in their history.
 * lines: of the report's counting revision, of which as_of is the time. ret_statuses: of this week, in the lines'
 * order.
 */
MUST_USE enum outcome store_status_refresh(struct scope scope, struct db *db, const struct report *report,
                                           const struct report_line *lines, size_t line_count, int64_t as_of,
                                           const struct article *articles, size_t article_count, struct arena *arena,
                                           struct status **ret_statuses);

/* What a row says on a later day. */
struct status_now {
    int64_t age_days;
    struct known_rational usable; /* max(0, usable - rate * age) */
    struct cover cover;           /* of that */
    enum cover_status status;     /* grey when the report is too old */
    int64_t inbound;              /* pieces of confirmed deliveries expected from the day on */
    bool runs_out;                /* within STATUS_HORIZON_DAYS, with what is inbound */
    int64_t runs_out_on;          /* the day on which the stock reaches 0 */
};
enum { STATUS_HORIZON_DAYS = 365 };

/* The row on a day (not before its report): aged by the use since, judged, with what is on its way. Deliveries expected
 * before the day do not count: they are in a later report's stock, or late. Pure. */
MUST_USE enum outcome store_status_now(struct arena *arena, const struct status *status,
                                       const struct cover_thresholds *thresholds, int64_t day,
                                       struct status_now *ret_now);

/* The next "quantity:rest" of a blank-separated list, moving *at on; false at its end. ret_rest is borrowed from the
 * list and ends at ret_length. */
bool status_next_dated(const char **at, int64_t *ret_quantity, const char **ret_rest, size_t *ret_length);

/* The numbers of a trend's point, from behind its week on. ret_centidays: unknown where the point has no cover. */
void status_read_point(const char *numbers, int64_t *ret_stock, int64_t *ret_use, struct maybe *ret_centidays);

/* Units per pack of an article in a catalogue; 1 if it is not there. */
int64_t status_pack_of(const struct article *articles, size_t count, const char *code);

/* cover in hundredths of days, rounded down; unknown without days. */
struct maybe status_centidays(struct cover cover);

#endif
