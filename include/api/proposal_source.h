/* From stored reports to the engine's input, its canonical text, and back.
 *
 * The text holds everything that the computation reads and nothing else, in one fixed form: hashing it names the input,
 * and reading it back gives the same input, so that a proposal can be computed again years later. */
#ifndef FORDELA_API_PROPOSAL_SOURCE_H
#define FORDELA_API_PROPOSAL_SOURCE_H

#include "api/call.h"
#include "base/text.h"
#include "core/proposal.h"
#include "store/articles.h"
#include "store/policies.h"
#include "store/reference_read.h"

/* What is known of a pair beyond what the engine reads. */
struct proposal_pair_origin {
    const char *report_week; /* "" = no report */
    struct maybe report_age_days;
    const char **lot_expiry; /* date of each of the pair's lots, in the pair's order */
};

struct proposal_source {
    const char *county;
    int64_t as_of, today;
    struct policy policy;
    struct article *articles;
    struct municipality *places;
    struct proposal_input input;          /* what the engine computes from */
    struct proposal_pair_origin *origins; /* [article * place_count + place] */
    int64_t reports_counted, reports_missing;
    struct maybe oldest_age_days;
};

/* Choices of whoever asks; unset ones come from the county's policy. */
struct proposal_choices {
    const char *const *articles; /* codes, none = all of the catalogue */
    size_t article_count;
    struct maybe target_days, safety_days;
    int strict_rule; /* 0 = as the policy says, 1 = no, 2 = yes */
};

/* Reads everything at c->now through c->db. INVALID with violations for an unknown article (/articles/i). */
MUST_USE enum outcome proposal_source_read(struct call *c, const char *county, const struct proposal_choices *choices,
                                           struct proposal_source *ret_source);

/* The canonical text of the input. */
void proposal_input_write(const struct proposal_source *source, struct text *out);

/* The input in such a text. BROKEN: it is none of ours. */
MUST_USE enum outcome proposal_input_read(const char *text, struct arena *arena, struct proposal_input *ret_input);

/* The canonical text of a result: integers only, one line per thing. */
void proposal_result_write(const struct proposal_input *input, const struct proposal *result, struct text *out);

#endif
