/* Signed-in browsers. The token itself is never stored, only its SHA-256. */
#ifndef FORDELA_STORE_SESSIONS_H
#define FORDELA_STORE_SESSIONS_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"
#include "store/users.h"

struct session {
    const char *session_id; /* names it to people; the token alone opens anything */
    struct user user;
    int64_t created_at, seen_at, expires_at;
};

/* A session that begins. */
struct session_start {
    const char *token_sha256, *session_id, *user_id;
    const char *browser; /* its family; "" = unknown */
};

/* What its owner sees of a session. */
struct session_listed {
    const char *session_id, *browser;
    int64_t created_at, seen_at, expires_at;
    bool current; /* left false here */
};

/* The session of a token, with its user and organisation. NOT_FOUND: none, past its end, idle since before idle_since,
 * or the user is disabled. */
MUST_USE enum outcome store_session_get(struct db *db, const char *token_sha256, int64_t now, int64_t idle_since,
                                        struct arena *arena, struct session *ret_session);

MUST_USE enum outcome store_session_add(struct db *db, const struct session_start *start, int64_t now,
                                        int64_t expires_at);
MUST_USE enum outcome store_session_touch(struct db *db, const char *token_sha256, int64_t now);
MUST_USE enum outcome store_session_end(struct db *db, const char *token_sha256);

/* The user's sessions that are not over, the last seen first. */
MUST_USE enum outcome store_session_list(struct db *db, const char *user_id, int64_t now, int64_t idle_since,
                                         struct arena *arena, struct session_listed **ret_list, size_t *ret_count);

/* Ends one session of this user. NOT_FOUND: no such session, or somebody else's. */
MUST_USE enum outcome store_session_end_one(struct db *db, const char *session_id, const char *user_id);

/* Ends all sessions of a user but one ("" = all). */
MUST_USE enum outcome store_session_end_others(struct db *db, const char *user_id, const char *kept_sha256);

/* The latest moment from `from` to before `before` at which somebody was signed in, or may have been: a session's time
 * is moved forward at most once a minute. 0 if there is none. */
MUST_USE enum outcome store_session_newest(struct db *db, int64_t from, int64_t before, int64_t *ret_moment);

/* Forgets sessions that are over. */
MUST_USE enum outcome store_session_prune(struct db *db, int64_t now, int64_t idle_since);

#endif
