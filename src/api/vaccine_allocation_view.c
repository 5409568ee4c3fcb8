/* How an allocation is shown, of api/vaccine_allocations.h. */
#include "api/vaccine_allocations.h"
#include "api/vaccine_deliveries.h"
#include "vaccine_allocation_shape.h"

#include <string.h>

enum { SENTENCES_MAX_BYTES = 16 * 1024 };

static const struct field source_fields[] = {
    {AT(struct allocation_source_view, kind), .kind = FIELD_TEXT, .about = "forecast, delivery or manual"},
    {AT(struct allocation_source_view, document_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},
    {AT(struct allocation_source_view, source), .kind = FIELD_TEXT},
    {AT(struct allocation_source_view, issued_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct allocation_source_view, forecast_seq), .kind = FIELD_MAYBE_INT},
    {AT(struct allocation_source_view, doses), .kind = FIELD_INT},
    {AT(struct allocation_source_view, certainty), .kind = FIELD_MAYBE_TEXT,
     .about = "firm or outlook; null but for a forecast"},
};
static const struct fields source_output =
    FIELDS("VaccineAllocationSource", struct allocation_source_view, source_fields);

static const struct field key_fields[] = {
    {AT(struct allocation_key_view, key_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct allocation_key_view, name), .kind = FIELD_TEXT},
    {AT(struct allocation_key_view, decision_number), .kind = FIELD_INT},
};
static const struct fields key_output = FIELDS("VaccineAllocationKey", struct allocation_key_view, key_fields);

static const struct field totals_fields[] = {
    {AT(struct allocation_totals_view, packs), .kind = FIELD_INT},
    {AT(struct allocation_totals_view, doses), .kind = FIELD_INT},
    {AT(struct allocation_totals_view, second_packs), .kind = FIELD_INT},
    {AT(struct allocation_totals_view, key_packs), .kind = FIELD_INT},
    {AT(struct allocation_totals_view, largest_remainder_packs), .kind = FIELD_INT},
    {AT(struct allocation_totals_view, webster_packs), .kind = FIELD_INT},
    {AT(struct allocation_totals_view, weekly_packs), .kind = FIELD_INT},
};
static const struct fields totals_output =
    FIELDS("VaccineAllocationTotals", struct allocation_totals_view, totals_fields);

static const struct field line_fields[] = {ALLOCATION_LINE_FIELDS};
const struct fields vaccine_allocation_line_fields =
    FIELDS("VaccineAllocationLine", struct allocation_line_view, line_fields);

#define HEAD_FIELDS                                                                                                    \
    {AT(struct vaccine_allocation, allocation_id), .kind = FIELD_TEXT, .format = FORMAT_ID},                           \
        {AT(struct allocation_view, state), .kind = FIELD_TEXT, .about = "draft, decided, delivered or replaced"},     \
        {AT(struct vaccine_allocation, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},                        \
        {AT(struct vaccine_allocation, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},                              \
        {AT(struct allocation_view, source), .kind = FIELD_OBJECT, .of = &source_output},                              \
        {AT(struct vaccine_allocation, known_at), .kind = FIELD_MOMENT, .about = "its figures are as known then"},     \
        {AT(struct allocation_view, key), .kind = FIELD_OBJECT, .of = &key_output},                                    \
        {AT(struct vaccine_allocation, doses_per_vial), .kind = FIELD_INT},                                            \
        {AT(struct vaccine_allocation, pack_doses), .kind = FIELD_INT},                                                \
        {AT(struct vaccine_allocation, source_doses), .kind = FIELD_INT},                                              \
        {AT(struct allocation_view, left_doses), .kind = FIELD_INT, .about = "not a whole pack"},                      \
        {AT(struct vaccine_allocation, packs), .kind = FIELD_INT, .about = "whole packs that come"},                   \
        {AT(struct allocation_view, doses), .kind = FIELD_INT, .about = "in whole packs"},                             \
        {AT(struct allocation_view, committed_second_packs), .kind = FIELD_INT},                                       \
        {AT(struct allocation_view, served_second_packs), .kind = FIELD_INT, .about = "fewer than committed: alarm"},  \
        {AT(struct allocation_view, key_packs), .kind = FIELD_INT},                                                    \
        {AT(struct vaccine_allocation, surplus_packs), .kind = FIELD_INT, .about = "forced on nobody"},                \
        {AT(struct vaccine_allocation, rule), .kind = FIELD_TEXT},                                                     \
        {AT(struct vaccine_allocation, promise_kept), .kind = FIELD_BOOL, .about = "no account a whole pack wrong"},   \
        {AT(struct allocation_view, promise_note_sv), .kind = FIELD_TEXT},                                             \
        {AT(struct allocation_view, promise_note_en), .kind = FIELD_TEXT},                                             \
        {AT(struct vaccine_allocation, usable), .kind = FIELD_BOOL, .about = "false: shown, not shared out"},          \
        {AT(struct vaccine_allocation, minimum_one_pack), .kind = FIELD_BOOL},                                         \
        {AT(struct vaccine_allocation, input_sha256), .kind = FIELD_TEXT},                                             \
        {AT(struct vaccine_allocation, result_sha256), .kind = FIELD_TEXT},                                            \
        {AT(struct vaccine_allocation, replaces), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},                      \
        {AT(struct vaccine_allocation, replaced_by), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},                   \
        {.name = "reference_number",                                                                                   \
         .offset = offsetof(struct allocation_view, decision_reference),                                               \
         .kind = FIELD_MAYBE_TEXT,                                                                                     \
         .about = "null of a draft, with the three that follow"},                                                      \
        {AT(struct allocation_view, decision_maker), .kind = FIELD_MAYBE_TEXT},                                        \
        {AT(struct allocation_view, grounds), .kind = FIELD_MAYBE_TEXT},                                               \
        {AT(struct allocation_view, decided_at), .kind = FIELD_MAYBE_MOMENT},                                          \
        {AT(struct allocation_view, decided_by_name), .kind = FIELD_MAYBE_TEXT},                                       \
        {.name = "created_at", .offset = offsetof(struct vaccine_allocation, drafted_at), .kind = FIELD_MOMENT},       \
        {.name = "created_by_name",                                                                                    \
         .offset = offsetof(struct vaccine_allocation, drafted_by_name),                                               \
         .kind = FIELD_TEXT},                                                                                          \
    {                                                                                                                  \
        AT(struct allocation_view, totals), .kind = FIELD_OBJECT, .of = &totals_output                                 \
    }
static const struct field head_fields[] = {HEAD_FIELDS};
const struct fields vaccine_allocation_fields = FIELDS("VaccineAllocation", struct allocation_view, head_fields);
static const struct field whole_fields[] = {
    HEAD_FIELDS,
    {AT(struct allocation_view, lines), .kind = FIELD_LIST, COUNTED(struct allocation_view, count),
     .of = &vaccine_allocation_line_fields},
};
const struct fields vaccine_allocation_output = FIELDS("VaccineAllocationWhole", struct allocation_view, whole_fields);

/* --- filling --- */

enum outcome vaccine_allocation_around(struct call *c, const char *product, const char *first_week,
                                       const char *last_week, int64_t known_at, struct allocation_around *ret_around)
{
    const struct vaccine_delivery_filter filter = {
        .product = product, .county = "", .first_week = first_week, .last_week = last_week, .known_at = known_at};
    ret_around->sentences_of = "00";
    TRY(store_county_list(c->db, &c->arena, &ret_around->counties, &ret_around->county_count));
    return vaccine_delivery_views(c, &filter, &ret_around->deliveries, &ret_around->delivery_count);
}

static const char *region_name(const void *context, const char *county)
{
    const struct allocation_around *around = context;
    for (size_t i = 0; i < around->county_count; i++)
        if (strcmp(around->counties[i].code, county) == 0)
            return around->counties[i].region_name;
    return county;
}

/* What suppliers delivered of the product in the week: received, or what the region confirmed. */
static void add_deliveries(const struct allocation_around *around, const struct vaccine_allocation *allocation,
                           struct allocation_line_view *view)
{
    for (size_t i = 0; i < around->delivery_count; i++) {
        const struct vaccine_delivery_view *from = &around->deliveries[i];
        if (strcmp(from->delivery.county, view->county) != 0 || strcmp(from->delivery.week, allocation->week) != 0 ||
            strcmp(from->delivery.product, allocation->product) != 0 || from->delivery.origin_delivery_id != NULL)
            continue;
        struct maybe delivered = from->net.known ? from->net : from->confirmed;
        if (delivered.known)
            view->delivered_doses = maybe_known(view->delivered_doses.value + delivered.value);
        if (from->confirmed.known)
            view->confirmed_doses = maybe_known(view->confirmed_doses.value + from->confirmed.value);
    }
}

static const char *taken(struct call *c, struct text *text)
{
    const char *copy = text_failed(text) ? NULL : arena_copy(&c->arena, text->bytes, text->length);
    text_close(text);
    *text = text_open(SENTENCES_MAX_BYTES);
    return copy;
}

static enum outcome write_sentences(struct call *c, const struct allocation_words *words,
                                    const struct allocation_line *line, struct allocation_line_view *view)
{
    AUTO_TEXT text = text_open(SENTENCES_MAX_BYTES);
    allocation_sentence(words, line, false, &text);
    view->sentence_sv = taken(c, &text);
    allocation_sentence(words, line, true, &text);
    view->sentence_en = taken(c, &text);
    allocation_next_sentence(words, line, false, &text);
    view->next_sv = taken(c, &text);
    allocation_next_sentence(words, line, true, &text);
    view->next_en = taken(c, &text);
    return view->sentence_sv && view->sentence_en && view->next_sv && view->next_en ? OK : TOO_LARGE;
}

/* They take longer than all the rest of a line: not written for lines that nobody will see. */
static bool has_sentences(const struct allocation_around *around, const char *county)
{
    return strcmp(around->sentences_of, "00") == 0 || strcmp(around->sentences_of, county) == 0;
}

/* weight of sum as per cent with four decimals, in millionths */
static int64_t share_micro(int64_t weight, int64_t sum)
{
    return sum == 0 ? 0 : (int64_t)(((__int128)weight * 2000000 + sum) / ((__int128)sum * 2)) * 100;
}

static void fill_line(const struct vaccine_allocation *allocation, const struct vaccine_allocation_line *row,
                      int64_t key_sum, struct allocation_line_view *view)
{
    static const char *const reasons[] = {[ACCOUNT_KEPT] = "kept",
                                          [ACCOUNT_OVER_CAP] = "over_cap",
                                          [ACCOUNT_CARRIED] = "carried",
                                          [ACCOUNT_KEY_CHANGED] = "key_changed"};
    const struct allocation_line *line = &row->line;
    *view = (struct allocation_line_view){
        .county = line->county,
        .weight = line->weight,
        .share_percent = share_micro(line->weight, key_sum),
        .balance_before_doses = line->balance_before_micro,
        .released_doses = line->released_micro,
        .right_doses = line->credit_micro,
        .waived_doses = line->waived_micro,
        .balance_after_doses = line->balance_micro,
        .parked_doses = line->parked_micro,
        .second_packs = line->second_packs,
        .second_short = line->second_short,
        .rule_packs = line->rule_packs,
        .key_packs = line->key_packs,
        .advance_packs = line->advance_packs,
        .packs = line->packs,
        .vials = line->packs * (allocation->pack_doses / allocation->doses_per_vial),
        .doses = line->packs * allocation->pack_doses,
        .cap_packs = maybe_if(line->cap_packs.known, line->cap_packs.value),
        .cap_mode = !line->cap_packs.known ? ""
                    : line->forgoes        ? "forgo"
                                           : "defer",
        .cap_reason = row->cap_reason,
        .reason = reasons[line->reason],
        .largest_remainder_packs = line->largest_remainder_packs,
        .webster_packs = line->webster_packs,
        .weekly_packs = line->weekly_packs,
        .unusable = !allocation->usable,
        .minimum_refused = line->minimum_refused,
    };
}

static void add_totals(const struct allocation_line_view *line, struct allocation_view *view)
{
    view->totals.packs += line->packs;
    view->totals.doses += line->doses;
    view->totals.second_packs += line->second_packs;
    view->totals.key_packs += line->key_packs;
    view->totals.largest_remainder_packs += line->largest_remainder_packs;
    view->totals.webster_packs += line->webster_packs;
    view->totals.weekly_packs += line->weekly_packs;
    view->committed_second_packs += line->second_packs + line->second_short;
}

static const char *state_of(const struct vaccine_allocation *allocation, const struct allocation_view *view)
{
    if (allocation->reference_number == NULL)
        return "draft";
    if (allocation->replaced_by != NULL)
        return "replaced";
    bool any = false;
    for (size_t i = 0; i < view->count; i++) {
        const struct allocation_line_view *line = &view->lines[i];
        if (line->packs == 0)
            continue;
        any = true;
        if (!line->delivered_doses.known || line->delivered_doses.value < line->doses)
            return "decided";
    }
    return any ? "delivered" : "decided";
}

static enum outcome write_notes(struct call *c, const struct allocation_around *around,
                                const struct vaccine_allocation *allocation, const struct vaccine_allocation_line *rows,
                                struct allocation_view *view)
{
    struct allocation_line *lines = ARENA_ARRAY(&c->arena, view->count, struct allocation_line);
    if (lines == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->count; i++)
        lines[i] = rows[i].line;
    AUTO_TEXT text = text_open(SENTENCES_MAX_BYTES);
    allocation_promise_note(lines, view->count, allocation->pack_doses, region_name, around, false, &text);
    view->promise_note_sv = taken(c, &text);
    allocation_promise_note(lines, view->count, allocation->pack_doses, region_name, around, true, &text);
    view->promise_note_en = taken(c, &text);
    return view->promise_note_sv != NULL && view->promise_note_en != NULL ? OK : TOO_LARGE;
}

static void fill_head(const struct vaccine_allocation *allocation, struct allocation_view *view)
{
    bool decided = allocation->reference_number != NULL;
    view->head = *allocation;
    view->source = (struct allocation_source_view){
        .kind = allocation->source_kind,
        .document_id = allocation->source_document_id,
        .source = allocation->source_text,
        .certainty = *allocation->source_certainty != '\0' ? allocation->source_certainty : NULL,
        .issued_at = allocation->source_issued_at,
        .forecast_seq = allocation->source_seq,
        .doses = allocation->source_doses,
    };
    view->key = (struct allocation_key_view){allocation->key_id, allocation->key_name, allocation->key_decision_number};
    view->left_doses = allocation->source_doses % allocation->pack_doses;
    view->doses = allocation->packs * allocation->pack_doses;
    view->decided_at = maybe_if(decided, allocation->decided_at);
    view->decision_reference = allocation->reference_number;
    view->decision_maker = allocation->decision_maker;
    view->grounds = allocation->grounds;
    view->decided_by_name = decided ? allocation->decided_by_name : NULL;
}

static void add_difference(const struct vaccine_allocation_line *replaced, size_t count,
                           struct allocation_line_view *view)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(replaced[i].line.county, view->county) == 0)
            view->difference_packs = maybe_known(view->packs - replaced[i].line.packs);
}

enum outcome vaccine_allocation_view(struct call *c, const struct allocation_around *around,
                                     const struct vaccine_allocation *allocation,
                                     const struct vaccine_allocation_line *lines, size_t count,
                                     const struct vaccine_allocation_line *replaced_lines, size_t replaced_count,
                                     struct allocation_view **ret_view)
{
    struct allocation_view *view = ARENA_NEW(&c->arena, struct allocation_view);
    int64_t key_sum = 0, key_packs = 0;
    if (view == NULL || (view->lines = ARENA_ARRAY(&c->arena, count, struct allocation_line_view)) == NULL)
        return TOO_LARGE;
    fill_head(allocation, view);
    view->count = count;
    for (size_t i = 0; i < count; i++) {
        key_sum += lines[i].line.weight;
        key_packs += lines[i].line.key_packs;
    }
    for (size_t i = 0; i < count; i++) {
        const struct allocation_words words = {.name = region_name(around, lines[i].line.county),
                                               .key_sum = key_sum,
                                               .key_packs = key_packs,
                                               .pack_doses = allocation->pack_doses,
                                               .usable = allocation->usable};
        fill_line(allocation, &lines[i], key_sum, &view->lines[i]);
        if (has_sentences(around, lines[i].line.county))
            TRY(write_sentences(c, &words, &lines[i].line, &view->lines[i]));
        if (allocation->reference_number != NULL)
            add_deliveries(around, allocation, &view->lines[i]);
        if (replaced_lines != NULL)
            add_difference(replaced_lines, replaced_count, &view->lines[i]);
        add_totals(&view->lines[i], view);
    }
    view->served_second_packs = view->totals.second_packs;
    view->key_packs = view->totals.key_packs;
    view->state = state_of(allocation, view);
    TRY(write_notes(c, around, allocation, lines, view));
    *ret_view = view;
    return OK;
}
