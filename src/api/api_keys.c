#include "api/api_keys.h"

#include "api/app.h"
#include "api/session.h"
#include "base/crypto.h"
#include "store/api_keys.h"

#include <stdio.h>
#include <string.h>

enum { HOUR_SECONDS = 3600, DAY_SECONDS = 24 * HOUR_SECONDS, NAME_MAX_BYTES = 80 };

static const char *const role_words[] = {"reader", "reporter", "decider", "administrator", NULL};

static const struct field api_key_fields[] = {
    {AT(struct api_key, key_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct api_key, name), .kind = FIELD_TEXT, .about = "what it is for"},
    {AT(struct api_key, prefix), .kind = FIELD_TEXT, .about = "its first characters"},
    {AT(struct api_key, organisation_code), .kind = FIELD_TEXT, .format = FORMAT_ORGANISATION},
    {AT(struct api_key, role), .kind = FIELD_TEXT, .about = "reader, reporter, decider or administrator"},
    {AT(struct api_key, read_only), .kind = FIELD_BOOL, .about = "writes nothing, whatever the role"},
    {AT(struct api_key, active), .kind = FIELD_BOOL, .about = "neither revoked nor past its end"},
    {AT(struct api_key, replaces), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID, .about = "the key that it follows"},
    {AT(struct api_key, created_at), .kind = FIELD_MOMENT},
    {AT(struct api_key, created_by_name), .kind = FIELD_TEXT},
    {AT(struct api_key, expires_at), .kind = FIELD_MOMENT},
    {AT(struct api_key, last_used_at), .kind = FIELD_MAYBE_MOMENT, .about = "moved forward once a minute"},
    {AT(struct api_key, revoked_at), .kind = FIELD_MAYBE_MOMENT},
};
static const struct fields api_key_of = FIELDS("ApiKey", struct api_key, api_key_fields);

struct api_key_list {
    struct api_key *items;
    size_t count;
};
static const struct field api_key_list_fields[] = {
    {AT(struct api_key_list, items), .kind = FIELD_LIST, COUNTED(struct api_key_list, count), .of = &api_key_of},
};
const struct fields api_key_list_output = FIELDS("ApiKeyList", struct api_key_list, api_key_list_fields);

static bool is_active(const struct call *c, const struct api_key *key)
{
    return !key->revoked_at.known && key->expires_at > c->now;
}

enum outcome api_key_list(struct call *c)
{
    struct api_key_list *list = ARENA_NEW(&c->arena, struct api_key_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_api_key_list(c->scope, c->db, call_parameter(c, "organisation"), &c->arena, &list->items, &list->count));
    for (size_t i = 0; i < list->count; i++)
        list->items[i].active = is_active(c, &list->items[i]);
    c->output = list;
    return OK;
}

static enum outcome audit(struct call *c, const char *action, const struct api_key *before, const struct api_key *after)
{
    const struct api_key *key = after != NULL ? after : before;
    struct organisation organisation;
    TRY(store_organisation_get(c->db, key->organisation_code, &c->arena, &organisation));
    return call_audit(c, action, "api_key", key->key_id, organisation.area_code,
                      before != NULL ? call_json(c, &api_key_of, before) : NULL,
                      after != NULL ? call_json(c, &api_key_of, after) : NULL);
}

/* --- making one --- */

struct api_key_add {
    const char *name;
    int role;
    bool read_only;
    int64_t valid_days;
};
static const struct field api_key_add_fields[] = {
    {AT(struct api_key_add, name), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = NAME_MAX_BYTES, .about = "what it is for: the system that will carry it"},
    {AT(struct api_key_add, role), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = role_words,
     .about = "not above the own role"},
    {AT(struct api_key_add, read_only), .kind = FIELD_BOOL, .flags = FIELD_REQUIRED},
    {AT(struct api_key_add, valid_days), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1, .max = API_KEY_MAX_DAYS},
};
const struct fields api_key_add_input = FIELDS("ApiKeyAdd", struct api_key_add, api_key_add_fields);

struct api_key_made {
    const char *secret;
    struct api_key key;
};
static const struct field api_key_made_fields[] = {
    {AT(struct api_key_made, secret), .kind = FIELD_TEXT,
     .about = "goes behind \"Authorization: Bearer \"; shown this once"},
    {AT(struct api_key_made, key), .kind = FIELD_OBJECT, .of = &api_key_of},
};
const struct fields api_key_made_output = FIELDS("ApiKeyMade", struct api_key_made, api_key_made_fields);

static enum outcome check_number(struct call *c)
{
    int64_t in_use;
    TRY(store_api_key_count(c->db, c->actor.standing.organisation, c->now, &in_use));
    return in_use < API_KEYS_IN_USE
               ? OK
               : call_refuse_because(c, PROBLEM_CONFLICT,
                                     "Organisationen har redan 50 nycklar i bruk. Återkalla någon som inte används.",
                                     "The organisation has 50 keys in use. Revoke one that is not needed.");
}

/* The key is made here and leaves in this answer; the database gets its digest. wanted: everything but what is made. */
static enum outcome make(struct call *c, struct api_key wanted, struct api_key_made *ret_made)
{
    char secret[KEY_CHARS + 1], token[TOKEN_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    TRY(check_number(c));
    crypto_token(token);
    snprintf(secret, sizeof secret, "fordela_%s", token);
    crypto_sha256_hex(secret, KEY_CHARS, digest);
    wanted.key_id = call_new_id(c);
    wanted.prefix = arena_copy(&c->arena, secret, KEY_PREFIX_CHARS);
    wanted.organisation_code = c->actor.standing.organisation;
    wanted.created_at = c->now;
    wanted.created_by = c->actor.user_id;
    wanted.created_by_name = c->actor.display_name;
    wanted.active = true;
    const char *shown = arena_printf(&c->arena, "%s (nyckel %s…)", wanted.name, wanted.prefix);
    *ret_made = (struct api_key_made){.secret = arena_copy(&c->arena, secret, KEY_CHARS), .key = wanted};
    crypto_wipe(secret, sizeof secret);
    crypto_wipe(token, sizeof token);
    if (wanted.key_id == NULL || wanted.prefix == NULL || shown == NULL || ret_made->secret == NULL)
        return TOO_LARGE;
    return store_api_key_add(c->scope, c->db, &ret_made->key, digest, shown);
}

enum outcome api_key_add(struct call *c)
{
    const struct api_key_add *input = c->input;
    struct api_key_made *made = ARENA_NEW(&c->arena, struct api_key_made);
    if (made == NULL)
        return TOO_LARGE;
    if (input->role > (int)c->actor.standing.role)
        return call_refuse_because(c, PROBLEM_FORBIDDEN, "En nyckel får inte högre roll än den som skapar den.",
                                   "A key gets no higher role than the one who makes it.");
    TRY(make(c,
             (struct api_key){.name = input->name,
                              .role = role_words[input->role],
                              .read_only = input->read_only,
                              .expires_at = c->now + input->valid_days * DAY_SECONDS},
             made));
    c->output = made;
    return audit(c, "api_key.add", NULL, &made->key);
}

/* --- another that follows it --- */

struct api_key_rotate {
    int64_t valid_days, overlap_hours;
};
static const struct field api_key_rotate_fields[] = {
    {AT(struct api_key_rotate, valid_days), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1,
     .max = API_KEY_MAX_DAYS, .about = "of the new key"},
    {AT(struct api_key_rotate, overlap_hours), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0,
     .max = API_KEY_MAX_OVERLAP_HOURS, .about = "how long the old key still works"},
};
const struct fields api_key_rotate_input = FIELDS("ApiKeyRotate", struct api_key_rotate, api_key_rotate_fields);

static enum outcome load(struct call *c, struct api_key *ret_key)
{
    TRY(store_api_key_get(c->scope, c->db, call_parameter(c, "organisation"), call_parameter(c, "api_key"), &c->arena,
                          ret_key));
    ret_key->active = is_active(c, ret_key);
    return ret_key->active ? OK
                           : call_refuse_because(c, PROBLEM_WRONG_STATE, "Nyckeln är redan återkallad eller utgången.",
                                                 "The key has been revoked or has expired.");
}

enum outcome api_key_rotate(struct call *c)
{
    const struct api_key_rotate *input = c->input;
    struct api_key before, after;
    struct api_key_made *made = ARENA_NEW(&c->arena, struct api_key_made);
    if (made == NULL)
        return TOO_LARGE;
    TRY(load(c, &before));
    TRY(make(c,
             (struct api_key){.name = before.name,
                              .role = before.role,
                              .read_only = before.read_only,
                              .replaces = before.key_id,
                              .expires_at = c->now + input->valid_days * DAY_SECONDS},
             made));
    after = before;
    if (c->now + input->overlap_hours * HOUR_SECONDS < after.expires_at)
        after.expires_at = c->now + input->overlap_hours * HOUR_SECONDS;
    after.active = is_active(c, &after);
    TRY(store_api_key_end_by(c->db, after.key_id, after.expires_at));
    TRY(audit(c, "api_key.end", &before, &after));
    c->output = made;
    return audit(c, "api_key.add", NULL, &made->key);
}

/* --- the end --- */

enum outcome api_key_revoke(struct call *c)
{
    struct api_key before, after;
    TRY(load(c, &before));
    after = before;
    after.active = false;
    after.revoked_at = maybe_known(c->now);
    TRY(store_api_key_revoke(c->db, after.key_id, c->actor.user_id, c->now));
    return audit(c, "api_key.revoke", &before, &after);
}
