/* The lines of a proposal as the answer shows them, each with its four sentences. */
#include "proposal_shape.h"

#include "core/explain.h"

#include <stdlib.h>
#include <string.h>

/* Who gives an article now, and who stood lowest with it: the same for all its lines. */
struct article_context {
    const char **givers;
    size_t giver_count;
    const char *lowest;
    struct cover lowest_before;
};

static const char *none_if_empty(const char *text)
{
    return text != NULL && *text != '\0' ? text : NULL;
}

static enum outcome article_context(struct call *c, const struct proposal_state *state, size_t article,
                                    struct article_context *ret_context)
{
    *ret_context = (struct article_context){
        .givers = ARENA_ARRAY(&c->arena, state->place_count, const char *),
        .lowest_before = {.kind = COVER_UNKNOWN},
    };
    if (ret_context->givers == NULL)
        return TOO_LARGE;
    for (size_t place = 0; place < state->place_count; place++) {
        size_t at = article * state->place_count + place;
        const struct proposal_position_row *position = state->positions[at];
        if (state->net_packs[at] - state->out_packs[at] < 0)
            ret_context->givers[ret_context->giver_count++] = state->places[place].name;
        if (position == NULL)
            continue;
        struct cover cover;
        TRY(proposal_cover(position, (struct known_int){position->stock.known, position->stock.value}, &cover));
        if (cover_compare(cover, ret_context->lowest_before) < 0) {
            ret_context->lowest_before = cover;
            ret_context->lowest = state->places[place].name;
        }
    }
    return OK;
}

/* The covers of a line's two ends, and what else its sentences need. */
struct line_ends {
    size_t article, covered, from, to;
    struct cover giver_before, giver_after, receiver_before, receiver_after;
    bool breaks_floor;
    int64_t safety_days, oldest_age_days;
};

static enum outcome cover_before(const struct proposal_state *state, size_t article, size_t place,
                                 struct cover *ret_cover)
{
    const struct proposal_position_row *position = state->positions[article * state->place_count + place];
    struct known_int stock = {0};
    if (position != NULL)
        stock = (struct known_int){position->stock.known, position->stock.value};
    return proposal_cover(position, stock, ret_cover);
}

static enum outcome cover_after(const struct proposal_state *state, size_t article, size_t place,
                                struct cover *ret_cover)
{
    return proposal_cover(state->positions[article * state->place_count + place],
                          proposal_stock_now(state, article, place), ret_cover);
}

static enum outcome find_ends(const struct proposal_state *state, const struct proposal_line_row *line,
                              struct line_ends *ret_ends)
{
    struct line_ends ends = {
        .article = proposal_article_index(state, line->article_code),
        .from = proposal_place_index(state, line->from),
        .to = proposal_place_index(state, line->to),
        .safety_days = state->head.safety_days,
    };
    ends.covered = *line->covers_for != '\0' ? proposal_article_index(state, line->covers_for) : ends.article;
    TRY(cover_before(state, ends.article, ends.from, &ends.giver_before));
    TRY(cover_after(state, ends.article, ends.from, &ends.giver_after));
    TRY(cover_before(state, ends.covered, ends.to, &ends.receiver_before));
    TRY(cover_after(state, ends.covered, ends.to, &ends.receiver_after));
    TRY(proposal_breaks_floor(state, ends.article, ends.from, &ends.breaks_floor));
    const struct proposal_position_row *giver = state->positions[ends.article * state->place_count + ends.from],
                                       *receiver = state->positions[ends.covered * state->place_count + ends.to];
    if (giver != NULL) {
        ends.safety_days = giver->safety_days;
        ends.oldest_age_days = giver->report_age_days.value;
    }
    if (receiver != NULL && receiver->report_age_days.value > ends.oldest_age_days)
        ends.oldest_age_days = receiver->report_age_days.value;
    *ret_ends = ends;
    return OK;
}

static enum outcome explain(struct call *c, const struct proposal_state *state, const struct article_context *context,
                            const struct line_ends *ends, bool english, const char ***ret_sentences)
{
    const char **others = ARENA_ARRAY(&c->arena, context->giver_count + 1, const char *);
    const char **sentences = ARENA_ARRAY(&c->arena, EXPLAIN_SENTENCES, const char *);
    if (others == NULL || sentences == NULL)
        return TOO_LARGE;
    size_t other_count = 0;
    for (size_t i = 0; i < context->giver_count; i++)
        if (context->givers[i] != state->places[ends->from].name)
            others[other_count++] = context->givers[i];
    const struct proposal_article_row *article = &state->articles[ends->article],
                                      *covered = &state->articles[ends->covered];
    const struct explain_line line = {
        .giver = state->places[ends->from].name,
        .receiver = state->places[ends->to].name,
        .article = english ? article->name_en : article->name_sv,
        .covered = covered == article ? NULL
                   : english          ? covered->name_en
                                      : covered->name_sv,
        .giver_before = ends->giver_before,
        .giver_after = ends->giver_after,
        .receiver_before = ends->receiver_before,
        .receiver_after = ends->receiver_after,
        .safety_days = ends->safety_days,
        .below_safety = ends->breaks_floor,
        .lowest = context->lowest,
        .lowest_before = context->lowest_before,
        .other_givers = others,
        .other_giver_count = other_count,
        .oldest_age_days = ends->oldest_age_days,
        .strict = state->head.strict_rule,
    };
    for (int i = 0; i < EXPLAIN_SENTENCES; i++) {
        AUTO_TEXT sentence = text_open(4096);
        explain_sentence(&line, i, english, &sentence);
        sentences[i] = text_failed(&sentence) ? NULL : arena_copy(&c->arena, sentence.bytes, sentence.length);
        if (sentences[i] == NULL)
            return TOO_LARGE;
    }
    *ret_sentences = sentences;
    return OK;
}

/* "3:2020-06-30 1:2021-01-31", first to expire first, as computed; of a line that was lowered by hand as much of it as
 * is sent. */
static enum outcome read_lots(struct call *c, const char *text, int64_t packs, struct line_view *view)
{
    char *rest = arena_text(&c->arena, text);
    view->lots = ARENA_ARRAY(&c->arena, strlen(text) / 8 + 1, struct line_lot_view);
    if (rest == NULL || view->lots == NULL)
        return TOO_LARGE;
    for (char *part; packs > 0 && (part = strsep(&rest, " ")) != NULL;) {
        char *date = strchr(part, ':');
        if (date == NULL)
            continue;
        int64_t lot = strtoll(part, NULL, 10), sent = lot < packs ? lot : packs;
        view->lots[view->lot_count++] = (struct line_lot_view){sent, date + 1};
        packs -= sent;
    }
    return OK;
}

/* The giver's cover afterwards is at least the receiver's, or the target. */
static bool strict_holds(const struct proposal_state *state, const struct line_ends *ends)
{
    const struct cover target = {.kind = COVER_DAYS, .days = rational_int(state->head.target_days)};
    return cover_compare(ends->giver_after, target) >= 0 || cover_compare(ends->giver_after, ends->receiver_after) >= 0;
}

static enum outcome view_line(struct call *c, const struct proposal_state *state,
                              const struct article_context *contexts, const struct proposal_line_row *line,
                              struct line_view *view)
{
    struct line_ends ends;
    TRY(find_ends(state, line, &ends));
    *view = (struct line_view){
        .line_number = line->line_number,
        .article = line->article_code,
        .from = line->from,
        .to = line->to,
        .packs = line->packs,
        .computed_packs = line->computed_packs,
        .distance_km = line->distance_km,
        .covers_for = none_if_empty(line->covers_for),
        .strict_holds = strict_holds(state, &ends),
        .breaks_floor = ends.breaks_floor,
        .floor_confirmed = *line->floor_confirmed_by != '\0' && line->floor_confirmed_packs >= line->packs,
        .floor_confirmed_by_name = line->floor_confirmed_by_name,
        .filter_note = strcmp(line->filter_note, "keep") == 0 ? NULL : none_if_empty(line->filter_note),
        .change_reason = none_if_empty(line->change_reason),
        .changed_by_name = line->changed_by_name,
        .state = line->state,
        .decision_reason = none_if_empty(line->decision_reason),
        .sentence_count = EXPLAIN_SENTENCES,
    };
    if (__builtin_mul_overflow(line->packs, state->articles[ends.article].pack_size, &view->pieces))
        return TOO_LARGE;
    TRY(read_lots(c, line->lots, line->packs, view));
    TRY(proposal_show_cover(c, state, ends.giver_before, &view->giver_before));
    TRY(proposal_show_cover(c, state, ends.giver_after, &view->giver_after));
    TRY(proposal_show_cover(c, state, ends.receiver_before, &view->receiver_before));
    TRY(proposal_show_cover(c, state, ends.receiver_after, &view->receiver_after));
    TRY(explain(c, state, &contexts[ends.article], &ends, false, &view->sentences_sv));
    return explain(c, state, &contexts[ends.article], &ends, true, &view->sentences_en);
}

enum outcome proposal_show_lines(struct call *c, const struct proposal_state *state, struct proposal_view *view)
{
    struct article_context *contexts = ARENA_ARRAY(&c->arena, state->article_count, struct article_context);
    view->lines = ARENA_ARRAY(&c->arena, state->line_count, struct line_view);
    view->dropped = ARENA_ARRAY(&c->arena, state->line_count, struct dropped_view);
    if (contexts == NULL || view->lines == NULL || view->dropped == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < state->article_count; i++)
        TRY(article_context(c, state, i, &contexts[i]));
    for (size_t i = 0; i < state->line_count; i++) {
        const struct proposal_line_row *line = &state->lines[i];
        if (strcmp(line->state, "dropped") == 0)
            view->dropped[view->dropped_count++] =
                (struct dropped_view){line->article_code, line->from, line->to, line->packs, line->filter_note};
        else
            TRY(view_line(c, state, contexts, line, &view->lines[view->line_count++]));
    }
    return OK;
}
