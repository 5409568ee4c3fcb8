#include "api/proposal_view.h"

#include "proposal_shape.h"

#include <string.h>

enum outcome proposal_show_cover(struct call *c, const struct proposal_state *state, struct cover cover,
                                 struct cover_view *ret_view)
{
    return cover_view_of(&c->arena, &state->thresholds, cover, known_int(0), ret_view);
}

/* --- positions --- */

/* The three covers of a position: before, as the lines stand, under the baseline. */
struct covers {
    struct cover before, after, baseline;
};

static enum outcome covers_of(const struct proposal_state *state, size_t article, size_t place,
                              struct covers *ret_covers)
{
    const struct proposal_position_row *position = state->positions[article * state->place_count + place];
    struct known_int stock =
        position != NULL ? (struct known_int){position->stock.known, position->stock.value} : (struct known_int){0};
    struct known_int baseline = stock;
    if (baseline.known)
        baseline.value += position->baseline_net_packs * state->articles[article].pack_size;
    TRY(proposal_cover(position, stock, &ret_covers->before));
    TRY(proposal_cover(position, proposal_stock_now(state, article, place), &ret_covers->after));
    return proposal_cover(position, baseline, &ret_covers->baseline);
}

/* Packs still missing to so many days, own substitutes on the spot counted. */
static enum outcome missing(const struct proposal_state *state, size_t article, size_t place, int64_t days,
                            int64_t *ret_packs)
{
    const struct proposal_position_row *position = state->positions[article * state->place_count + place];
    struct known_int stock = proposal_stock_now(state, article, place);
    struct known_rational use = proposal_use(position);
    *ret_packs = 0;
    if (!stock.known || !use.known || days < 1 || stock.value < 0)
        return OK;
    return cover_need_packs(stock.value, use.value, days, state->articles[article].pack_size,
                            position->own_substitute_units, ret_packs);
}

static enum outcome view_position(struct call *c, const struct proposal_state *state, size_t article, size_t place,
                                  struct position_view *view)
{
    size_t at = article * state->place_count + place;
    const struct proposal_position_row *row = state->positions[at];
    struct covers covers;
    TRY(covers_of(state, article, place, &covers));
    *view = (struct position_view){
        .municipality = state->places[place].code,
        .net_packs = state->net_packs[at],
        .substitute_out_packs = state->out_packs[at],
        .substitute_in_units = state->substitute_units[at],
        .safety_days = state->head.safety_days,
    };
    if (row != NULL) {
        char use[RATIONAL_TEXT_CHARS];
        struct known_rational rate = proposal_use(row);
        if (rate.known)
            view->use_per_day = arena_copy(&c->arena, use, rational_format(rate.value, use));
        view->stock = row->stock;
        view->safety_days = row->safety_days;
        view->report_week = *row->report_week != '\0' ? row->report_week : NULL;
        view->report_age_days = row->report_age_days;
        view->may_give = row->may_give;
        view->may_receive = row->may_receive;
        view->computed_net_packs = row->net_packs;
        view->plain_net_packs = row->plain_net_packs;
        view->strict_net_packs = row->strict_net_packs;
        view->baseline_net_packs = row->baseline_net_packs;
        view->expiring_packs = row->expiring_packs;
    }
    TRY(proposal_show_cover(c, state, covers.before, &view->cover_before));
    TRY(proposal_show_cover(c, state, covers.after, &view->cover_after));
    TRY(proposal_show_cover(c, state, covers.baseline, &view->cover_after_baseline));
    TRY(missing(state, article, place, view->safety_days, &view->missing_to_safety_packs));
    TRY(missing(state, article, place, state->head.target_days, &view->missing_to_target_packs));
    return proposal_breaks_floor(state, article, place, &view->below_floor);
}

static enum outcome view_article(struct call *c, const struct proposal_state *state, size_t article,
                                 struct article_figures_view *view)
{
    const struct proposal_article_row *row = &state->articles[article];
    *view = (struct article_figures_view){
        .code = row->code,
        .name_sv = row->name_sv,
        .name_en = row->name_en,
        .unit = row->unit,
        .pack_size = row->pack_size,
        .solidarity_line_days = row->line_centidays,
        .positions = ARENA_ARRAY(&c->arena, state->place_count, struct position_view),
        .position_count = state->place_count,
    };
    if (view->positions == NULL)
        return TOO_LARGE;
    struct cover worst_before = {.kind = COVER_UNKNOWN}, worst_after = {.kind = COVER_UNKNOWN};
    for (size_t place = 0; place < state->place_count; place++) {
        struct covers covers;
        TRY(view_position(c, state, article, place, &view->positions[place]));
        TRY(covers_of(state, article, place, &covers));
        if (cover_compare(covers.before, worst_before) < 0)
            worst_before = covers.before;
        if (cover_compare(covers.after, worst_after) < 0)
            worst_after = covers.after;
    }
    for (size_t i = 0; i < state->line_count; i++)
        if (strcmp(state->lines[i].article_code, row->code) == 0)
            view->packs_moved += proposal_line_packs(&state->lines[i]);
    TRY(proposal_show_cover(c, state, worst_before, &view->worst_before));
    return proposal_show_cover(c, state, worst_after, &view->worst_after);
}

/* --- summary --- */

/* Pairs below red, and the shortest cover, over everything. */
static enum outcome summarise_covers(struct call *c, const struct proposal_state *state, struct summary_view *summary)
{
    struct cover before = {.kind = COVER_UNKNOWN}, after = before, baseline = before;
    struct rational red = rational_int(state->head.red_below_days);
    for (size_t article = 0; article < state->article_count; article++)
        for (size_t place = 0; place < state->place_count; place++) {
            struct covers covers;
            TRY(covers_of(state, article, place, &covers));
            struct {
                struct cover cover, *worst;
                int64_t *red_count;
            } sides[] = {{covers.before, &before, &summary->red_before},
                         {covers.after, &after, &summary->side.red_after},
                         {covers.baseline, &baseline, &summary->baseline.red_after}};
            for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
                if (cover_compare(sides[i].cover, *sides[i].worst) < 0)
                    *sides[i].worst = sides[i].cover;
                if (sides[i].cover.kind == COVER_DAYS && rational_compare(sides[i].cover.days, red) < 0)
                    ++*sides[i].red_count;
            }
        }
    TRY(proposal_show_cover(c, state, before, &summary->worst_cover_before));
    TRY(proposal_show_cover(c, state, after, &summary->side.worst_cover_after));
    return proposal_show_cover(c, state, baseline, &summary->baseline.worst_cover_after);
}

/* Lanes are pairs of places, whatever goes on them. */
static enum outcome summarise_lanes(struct call *c, const struct proposal_state *state, struct summary_view *summary)
{
    bool *used = ARENA_ARRAY(&c->arena, state->place_count * state->place_count, bool);
    if (used == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < state->line_count; i++) {
        int64_t packs = proposal_line_packs(&state->lines[i]);
        bool *lane = &used[proposal_place_index(state, state->lines[i].from) * state->place_count +
                           proposal_place_index(state, state->lines[i].to)];
        if (packs == 0)
            continue;
        summary->side.lanes += !*lane;
        *lane = true;
        summary->side.packs += packs;
        summary->side.pack_km += packs * state->lines[i].distance_km;
    }
    return OK;
}

/* True while nobody has changed or declined a line: what was proved of the computed plan holds for what stands. */
static bool as_computed(const struct proposal_state *state)
{
    for (size_t i = 0; i < state->line_count; i++)
        if (strcmp(state->lines[i].state, "dropped") != 0 &&
            proposal_line_packs(&state->lines[i]) != state->lines[i].computed_packs)
            return false;
    return true;
}

static enum outcome view_summary(struct call *c, const struct proposal_state *state, struct summary_view *summary)
{
    *summary = (struct summary_view){
        .lanes_bound = maybe_if(as_computed(state), state->head.lane_bound),
        .baseline = {.lanes = state->head.baseline_lanes,
                     .packs = state->head.baseline_packs,
                     .pack_km = state->head.baseline_pack_km},
    };
    TRY(summarise_covers(c, state, summary));
    return summarise_lanes(c, state, summary);
}

/* --- escalation --- */

static enum outcome view_escalation(struct call *c, const struct proposal_state *state, struct proposal_view *view)
{
    view->escalation = ARENA_ARRAY(&c->arena, state->article_count * state->place_count, struct escalation_view);
    if (view->escalation == NULL)
        return TOO_LARGE;
    for (size_t place = 0; place < state->place_count; place++)
        for (size_t article = 0; article < state->article_count; article++) {
            const struct position_view *position = &view->articles[article].positions[place];
            if (position->missing_to_target_packs == 0)
                continue;
            view->escalation[view->escalation_count++] = (struct escalation_view){
                .municipality = position->municipality,
                .article = state->articles[article].code,
                .missing_to_safety_packs = position->missing_to_safety_packs,
                .missing_to_target_packs = position->missing_to_target_packs,
                .pieces_to_target = position->missing_to_target_packs * state->articles[article].pack_size,
                .cover_after = position->cover_after,
                .acute = position->cover_after.status == COVER_ACUTE,
            };
        }
    return OK;
}

static enum outcome view_head(struct call *c, const struct proposal_state *state, struct proposal_view *view)
{
    const struct proposal_head *head = &state->head;
    *view = (struct proposal_view){
        .proposal_id = head->proposal_id,
        .county = {.code = head->county_code},
        .week = head->week,
        .state = head->state,
        .as_of = head->as_of,
        .created_at = head->created_at,
        .created_by_name = head->created_by_name,
        .strict_rule = head->strict_rule,
        .algorithm = head->algorithm,
        .input_sha256 = head->input_sha256,
        .result_sha256 = head->result_sha256,
        .policy = {head->target_days, head->safety_days, head->acute_below_days, head->red_below_days,
                   head->yellow_below_days},
        .reports = {head->reports_counted, head->reports_missing, head->oldest_age_days},
        .presented_at = head->presented_at,
        .decided_at = head->decided_at,
        .decision_maker = head->decision_maker,
        .reference_number = head->reference_number,
        .version = head->version,
    };
    return store_county_name(c->db, head->county_code, &c->arena, &view->county.name);
}

enum outcome proposal_show(struct call *c, const struct proposal_state *state)
{
    struct proposal_view *view = ARENA_NEW(&c->arena, struct proposal_view);
    if (view == NULL)
        return TOO_LARGE;
    TRY(view_head(c, state, view));
    TRY(view_summary(c, state, &view->summary));
    view->articles = ARENA_ARRAY(&c->arena, state->article_count, struct article_figures_view);
    view->municipalities = ARENA_ARRAY(&c->arena, state->place_count, struct place_view);
    if (view->articles == NULL || view->municipalities == NULL)
        return TOO_LARGE;
    view->article_count = state->article_count;
    for (size_t i = 0; i < state->article_count; i++)
        TRY(view_article(c, state, i, &view->articles[i]));
    view->municipality_count = state->place_count;
    for (size_t i = 0; i < state->place_count; i++)
        view->municipalities[i] = (struct place_view){state->places[i].code, state->places[i].name,
                                                      state->places[i].latitude_udeg, state->places[i].longitude_udeg};
    TRY(proposal_show_lines(c, state, view));
    TRY(view_escalation(c, state, view));
    c->output = view;
    return OK;
}
