/* The picture of a county: municipalities by articles, with cover, status, age and totals; and how one article's covers
 * have gone over the weeks.
 *
 * Asked for the week that is due now (or a later one), it shows the latest figures of each municipality, aged to today.
 * Asked for an earlier week it shows the reports not after that week, as they count now (corrections included), aged to
 * the day of that week's lock. */
#ifndef FORDELA_API_OVERVIEW_H
#define FORDELA_API_OVERVIEW_H

#include "api/call.h"
#include "api/cover_view.h"
#include "store/articles.h"
#include "store/overview.h"
#include "store/policies.h"

/* What is asked for. */
struct overview_ask {
    const char *county, *county_name;
    const char *week;  /* of the report column */
    const char *until; /* figures of no later week */
    int64_t monday;    /* of week */
    int64_t day;       /* the figures are aged to it */
    const char *day_text;
    struct policy policy; /* in force on the day */
    int64_t due_at;       /* of week */
    int64_t due_week;     /* Monday of the week due now */
};

struct trend_point {
    const char *week;
    int64_t stock, use;
    struct maybe cover_days;
};

struct overview_cell {
    const char *article;
    struct maybe stock, use_in_week, need_next_week;
    const char *use_per_day;        /* exact */
    struct maybe usable, use_centi; /* hundredths; use_centi is the CSV's: 10/3 would become a date there */
    int64_t wasted;
    struct cover_view cover;
    const char *runs_out_on;
    int64_t inbound;
    const char **questions;
    size_t question_count;
    struct trend_point *trend;
    size_t trend_count;
};

enum overview_report {
    OVERVIEW_ON_TIME,
    OVERVIEW_LATE,
    OVERVIEW_MISSING,
    OVERVIEW_RETURNED,
    OVERVIEW_DRAFT,
    OVERVIEW_REPORT__COUNT
};
extern const char *const overview_report_words[OVERVIEW_REPORT__COUNT + 1];

struct overview_municipality {
    const char *code, *name;
    int report; /* enum overview_report */
    const char *report_week;
    struct maybe submitted_at, age_days;
    int light;
    bool approved;
    struct overview_cell *cells; /* one per article, in the articles' order */
    size_t cell_count;
};

struct overview_article {
    const char *code, *name_sv, *name_en, *group, *unit;
    int64_t pack_size;
    struct maybe total_stock;
    const char *total_use_per_day;
    struct cover_view cover;
    int64_t acute, red, yellow, green, grey, not_applicable;
};

struct overview_county {
    const char *code, *name;
};
struct overview_counts {
    int64_t on_time, late, missing, returned, municipalities;
};

struct overview_view {
    struct overview_county county;
    const char *week, *today;
    struct policy policy;
    struct maybe as_of_newest, as_of_oldest;
    struct overview_counts counts;
    struct overview_article *articles;
    size_t article_count;
    struct overview_municipality *municipalities;
    size_t municipality_count;
};

extern const struct fields overview_output; /* of struct overview_view */
extern const struct query_field overview_query[];

/* Reads {county} and ?week. 404 for an unknown county, a violation for a week that has not begun. */
MUST_USE enum outcome overview_ask(struct call *c, struct overview_ask *ret_ask);

/* Sets c->etag from what the picture is made of, without making it. variant: of the representation. */
MUST_USE enum outcome overview_etag(struct call *c, const struct overview_ask *ask, const char *variant);

/* The picture as CSV, a row per municipality and article, in the caller's language. */
MUST_USE enum outcome overview_csv(struct call *c, const struct overview_view *view);

enum outcome api_overview(struct call *c);

#endif
