#include "api/session.h"

#include "api/app.h"
#include "base/crypto.h"
#include "store/api_keys.h"
#include "store/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Behind TLS the __Host- prefix ties the cookie to this very host and to HTTPS. */
static const char *cookie_name(bool secure)
{
    return secure ? "__Host-fordela_session" : "fordela_session";
}

const char *session_cookie(struct call *c, const char *token)
{
    return arena_printf(&c->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", cookie_name(c->secure),
                        token, SESSION_ABSOLUTE_SECONDS, c->secure ? "; Secure" : "");
}

const char *session_no_cookie(struct call *c)
{
    return arena_printf(&c->arena, "%s=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0%s", cookie_name(c->secure),
                        c->secure ? "; Secure" : "");
}

/* The token in a Cookie header; false unless it has exactly a token's form. */
static bool find_token(const char *cookie, const char *name, char ret_token[TOKEN_CHARS + 1])
{
    size_t length = strlen(name);
    for (const char *at = cookie; at != NULL && *at != '\0'; at = strchr(at, ';')) {
        at += strspn(at, "; ");
        if (strncmp(at, name, length) != 0 || at[length] != '=')
            continue;
        const char *value = at + length + 1;
        size_t value_length = strcspn(value, "; ");
        if (value_length != TOKEN_CHARS)
            return false;
        memcpy(ret_token, value, TOKEN_CHARS);
        ret_token[TOKEN_CHARS] = '\0';
        return true;
    }
    return false;
}

const char *session_bearer(const char *authorization)
{
    static const char scheme[] = "Bearer ";
    size_t length = sizeof scheme - 1;
    if (authorization == NULL || strncasecmp(authorization, scheme, length) != 0)
        return NULL;
    return authorization + length + strspn(authorization + length, " ");
}

/* A job of its own: the reading call goes on at once, and if this is lost the session only ends a minute earlier. */
struct touch_job {
    struct writer_job job;
    int64_t now;
    bool key;
    char sha256[SHA256_HEX_CHARS + 1];
};

static enum outcome touch_run(struct writer_job *job, struct db *db)
{
    struct touch_job *touch = (struct touch_job *)(void *)job;
    return touch->key ? store_api_key_touch(db, touch->sha256, touch->now)
                      : store_session_touch(db, touch->sha256, touch->now);
}

static void touch_finished(struct writer_job *job, enum outcome outcome)
{
    (void)outcome;
    free(job);
}

static void touch(struct call *c, bool key, const char *sha256)
{
    struct touch_job *job = calloc(1, sizeof *job);
    if (job == NULL)
        return;
    job->job = (struct writer_job){.run = touch_run, .finished = touch_finished};
    job->now = c->now;
    job->key = key;
    snprintf(job->sha256, sizeof job->sha256, "%s", sha256);
    if (writer_submit(c->api->writer, &job->job) != OK)
        free(job);
}

enum outcome session_act_as(struct call *c, const struct user *user)
{
    int kind = kind_from_name(user->organisation.kind), role = role_from_name(user->role);
    if (kind < 0 || role < 0)
        return BROKEN;
    c->actor = (struct actor){
        .signed_in = true,
        .user_id = user->user_id,
        .username = user->username,
        .display_name = user->display_name,
        .email = user->email,
        .organisation_name = user->organisation.name,
        .language = user->language,
        .second_factor = user->second_factor,
        .lacks_factor = !user->second_factor && (c->api->config.second_factor_roles >> role & 1U) != 0,
        .standing = {.kind = (enum organisation_kind)kind, .role = (enum role)role},
    };
    snprintf(c->actor.standing.organisation, sizeof c->actor.standing.organisation, "%s", user->organisation_code);
    snprintf(c->actor.standing.area, sizeof c->actor.standing.area, "%s", user->organisation.area_code);
    return OK;
}

/* A key acts for its organisation; a role's second factor is a matter of people. */
static enum outcome load_key(struct call *c, const char *key, struct db *db)
{
    struct api_key_actor actor;
    char digest[SHA256_HEX_CHARS + 1];
    c->actor.by_key = true;
    if (strlen(key) != KEY_CHARS)
        return OK;
    crypto_sha256_hex(key, KEY_CHARS, digest);
    enum outcome outcome = store_api_key_actor(db, digest, c->now, &c->arena, &actor);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    TRY(session_act_as(c, &actor.user));
    c->actor.by_key = true;
    c->actor.read_only = actor.read_only;
    c->actor.lacks_factor = false;
    if (!actor.last_used_at.known || c->now - actor.last_used_at.value >= SESSION_TOUCH_SECONDS)
        touch(c, true, digest);
    return OK;
}

enum outcome session_load(struct call *c, const char *authorization, const char *cookie, struct db *db)
{
    const char *key = session_bearer(authorization);
    char token[TOKEN_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    if (db == NULL)
        return OK;
    if (key != NULL)
        return load_key(c, key, db);
    if (cookie == NULL || !find_token(cookie, cookie_name(c->secure), token))
        return OK;
    crypto_sha256_hex(token, TOKEN_CHARS, digest);
    struct session session;
    enum outcome outcome = store_session_get(db, digest, c->now, c->now - SESSION_IDLE_SECONDS, &c->arena, &session);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    TRY(session_act_as(c, &session.user));
    c->actor.session_id = session.session_id;
    c->actor.session_sha256 = arena_copy(&c->arena, digest, SHA256_HEX_CHARS);
    c->actor.session_seen_at = session.seen_at;
    c->actor.session_expires_at = session.expires_at;
    if (c->actor.session_sha256 == NULL)
        return TOO_LARGE;
    if (c->now - session.seen_at >= SESSION_TOUCH_SECONDS)
        touch(c, false, digest);
    return OK;
}
