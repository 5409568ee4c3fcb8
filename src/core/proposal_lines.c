/* Transports, filters and lots of core/proposal.h. */
#include "planner.h"
#include "proposal_work.h"

#include "wide.h"

#include <stdlib.h>

enum { SHORT_DAYS = 7 };

/* The article that the receiver uses a line for. */
static size_t used_article(const struct proposal_line *line)
{
    return line->covers_for == PROPOSAL_NO_ARTICLE ? line->article : (size_t)line->covers_for;
}

static int by_lane(const void *a, const void *b)
{
    const struct proposal_line *left = a;
    const struct proposal_line *right = b;
    if (left->from != right->from)
        return left->from > right->from ? 1 : -1;
    if (left->to != right->to)
        return left->to > right->to ? 1 : -1;
    if (left->article != right->article)
        return left->article > right->article ? 1 : -1;
    return (left->covers_for > right->covers_for) - (left->covers_for < right->covers_for);
}

/* Every move of every row as a line, unfiltered, in the lines' order. */
static enum outcome all_lines(struct proposal_work *work, const struct transport_joint *joint)
{
    size_t count = 0;
    for (size_t row = 0; row < work->row_count; row++)
        count += joint->plans[row].lanes;
    struct proposal_line *lines = ARENA_ARRAY(work->result, count, struct proposal_line);
    work->proposal->dropped = ARENA_ARRAY(work->result, count, struct proposal_line);
    if (lines == NULL || work->proposal->dropped == NULL)
        return BROKEN;
    size_t filled = 0;
    for (size_t row = 0; row < work->row_count; row++) {
        for (size_t m = 0; m < joint->plans[row].lanes; m++) {
            const struct transport_move *move = &joint->plans[row].moves[m];
            lines[filled++] = (struct proposal_line){
                .article = work->rows[row].article,
                .from = move->from,
                .to = move->to,
                .packs = move->packs,
                .km = work->distances.km[move->from * work->distances.count + move->to],
                .covers_for = work->rows[row].covers_for,
            };
        }
    }
    qsort(lines, count, sizeof *lines, by_lane);
    work->proposal->lines = lines;
    work->proposal->line_count = count;
    return OK;
}

/* The receiver's days before, in the article it uses the line for. A receiver has use. */
static enum outcome receiver_before(const struct proposal_work *work, const struct proposal_line *line,
                                    struct rational *ret_days)
{
    const struct proposal_pair *pair = &work->input->pairs[proposal_cell(work, used_article(line), line->to)];
    return rational_divide(rational_int(pair->stock.value), pair->use_per_day.value, ret_days);
}

static enum outcome judge_line(const struct proposal_work *work, struct proposal_line *line)
{
    const struct proposal_pair *giver = &work->input->pairs[proposal_cell(work, line->article, line->from)];
    const struct proposal_pair *receiver = &work->input->pairs[proposal_cell(work, used_article(line), line->to)];
    struct filter_candidate candidate = {
        .packs = line->packs,
        .giver_last_received_weeks_ago = giver->last_received_weeks_ago,
    };
    struct rational use = receiver->use_per_day.value;
    __int128 pieces = (__int128)line->packs * work->input->articles[line->article].pack;
    if (!wide_fits(pieces))
        return TOO_LARGE;
    TRY(rational_divide(rational_int((int64_t)pieces), use, &candidate.receiver_gain_days));
    TRY(receiver_before(work, line, &candidate.receiver_before_days));
    line->filter = redistribute_filter(&work->input->policy.filters, &candidate);
    return OK;
}

static bool is_kept(enum filter filter)
{
    return filter == FILTER_KEEP || filter == FILTER_KEEP_RECEIVER_SHORT;
}

/* Moves the lines that were refused to the dropped ones; both keep their order. */
static void set_dropped_apart(struct proposal *proposal)
{
    size_t kept = 0;
    for (size_t i = 0; i < proposal->line_count; i++) {
        if (is_kept(proposal->lines[i].filter))
            proposal->lines[kept++] = proposal->lines[i];
        else
            proposal->dropped[proposal->dropped_count++] = proposal->lines[i];
    }
    proposal->line_count = kept;
    qsort(proposal->dropped, proposal->dropped_count, sizeof *proposal->dropped, by_lane);
}

/* --- not too many partners --- */

struct partners {
    struct transport_lane *lanes; /* of the lines kept, by from, then to; packs 0 once dropped */
    bool *needed;                 /* carries something to a receiver in need */
    size_t lane_count;
};

static enum outcome gather_lanes(struct proposal_work *work, struct partners *partners)
{
    const struct proposal *proposal = work->proposal;
    *partners = (struct partners){
        .lanes = ARENA_ARRAY(work->result, proposal->line_count, struct transport_lane),
        .needed = ARENA_ARRAY(work->arena, proposal->line_count, bool),
    };
    if (partners->lanes == NULL || partners->needed == NULL)
        return BROKEN;
    for (size_t i = 0; i < proposal->line_count; i++) {
        const struct proposal_line *line = &proposal->lines[i];
        struct transport_lane *last = partners->lane_count > 0 ? &partners->lanes[partners->lane_count - 1] : NULL;
        bool new_lane = last == NULL || last->from != line->from || last->to != line->to;
        if (new_lane) {
            last = &partners->lanes[partners->lane_count++];
            *last = (struct transport_lane){.from = line->from, .to = line->to, .km = line->km};
        }
        bool new_article = new_lane || proposal->lines[i - 1].article != line->article;
        last->articles += new_article;
        if (__builtin_add_overflow(last->packs, line->packs, &last->packs))
            return TOO_LARGE;
        struct rational days;
        TRY(receiver_before(work, line, &days));
        if (rational_compare(days, rational_int(SHORT_DAYS)) < 0)
            partners->needed[partners->lane_count - 1] = true;
    }
    return OK;
}

static int64_t count_partners(const struct partners *partners, size_t place, bool *seen, size_t places)
{
    for (size_t i = 0; i < places; i++)
        seen[i] = false;
    int64_t count = 0;
    for (size_t i = 0; i < partners->lane_count; i++) {
        const struct transport_lane *lane = &partners->lanes[i];
        if (lane->packs == 0 || (lane->from != place && lane->to != place))
            continue;
        size_t other = lane->from == place ? lane->to : lane->from;
        count += !seen[other];
        seen[other] = true;
    }
    return count;
}

/* The place's lane that is missed least, or NULL. */
static struct transport_lane *least_lane(const struct partners *partners, size_t place)
{
    struct transport_lane *least = NULL;
    for (size_t i = 0; i < partners->lane_count; i++) {
        struct transport_lane *lane = &partners->lanes[i];
        if (lane->packs == 0 || partners->needed[i] || (lane->from != place && lane->to != place))
            continue;
        if (least == NULL || lane->packs < least->packs || (lane->packs == least->packs && lane->km > least->km))
            least = lane;
    }
    return least;
}

static enum outcome limit_partners(struct proposal_work *work)
{
    int64_t most = work->input->policy.maximum_counterparties;
    if (most == 0)
        return OK;
    struct partners partners;
    TRY(gather_lanes(work, &partners));
    bool *seen = ARENA_ARRAY(work->arena, work->input->place_count, bool);
    if (seen == NULL)
        return BROKEN;
    struct proposal *proposal = work->proposal;
    for (size_t place = 0; place < work->input->place_count; place++) {
        while (count_partners(&partners, place, seen, work->input->place_count) > most) {
            struct transport_lane *lane = least_lane(&partners, place);
            if (lane == NULL)
                break;
            lane->packs = 0;
            for (size_t i = 0; i < proposal->line_count; i++)
                if (proposal->lines[i].from == lane->from && proposal->lines[i].to == lane->to)
                    proposal->lines[i].filter = FILTER_DROP_COUNTERPARTIES;
        }
    }
    set_dropped_apart(proposal);
    return OK;
}

/* --- lots --- */

/* First to expire first, for each giver's lines of an article in turn; what an earlier line took is gone, what the
 * receiver has got by earlier lines comes before. */
static enum outcome lots_of_line(struct proposal_work *work, struct proposal_line *line, struct lot *left,
                                 int64_t *received)
{
    const struct proposal_pair *giver = &work->input->pairs[proposal_cell(work, line->article, line->from)];
    size_t target = proposal_cell(work, used_article(line), line->to);
    struct gift_input input = {
        .giver_use_per_day = giver->use_per_day.value,
        .lots = left,
        .lot_count = giver->lot_count,
        .receiver_use_per_day = work->input->pairs[target].use_per_day.value,
        .pack = work->input->articles[line->article].pack,
        .packs_to_give = line->packs,
        .transport_days = work->input->policy.transport_days,
        .pieces_already_given = received[target],
    };
    struct gift gift;
    TRY(redistribute_gift(work->result, &input, &gift));
    line->lots = gift.lots;
    line->lot_count = gift.lot_count;
    line->any_lot_packs = line->packs - gift.packs;
    for (size_t i = 0; i < gift.lot_count; i++)
        left[gift.lots[i].lot].quantity -= gift.lots[i].packs * input.pack;
    return __builtin_add_overflow(received[target], gift.usable_at_receiver, &received[target]) ? TOO_LARGE : OK;
}

static enum outcome choose_lots(struct proposal_work *work)
{
    size_t cells = work->input->article_count * work->input->place_count;
    struct lot **left = ARENA_ARRAY(work->arena, cells, struct lot *);
    int64_t *received = ARENA_ARRAY(work->arena, cells, int64_t);
    if (left == NULL || received == NULL)
        return BROKEN;
    for (size_t i = 0; i < work->proposal->line_count; i++) {
        struct proposal_line *line = &work->proposal->lines[i];
        size_t cell = proposal_cell(work, line->article, line->from);
        const struct proposal_pair *giver = &work->input->pairs[cell];
        line->any_lot_packs = line->packs;
        if (giver->lot_count == 0)
            continue;
        if (left[cell] == NULL) {
            left[cell] = ARENA_ARRAY(work->arena, giver->lot_count, struct lot);
            if (left[cell] == NULL)
                return BROKEN;
            for (size_t k = 0; k < giver->lot_count; k++)
                left[cell][k] = giver->lots[k];
        }
        TRY(lots_of_line(work, line, left[cell], received));
    }
    return OK;
}

/* --- all together --- */

/* What the kept lines mean for the positions and the sums. */
static enum outcome sum_lines(struct proposal_work *work)
{
    struct proposal *proposal = work->proposal;
    __int128 pack_km = 0;
    for (size_t i = 0; i < proposal->line_count; i++) {
        const struct proposal_line *line = &proposal->lines[i];
        struct proposal_position *giver = &proposal->positions[proposal_cell(work, line->article, line->from)];
        struct proposal_position *receiver = &proposal->positions[proposal_cell(work, used_article(line), line->to)];
        if (line->covers_for == PROPOSAL_NO_ARTICLE) {
            giver->net_packs -= line->packs;
            receiver->net_packs += line->packs;
        } else {
            giver->substitute_out_packs += line->packs;
            receiver->substitute_in_pieces += line->packs * work->input->articles[line->article].pack;
        }
        proposal->articles[line->article].packs_moved += line->packs;
        pack_km += (__int128)line->packs * line->km;
        proposal->result.packs += line->packs;
    }
    if (!wide_fits(pack_km))
        return TOO_LARGE;
    proposal->result.pack_km = (int64_t)pack_km;
    return OK;
}

/* No plan for what is kept has fewer lanes: the filters' packs stay with their givers and ask for none. */
static enum outcome bound_lanes(struct proposal_work *work, size_t joint_bound)
{
    struct proposal *proposal = work->proposal;
    size_t places = work->input->place_count;
    proposal->lane_bound = joint_bound;
    if (proposal->dropped_count == 0)
        return OK;
    int64_t *kept = ARENA_ARRAY(work->arena, work->row_count * places, int64_t);
    if (kept == NULL)
        return BROKEN;
    for (size_t i = 0; i < proposal->line_count; i++) {
        const struct proposal_line *line = &proposal->lines[i];
        for (size_t row = 0; row < work->row_count; row++)
            if (work->rows[row].article == line->article && work->rows[row].covers_for == line->covers_for) {
                kept[row * places + line->from] -= line->packs;
                kept[row * places + line->to] += line->packs;
            }
    }
    return planner_lane_bound(work->arena, kept, work->row_count, places, &proposal->lane_bound);
}

enum outcome proposal_make_lines(struct proposal_work *work)
{
    struct proposal *proposal = work->proposal;
    struct transport_joint joint;
    TRY(transport_joint(work->arena, work->row_net, work->row_count, &work->distances, work->input->policy.goal,
                        &joint));
    TRY(all_lines(work, &joint));
    for (size_t i = 0; i < proposal->line_count; i++)
        TRY(judge_line(work, &proposal->lines[i]));
    set_dropped_apart(proposal);
    TRY(limit_partners(work));
    TRY(bound_lanes(work, joint.lane_bound));
    TRY(choose_lots(work));
    TRY(sum_lines(work));
    struct partners lanes;
    TRY(gather_lanes(work, &lanes));
    proposal->lanes = lanes.lanes;
    proposal->lane_count = lanes.lane_count;
    proposal->result.lanes = lanes.lane_count;
    return OK;
}

/* The strict rule for one line: what lasts longer than the target is as good as the target. */
static bool strict_holds(struct cover giver, struct cover receiver, int64_t target_days)
{
    struct cover target = {.kind = COVER_DAYS, .days = rational_int(target_days)};
    struct cover bound = cover_compare(receiver, target) < 0 ? receiver : target;
    return cover_compare(giver, bound) >= 0;
}

void proposal_explain_lines(struct proposal_work *work)
{
    struct proposal *proposal = work->proposal;
    for (size_t i = 0; i < proposal->line_count + proposal->dropped_count; i++) {
        struct proposal_line *line =
            i < proposal->line_count ? &proposal->lines[i] : &proposal->dropped[i - proposal->line_count];
        const struct proposal_position *giver = &proposal->positions[proposal_cell(work, line->article, line->from)];
        const struct proposal_position *receiver =
            &proposal->positions[proposal_cell(work, used_article(line), line->to)];
        line->giver_before = giver->before;
        line->giver_after = giver->after;
        line->receiver_before = receiver->before;
        line->receiver_after = receiver->after;
        line->strict_holds = strict_holds(giver->after, receiver->after, work->input->policy.target_days);
    }
}
