/* A whole redistribution proposal as one pure call: several articles, the municipalities of a county or of the nation.
 *
 * Steps: (1) each article by the pooled greedy, plain and strict, what will expire unused first: whole packs of it
 * stand in the pot as if a place without use gave them, and giving them lowers nobody's cover (only for places at or
 * over the target: nobody gives and receives); (2) substitutes: what is left over its own target goes to the class
 * below; (3) transports, lanes shared by the articles; (4) filters on each line, what is dropped goes back to its
 * giver; (5) lots, first to expire first; (6) what is still missing; (7) the nearest-neighbour baseline beside it.
 * Deterministic: the same input gives the same output, byte for byte once serialised. No floating point decides
 * anything but the distances (transport_km) and the solidarity line, which is shown only. Results live in the arena.
 * Outcomes: core/rational.h. */
#ifndef FORDELA_CORE_PROPOSAL_H
#define FORDELA_CORE_PROPOSAL_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/cover.h"
#include "core/rational.h"
#include "core/redistribute.h"
#include "core/transport.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names the algorithm in stored proposals; changes whenever a result could. */
#define PROPOSAL_ALGORITHM "pooled-greedy/1"

enum { PROPOSAL_NO_ARTICLE = -1 };

struct proposal_article {
    int64_t pack;                /* pieces per pack */
    const size_t *stands_in_for; /* articles (indices) that its surplus may cover for, nearest class first */
    size_t stands_in_for_count;
};

struct proposal_place {
    int64_t latitude; /* microdegrees */
    int64_t longitude;
};

/* One article in one place. */
struct proposal_pair {
    struct known_int stock; /* whole pieces: usable before expiry, aged to the day of the proposal */
    int64_t expiring;       /* pieces beyond stock that will expire here unused, but not before they can be carried */
    struct known_rational use_per_day;
    int64_t safety_days;
    bool may_give;
    bool may_receive;
    bool grey; /* report missing or too old: does not give, may receive */
    const struct lot *lots;
    size_t lot_count;
    struct known_int last_received_weeks_ago; /* unknown: never */
};

struct proposal_policy {
    int64_t target_days;
    int64_t red_below_days; /* counted as red below this */
    bool strict;
    struct filter_rule filters;     /* minimum packs and gain per lane, ping-pong weeks */
    int64_t maximum_counterparties; /* of a place, all articles together; 0 = no limit */
    int64_t transport_days;
    enum transport_goal goal;
};

struct proposal_input {
    const struct proposal_article *articles;
    size_t article_count;
    const struct proposal_place *places;
    size_t place_count;
    const struct proposal_pair *pairs; /* pairs[article * place_count + place] */
    struct proposal_policy policy;
};

/* Where a place stands with an article. Packs are of this article. */
struct proposal_position {
    int64_t net_packs;             /* after filters, of its own article; + receives */
    int64_t strict_net_packs;      /* under the strict rule, before filters */
    int64_t plain_net_packs;       /* without the strict rule, before filters */
    int64_t baseline_net_packs;    /* nearest neighbour */
    int64_t expiring_packs;        /* would expire unused: what is given takes these first, and they lower no cover */
    int64_t substitute_out_packs;  /* after filters, sent away to cover for a lower class; not in net_packs */
    int64_t substitute_in_pieces;  /* after filters, pieces of a higher class received to cover for this article */
    int64_t own_substitute_pieces; /* own surplus of a higher class that may cover for this article on the spot */
    struct cover before;           /* stock/use */
    struct cover after; /* with net packs, substitutes sent and received; own surplus of others not counted */
    struct cover after_baseline;
    int64_t to_safety_packs; /* still missing then, own substitutes on the spot counted */
    int64_t to_target_packs;
};

struct proposal_line {
    size_t article;
    size_t from;
    size_t to;
    int64_t packs;
    int64_t km;
    int64_t covers_for;    /* the article it stands in for, or PROPOSAL_NO_ARTICLE */
    enum filter filter;    /* keep or keep_receiver_short; of a dropped line the reason */
    bool strict_holds;     /* the giver's cover afterwards is at least min(target, the receiver's) */
    struct gift_lot *lots; /* indices in the giver's lots, first to expire first */
    size_t lot_count;
    int64_t any_lot_packs;                        /* packs that no dated lot can give in time: from undated stock */
    struct cover giver_before, giver_after;       /* of the article sent */
    struct cover receiver_before, receiver_after; /* of the article covered */
};

struct proposal_side {
    size_t lanes;
    int64_t packs;
    int64_t pack_km;
    struct cover worst_after; /* the shortest cover; kind unknown when there is none */
    size_t red_after;         /* pairs of article and place below red_below_days */
};

struct proposal_article_figures {
    int64_t packs_moved; /* after filters, substitutes sent included */
    bool line_known;
    double solidarity_line_days;
    struct cover worst_before, worst_after, worst_after_baseline;
    size_t red_before, red_after, red_after_baseline;
};

struct proposal {
    struct proposal_position *positions;       /* [article * place_count + place] */
    struct proposal_article_figures *articles; /* in the input's order */
    struct proposal_line *lines;               /* by from, to, article, covers_for */
    size_t line_count;
    struct proposal_line *dropped; /* same order; their packs stay with the giver */
    size_t dropped_count;
    struct transport_lane *lanes; /* of the lines kept */
    size_t lane_count;
    size_t lane_bound; /* no plan for the packs that are kept has fewer lanes */
    struct proposal_side result;
    struct proposal_side baseline;
    struct cover worst_before;
    size_t red_before;
};

/* Substitutes, for each article and each it stands in for, in list order: surplus over the article's own target (after
 * its own redistribution) first covers the place's own need of the lower class up to the target, on the spot; the rest
 * goes in whole packs into a pot and by the pooled greedy to the lowest effective covers of the lower class, in packs
 * of the higher, up to the target. Never upwards: an article must not, directly or by others, stand in for itself
 * (INVALID). Filters: redistribute_filter for each line in its order; then, while a place has more than
 * maximum_counterparties partners, the lane with the fewest packs (ties: longest, then first) that carries nothing to a
 * receiver below 7 days is dropped whole. Baseline: nearest neighbour: pairs of a place with whole packs over the
 * target and one below it, by distance (ties: from, to), each moving as much as both allow. INVALID: see redistribute
 * and transport; an index out of range. Cost: redistribute and transport_joint for each article, O(n^2 log n) for the
 * baseline's order, once. */
MUST_USE enum outcome proposal_compute(struct arena *arena, const struct proposal_input *input,
                                       struct proposal *ret_proposal);

#endif
