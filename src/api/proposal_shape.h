/* The structs of the proposal's answer, shared by their field tables and by what fills them. */
#ifndef FORDELA_SRC_API_PROPOSAL_SHAPE_H
#define FORDELA_SRC_API_PROPOSAL_SHAPE_H

#include "api/cover_view.h"
#include "api/proposal_view.h"

struct place_view {
    const char *code, *name;
    int64_t latitude_udeg, longitude_udeg;
};

struct named_code {
    const char *code, *name;
};

struct rules_view {
    int64_t target_days, safety_days, acute_below_days, red_below_days, yellow_below_days;
};

struct reports_view {
    int64_t counted, missing;
    struct maybe oldest_age_days;
};

struct side_view {
    int64_t lanes, packs, pack_km;
    struct cover_view worst_cover_after;
    int64_t red_after;
};

struct summary_view {
    struct side_view side; /* first: its fields are the summary's own */
    struct maybe lanes_bound;
    struct cover_view worst_cover_before;
    int64_t red_before;
    struct side_view baseline;
};

struct position_view {
    const char *municipality;
    struct maybe stock;
    const char *use_per_day;
    int64_t safety_days;
    const char *report_week;
    struct maybe report_age_days;
    bool may_give, may_receive, below_floor;
    int64_t net_packs, computed_net_packs, plain_net_packs, strict_net_packs, baseline_net_packs;
    int64_t expiring_packs, substitute_out_packs, substitute_in_units;
    struct cover_view cover_before, cover_after, cover_after_baseline;
    int64_t missing_to_safety_packs, missing_to_target_packs;
};

struct article_figures_view {
    const char *code, *name_sv, *name_en, *unit;
    int64_t pack_size, packs_moved;
    struct maybe solidarity_line_days;
    struct cover_view worst_before, worst_after;
    struct position_view *positions;
    size_t position_count;
};

struct line_lot_view {
    int64_t packs;
    const char *expires_on;
};

struct line_view {
    int64_t line_number;
    const char *article, *from, *to;
    int64_t packs, computed_packs, pieces, distance_km;
    struct line_lot_view *lots;
    size_t lot_count;
    const char *covers_for;
    struct cover_view giver_before, giver_after, receiver_before, receiver_after;
    bool strict_holds, breaks_floor, floor_confirmed;
    const char *floor_confirmed_by_name, *filter_note, *change_reason, *changed_by_name, *state, *decision_reason;
    const char **sentences_sv, **sentences_en;
    size_t sentence_count;
};

struct dropped_view {
    const char *article, *from, *to;
    int64_t packs;
    const char *reason;
};

struct escalation_view {
    const char *municipality, *article;
    int64_t missing_to_safety_packs, missing_to_target_packs, pieces_to_target;
    struct cover_view cover_after;
    bool acute;
};

struct proposal_view {
    const char *proposal_id;
    struct named_code county;
    const char *week, *state;
    int64_t as_of, created_at;
    const char *created_by_name;
    bool strict_rule;
    const char *algorithm, *input_sha256, *result_sha256;
    struct rules_view policy;
    struct reports_view reports;
    struct summary_view summary;
    struct article_figures_view *articles;
    size_t article_count;
    struct place_view *municipalities;
    size_t municipality_count;
    struct line_view *lines;
    size_t line_count;
    struct dropped_view *dropped;
    size_t dropped_count;
    struct escalation_view *escalation;
    size_t escalation_count;
    struct maybe presented_at, decided_at;
    const char *decision_maker, *reference_number;
    int64_t version;
};

/* The lines, their sentences and the dropped ones (proposal_line_view.c). */
MUST_USE enum outcome proposal_show_lines(struct call *c, const struct proposal_state *state,
                                          struct proposal_view *view);

/* A cover of the state as shown; never grey by age. */
MUST_USE enum outcome proposal_show_cover(struct call *c, const struct proposal_state *state, struct cover cover,
                                          struct cover_view *ret_view);

#endif
