#include "api/proposal_state.h"

#include <string.h>

int64_t proposal_line_packs(const struct proposal_line_row *line)
{
    bool moves = strcmp(line->state, "declined") != 0 && strcmp(line->state, "dropped") != 0;
    return moves ? line->packs : 0;
}

size_t proposal_article_index(const struct proposal_state *state, const char *code)
{
    size_t i = 0;
    while (i < state->article_count && strcmp(state->articles[i].code, code) != 0)
        i++;
    return i;
}

size_t proposal_place_index(const struct proposal_state *state, const char *code)
{
    size_t low = 0, high = state->place_count;
    while (low < high) { /* places are sorted by code */
        size_t middle = low + (high - low) / 2;
        if (strcmp(state->places[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < state->place_count && strcmp(state->places[low].code, code) == 0 ? low : state->place_count;
}

struct known_rational proposal_use(const struct proposal_position_row *position)
{
    struct rational use;
    if (position == NULL || !position->use_num.known || !position->use_den.known ||
        rational_make(position->use_num.value, position->use_den.value, &use) != OK)
        return (struct known_rational){0};
    return known_rational(use);
}

struct known_int proposal_stock_now(const struct proposal_state *state, size_t article, size_t place)
{
    size_t at = article * state->place_count + place;
    const struct proposal_position_row *position = state->positions[at];
    if (position == NULL || !position->stock.known)
        return (struct known_int){0};
    int64_t change, packs = state->net_packs[at] - state->out_packs[at];
    int64_t pack = state->articles[article].pack_size;
    if (packs < 0) /* what would have expired is given first and is missed by nobody */
        packs += -packs < position->expiring_packs ? -packs : position->expiring_packs;
    if (__builtin_mul_overflow(packs, pack, &change) ||
        __builtin_add_overflow(change, state->substitute_units[at], &change) ||
        __builtin_add_overflow(change, position->stock.value, &change))
        return (struct known_int){0};
    return known_int(change);
}

enum outcome proposal_cover(const struct proposal_position_row *position, struct known_int stock,
                            struct cover *ret_cover)
{
    struct known_rational use = proposal_use(position);
    if (!stock.known || stock.value < 0) { /* below nothing: a change by hand that validation refuses */
        *ret_cover = (struct cover){.kind = COVER_UNKNOWN};
        return OK;
    }
    return cover_of_pieces(stock, use, ret_cover);
}

enum outcome proposal_breaks_floor(const struct proposal_state *state, size_t article, size_t place, bool *ret_breaks)
{
    size_t at = article * state->place_count + place;
    const struct proposal_position_row *position = state->positions[at];
    struct known_int stock = proposal_stock_now(state, article, place);
    struct known_rational use = proposal_use(position);
    *ret_breaks = false;
    if (state->net_packs[at] - state->out_packs[at] >= 0 || !stock.known || !use.known)
        return OK;
    struct rational floor;
    TRY(rational_multiply(use.value, rational_int(position->safety_days), &floor));
    *ret_breaks = rational_compare(rational_int(stock.value), floor) < 0;
    return OK;
}

enum outcome proposal_state_sum(struct proposal_state *state)
{
    size_t count = state->article_count * state->place_count;
    memset(state->net_packs, 0, count * sizeof *state->net_packs);
    memset(state->out_packs, 0, count * sizeof *state->out_packs);
    memset(state->substitute_units, 0, count * sizeof *state->substitute_units);
    for (size_t i = 0; i < state->line_count; i++) {
        const struct proposal_line_row *line = &state->lines[i];
        int64_t packs = proposal_line_packs(line), units;
        size_t article = proposal_article_index(state, line->article_code),
               from = proposal_place_index(state, line->from), to = proposal_place_index(state, line->to);
        if (article == state->article_count || from == state->place_count || to == state->place_count)
            return BROKEN; /* foreign keys say this cannot be */
        if (*line->covers_for == '\0') {
            state->net_packs[article * state->place_count + from] -= packs;
            state->net_packs[article * state->place_count + to] += packs;
            continue;
        }
        size_t covered = proposal_article_index(state, line->covers_for);
        if (covered == state->article_count)
            return BROKEN;
        if (__builtin_mul_overflow(packs, state->articles[article].pack_size, &units))
            return TOO_LARGE;
        state->out_packs[article * state->place_count + from] += packs;
        state->substitute_units[covered * state->place_count + to] += units;
    }
    return OK;
}

static enum outcome index_positions(struct call *c, struct proposal_state *state)
{
    struct proposal_position_row *rows;
    size_t row_count, count = state->article_count * state->place_count;
    TRY(store_proposal_positions(c->db, state->head.proposal_id, &c->arena, &rows, &row_count));
    state->positions = ARENA_ARRAY(&c->arena, count, struct proposal_position_row *);
    state->net_packs = ARENA_ARRAY(&c->arena, count, int64_t);
    state->out_packs = ARENA_ARRAY(&c->arena, count, int64_t);
    state->substitute_units = ARENA_ARRAY(&c->arena, count, int64_t);
    if (state->positions == NULL || state->net_packs == NULL || state->out_packs == NULL ||
        state->substitute_units == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < row_count; i++) {
        size_t article = proposal_article_index(state, rows[i].article_code),
               place = proposal_place_index(state, rows[i].municipality_code);
        if (article < state->article_count && place < state->place_count)
            state->positions[article * state->place_count + place] = &rows[i];
    }
    return OK;
}

enum outcome proposal_state_load(struct call *c, const char *proposal_id, struct proposal_state *ret_state)
{
    struct proposal_state state = {0};
    TRY(store_proposal_get(c->scope, c->db, proposal_id, &c->arena, &state.head));
    TRY(call_etag(c, "p%lld", (long long)state.head.version));
    state.thresholds = (struct cover_thresholds){
        .acute_below_days = state.head.acute_below_days,
        .red_below_days = state.head.red_below_days,
        .yellow_below_days = state.head.yellow_below_days,
        .grey_after_days = INT64_MAX, /* the covers are shown as computed; grey pairs are marked by may_give */
    };
    TRY(store_proposal_articles(c->db, proposal_id, &c->arena, &state.articles, &state.article_count));
    TRY(store_municipality_list(c->db, state.head.county_code, &c->arena, &state.places, &state.place_count));
    TRY(index_positions(c, &state));
    TRY(store_proposal_lines(c->db, proposal_id, &c->arena, &state.lines, &state.line_count));
    TRY(proposal_state_sum(&state));
    *ret_state = state;
    return OK;
}
