/* The derived rows of a report as ppe_status keeps them: one text with a line for each article, in the order of the
 * articles' codes, its fields between tabs. Private to src/store. */
#ifndef FORDELA_STORE_STATUS_ROWS_H
#define FORDELA_STORE_STATUS_ROWS_H

#include "store/status.h"

/* The fields of a line, in their order. */
enum status_field {
    STATUS_ARTICLE,
    STATUS_STOCK,
    STATUS_USE_IN_WEEK,
    STATUS_NEED_NEXT_WEEK,
    STATUS_USE_PER_DAY, /* robust burn rate, "numerator/denominator"; empty = no week to judge from */
    STATUS_USABLE,      /* stock that can be used before it expires, at the report's time; a fraction too */
    STATUS_WASTED,      /* pieces that will expire unused, rounded up */
    STATUS_LOTS,        /* "quantity:expires_on" blank-separated, by expiry; empty = no dates known */
    STATUS_INBOUND,     /* confirmed deliveries "quantity:expected_on", by date */
    STATUS_FLAGS,       /* plausibility questions open, blank-separated codes (core/plausible.h) */
    STATUS_TREND,       /* as struct status has it */
    STATUS_FIELD__COUNT
};

/* The rows, in any order, as text. */
MUST_USE enum outcome status_rows_format(struct arena *arena, const struct status *rows, size_t count,
                                         const char **ret_text);

/* Takes the next line of the text apart in place and moves *at behind it; fields that are missing are empty. False at
 * the end. */
bool status_rows_next(char **at, const char *ret_fields[STATUS_FIELD__COUNT]);

/* The rows of a stored text, in the arena, behind those that are in the list. article: only its row, NULL = all; of the
 * text no more is copied than asked for. BROKEN: the text is not as status_rows_format writes it. */
struct status_rows_key {
    const char *municipality_code, *week;
    int64_t reported_at;
};
MUST_USE enum outcome status_rows_read(struct arena *arena, const struct status_rows_key *key, const char *text,
                                       const char *article, struct status **list, size_t *count);

/* BROKEN, with words for the log: whose text it was. */
enum outcome status_rows_complain(struct db *db, const struct status_rows_key *key);

/* Stores a report's rows in place of those that were there. */
MUST_USE enum outcome status_rows_put(struct db *db, const struct status_rows_key *key, const struct status *rows,
                                      size_t count, struct arena *arena);

/* The questions as a line keeps them. NULL without memory. */
const char *status_flag_names(struct arena *arena, uint32_t flags);

#endif
