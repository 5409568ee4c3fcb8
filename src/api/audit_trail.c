#include "api/audit_trail.h"

#include "store/audit.h"
#include "store/users.h"

#include <string.h>

static const struct field audit_fields[] = {
    {AT(struct audit_row, audit_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct audit_row, at), .kind = FIELD_MOMENT},
    {AT(struct audit_row, user_name), .kind = FIELD_TEXT, .about = "display name now; empty: a command on the server"},
    {AT(struct audit_row, organisation_code), .kind = FIELD_TEXT, .about = "of who did it; empty: a command"},
    {AT(struct audit_row, action), .kind = FIELD_TEXT},
    {AT(struct audit_row, object_type), .kind = FIELD_TEXT},
    {AT(struct audit_row, object_key), .kind = FIELD_TEXT},
    {AT(struct audit_row, area_code), .kind = FIELD_TEXT},
    {AT(struct audit_row, before), .kind = FIELD_JSON},
    {AT(struct audit_row, after), .kind = FIELD_JSON},
};
static const struct fields audit_of = FIELDS("AuditRow", struct audit_row, audit_fields);

struct audit_list {
    struct audit_row *items;
    size_t count;
    const char *next_cursor;
};
static const struct field audit_list_fields[] = {
    {AT(struct audit_list, items), .kind = FIELD_LIST, COUNTED(struct audit_list, count), .of = &audit_of},
    {AT(struct audit_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields audit_list_output = FIELDS("AuditList", struct audit_list, audit_list_fields);

const struct query_field audit_query[] = {
    {.name = "object_type", .format = FORMAT_LINE, .max = 40, .about = "Only rows about this kind of object"},
    {.name = "object_key", .format = FORMAT_LINE, .max = 80, .about = "Only rows about this object"},
    {0},
};

/* Names, addresses and roles of users, and what is known of keys, are for those who may read users: to the others a row
 * tells that something was done to a user, not what. Ours is the encoder of these texts, so the organisation stands in
 * them in this form. */
static enum outcome hide_users(struct call *c, struct audit_list *list)
{
    const struct scope readable = permit_scope(&c->actor.standing, ACTION_USER_READ);
    const char *own = arena_printf(&c->arena, "\"organisation_code\":\"%s\"", readable.organisation);
    if (own == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++) {
        struct audit_row *row = &list->items[i];
        bool hidden = strcmp(row->object_type, "user") == 0 || strcmp(row->object_type, "api_key") == 0;
        if (!hidden || (readable.allowed && readable.organisation[0] == '\0'))
            continue;
        if (row->before != NULL && (!readable.allowed || strstr(row->before, own) == NULL))
            row->before = NULL;
        if (row->after != NULL && (!readable.allowed || strstr(row->after, own) == NULL))
            row->after = NULL;
    }
    return OK;
}

/* What the organisation did, and what was done to its own area's data by anybody. */
enum outcome api_audit_list(struct call *c)
{
    struct organisation organisation;
    TRY(store_organisation_get(c->db, call_parameter(c, "organisation"), &c->arena, &organisation));
    const char *type = call_query(c, "object_type"), *key = call_query(c, "object_key"),
               *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    const struct audit_filter filter = {
        .organisation_code = organisation.code,
        .area_prefix = strcmp(organisation.kind, "operator") == 0 ? "" : organisation.area_code,
        .object_type = type != NULL ? type : "",
        .object_key = key != NULL ? key : "",
        .before_id = cursor != NULL ? cursor : "",
        .limit = limit + 1, /* one more tells whether there is a next page */
    };
    struct audit_list *list = ARENA_NEW(&c->arena, struct audit_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_audit_list(c->scope, c->db, &filter, &c->arena, &list->items, &list->count));
    if (list->count > (size_t)limit) {
        list->count = (size_t)limit;
        list->next_cursor = list->items[list->count - 1].audit_id;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return hide_users(c, list);
}
