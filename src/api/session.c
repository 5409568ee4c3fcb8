#include "api/session.h"

#include "api/app.h"
#include "base/crypto.h"
#include "store/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* A job of its own: the reading call goes on at once, and if this is lost the session only ends a minute earlier. */
struct touch_job {
    struct writer_job job;
    int64_t now;
    char token_sha256[SHA256_HEX_CHARS + 1];
};

static enum outcome touch_run(struct writer_job *job, struct db *db)
{
    struct touch_job *touch = (struct touch_job *)(void *)job;
    return store_session_touch(db, touch->token_sha256, touch->now);
}

static void touch_finished(struct writer_job *job, enum outcome outcome)
{
    (void)outcome;
    free(job);
}

static void touch(struct call *c, const char *token_sha256)
{
    struct touch_job *job = calloc(1, sizeof *job);
    if (job == NULL)
        return;
    job->job = (struct writer_job){.run = touch_run, .finished = touch_finished};
    job->now = c->now;
    snprintf(job->token_sha256, sizeof job->token_sha256, "%s", token_sha256);
    if (writer_submit(c->api->writer, &job->job) != OK)
        free(job);
}

enum outcome session_load(struct call *c, const char *cookie, struct db *db)
{
    char token[TOKEN_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    if (db == NULL || cookie == NULL || !find_token(cookie, cookie_name(c->secure), token))
        return OK;
    crypto_sha256_hex(token, TOKEN_CHARS, digest);
    struct session session;
    enum outcome outcome = store_session_get(db, digest, c->now, c->now - SESSION_IDLE_SECONDS, &c->arena, &session);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    int kind = kind_from_name(session.user.organisation.kind), role = role_from_name(session.user.role);
    if (kind < 0 || role < 0)
        return BROKEN;
    c->actor = (struct actor){
        .signed_in = true,
        .user_id = session.user.user_id,
        .username = session.user.username,
        .display_name = session.user.display_name,
        .email = session.user.email,
        .organisation_name = session.user.organisation.name,
        .language = session.user.language,
        .session_sha256 = arena_copy(&c->arena, digest, SHA256_HEX_CHARS),
        .session_seen_at = session.seen_at,
        .session_expires_at = session.expires_at,
        .standing = {.kind = (enum organisation_kind)kind, .role = (enum role)role},
    };
    snprintf(c->actor.standing.organisation, sizeof c->actor.standing.organisation, "%s",
             session.user.organisation_code);
    snprintf(c->actor.standing.area, sizeof c->actor.standing.area, "%s", session.user.organisation.area_code);
    if (c->actor.session_sha256 == NULL)
        return TOO_LARGE;
    if (c->now - session.seen_at >= SESSION_TOUCH_SECONDS)
        touch(c, digest);
    return OK;
}
