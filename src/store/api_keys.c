#include "store/api_keys.h"

#include "store/rows.h"

STATEMENT(api_key_actor, "ti", "tttttttttiiI",
          "SELECT u.user_id, u.username, u.display_name, u.organisation_code, u.role, u.language, o.kind, o.area_code, "
          "o.name, k.read_only, k.expires_at, k.last_used_at "
          "FROM api_key k JOIN app_user u ON u.user_id = k.key_id "
          "JOIN organisation o ON o.organisation_code = u.organisation_code "
          "WHERE k.key_sha256 = $1 AND k.expires_at > $2 AND k.revoked_at IS NULL AND u.status = 'active'");

enum outcome store_api_key_actor(struct db *db, const char *key_sha256, int64_t now, struct arena *arena,
                                 struct api_key_actor *ret_actor)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &api_key_actor, DB_VALUES(db_text(key_sha256), db_int(now)), &rows));
    bool failed = false;
    struct api_key_actor actor = {
        .user =
            {
                .user_id = db_copy(&rows, 0, arena, &failed),
                .username = db_copy(&rows, 1, arena, &failed),
                .display_name = db_copy(&rows, 2, arena, &failed),
                .email = "",
                .organisation_code = db_copy(&rows, 3, arena, &failed),
                .role = db_copy(&rows, 4, arena, &failed),
                .status = "active",
                .language = db_copy(&rows, 5, arena, &failed),
                .password_hash = "",
                .organisation =
                    {
                        .kind = db_copy(&rows, 6, arena, &failed),
                        .area_code = db_copy(&rows, 7, arena, &failed),
                        .name = db_copy(&rows, 8, arena, &failed),
                    },
            },
        .read_only = db_get_int(&rows, 9) != 0,
        .expires_at = db_get_int(&rows, 10),
        .last_used_at = rows_maybe(&rows, 11),
    };
    actor.user.organisation.code = actor.user.organisation_code;
    *ret_actor = actor;
    return failed ? TOO_LARGE : OK;
}

#define KEY_COLUMNS                                                                                                    \
    "k.key_id, k.name, k.prefix, u.organisation_code, u.role, k.read_only, k.replaces, k.created_at, k.created_by, "   \
    "COALESCE(m.display_name, ''), k.expires_at, k.last_used_at, k.revoked_at "
#define KEY_FROM                                                                                                       \
    "FROM app_user u JOIN api_key k ON k.key_id = u.user_id LEFT JOIN app_user m ON m.user_id = k.created_by "
#define KEY_LETTERS "tttttiTittiII"

static void read_key(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct api_key *)element = (struct api_key){
        .key_id = db_copy(rows, 0, arena, failed),
        .name = db_copy(rows, 1, arena, failed),
        .prefix = db_copy(rows, 2, arena, failed),
        .organisation_code = db_copy(rows, 3, arena, failed),
        .role = db_copy(rows, 4, arena, failed),
        .read_only = db_get_int(rows, 5) != 0,
        .replaces = db_is_null(rows, 6) ? NULL : db_copy(rows, 6, arena, failed),
        .created_at = db_get_int(rows, 7),
        .created_by = db_copy(rows, 8, arena, failed),
        .created_by_name = db_copy(rows, 9, arena, failed),
        .expires_at = db_get_int(rows, 10),
        .last_used_at = rows_maybe(rows, 11),
        .revoked_at = rows_maybe(rows, 12),
    };
}

/* With the api layer's limit of keys in use, years of used-up ones. */
enum { KEYS_MAX = 500 };

STATEMENT(api_key_list, "ti", KEY_LETTERS,
          "SELECT " KEY_COLUMNS KEY_FROM
          "WHERE u.organisation_code = $1 AND u.is_key = 1 ORDER BY k.created_at DESC, k.key_id DESC LIMIT $2");

enum outcome store_api_key_list(struct scope scope, struct db *db, const char *organisation_code, struct arena *arena,
                                struct api_key **ret_keys, size_t *ret_count)
{
    if (!scope_covers_organisation(&scope, organisation_code))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &api_key_list, DB_VALUES(db_text(organisation_code), db_int(KEYS_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_keys, read_key, &list));
    *ret_keys = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(api_key_get, "tt", KEY_LETTERS,
          "SELECT " KEY_COLUMNS KEY_FROM "WHERE u.user_id = $1 AND u.organisation_code = $2");

enum outcome store_api_key_get(struct scope scope, struct db *db, const char *organisation_code, const char *key_id,
                               struct arena *arena, struct api_key *ret_key)
{
    if (!scope_covers_organisation(&scope, organisation_code))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &api_key_get, DB_VALUES(db_text(key_id), db_text(organisation_code)), &rows));
    bool failed = false;
    struct api_key key;
    read_key(&rows, arena, &failed, &key);
    if (failed)
        return TOO_LARGE;
    *ret_key = key;
    return OK;
}

STATEMENT(api_key_count, "ti", "i",
          "SELECT COUNT(*) FROM app_user u JOIN api_key k ON k.key_id = u.user_id WHERE u.organisation_code = $1 AND "
          "u.is_key = 1 AND k.revoked_at IS NULL AND k.expires_at > $2");

enum outcome store_api_key_count(struct db *db, const char *organisation_code, int64_t now, int64_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &api_key_count, DB_VALUES(db_text(organisation_code), db_int(now)), &rows));
    *ret_count = db_get_int(&rows, 0);
    return OK;
}

/* A user name has no colon, so no user can have this one; and no password fits an empty hash. */
STATEMENT(api_key_user_add, "tttti", "",
          "INSERT INTO app_user (user_id, username, display_name, email, organisation_code, role, password_hash, "
          "status, language, created_at, changed_at, last_login_at, version, is_key) "
          "VALUES ($1, 'key:' || $1, $2, '', $3, $4, '', 'active', 'sv', $5, $5, NULL, 1, 1)");
STATEMENT(api_key_add, "ttttiTiti", "",
          "INSERT INTO api_key (key_id, key_sha256, name, prefix, read_only, replaces, created_at, created_by, "
          "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

enum outcome store_api_key_add(struct scope scope, struct db *db, const struct api_key *key, const char *key_sha256,
                               const char *display_name)
{
    if (!scope_covers_organisation(&scope, key->organisation_code))
        return FORBIDDEN;
    TRY(db_run(db, &api_key_user_add,
               DB_VALUES(db_text(key->key_id), db_text(display_name), db_text(key->organisation_code),
                         db_text(key->role), db_int(key->created_at)),
               NULL));
    return db_run(db, &api_key_add,
                  DB_VALUES(db_text(key->key_id), db_text(key_sha256), db_text(key->name), db_text(key->prefix),
                            db_int(key->read_only), db_text(key->replaces), db_int(key->created_at),
                            db_text(key->created_by), db_int(key->expires_at)),
                  NULL);
}

STATEMENT(api_key_end_by, "ti", "", "UPDATE api_key SET expires_at = $2 WHERE key_id = $1 AND expires_at > $2");

enum outcome store_api_key_end_by(struct db *db, const char *key_id, int64_t expires_at)
{
    return db_run(db, &api_key_end_by, DB_VALUES(db_text(key_id), db_int(expires_at)), NULL);
}

STATEMENT(api_key_revoke, "tti", "",
          "UPDATE api_key SET revoked_at = $3, revoked_by = $2 WHERE key_id = $1 AND revoked_at IS NULL");

enum outcome store_api_key_revoke(struct db *db, const char *key_id, const char *user_id, int64_t now)
{
    int64_t changed;
    TRY(db_run(db, &api_key_revoke, DB_VALUES(db_text(key_id), db_text(user_id), db_int(now)), &changed));
    return changed == 1 ? OK : CONFLICT;
}

STATEMENT(api_key_touch, "ti", "",
          "UPDATE api_key SET last_used_at = $2 WHERE key_sha256 = $1 AND (last_used_at IS NULL OR last_used_at < $2)");

enum outcome store_api_key_touch(struct db *db, const char *key_sha256, int64_t now)
{
    return db_run(db, &api_key_touch, DB_VALUES(db_text(key_sha256), db_int(now)), NULL);
}
