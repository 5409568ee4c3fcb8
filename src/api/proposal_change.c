/* Changing, presenting and deciding a proposal. Each change recomputes floors, sums and covers before it is kept. */
#include "api/proposals.h"

#include "core/transport.h"

#include <stdlib.h>
#include <string.h>

/* Packs per line at most: beyond any county's stock, small enough that sums never overflow. */
enum { PACKS_MAX = 10000000, REASON_MAX_BYTES = 1000, LINES_BY_HAND_MAX = 2000 };

/* --- inputs --- */

struct line_add {
    const char *article, *from, *to, *reason;
    int64_t packs;
};
static const struct field line_add_list[] = {
    {AT(struct line_add, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct line_add, from), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY, .flags = FIELD_REQUIRED},
    {AT(struct line_add, to), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY, .flags = FIELD_REQUIRED},
    {AT(struct line_add, packs), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1, .max = PACKS_MAX},
    {AT(struct line_add, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = REASON_MAX_BYTES},
};
const struct fields line_add_input = FIELDS("ProposalLineAdd", struct line_add, line_add_list);

struct line_change {
    int64_t packs;
    const char *reason;
};
static const struct field line_change_list[] = {
    {AT(struct line_change, packs), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = PACKS_MAX,
     .about = "0 strikes the line out"},
    {AT(struct line_change, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = REASON_MAX_BYTES},
};
const struct fields line_change_input = FIELDS("ProposalLineChange", struct line_change, line_change_list);
const struct fields floor_confirmation_input = FIELDS("FloorConfirmation", struct line_change, line_change_list);

enum decision { DECISION_AGREED, DECISION_CHANGED, DECISION_DECLINED };
static const char *const decision_words[] = {"agreed", "changed", "declined", NULL};

struct line_decision {
    int decision;
    struct maybe packs;
    const char *reason;
};
static const struct field line_decision_list[] = {
    {AT(struct line_decision, decision), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = decision_words},
    {AT(struct line_decision, packs), .kind = FIELD_MAYBE_INT, .min = 0, .max = PACKS_MAX, .about = "of changed"},
    {AT(struct line_decision, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = REASON_MAX_BYTES,
     .about = "required for changed and declined"},
};
const struct fields line_decision_input = FIELDS("ProposalLineDecision", struct line_decision, line_decision_list);

struct proposal_decision {
    const char *reference_number, *decision_maker;
};
static const struct field proposal_decision_list[] = {
    {AT(struct proposal_decision, reference_number), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 60, .about = "diarienummer"},
    {AT(struct proposal_decision, decision_maker), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 120},
};
const struct fields proposal_decision_input =
    FIELDS("ProposalDecision", struct proposal_decision, proposal_decision_list);

/* --- common steps --- */

static enum outcome load(struct call *c, struct proposal_state *ret_state)
{
    return proposal_state_load(c, call_parameter(c, "proposal"), ret_state);
}

static enum outcome require_state(struct call *c, const struct proposal_state *state, const char *wanted)
{
    return strcmp(state->head.state, wanted) == 0 ? OK : call_refuse(c, PROBLEM_WRONG_STATE);
}

static enum outcome find_line(struct call *c, const struct proposal_state *state, struct proposal_line_row **ret_line)
{
    char *end;
    long number = strtol(call_parameter(c, "line"), &end, 10);
    if (*end != '\0')
        return NOT_FOUND;
    for (size_t i = 0; i < state->line_count; i++)
        if (state->lines[i].line_number == number && strcmp(state->lines[i].state, "dropped") != 0) {
            *ret_line = &state->lines[i];
            return OK;
        }
    return NOT_FOUND;
}

static const char *line_json(struct call *c, const struct proposal_line_row *line)
{
    AUTO_TEXT json = text_open(16384);
    text_printf(
        &json, "{\"line\":%lld,\"article\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"packs\":%lld,\"state\":\"%s\",",
        (long long)line->line_number, line->article_code, line->from, line->to, (long long)line->packs, line->state);
    text_add(&json, "\"reason\":");
    json_add_text(&json, *line->decision_reason != '\0' ? line->decision_reason : line->change_reason);
    text_add_char(&json, '}');
    return text_failed(&json) ? NULL : arena_text(&c->arena, json.bytes);
}

/* With the line's new packs: nobody may give what it has not; below the giver's safety only what its own decider has
 * confirmed. */
static enum outcome check_line(struct call *c, struct proposal_state *state, const struct proposal_line_row *line)
{
    TRY(proposal_state_sum(state));
    size_t article = proposal_article_index(state, line->article_code), from = proposal_place_index(state, line->from);
    struct known_int stock = proposal_stock_now(state, article, from);
    if (proposal_line_packs(line) > 0 && (!stock.known || stock.value < 0)) {
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "packs", NULL);
        return call_check_violations(c);
    }
    bool breaks;
    TRY(proposal_breaks_floor(state, article, from, &breaks));
    bool confirmed = *line->floor_confirmed_by != '\0' && line->floor_confirmed_packs >= line->packs;
    return breaks && proposal_line_packs(line) > 0 && !confirmed ? call_refuse(c, PROBLEM_FLOOR_BROKEN) : OK;
}

/* Moves the head's version on, so that whoever looked before sees that something has changed; then shows the new state.
 */
static enum outcome keep(struct call *c, struct proposal_state *state)
{
    TRY(store_proposal_move(c->db, &state->head, c->actor.user_id, state->head.version));
    TRY(load(c, state));
    return proposal_show(c, state);
}

static enum outcome change_line(struct call *c, struct proposal_state *state, const struct proposal_line_row *before,
                                struct proposal_line_row *line, const char *action)
{
    TRY(store_proposal_change_line(c->db, state->head.proposal_id, line));
    TRY(call_audit(c, action, "proposal", state->head.proposal_id, state->head.county_code, line_json(c, before),
                   line_json(c, line)));
    return keep(c, state);
}

/* --- by hand, in a draft --- */

static enum outcome check_new_line(struct call *c, const struct proposal_state *state, const struct line_add *input)
{
    size_t article = proposal_article_index(state, input->article), from = proposal_place_index(state, input->from),
           to = proposal_place_index(state, input->to);
    if (article == state->article_count)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "article", NULL);
    if (from == state->place_count)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "from", NULL);
    if (to == state->place_count || strcmp(input->from, input->to) == 0)
        violation_add(&c->violations, to == state->place_count ? VIOLATION_UNKNOWN_REFERENCE : VIOLATION_INCONSISTENT,
                      "", "to", NULL);
    for (size_t i = 0; i < state->line_count; i++) {
        const struct proposal_line_row *line = &state->lines[i];
        if (strcmp(line->state, "dropped") != 0 && *line->covers_for == '\0' &&
            strcmp(line->article_code, input->article) == 0 && strcmp(line->from, input->from) == 0 &&
            strcmp(line->to, input->to) == 0)
            violation_add(&c->violations, VIOLATION_DUPLICATE, "", "to", NULL); /* change that line instead */
    }
    return call_check_violations(c);
}

/* The state with one line more. */
static enum outcome append_line(struct call *c, struct proposal_state *state, const struct line_add *input,
                                struct proposal_line_row **ret_line)
{
    struct proposal_line_row *lines = ARENA_ARRAY(&c->arena, state->line_count + 1, struct proposal_line_row);
    if (lines == NULL || state->line_count >= LINES_BY_HAND_MAX + state->article_count * state->place_count)
        return TOO_LARGE;
    if (state->line_count > 0)
        memcpy(lines, state->lines, state->line_count * sizeof *lines);
    const struct municipality *from = &state->places[proposal_place_index(state, input->from)],
                              *to = &state->places[proposal_place_index(state, input->to)];
    int64_t last = state->line_count > 0 ? lines[state->line_count - 1].line_number : 0;
    lines[state->line_count] = (struct proposal_line_row){
        .line_number = last + 1,
        .article_code = input->article,
        .from = input->from,
        .to = input->to,
        .distance_km = transport_km(from->latitude_udeg, from->longitude_udeg, to->latitude_udeg, to->longitude_udeg),
        .packs = input->packs,
        .lots = "",
        .covers_for = "",
        .filter_note = "keep",
        .change_reason = input->reason,
        .changed_at = maybe_known(c->now),
        .changed_by = c->actor.user_id,
        .floor_confirmed_by = "",
        .state = "proposed",
        .decision_reason = "",
    };
    state->lines = lines;
    *ret_line = &lines[state->line_count++];
    return OK;
}

enum outcome api_proposal_line_add(struct call *c)
{
    const struct line_add *input = c->input;
    struct proposal_state state;
    struct proposal_line_row *line;
    TRY(load(c, &state));
    TRY(require_state(c, &state, "draft"));
    TRY(check_new_line(c, &state, input));
    TRY(append_line(c, &state, input, &line));
    TRY(check_line(c, &state, line));
    TRY(store_proposal_add_line(c->db, state.head.proposal_id, line));
    TRY(call_audit(c, "proposal.line_add", "proposal", state.head.proposal_id, state.head.county_code, NULL,
                   line_json(c, line)));
    return keep(c, &state);
}

enum outcome api_proposal_line_change(struct call *c)
{
    const struct line_change *input = c->input;
    struct proposal_state state;
    struct proposal_line_row *line;
    TRY(load(c, &state));
    TRY(call_require_match(c));
    TRY(require_state(c, &state, "draft"));
    TRY(find_line(c, &state, &line));
    struct proposal_line_row before = *line;
    line->packs = input->packs;
    line->change_reason = input->reason;
    line->changed_at = maybe_known(c->now);
    line->changed_by = c->actor.user_id;
    TRY(check_line(c, &state, line));
    return change_line(c, &state, &before, line, "proposal.line_change");
}

/* The giver's own decider says yes to going below its safety level, up to so many packs on this line. */
enum outcome api_proposal_floor_confirm(struct call *c)
{
    const struct line_change *input = c->input;
    struct proposal_state state;
    struct proposal_line_row *line;
    struct scope confirm = c->scope;
    c->scope = permit_scope(&c->actor.standing, ACTION_PROPOSAL_READ); /* the proposal is the county's */
    TRY(load(c, &state));
    TRY(find_line(c, &state, &line));
    if (!scope_covers_area(&confirm, line->from))
        return call_refuse(c, PROBLEM_FORBIDDEN);
    if (strcmp(state.head.state, "decided") == 0)
        return call_refuse(c, PROBLEM_WRONG_STATE);
    struct proposal_line_row before = *line;
    line->floor_confirmed_by = c->actor.user_id;
    line->floor_confirmed_packs = input->packs;
    line->change_reason = input->reason;
    return change_line(c, &state, &before, line, "proposal.floor_confirm");
}

/* --- the committee --- */

enum outcome api_proposal_present(struct call *c)
{
    struct proposal_state state;
    TRY(load(c, &state));
    TRY(call_require_match(c));
    TRY(require_state(c, &state, "draft"));
    state.head.state = "presented";
    state.head.presented_at = maybe_known(c->now);
    TRY(call_audit(c, "proposal.present", "proposal", state.head.proposal_id, state.head.county_code,
                   "{\"state\":\"draft\"}", "{\"state\":\"presented\"}"));
    return keep(c, &state);
}

enum outcome api_proposal_line_decide(struct call *c)
{
    const struct line_decision *input = c->input;
    struct proposal_state state;
    struct proposal_line_row *line;
    TRY(load(c, &state));
    TRY(require_state(c, &state, "presented"));
    TRY(find_line(c, &state, &line));
    if (input->decision != DECISION_AGREED && strlen(input->reason) < 3)
        return call_refuse(c, PROBLEM_REASON_REQUIRED);
    if ((input->decision == DECISION_CHANGED) != input->packs.known) {
        violation_add(&c->violations, input->packs.known ? VIOLATION_INCONSISTENT : VIOLATION_MISSING, "", "packs",
                      NULL);
        return call_check_violations(c);
    }
    struct proposal_line_row before = *line;
    line->state = decision_words[input->decision];
    line->decision_reason = input->reason;
    if (input->decision == DECISION_CHANGED)
        line->packs = input->packs.value;
    TRY(check_line(c, &state, line));
    return change_line(c, &state, &before, line, "proposal.line_decide");
}

enum outcome api_proposal_decide(struct call *c)
{
    const struct proposal_decision *input = c->input;
    struct proposal_state state;
    TRY(load(c, &state));
    TRY(call_require_match(c));
    TRY(require_state(c, &state, "presented"));
    for (size_t i = 0; i < state.line_count; i++)
        if (strcmp(state.lines[i].state, "proposed") == 0 && state.lines[i].packs > 0)
            return call_refuse(c, PROBLEM_LINES_UNDECIDED);
    state.head.state = "decided";
    state.head.decided_at = maybe_known(c->now);
    state.head.reference_number = input->reference_number;
    state.head.decision_maker = input->decision_maker;
    TRY(call_audit(c, "proposal.decide", "proposal", state.head.proposal_id, state.head.county_code,
                   "{\"state\":\"presented\"}", call_json(c, &proposal_decision_input, input)));
    return keep(c, &state);
}
