#include "core/proposal.h"

#include "pool.h"
#include "proposal_work.h"
#include "wide.h"

#include <string.h>

struct redistribute_input proposal_engine_input(const struct proposal_work *work, size_t article)
{
    return (struct redistribute_input){
        .pack = work->input->articles[article].pack,
        .target_days = work->input->policy.target_days,
        .places = work->places + article * work->input->place_count,
        .count = work->input->place_count,
    };
}

/* Places as the engine sees them: a grey report does not give. */
static enum outcome open_places(struct proposal_work *work)
{
    size_t cells = work->input->article_count * work->input->place_count;
    work->places = ARENA_ARRAY(work->arena, cells, struct redistribute_place);
    work->expiring = ARENA_ARRAY(work->arena, cells, int64_t);
    if (work->places == NULL || work->expiring == NULL)
        return BROKEN;
    for (size_t i = 0; i < cells; i++) {
        const struct proposal_pair *pair = &work->input->pairs[i];
        work->places[i] = (struct redistribute_place){
            .stock = pair->stock,
            .use_per_day = pair->use_per_day,
            .safety_days = pair->safety_days,
            .may_give = pair->may_give && !pair->grey,
            .may_receive = pair->may_receive,
        };
        if (pair->expiring < 0)
            return INVALID;
        if (pair->stock.known && pair->use_per_day.known) {
            struct rational use = pair->use_per_day.value;
            bool at_target = (__int128)pair->stock.value * use.den >= work->input->policy.target_days * use.num;
            work->expiring[i] = at_target ? pair->expiring : 0;
        }
    }
    return OK;
}

static enum outcome open_distances(struct proposal_work *work)
{
    size_t count = work->input->place_count;
    int64_t *latitudes = ARENA_ARRAY(work->arena, count, int64_t);
    int64_t *longitudes = ARENA_ARRAY(work->arena, count, int64_t);
    if (latitudes == NULL || longitudes == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++) {
        latitudes[i] = work->input->places[i].latitude;
        longitudes[i] = work->input->places[i].longitude;
    }
    return transport_distances(work->arena, latitudes, longitudes, count, &work->distances);
}

static enum outcome open_work(struct proposal_work *work)
{
    const struct proposal_input *input = work->input;
    size_t rows = input->article_count;
    for (size_t i = 0; i < input->article_count; i++)
        rows += input->articles[i].stands_in_for_count;
    work->rows = ARENA_ARRAY(work->arena, rows, struct proposal_row);
    work->row_net = ARENA_ARRAY(work->arena, rows * input->place_count, int64_t);
    work->proposal->positions =
        ARENA_ARRAY(work->result, input->article_count * input->place_count, struct proposal_position);
    work->proposal->articles = ARENA_ARRAY(work->result, input->article_count, struct proposal_article_figures);
    if (work->rows == NULL || work->row_net == NULL || work->proposal->positions == NULL ||
        work->proposal->articles == NULL)
        return BROKEN;
    TRY(open_places(work));
    return open_distances(work);
}

/* The article's places, and behind them one place without use for each that has packs which would expire unused: it
 * gives all it has, and what is not asked for comes back to it last. ret_owners: whose they are. */
static enum outcome with_expiring(struct proposal_work *work, size_t article, struct redistribute_input *ret_input,
                                  size_t **ret_owners)
{
    struct redistribute_input input = proposal_engine_input(work, article);
    struct redistribute_place *places = ARENA_ARRAY(work->arena, 2 * input.count, struct redistribute_place);
    size_t *owners = ARENA_ARRAY(work->arena, input.count, size_t), count = input.count;
    if (places == NULL || owners == NULL)
        return BROKEN;
    for (size_t i = 0; i < input.count; i++)
        places[i] = input.places[i];
    for (size_t i = 0; i < input.count; i++) {
        int64_t packs = proposal_expiring_packs(work, article, proposal_cell(work, article, i));
        if (packs == 0)
            continue;
        owners[count - input.count] = i;
        places[count++] = (struct redistribute_place){
            .stock = known_int(packs * input.pack), .use_per_day = known_rational(rational_int(0)), .may_give = true};
    }
    *ret_input = (struct redistribute_input){input.pack, input.target_days, places, count};
    *ret_owners = owners;
    return OK;
}

/* A place's own net packs and those that would have expired. */
static void sum_seats(const struct pool *pool, const size_t *owners, size_t count, size_t all, int64_t *ret_net)
{
    for (size_t i = 0; i < count; i++)
        ret_net[i] = pool->seats[i].net;
    for (size_t i = count; i < all; i++)
        ret_net[owners[i - count]] += pool->seats[i].net;
}

/* Plain and strict net packs of one article, its row and its line. */
static enum outcome redistribute_article(struct proposal_work *work, size_t article)
{
    struct redistribute_input input;
    size_t *owners, count = work->input->place_count;
    struct proposal_position *positions = &work->proposal->positions[article * count];
    struct proposal_article_figures *figures = &work->proposal->articles[article];
    int64_t *net = &work->row_net[article * count];
    struct arena_mark mark = arena_mark(work->arena);
    struct pool pool;
    TRY(with_expiring(work, article, &input, &owners));
    TRY(pool_open(work->arena, &input, &pool));
    TRY(pool_run(&pool));
    sum_seats(&pool, owners, count, input.count, net);
    for (size_t i = 0; i < count; i++)
        positions[i].plain_net_packs = net[i];
    pool_make_strict(&pool);
    sum_seats(&pool, owners, count, input.count, net);
    for (size_t i = 0; i < count; i++) {
        positions[i].strict_net_packs = net[i];
        net[i] = work->input->policy.strict ? positions[i].strict_net_packs : positions[i].plain_net_packs;
    }
    figures->line_known = transport_active(net, count) > 0;
    if (figures->line_known)
        TRY(redistribute_solidarity_line(work->arena, &input, &figures->solidarity_line_days));
    arena_reset(work->arena, mark);
    work->rows[article] = (struct proposal_row){.article = article, .covers_for = PROPOSAL_NO_ARTICLE};
    return OK;
}

static enum outcome missing_packs(__int128 stock, struct rational use, int64_t days, int64_t pack, int64_t *ret_packs)
{
    __int128 missing = days * use.num - stock * use.den;
    __int128 packs = missing > 0 ? wide_ceil_divide(missing, pack * use.den) : 0;
    if (!wide_fits(packs))
        return TOO_LARGE;
    *ret_packs = (int64_t)packs;
    return OK;
}

static enum outcome cover_with(const struct redistribute_place *place, __int128 stock, struct cover *ret_cover)
{
    if (!wide_fits(stock))
        return TOO_LARGE;
    return cover_of_pieces(known_int((int64_t)stock), place->use_per_day, ret_cover);
}

/* Covers before, after and by the baseline, and what is still missing. */
static enum outcome judge_position(const struct proposal_work *work, size_t article, size_t i)
{
    size_t cell = proposal_cell(work, article, i);
    const struct redistribute_place *place = &work->places[cell];
    struct proposal_position *position = &work->proposal->positions[cell];
    __int128 pack = work->input->articles[article].pack;
    TRY(cover_of_pieces(place->stock, place->use_per_day, &position->before));
    position->after = position->before;
    position->after_baseline = position->before;
    if (position->before.kind == COVER_UNKNOWN)
        return OK;
    __int128 change = pack * (position->net_packs - position->substitute_out_packs) + position->substitute_in_pieces;
    int64_t free = position->expiring_packs = proposal_expiring_packs(work, article, cell);
    int64_t given = position->substitute_out_packs - position->net_packs;
    if (given > 0) /* what would have expired is given first and is missed by nobody */
        change += pack * (given < free ? given : free);
    __int128 stock = place->stock.value + change;
    if (change != 0)
        TRY(cover_with(place, stock, &position->after));
    if (position->baseline_net_packs != 0)
        TRY(cover_with(place, place->stock.value + pack * position->baseline_net_packs, &position->after_baseline));
    stock += position->own_substitute_pieces;
    struct rational use = place->use_per_day.value;
    TRY(missing_packs(stock, use, place->safety_days, (int64_t)pack, &position->to_safety_packs));
    return missing_packs(stock, use, work->input->policy.target_days, (int64_t)pack, &position->to_target_packs);
}

static bool is_red(struct cover cover, int64_t red_below_days)
{
    return cover.kind == COVER_DAYS && rational_compare(cover.days, rational_int(red_below_days)) < 0;
}

static void keep_worst(struct cover *worst, struct cover cover)
{
    if (cover.kind == COVER_DAYS && cover_compare(cover, *worst) < 0)
        *worst = cover;
}

static void summarise_article(struct proposal_work *work, size_t article)
{
    struct proposal *proposal = work->proposal;
    struct proposal_article_figures *figures = &proposal->articles[article];
    int64_t red = work->input->policy.red_below_days;
    struct cover none = {.kind = COVER_UNKNOWN, .days = rational_int(0)};
    figures->worst_before = figures->worst_after = figures->worst_after_baseline = none;
    for (size_t i = 0; i < work->input->place_count; i++) {
        const struct proposal_position *position = &proposal->positions[proposal_cell(work, article, i)];
        keep_worst(&figures->worst_before, position->before);
        keep_worst(&figures->worst_after, position->after);
        keep_worst(&figures->worst_after_baseline, position->after_baseline);
        figures->red_before += is_red(position->before, red);
        figures->red_after += is_red(position->after, red);
        figures->red_after_baseline += is_red(position->after_baseline, red);
    }
    keep_worst(&proposal->worst_before, figures->worst_before);
    keep_worst(&proposal->result.worst_after, figures->worst_after);
    keep_worst(&proposal->baseline.worst_after, figures->worst_after_baseline);
    proposal->red_before += figures->red_before;
    proposal->result.red_after += figures->red_after;
    proposal->baseline.red_after += figures->red_after_baseline;
}

static bool valid_policy(const struct proposal_policy *policy)
{
    return policy->target_days >= 1 && policy->transport_days >= 0 && policy->maximum_counterparties >= 0;
}

static enum outcome compute(struct proposal_work *work)
{
    const struct proposal_input *input = work->input;
    TRY(open_work(work));
    for (size_t article = 0; article < input->article_count; article++)
        TRY(redistribute_article(work, article));
    work->row_count = input->article_count;
    TRY(proposal_substitute(work));
    TRY(proposal_make_lines(work));
    TRY(proposal_baseline(work));
    for (size_t article = 0; article < input->article_count; article++) {
        for (size_t i = 0; i < input->place_count; i++)
            TRY(judge_position(work, article, i));
        summarise_article(work, article);
    }
    proposal_explain_lines(work);
    return OK;
}

enum outcome proposal_compute(struct arena *arena, const struct proposal_input *input, struct proposal *ret_proposal)
{
    if (!valid_policy(&input->policy))
        return INVALID;
    struct cover none = {.kind = COVER_UNKNOWN, .days = rational_int(0)};
    struct proposal proposal = {
        .worst_before = none, .result = {.worst_after = none}, .baseline = {.worst_after = none}};
    struct arena room = arena_open(arena->cap_bytes);
    struct proposal_work work = {.arena = &room, .result = arena, .input = input, .proposal = &proposal};
    enum outcome outcome = compute(&work);
    arena_close(&room);
    TRY(outcome);
    *ret_proposal = proposal;
    return OK;
}
