/* What the server thinks of a report's figures, submitted or still being written: cover, questions, cells that are no
 * numbers. It never changes them. */
#ifndef FORDELA_API_ASSESS_H
#define FORDELA_API_ASSESS_H

#include "api/call.h"
#include "api/cover_view.h"
#include "api/report_context.h"
#include "store/status.h"

struct question_view {
    const char *code;
    int field; /* enum plausible_field */
    const char *message_sv, *message_en;
};

/* A cell of a draft that cannot be read. */
struct cell_fault {
    const char *field, *text, *message;
};

struct assessed_line {
    const char *article;
    struct cover_view cover;
    const char *use_per_day; /* exact, NULL = unknown */
    struct maybe usable;     /* hundredths of pieces */
    int64_t wasted;
    int64_t inbound;         /* pieces of the confirmed deliveries to come */
    const char *runs_out_on; /* date, NULL = not within a year or unknown */
    struct question_view *questions;
    size_t question_count;
    struct cell_fault *invalid_cells;
    size_t invalid_count;
};

struct assessment {
    struct assessed_line *lines;
    size_t line_count;
    bool complete; /* every active article has its three numbers and every cell can be read */
};
extern const struct fields assessment_of_fields; /* of struct assessment */

/* One line from its derived row, as of the row's own time. Faults are the caller's to add. */
MUST_USE enum outcome assess_line(struct call *c, const struct report_context *context, const struct status *status,
                                  struct assessed_line *ret_line);

/* A submitted report from its derived rows. Needs the context's articles. */
MUST_USE enum outcome assess_report(struct call *c, const struct report_context *context, const struct status *statuses,
                                    size_t count, struct assessment *ret_assessment);

/* The question that a code ("times_ten") stands for, in words; the code itself if there is no such question. */
const char *question_text(const char *code, bool english);

struct cover_thresholds thresholds_of(const struct policy *policy);

/* "15/2" in the arena; NULL for unknown or without memory (sets *failed then). */
const char *rational_text(struct arena *arena, struct known_rational number, bool *failed);

/* Hundredths, rounded down; unknown when unknown or too large for that. */
struct maybe rational_centi(struct known_rational number);

#endif
