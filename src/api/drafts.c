#include "api/drafts.h"

#include "api/report_fields.h"
#include "store/overview.h"

#include <stdlib.h>
#include <string.h>

static const struct field draft_cell_fields[] = {
    {AT(struct draft_cell, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct draft_cell, field), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 40, .about = "stock, use_in_week … or lot.0.quantity, delivery.1.expected_on, part.2.name"},
    {AT(struct draft_cell, text), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = DRAFT_CELL_BYTES,
     .about = "whatever has been typed"},
};
const struct fields draft_cell_of = FIELDS("DraftCell", struct draft_cell, draft_cell_fields);

static const struct field draft_body_fields[] = {
    {AT(struct draft_body, cells), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .of = &draft_cell_of,
     COUNTED(struct draft_body, cell_count), .max = DRAFT_CELLS_MAX},
    {AT(struct draft_body, infection_count), .kind = FIELD_TEXT, .max = DRAFT_CELL_BYTES, .about = "as typed"},
    {AT(struct draft_body, light), .kind = FIELD_WORD, .words = report_light_words},
    {AT(struct draft_body, comment), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = REPORT_TEXT_BYTES},
    {AT(struct draft_body, based_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK,
     .about = "the week whose figures it was begun from"},
};
const struct fields draft_input = FIELDS("Draft", struct draft_body, draft_body_fields);

struct draft_saved {
    int64_t saved_at, version;
    struct assessment assessment;
};
static const struct field draft_saved_fields[] = {
    {AT(struct draft_saved, saved_at), .kind = FIELD_MOMENT},
    {AT(struct draft_saved, version), .kind = FIELD_INT},
    {AT(struct draft_saved, assessment), .kind = FIELD_OBJECT, .of = &assessment_of_fields},
};
const struct fields draft_output = FIELDS("DraftSaved", struct draft_saved, draft_saved_fields);

/* --- checking --- */

static int by_place(const void *a, const void *b)
{
    const struct draft_cell *const *left = a, *const *right = b;
    int order = strcmp((*left)->article, (*right)->article);
    if (order == 0)
        order = strcmp((*left)->field, (*right)->field);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

/* Fields that there are, and each cell once. */
static enum outcome check_cells(struct call *c, const struct draft_body *body)
{
    const struct draft_cell **sorted = ARENA_ARRAY(&c->arena, body->cell_count, const struct draft_cell *);
    if (sorted == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < body->cell_count; i++) {
        sorted[i] = &body->cells[i];
        if (!draft_field_exists(body->cells[i].field))
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/cells", i, "field", NULL);
    }
    qsort(sorted, body->cell_count, sizeof *sorted, by_place);
    for (size_t i = 1; i < body->cell_count; i++)
        if (strcmp(sorted[i - 1]->article, sorted[i]->article) == 0 &&
            strcmp(sorted[i - 1]->field, sorted[i]->field) == 0)
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/cells", (size_t)(sorted[i] - body->cells), NULL,
                             NULL);
    return call_check_violations(c);
}

static enum outcome check_precondition(struct call *c, const struct report_context *context)
{
    if (!context->has_draft)
        return call_require_absent(c);
    if (c->if_none_match != NULL && strcmp(c->if_none_match, "*") == 0)
        return call_refuse(c, PROBLEM_PRECONDITION_FAILED);
    TRY(draft_etag(c, &context->draft));
    return call_require_match(c);
}

/* --- saving --- */

static enum outcome record(struct call *c, const struct report_context *context, const char *action,
                           const struct draft_body *body)
{
    const char *key = report_key(c, context), *before = NULL, *after = NULL;
    if (context->has_draft)
        before = arena_printf(&c->arena, "{\"version\":%lld}", (long long)context->draft.version);
    if (body != NULL)
        after = arena_printf(&c->arena, "{\"version\":%lld,\"cells\":%zu}",
                             (long long)(context->has_draft ? context->draft.version + 1 : 1), body->cell_count);
    return key != NULL ? call_audit(c, action, "ppe_draft", key, context->municipality.code, before, after) : TOO_LARGE;
}

enum outcome api_draft_put(struct call *c)
{
    const struct draft_body *body = c->input;
    struct report_context context;
    struct draft_saved *saved = ARENA_NEW(&c->arena, struct draft_saved);
    if (saved == NULL)
        return TOO_LARGE;
    TRY(report_context_load(c, &context));
    TRY(report_context_draft(c, &context));
    TRY(report_require_open(c, &context));
    TRY(check_precondition(c, &context));
    TRY(check_cells(c, body));
    const char *json = call_json(c, &draft_input, body);
    if (json == NULL)
        return TOO_LARGE;
    TRY(store_draft_put(c->scope, c->db, context.municipality.code, context.week,
                        context.has_draft ? context.draft.version : 0, json, c->actor.user_id, c->now));
    if (!context.has_draft) /* that there is one shows in the overview */
        TRY(store_overview_touch(c->db, context.municipality.code, context.municipality.county_code, ""));
    TRY(record(c, &context, "ppe_draft.save", body));
    TRY(report_context_articles(c, &context));
    TRY(assess_draft(c, &context, body->cells, body->cell_count, &saved->assessment));
    const struct draft after = {.changed_at = c->now, .version = context.has_draft ? context.draft.version + 1 : 1};
    saved->saved_at = after.changed_at;
    saved->version = after.version;
    c->output = saved;
    return draft_etag(c, &after);
}

enum outcome api_draft_delete(struct call *c)
{
    struct report_context context;
    TRY(report_context_load(c, &context));
    TRY(report_context_draft(c, &context));
    if (!context.has_draft)
        return NOT_FOUND;
    TRY(draft_etag(c, &context.draft));
    TRY(call_require_match(c));
    TRY(store_draft_delete(c->scope, c->db, context.municipality.code, context.week, NULL));
    TRY(store_overview_touch(c->db, context.municipality.code, context.municipality.county_code, ""));
    TRY(record(c, &context, "ppe_draft.delete", NULL));
    c->etag = NULL; /* of what is gone */
    return OK;
}

/* --- reading --- */

static void close_json(json_t **root)
{
    json_decref(*root);
}

enum outcome draft_read(struct arena *arena, const struct draft *draft, struct draft_body *ret_body)
{
    __attribute__((cleanup(close_json))) json_t *root = json_loads(draft->body, 0, NULL);
    struct violations violations = {.arena = arena};
    if (root == NULL)
        return BROKEN;
    enum outcome outcome = field_decode(&draft_input, root, arena, &violations, ret_body);
    return outcome == INVALID ? BROKEN : outcome;
}

bool draft_is_visible(const struct call *c, const char *municipality)
{
    return strcmp(c->actor.standing.area, municipality) == 0;
}
