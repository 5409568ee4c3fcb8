#include "api/sign_in.h"

#include "api/app.h"
#include "api/session.h"
#include "base/crypto.h"
#include "store/reference_read.h"
#include "store/sessions.h"

#include <stdlib.h>
#include <string.h>

/* --- what a signed-in page knows --- */

struct session_user {
    const char *user_id, *username, *display_name, *email, *role, *language;
};
static const struct field session_user_fields[] = {
    {AT(struct session_user, user_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct session_user, username), .kind = FIELD_TEXT},
    {AT(struct session_user, display_name), .kind = FIELD_TEXT},
    {AT(struct session_user, email), .kind = FIELD_TEXT},
    {AT(struct session_user, role), .kind = FIELD_TEXT, .about = "reader, reporter, decider or administrator"},
    {AT(struct session_user, language), .kind = FIELD_TEXT, .about = "sv or en"},
};
static const struct fields session_user_of = FIELDS("SessionUser", struct session_user, session_user_fields);

struct session_organisation {
    const char *code, *kind, *name, *area_code;
};
static const struct field session_organisation_fields[] = {
    {AT(struct session_organisation, code), .kind = FIELD_TEXT},
    {AT(struct session_organisation, kind), .kind = FIELD_TEXT,
     .about = "municipality, county_board, region, national or operator"},
    {AT(struct session_organisation, name), .kind = FIELD_TEXT},
    {AT(struct session_organisation, area_code), .kind = FIELD_TEXT, .about = "4 digits, 2 digits or 00"},
};
static const struct fields session_organisation_of =
    FIELDS("SessionOrganisation", struct session_organisation, session_organisation_fields);

struct session_county {
    const char *code, *name;
};
static const struct field session_county_fields[] = {
    {AT(struct session_county, code), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct session_county, name), .kind = FIELD_TEXT},
};
static const struct fields session_county_of = FIELDS("SessionCounty", struct session_county, session_county_fields);

struct session_view {
    struct session_user user;
    struct session_organisation organisation;
    const struct session_county *county;
    int64_t expires_at, idle_seconds;
    const char **permissions;
    size_t permission_count;
};
static const struct field session_view_fields[] = {
    {AT(struct session_view, user), .kind = FIELD_OBJECT, .of = &session_user_of},
    {AT(struct session_view, organisation), .kind = FIELD_OBJECT, .of = &session_organisation_of},
    {AT(struct session_view, county), .kind = FIELD_MAYBE_OBJECT, .of = &session_county_of,
     .about = "null for national organisations"},
    {AT(struct session_view, expires_at), .kind = FIELD_MOMENT, .about = "the session's end, whatever is done"},
    {AT(struct session_view, idle_seconds), .kind = FIELD_INT, .about = "seconds without a call that end it sooner"},
    {AT(struct session_view, permissions), .kind = FIELD_TEXT_LIST, COUNTED(struct session_view, permission_count),
     .about = "actions allowed somewhere in the own scope"},
};
const struct fields session_output = FIELDS("Session", struct session_view, session_view_fields);

static enum outcome add_county(struct call *c, struct session_view *view)
{
    char code[3] = {c->actor.standing.area[0], c->actor.standing.area[1], '\0'};
    if (strcmp(code, "00") == 0)
        return OK;
    struct session_county *county = ARENA_NEW(&c->arena, struct session_county);
    if (county == NULL)
        return TOO_LARGE;
    county->code = arena_text(&c->arena, code);
    TRY(store_county_name(c->db, code, &c->arena, &county->name));
    view->county = county;
    return OK;
}

static enum outcome add_permissions(struct call *c, struct session_view *view)
{
    view->permissions = ARENA_ARRAY(&c->arena, ACTION__COUNT, const char *);
    if (view->permissions == NULL)
        return TOO_LARGE;
    for (int action = ACTION_PUBLIC + 1; action < ACTION__COUNT; action++)
        if (permit_scope(&c->actor.standing, (enum action)action).allowed)
            view->permissions[view->permission_count++] = action_name((enum action)action);
    return OK;
}

static enum outcome show_session(struct call *c)
{
    struct session_view *view = ARENA_NEW(&c->arena, struct session_view);
    if (view == NULL)
        return TOO_LARGE;
    const struct actor *actor = &c->actor;
    *view = (struct session_view){
        .user = {actor->user_id, actor->username, actor->display_name, actor->email, role_name(actor->standing.role),
                 actor->language},
        .organisation = {actor->standing.organisation, kind_name(actor->standing.kind), actor->organisation_name,
                         actor->standing.area},
        .expires_at = actor->session_expires_at,
        .idle_seconds = SESSION_IDLE_SECONDS,
    };
    TRY(add_county(c, view));
    TRY(add_permissions(c, view));
    c->output = view;
    return OK;
}

enum outcome api_session_get(struct call *c)
{
    return show_session(c);
}

/* --- signing in --- */

struct sign_in {
    const char *username, *password;
};
static const struct field sign_in_fields[] = {
    {AT(struct sign_in, username), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = 64},
    {AT(struct sign_in, password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = PASSWORD_MAX_BYTES},
};
const struct fields sign_in_input = FIELDS("SignIn", struct sign_in, sign_in_fields);

/* Names are kept in small letters; a person may type capitals. */
static void lower(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

static enum outcome refuse_to_wait(struct call *c, int64_t seconds)
{
    enum outcome outcome = call_refuse(c, PROBLEM_TOO_MANY_ATTEMPTS);
    c->problem.retry_after_seconds = seconds;
    return outcome;
}

static int64_t monotonic_seconds(void)
{
    return clock_monotonic_ms() / 1000;
}

static enum outcome throttle_admit(struct call *c, const char *username)
{
    int64_t now = monotonic_seconds();
    int64_t wait = throttle_wait(c->api->throttle, THROTTLE_ACCOUNT, username, now);
    int64_t address_wait = throttle_wait(c->api->throttle, THROTTLE_ADDRESS, c->client_address, now);
    if (address_wait > wait)
        wait = address_wait;
    return wait > 0 ? refuse_to_wait(c, wait) : OK;
}

static void note_failure(struct call *c, const char *username)
{
    int64_t now = monotonic_seconds();
    throttle_failure(c->api->throttle, THROTTLE_ACCOUNT, username, now);
    throttle_failure(c->api->throttle, THROTTLE_ADDRESS, c->client_address, now);
}

enum outcome api_sign_in_admit(struct call *c)
{
    struct sign_in *input = c->input;
    char *username = arena_text(&c->arena, input->username);
    if (username == NULL)
        return TOO_LARGE;
    lower(username);
    input->username = username;
    return throttle_admit(c, username);
}

/* Unknown name, wrong password and disabled account: one answer, one cost. */
enum outcome api_sign_in_prepare(struct call *c)
{
    struct sign_in *input = c->input;
    struct user *user = ARENA_NEW(&c->arena, struct user);
    if (user == NULL)
        return TOO_LARGE;
    enum outcome outcome = store_user_by_name(c->db, input->username, &c->arena, user);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    bool usable = outcome == OK && strcmp(user->status, "active") == 0 && user->password_hash[0] != '\0';
    outcome = crypto_password_verify(usable ? user->password_hash : NULL, input->password);
    if (outcome == BROKEN)
        return BROKEN;
    if (outcome != OK) {
        note_failure(c, input->username);
        return call_refuse(c, PROBLEM_WRONG_CREDENTIALS);
    }
    throttle_success(c->api->throttle, THROTTLE_ACCOUNT, input->username);
    c->prepared = user;
    return OK;
}

enum outcome api_sign_in(struct call *c)
{
    struct user user;
    const struct user *checked = c->prepared;
    const struct scope everyone = {.allowed = true};
    /* Read again: between the check and now the account may have been disabled. */
    TRY(store_user_get(everyone, c->db, checked->user_id, &c->arena, &user));
    if (strcmp(user.status, "active") != 0)
        return call_refuse(c, PROBLEM_WRONG_CREDENTIALS);
    char token[TOKEN_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    crypto_token(token);
    crypto_sha256_hex(token, TOKEN_CHARS, digest);
    TRY(store_session_prune(c->db, c->now, c->now - SESSION_IDLE_SECONDS));
    if (c->actor.signed_in) /* the old session of this browser ends: a new token at every sign-in */
        TRY(store_session_end(c->db, c->actor.session_sha256));
    TRY(store_session_add(c->db, digest, user.user_id, c->now, c->now + SESSION_ABSOLUTE_SECONDS));
    TRY(store_user_logged_in(c->db, user.user_id, c->now));
    c->set_cookie = session_cookie(c, token);
    crypto_wipe(token, sizeof token);
    int kind = kind_from_name(user.organisation.kind), role = role_from_name(user.role);
    if (c->set_cookie == NULL || kind < 0 || role < 0)
        return BROKEN;
    c->actor = (struct actor){
        .signed_in = true,
        .user_id = user.user_id,
        .username = user.username,
        .display_name = user.display_name,
        .email = user.email,
        .organisation_name = user.organisation.name,
        .language = user.language,
        .session_sha256 = arena_text(&c->arena, digest),
        .session_seen_at = c->now,
        .session_expires_at = c->now + SESSION_ABSOLUTE_SECONDS,
        .standing = {.kind = (enum organisation_kind)kind, .role = (enum role)role},
    };
    strncpy(c->actor.standing.organisation, user.organisation_code, ORGANISATION_CHARS);
    strncpy(c->actor.standing.area, user.organisation.area_code, AREA_CHARS);
    TRY(call_audit(c, "session.open", "user", user.user_id, user.organisation.area_code, NULL, NULL));
    return show_session(c);
}

enum outcome api_sign_out(struct call *c)
{
    TRY(store_session_end(c->db, c->actor.session_sha256));
    c->set_cookie = session_no_cookie(c);
    return call_audit(c, "session.close", "user", c->actor.user_id, c->actor.standing.area, NULL, NULL);
}

enum outcome api_session_extend(struct call *c)
{
    return store_session_touch(c->db, c->actor.session_sha256, c->now);
}

/* --- language --- */

struct language {
    int language;
};
static const char *const language_words[] = {"sv", "en", NULL};
static const struct field language_fields[] = {
    {AT(struct language, language), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = language_words},
};
const struct fields language_input = FIELDS("Language", struct language, language_fields);

enum outcome api_session_language(struct call *c)
{
    const struct language *input = c->input;
    const char *word = language_words[input->language];
    TRY(store_user_set_language(c->db, c->actor.user_id, word, c->now));
    return call_audit(c, "user.language", "user", c->actor.user_id, c->actor.standing.area, NULL,
                      arena_printf(&c->arena, "{\"language\":\"%s\"}", word));
}

/* --- own password --- */

struct password_change {
    const char *current_password, *new_password;
};
static const struct field password_change_fields[] = {
    {AT(struct password_change, current_password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1,
     .max = PASSWORD_MAX_BYTES},
    {AT(struct password_change, new_password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 12,
     .max = PASSWORD_MAX_BYTES},
};
const struct fields password_change_input = FIELDS("PasswordChange", struct password_change, password_change_fields);

enum outcome api_password_change_admit(struct call *c)
{
    const struct password_change *input = c->input;
    TRY(password_check(c, input->new_password, c->actor.username));
    return throttle_admit(c, c->actor.username);
}

/* Leaves the new hash in c->prepared. */
enum outcome api_password_change_prepare(struct call *c)
{
    const struct password_change *input = c->input;
    struct user user;
    const struct scope own = {.allowed = true};
    TRY(store_user_get(own, c->db, c->actor.user_id, &c->arena, &user));
    enum outcome outcome = crypto_password_verify(user.password_hash, input->current_password);
    if (outcome == FORBIDDEN) {
        note_failure(c, c->actor.username);
        return call_refuse(c, PROBLEM_WRONG_PASSWORD);
    }
    TRY(outcome);
    char *hash = arena_alloc(&c->arena, PASSWORD_HASH_CHARS);
    if (hash == NULL)
        return TOO_LARGE;
    c->prepared = hash;
    return crypto_password_hash(input->new_password, hash);
}

enum outcome api_password_change(struct call *c)
{
    TRY(store_user_set_password(c->db, c->actor.user_id, c->prepared, c->now));
    TRY(store_session_end_others(c->db, c->actor.user_id, c->actor.session_sha256));
    return call_audit(c, "user.password", "user", c->actor.user_id, c->actor.standing.area, NULL, NULL);
}
