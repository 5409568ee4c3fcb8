#include "api/proposals.h"

#include "api/policies.h"
#include "api/proposal_source.h"
#include "base/crypto.h"
#include "core/report_rules.h"
#include "core/week.h"

#include <math.h>
#include <string.h>

enum { TEXT_MAX_BYTES = 32 * 1024 * 1024 };

/* --- create --- */

static const char *const rule_words[] = {"policy", "plain", "strict", NULL};

static const struct field proposal_create_list[] = {
    {AT(struct proposal_choices, articles), .kind = FIELD_TEXT_LIST, .format = FORMAT_ARTICLE,
     COUNTED(struct proposal_choices, article_count), .max = ARTICLES_MAX,
     .about = "codes; empty = the whole catalogue"},
    {AT(struct proposal_choices, target_days), .kind = FIELD_MAYBE_INT, .min = 1, .max = 365,
     .about = "null = as the county's policy says"},
    {AT(struct proposal_choices, safety_days), .kind = FIELD_MAYBE_INT, .min = 0, .max = 365, .about = "likewise"},
    {.name = "rule",
     .offset = offsetof(struct proposal_choices, strict_rule),
     .kind = FIELD_WORD,
     .words = rule_words,
     .about = "strict: no giver may end below a receiver"},
};
const struct fields proposal_create_input = FIELDS("ProposalCreate", struct proposal_choices, proposal_create_list);

/* What the gate computed and the writer stores. */
struct computed {
    struct proposal_source source;
    struct proposal result;
    const char *input_text;
    const char *input_sha256, *result_sha256;
};

static enum outcome hash_result(struct arena *arena, const struct proposal_input *input, const struct proposal *result,
                                const char **ret_sha256)
{
    AUTO_TEXT text = text_open(TEXT_MAX_BYTES);
    proposal_result_write(input, result, &text);
    *ret_sha256 = text_failed(&text) ? NULL : crypto_sha256_text(arena, &text);
    return *ret_sha256 != NULL ? OK : TOO_LARGE;
}

enum outcome api_proposal_create_prepare(struct call *c)
{
    struct computed *computed = ARENA_NEW(&c->arena, struct computed);
    if (computed == NULL)
        return TOO_LARGE;
    TRY(proposal_source_read(c, call_parameter(c, "county"), c->input, &computed->source));
    TRY(proposal_compute(&c->arena, &computed->source.input, &computed->result));
    AUTO_TEXT input = text_open(TEXT_MAX_BYTES);
    proposal_input_write(&computed->source, &input);
    if (text_failed(&input))
        return TOO_LARGE;
    computed->input_text = arena_copy(&c->arena, input.bytes, input.length);
    computed->input_sha256 = crypto_sha256_text(&c->arena, &input);
    if (computed->input_text == NULL || computed->input_sha256 == NULL)
        return TOO_LARGE;
    c->prepared = computed;
    return hash_result(&c->arena, &computed->source.input, &computed->result, &computed->result_sha256);
}

static enum outcome store_articles(struct call *c, const char *id, const struct computed *computed)
{
    for (size_t i = 0; i < computed->source.input.article_count; i++) {
        const struct article *article = &computed->source.articles[i];
        const struct proposal_article_figures *figures = &computed->result.articles[i];
        const struct proposal_article_row row = {
            .code = article->code,
            .name_sv = article->name_sv,
            .name_en = article->name_en,
            .unit = article->unit,
            .pack_size = article->pack_size,
            .line_centidays = maybe_if(figures->line_known, llround(figures->solidarity_line_days * 100)),
        };
        TRY(store_proposal_add_article(c->db, id, (int64_t)i, &row));
    }
    return OK;
}

static enum outcome store_positions(struct call *c, const char *id, const struct computed *computed)
{
    const struct proposal_source *source = &computed->source;
    size_t places = source->input.place_count, count = source->input.article_count * places;
    for (size_t i = 0; i < count; i++) {
        const struct proposal_pair *pair = &source->input.pairs[i];
        const struct proposal_position *position = &computed->result.positions[i];
        struct proposal_position_row row = {
            .article_code = source->articles[i / places].code,
            .municipality_code = source->places[i % places].code,
            .stock = {pair->stock.known, pair->stock.value},
            .safety_days = pair->safety_days,
            .may_give = pair->may_give && !pair->grey,
            .may_receive = pair->may_receive,
            .report_week = source->origins[i].report_week,
            .report_age_days = source->origins[i].report_age_days,
            .net_packs = position->net_packs,
            .plain_net_packs = position->plain_net_packs,
            .strict_net_packs = position->strict_net_packs,
            .baseline_net_packs = position->baseline_net_packs,
            .expiring_packs = position->expiring_packs,
            .own_substitute_units = position->own_substitute_pieces,
        };
        if (pair->use_per_day.known) {
            TRY(rational_split(pair->use_per_day.value, &row.use_num.value, &row.use_den.value));
            row.use_num.known = row.use_den.known = true;
        }
        TRY(store_proposal_add_position(c->db, id, &row));
    }
    return OK;
}

/* "3:2020-06-30": the lots of a line by their last day; what undated stock gives is not listed. */
static const char *lots_text(struct call *c, const struct proposal_source *source, const struct proposal_line *line)
{
    const struct proposal_pair_origin *origin =
        &source->origins[line->article * source->input.place_count + line->from];
    AUTO_TEXT lots = text_open(8192);
    for (size_t i = 0; i < line->lot_count; i++)
        text_printf(&lots, "%s%lld:%s", i > 0 ? " " : "", (long long)line->lots[i].packs,
                    origin->lot_expiry[line->lots[i].lot]);
    return text_failed(&lots) ? NULL : arena_text(&c->arena, lots.bytes != NULL ? lots.bytes : "");
}

static enum outcome store_line(struct call *c, const char *id, const struct computed *computed,
                               const struct proposal_line *line, int64_t number, bool dropped)
{
    const struct proposal_source *source = &computed->source;
    const struct proposal_line_row row = {
        .line_number = number,
        .article_code = source->articles[line->article].code,
        .from = source->places[line->from].code,
        .to = source->places[line->to].code,
        .distance_km = line->km,
        .computed_packs = line->packs,
        .packs = line->packs,
        .lots = lots_text(c, source, line),
        .covers_for = line->covers_for == PROPOSAL_NO_ARTICLE ? "" : source->articles[line->covers_for].code,
        .filter_note = redistribute_filter_name(line->filter),
        .change_reason = "",
        .floor_confirmed_by = "",
        .state = dropped ? "dropped" : "proposed",
        .decision_reason = "",
    };
    return row.lots != NULL ? store_proposal_add_line(c->db, id, &row) : TOO_LARGE;
}

static enum outcome store_lines(struct call *c, const char *id, const struct computed *computed)
{
    const struct proposal *result = &computed->result;
    int64_t number = 0;
    for (size_t i = 0; i < result->line_count; i++)
        TRY(store_line(c, id, computed, &result->lines[i], ++number, false));
    for (size_t i = 0; i < result->dropped_count; i++)
        TRY(store_line(c, id, computed, &result->dropped[i], ++number, true));
    return OK;
}

/* The week that the county reports for at this time. */
static const char *week_text(struct call *c, const struct policy *policy)
{
    char week[WEEK_CHARS + 1];
    week_format(report_week_due(c->now, policy->due_hours), week);
    return arena_copy(&c->arena, week, WEEK_CHARS);
}

static enum outcome store_head(struct call *c, const char *id, const struct computed *computed)
{
    const struct proposal_source *source = &computed->source;
    const struct proposal_head head = {
        .proposal_id = id,
        .county_code = source->county,
        .week = week_text(c, &source->policy),
        .as_of = source->as_of,
        .strict_rule = source->policy.strict_rule,
        .target_days = source->policy.target_days,
        .safety_days = source->policy.safety_days,
        .acute_below_days = source->policy.acute_below_days,
        .red_below_days = source->policy.red_below_days,
        .yellow_below_days = source->policy.yellow_below_days,
        .algorithm = PROPOSAL_ALGORITHM,
        .input_sha256 = computed->input_sha256,
        .result_sha256 = computed->result_sha256,
        .lane_bound = (int64_t)computed->result.lane_bound,
        .baseline_lanes = (int64_t)computed->result.baseline.lanes,
        .baseline_packs = computed->result.baseline.packs,
        .baseline_pack_km = computed->result.baseline.pack_km,
        .reports_counted = source->reports_counted,
        .reports_missing = source->reports_missing,
        .oldest_age_days = source->oldest_age_days,
        .created_at = c->now,
        .created_by = c->actor.user_id,
    };
    return head.week != NULL ? store_proposal_add(c->scope, c->db, &head, computed->input_text) : TOO_LARGE;
}

enum outcome api_proposal_create(struct call *c)
{
    const struct computed *computed = c->prepared;
    const char *id = call_new_id(c);
    if (id == NULL)
        return TOO_LARGE;
    TRY(store_head(c, id, computed));
    TRY(store_articles(c, id, computed));
    TRY(store_positions(c, id, computed));
    TRY(store_lines(c, id, computed));
    const char *after = arena_printf(&c->arena, "{\"input_sha256\":\"%s\",\"result_sha256\":\"%s\",\"lines\":%zu}",
                                     computed->input_sha256, computed->result_sha256, computed->result.line_count);
    TRY(call_audit(c, "proposal.create", "proposal", id, computed->source.county, NULL, after));
    struct proposal_state state;
    TRY(proposal_state_load(c, id, &state));
    c->location = arena_printf(&c->arena, "/api/v1/proposals/%s", id);
    return proposal_show(c, &state);
}

/* --- list, get --- */

static const struct field list_row_list[] = {
    {AT(struct proposal_list_row, proposal_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct proposal_list_row, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct proposal_list_row, state), .kind = FIELD_TEXT},
    {AT(struct proposal_list_row, created_at), .kind = FIELD_MOMENT},
    {AT(struct proposal_list_row, created_by_name), .kind = FIELD_TEXT},
    {AT(struct proposal_list_row, articles), .kind = FIELD_INT},
    {AT(struct proposal_list_row, lines), .kind = FIELD_INT},
    {AT(struct proposal_list_row, packs), .kind = FIELD_INT},
    {AT(struct proposal_list_row, reference_number), .kind = FIELD_TEXT},
};
static const struct fields list_row_of = FIELDS("ProposalListRow", struct proposal_list_row, list_row_list);

struct proposal_list {
    struct proposal_list_row *items;
    size_t count;
    const char *next_cursor;
};
static const struct field proposal_list_list[] = {
    {AT(struct proposal_list, items), .kind = FIELD_LIST, COUNTED(struct proposal_list, count), .of = &list_row_of},
    {AT(struct proposal_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields proposal_list_output = FIELDS("ProposalList", struct proposal_list, proposal_list_list);

enum outcome api_proposal_list(struct call *c)
{
    const char *county = call_parameter(c, "county"), *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    struct proposal_list *list = ARENA_NEW(&c->arena, struct proposal_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_proposal_list(c->scope, c->db, county, cursor != NULL ? cursor : "", limit + 1, &c->arena, &list->items,
                            &list->count));
    if (list->count > (size_t)limit) {
        list->count = (size_t)limit;
        list->next_cursor = list->items[list->count - 1].proposal_id;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

enum outcome api_proposal_get(struct call *c)
{
    struct proposal_state state;
    TRY(proposal_state_load(c, call_parameter(c, "proposal"), &state));
    return call_is_fresh(c) ? OK : proposal_show(c, &state);
}

/* --- replay --- */

struct replay {
    bool same;
    const char *input_sha256, *result_sha256, *recomputed_input_sha256, *recomputed_sha256, *algorithm;
};
static const struct field replay_list[] = {
    {AT(struct replay, same), .kind = FIELD_BOOL, .about = "the stored input gives the stored result, to the byte"},
    {AT(struct replay, input_sha256), .kind = FIELD_TEXT, .about = "as stored when it was computed"},
    {AT(struct replay, result_sha256), .kind = FIELD_TEXT, .about = "likewise"},
    {AT(struct replay, recomputed_input_sha256), .kind = FIELD_TEXT, .about = "of the stored input now"},
    {AT(struct replay, recomputed_sha256), .kind = FIELD_TEXT, .about = "of the result computed anew now"},
    {AT(struct replay, algorithm), .kind = FIELD_TEXT, .about = "of the program now"},
};
const struct fields replay_output = FIELDS("ProposalReplay", struct replay, replay_list);

enum outcome api_proposal_replay(struct call *c)
{
    struct proposal_head head;
    struct replay *replay = ARENA_NEW(&c->arena, struct replay);
    const char *input_text;
    if (replay == NULL)
        return TOO_LARGE;
    TRY(store_proposal_get(c->scope, c->db, call_parameter(c, "proposal"), &c->arena, &head));
    TRY(store_proposal_input(c->db, head.proposal_id, &c->arena, &input_text));
    struct proposal_input input;
    struct proposal result;
    TRY(proposal_input_read(input_text, &c->arena, &input));
    TRY(proposal_compute(&c->arena, &input, &result));
    char hex[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(input_text, strlen(input_text), hex);
    *replay = (struct replay){
        .input_sha256 = head.input_sha256,
        .result_sha256 = head.result_sha256,
        .recomputed_input_sha256 = arena_copy(&c->arena, hex, SHA256_HEX_CHARS),
        .algorithm = PROPOSAL_ALGORITHM,
    };
    if (replay->recomputed_input_sha256 == NULL)
        return TOO_LARGE;
    TRY(hash_result(&c->arena, &input, &result, &replay->recomputed_sha256));
    replay->same = strcmp(replay->recomputed_sha256, head.result_sha256) == 0 &&
                   strcmp(replay->recomputed_input_sha256, head.input_sha256) == 0;
    c->output = replay;
    return OK;
}
