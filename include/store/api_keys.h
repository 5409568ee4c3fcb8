/* Keys that programs of an organisation carry. A key acts in its own name: it has a row among the users (never given by
 * store/users.h), whose id stands wherever something says who did it. Owned data: the scope comes first. */
#ifndef FORDELA_STORE_API_KEYS_H
#define FORDELA_STORE_API_KEYS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"
#include "store/users.h"

struct api_key {
    const char *key_id, *name, *prefix, *organisation_code, *role;
    bool read_only;
    const char *replaces; /* id of the key that it follows; NULL */
    int64_t created_at;
    const char *created_by, *created_by_name; /* user id; display name now, output only */
    int64_t expires_at;
    struct maybe last_used_at, revoked_at;
    bool active; /* output of the api layer: neither revoked nor expired */
};

/* Who calls with a key: the user that it acts as, with organisation. */
struct api_key_actor {
    struct user user;
    bool read_only;
    int64_t expires_at;
    struct maybe last_used_at;
};

/* The key of a digest. NOT_FOUND: none, revoked, or past its end. */
MUST_USE enum outcome store_api_key_actor(struct db *db, const char *key_sha256, int64_t now, struct arena *arena,
                                          struct api_key_actor *ret_actor);

/* Those of an organisation, the newest first. NOT_FOUND outside the scope. */
MUST_USE enum outcome store_api_key_list(struct scope scope, struct db *db, const char *organisation_code,
                                         struct arena *arena, struct api_key **ret_keys, size_t *ret_count);

/* NOT_FOUND outside the scope, or if it is another organisation's. */
MUST_USE enum outcome store_api_key_get(struct scope scope, struct db *db, const char *organisation_code,
                                        const char *key_id, struct arena *arena, struct api_key *ret_key);

/* Keys that are neither revoked nor expired. */
MUST_USE enum outcome store_api_key_count(struct db *db, const char *organisation_code, int64_t now,
                                          int64_t *ret_count);

/* display_name: of the row among the users. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_api_key_add(struct scope scope, struct db *db, const struct api_key *key,
                                        const char *key_sha256, const char *display_name);

/* Moves the end nearer, never further. */
MUST_USE enum outcome store_api_key_end_by(struct db *db, const char *key_id, int64_t expires_at);

/* CONFLICT: it is revoked already. */
MUST_USE enum outcome store_api_key_revoke(struct db *db, const char *key_id, const char *user_id, int64_t now);

MUST_USE enum outcome store_api_key_touch(struct db *db, const char *key_sha256, int64_t now);

#endif
