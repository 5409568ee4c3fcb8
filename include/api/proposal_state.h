/* A stored proposal as it stands now: rows loaded, indexed, and every figure recomputed from the lines that count. */
#ifndef FORDELA_API_PROPOSAL_STATE_H
#define FORDELA_API_PROPOSAL_STATE_H

#include "api/call.h"
#include "core/cover.h"
#include "store/proposals.h"
#include "store/reference_read.h"

struct proposal_state {
    struct proposal_head head;
    struct cover_thresholds thresholds; /* of the proposal's day */
    struct proposal_article_row *articles;
    size_t article_count;
    struct municipality *places;
    size_t place_count;
    struct proposal_position_row **positions; /* [article * place_count + place]; NULL = none */
    struct proposal_line_row *lines;          /* dropped ones included */
    size_t line_count;
    int64_t *net_packs;        /* as the lines stand now, own article; + receives */
    int64_t *out_packs;        /* sent as a substitute */
    int64_t *substitute_units; /* received as a substitute */
};

/* Loads and computes. NOT_FOUND outside c->scope. Sets c->etag. */
MUST_USE enum outcome proposal_state_load(struct call *c, const char *proposal_id, struct proposal_state *ret_state);

/* After a change of lines: net packs again. TOO_LARGE beyond 64 bits. */
MUST_USE enum outcome proposal_state_sum(struct proposal_state *state);

/* Packs that a line moves now: 0 when declined or dropped. */
int64_t proposal_line_packs(const struct proposal_line_row *line);

/* Position in the lists; their count when unknown. */
size_t proposal_article_index(const struct proposal_state *state, const char *code);
size_t proposal_place_index(const struct proposal_state *state, const char *code);

/* A position's stock in units with the lines as they stand; use per day. Unknown without both. */
struct known_int proposal_stock_now(const struct proposal_state *state, size_t article, size_t place);
struct known_rational proposal_use(const struct proposal_position_row *position);

/* Covers before, now, and under the baseline. */
MUST_USE enum outcome proposal_cover(const struct proposal_position_row *position, struct known_int stock,
                                     struct cover *ret_cover);

/* True if the place gives the article and ends below its safety days. */
MUST_USE enum outcome proposal_breaks_floor(const struct proposal_state *state, size_t article, size_t place,
                                            bool *ret_breaks);

#endif
