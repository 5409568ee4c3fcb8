/* Drafts of allocations: seen by those who make them, computed with what is known when they are looked at. */
#include "api/vaccine_allocations.h"

#include <jansson.h>
#include <string.h>

enum { DRAFT_MAX_DOSES = 1000000000, DRAFT_MAX_PACKS = 1000000, COUNTIES_AT_MOST = 32 };

static const char *const source_words[] = {
    [SOURCE_FORECAST] = "forecast", [SOURCE_DELIVERY] = "delivery", [SOURCE_MANUAL] = "manual", NULL};
static const char *const seconds_words[] = {
    [SECONDS_OWN_FIRST_DOSES] = "own_first_doses", [SECONDS_NONE] = "none", [SECONDS_GIVEN] = "given", NULL};
static const char *const mode_words[] = {"defer", "forgo", NULL};

static const struct field second_fields[] = {
    {AT(struct allocation_second, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct allocation_second, packs), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = DRAFT_MAX_PACKS},
};
static const struct fields second_input = FIELDS("VaccineAllocationSecond", struct allocation_second, second_fields);
static const struct field limit_fields[] = {
    {AT(struct allocation_limit, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct allocation_limit, maximum_packs), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0,
     .max = DRAFT_MAX_PACKS, .about = "of what follows the key"},
    {AT(struct allocation_limit, mode), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = mode_words,
     .about = "what is above: stays owed, or is given up"},
    {AT(struct allocation_limit, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 300},
};
static const struct fields limit_input = FIELDS("VaccineAllocationLimit", struct allocation_limit, limit_fields);
static const struct field choice_fields[] = {
    {AT(struct allocation_choices, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct allocation_choices, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct allocation_choices, source), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = source_words,
     .about = "the nation's forecast, what is entered as planned or sent, or a figure"},
    {AT(struct allocation_choices, doses), .kind = FIELD_MAYBE_INT, .min = 0, .max = DRAFT_MAX_DOSES,
     .about = "manual only"},
    {AT(struct allocation_choices, source_text), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_PROSE, .min = 1, .max = 300,
     .about = "manual only: where the figure is from"},
    {AT(struct allocation_choices, minimum_one_pack), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = 1,
     .about = "1: a pack for every region, as an advance"},
    {AT(struct allocation_choices, second_doses), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = seconds_words},
    {AT(struct allocation_choices, seconds), .kind = FIELD_LIST, COUNTED(struct allocation_choices, second_count),
     .of = &second_input, .max = COUNTIES_AT_MOST, .about = "given only"},
    {AT(struct allocation_choices, limits), .kind = FIELD_LIST, COUNTED(struct allocation_choices, limit_count),
     .of = &limit_input, .max = COUNTIES_AT_MOST},
    {AT(struct allocation_choices, replaces), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID,
     .about = "the decided allocation that it would change"},
};
const struct fields vaccine_allocation_input =
    FIELDS("VaccineAllocationChoices", struct allocation_choices, choice_fields);

static void close_json(json_t **root)
{
    json_decref(*root);
}

enum outcome vaccine_draft_read(struct call *c, const char *allocation_id, struct vaccine_allocation_draft *ret_draft,
                                struct allocation_choices *ret_choices)
{
    TRY(store_vaccine_draft_get(c->scope, c->db, allocation_id, &c->arena, ret_draft));
    __attribute__((cleanup(close_json))) json_t *root = json_loads(ret_draft->choices, 0, NULL);
    struct violations violations = {.arena = &c->arena};
    if (root == NULL)
        return BROKEN;
    enum outcome outcome = field_decode(&vaccine_allocation_input, root, &c->arena, &violations, ret_choices);
    TRY(outcome == INVALID ? BROKEN : outcome);
    return call_etag(c, "%lld", (long long)ret_draft->version);
}

/* Computes the choices and makes them the call's output. */
static enum outcome show(struct call *c, const struct vaccine_allocation_draft *draft,
                         const struct allocation_choices *choices)
{
    struct allocation_computed computed;
    struct allocation_around around = {.sentences_of = "00"};
    struct allocation_view *view;
    TRY(vaccine_allocation_compute(c, choices, &computed));
    computed.head.allocation_id = draft->allocation_id;
    computed.head.drafted_at = draft->created_at;
    computed.head.drafted_by_name = draft->created_by_name;
    around.counties = computed.counties;
    around.county_count = computed.county_count;
    TRY(vaccine_allocation_view(c, &around, &computed.head, computed.lines, computed.count, computed.replaced_lines,
                                computed.replaced_count, &view));
    c->output = view;
    return OK;
}

enum outcome api_vaccine_draft_add(struct call *c)
{
    const struct allocation_choices *choices = c->input;
    const struct vaccine_allocation_draft draft = {
        .allocation_id = call_new_id(c),
        .product = choices->product,
        .week = choices->week,
        .choices = call_json(c, &vaccine_allocation_input, choices),
        .replaces = choices->replaces,
        .created_at = c->now,
        .created_by = c->actor.user_id,
        .created_by_name = c->actor.display_name,
        .changed_at = c->now,
        .changed_by = c->actor.user_id,
        .version = 1,
    };
    if (draft.allocation_id == NULL || draft.choices == NULL)
        return TOO_LARGE;
    TRY(show(c, &draft, choices));
    TRY(store_vaccine_draft_add(c->scope, c->db, &draft));
    TRY(call_audit(c, "vaccine_allocation.draft", "vaccine_allocation", draft.allocation_id, "00", NULL,
                   draft.choices));
    c->location = arena_printf(&c->arena, "/api/v1/vaccine/allocation-drafts/%s", draft.allocation_id);
    return c->location != NULL ? call_etag(c, "1") : TOO_LARGE;
}

enum outcome api_vaccine_draft_get(struct call *c)
{
    struct vaccine_allocation_draft draft;
    struct allocation_choices choices;
    TRY(vaccine_draft_read(c, call_parameter(c, "allocation"), &draft, &choices));
    return show(c, &draft, &choices);
}

enum outcome api_vaccine_draft_put(struct call *c)
{
    const struct allocation_choices *choices = c->input;
    struct vaccine_allocation_draft draft;
    struct allocation_choices before;
    TRY(vaccine_draft_read(c, call_parameter(c, "allocation"), &draft, &before));
    TRY(call_require_match(c));
    const char *old = draft.choices;
    draft.product = choices->product;
    draft.week = choices->week;
    draft.choices = call_json(c, &vaccine_allocation_input, choices);
    draft.replaces = choices->replaces;
    draft.changed_at = c->now;
    draft.changed_by = c->actor.user_id;
    if (draft.choices == NULL)
        return TOO_LARGE;
    TRY(show(c, &draft, choices));
    TRY(store_vaccine_draft_change(c->scope, c->db, &draft));
    TRY(call_audit(c, "vaccine_allocation.redraft", "vaccine_allocation", draft.allocation_id, "00", old,
                   draft.choices));
    return call_etag(c, "%lld", (long long)draft.version + 1);
}

enum outcome api_vaccine_draft_delete(struct call *c)
{
    struct vaccine_allocation_draft draft;
    struct allocation_choices choices;
    TRY(vaccine_draft_read(c, call_parameter(c, "allocation"), &draft, &choices));
    TRY(call_require_match(c));
    TRY(store_vaccine_draft_delete(c->scope, c->db, draft.allocation_id));
    TRY(call_audit(c, "vaccine_allocation.discard", "vaccine_allocation", draft.allocation_id, "00", draft.choices,
                   NULL));
    c->etag = NULL; /* of what is gone */
    return OK;
}

static const struct field draft_fields[] = {
    {AT(struct vaccine_allocation_draft, allocation_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct vaccine_allocation_draft, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct vaccine_allocation_draft, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct vaccine_allocation_draft, replaces), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},
    {AT(struct vaccine_allocation_draft, choices), .kind = FIELD_JSON, .about = "as last saved"},
    {AT(struct vaccine_allocation_draft, created_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_allocation_draft, created_by_name), .kind = FIELD_TEXT},
    {AT(struct vaccine_allocation_draft, changed_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_allocation_draft, changed_by_name), .kind = FIELD_TEXT},
    {AT(struct vaccine_allocation_draft, version), .kind = FIELD_INT},
};
static const struct fields draft_output =
    FIELDS("VaccineAllocationDraft", struct vaccine_allocation_draft, draft_fields);
struct draft_list {
    struct vaccine_allocation_draft *items;
    size_t count;
    const char *next_cursor;
};
static const struct field draft_list_fields[] = {
    {AT(struct draft_list, items), .kind = FIELD_LIST, COUNTED(struct draft_list, count), .of = &draft_output},
    {AT(struct draft_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields vaccine_draft_list_output =
    FIELDS("VaccineAllocationDraftList", struct draft_list, draft_list_fields);

enum outcome api_vaccine_draft_list(struct call *c)
{
    const char *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    struct draft_list *list = ARENA_NEW(&c->arena, struct draft_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_draft_list(c->scope, c->db, cursor != NULL ? cursor : "", limit + 1, &c->arena, &list->items,
                                 &list->count));
    if (list->count > (size_t)limit) {
        list->count = (size_t)limit;
        list->next_cursor = list->items[list->count - 1].allocation_id;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}
