#include "api/sign_in.h"

#include "api/app.h"
#include "api/browser.h"
#include "api/guessing.h"
#include "api/second_factor.h"
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
    const char *second_factor;
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
    {AT(struct session_view, second_factor), .kind = FIELD_TEXT,
     .about = "on, off, or missing: the role must have one, and until then nothing but the own account is open"},
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
        if (permit_scope(&c->actor.standing, (enum action)action).allowed &&
            (!c->actor.lacks_factor || action == ACTION_SESSION_OWN))
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
        .second_factor = actor->second_factor  ? "on"
                         : actor->lacks_factor ? "missing"
                                               : "off",
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
    const char *username, *password, *code;
};
static const struct field sign_in_fields[] = {
    {AT(struct sign_in, username), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = 64},
    {AT(struct sign_in, password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = PASSWORD_MAX_BYTES},
    {AT(struct sign_in, code), .kind = FIELD_TEXT, .max = CODE_MAX_BYTES,
     .about = "of the authenticator app, or a recovery code; for who has a second factor"},
};
const struct fields sign_in_input = FIELDS("SignIn", struct sign_in, sign_in_fields);

/* Names are kept in small letters; a person may type capitals. */
static void lower(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

enum outcome api_sign_in_admit(struct call *c)
{
    struct sign_in *input = c->input;
    char *username = arena_text(&c->arena, input->username);
    if (username == NULL)
        return TOO_LARGE;
    lower(username);
    input->username = username;
    return guessing_admit(c, username);
}

/* What the gate has found out. */
struct checked {
    struct user user;
    struct factor_proof proof;
    const char *old_session; /* of this browser, NULL without; taken before the new one is the actor's */
    char *rehashed;          /* the password at today's cost, NULL when it has it: only now is it known */
};

/* Unknown name, wrong password and disabled account: one answer, one cost. Only who knows the password learns whether
 * there is a second factor. */
enum outcome api_sign_in_prepare(struct call *c)
{
    struct sign_in *input = c->input;
    struct checked *checked = ARENA_NEW(&c->arena, struct checked);
    if (checked == NULL)
        return TOO_LARGE;
    struct user *user = &checked->user;
    enum outcome outcome = store_user_by_name(c->db, input->username, &c->arena, user);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    bool usable = outcome == OK && strcmp(user->status, "active") == 0 && user->password_hash[0] != '\0';
    outcome = crypto_password_verify(usable ? user->password_hash : NULL, input->password);
    if (outcome == BROKEN)
        return BROKEN;
    if (outcome != OK) {
        guessing_failed(c, input->username);
        return call_refuse(c, PROBLEM_WRONG_CREDENTIALS);
    }
    TRY(factor_check(c, user->user_id, input->username, input->code, &checked->proof));
    guessing_over(c, input->username);
    if (crypto_password_outdated(user->password_hash)) {
        checked->rehashed = arena_alloc(&c->arena, PASSWORD_HASH_CHARS);
        if (checked->rehashed == NULL)
            return TOO_LARGE;
        TRY(crypto_password_hash(input->password, checked->rehashed));
    }
    checked->old_session = c->actor.session_sha256;
    c->prepared = checked;
    return OK;
}

enum outcome api_sign_in(struct call *c)
{
    struct user user;
    const struct checked *checked = c->prepared;
    const struct scope everyone = {.allowed = true};
    /* Read again: between the check and now the account may have been disabled, or its password changed. */
    TRY(store_user_get(everyone, c->db, checked->user.user_id, &c->arena, &user));
    if (strcmp(user.status, "active") != 0 || strcmp(user.password_hash, checked->user.password_hash) != 0)
        return call_refuse(c, PROBLEM_WRONG_CREDENTIALS);
    TRY(factor_take(c, user.user_id, &checked->proof));
    char token[TOKEN_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    crypto_token(token);
    crypto_sha256_hex(token, TOKEN_CHARS, digest);
    TRY(store_session_prune(c->db, c->now, c->now - SESSION_IDLE_SECONDS));
    if (checked->old_session != NULL) /* the old session of this browser ends: a new token at every sign-in */
        TRY(store_session_end(c->db, checked->old_session));
    const struct session_start start = {
        .token_sha256 = arena_text(&c->arena, digest),
        .session_id = call_new_id(c),
        .user_id = user.user_id,
        .browser = browser_family(c->user_agent),
    };
    c->set_cookie = session_cookie(c, token);
    crypto_wipe(token, sizeof token);
    if (start.token_sha256 == NULL || start.session_id == NULL || c->set_cookie == NULL)
        return TOO_LARGE;
    TRY(store_session_add(c->db, &start, c->now, c->now + SESSION_ABSOLUTE_SECONDS));
    TRY(store_user_logged_in(c->db, user.user_id, c->now));
    if (checked->rehashed != NULL)
        TRY(store_user_rehash(c->db, user.user_id, checked->rehashed));
    TRY(session_act_as(c, &user));
    c->actor.session_id = start.session_id;
    c->actor.session_sha256 = start.token_sha256;
    c->actor.session_seen_at = c->now;
    c->actor.session_expires_at = c->now + SESSION_ABSOLUTE_SECONDS;
    if (checked->proof.recovery_sha256 != NULL)
        TRY(call_audit(c, "second_factor.recover", "user", user.user_id, user.organisation.area_code, NULL, NULL));
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
    return guessing_admit(c, c->actor.username);
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
        guessing_failed(c, c->actor.username);
        return call_refuse(c, PROBLEM_WRONG_PASSWORD);
    }
    TRY(outcome);
    TRY(password_check_breached(c, input->new_password));
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
