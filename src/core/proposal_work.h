/* What the steps of core/proposal.h hand on to each other. Private to core. */
#ifndef FORDELA_CORE_PROPOSAL_WORK_H
#define FORDELA_CORE_PROPOSAL_WORK_H

#include "core/proposal.h"

/* Packs of one article that move for one purpose: for itself, or to cover for a lower class. */
struct proposal_row {
    size_t article;
    int64_t covers_for;
};

struct proposal_work {
    struct arena *arena;  /* what the steps need: gone when the proposal is computed (a nation's work is megabytes) */
    struct arena *result; /* what the proposal points to */
    const struct proposal_input *input;
    struct proposal *proposal;
    struct distances distances;
    struct redistribute_place *places; /* [article * place_count + place] */
    int64_t *expiring;                 /* likewise: pieces, 0 below the target */
    struct proposal_row *rows;
    int64_t *row_net; /* [row * place_count + place]: before filters */
    size_t row_count;
};

/* Packs of a pair that would expire unused and may go before anything else. */
static inline int64_t proposal_expiring_packs(const struct proposal_work *work, size_t article, size_t cell)
{
    return work->places[cell].may_give ? work->expiring[cell] / work->input->articles[article].pack : 0;
}

static inline size_t proposal_cell(const struct proposal_work *work, size_t article, size_t place)
{
    return article * work->input->place_count + place;
}

/* One article as an input of the engine; its places are those of the work. */
struct redistribute_input proposal_engine_input(const struct proposal_work *work, size_t article);

/* Appends the rows of substitutes and sets own_substitute_pieces. After the articles' own rows. */
MUST_USE enum outcome proposal_substitute(struct proposal_work *work);

/* Transports, filters, lots: lines, dropped, lanes. Sets net and substitute packs of the positions. */
MUST_USE enum outcome proposal_make_lines(struct proposal_work *work);

/* Covers of a line's giver and receiver, before and after, once the positions' covers are known. */
void proposal_explain_lines(struct proposal_work *work);

/* The nearest-neighbour baseline: baseline_net_packs and the baseline's lanes, packs and pack-km. */
MUST_USE enum outcome proposal_baseline(struct proposal_work *work);

#endif
