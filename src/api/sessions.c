#include "api/sessions.h"

#include "api/app.h"
#include "store/sessions.h"

#include <string.h>

static const struct field session_listed_fields[] = {
    {AT(struct session_listed, session_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct session_listed, current), .kind = FIELD_BOOL, .about = "the one that asks"},
    {AT(struct session_listed, browser), .kind = FIELD_TEXT, .about = "its family; empty if unknown"},
    {AT(struct session_listed, created_at), .kind = FIELD_MOMENT},
    {AT(struct session_listed, seen_at), .kind = FIELD_MOMENT, .about = "moved forward once a minute"},
    {AT(struct session_listed, expires_at), .kind = FIELD_MOMENT},
};
static const struct fields session_listed_of = FIELDS("OpenSession", struct session_listed, session_listed_fields);

struct session_list {
    struct session_listed *items;
    size_t count;
};
static const struct field session_list_fields[] = {
    {AT(struct session_list, items), .kind = FIELD_LIST, COUNTED(struct session_list, count), .of = &session_listed_of},
};
const struct fields session_list_output = FIELDS("OpenSessionList", struct session_list, session_list_fields);

enum outcome api_own_sessions(struct call *c)
{
    struct session_list *list = ARENA_NEW(&c->arena, struct session_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_session_list(c->db, c->actor.user_id, c->now, c->now - SESSION_IDLE_SECONDS, &c->arena, &list->items,
                           &list->count));
    for (size_t i = 0; i < list->count; i++)
        list->items[i].current = strcmp(list->items[i].session_id, c->actor.session_id) == 0;
    c->output = list;
    return OK;
}

static enum outcome audit(struct call *c)
{
    return call_audit(c, "session.end", "user", c->actor.user_id, c->actor.standing.area, NULL, NULL);
}

enum outcome api_own_session_end(struct call *c)
{
    TRY(store_session_end_one(c->db, call_parameter(c, "session"), c->actor.user_id));
    return audit(c);
}

enum outcome api_own_sessions_end_others(struct call *c)
{
    TRY(store_session_end_others(c->db, c->actor.user_id, c->actor.session_sha256));
    return audit(c);
}
