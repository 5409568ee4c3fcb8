/* Users (people: keys of programs are in store/api_keys.h) and organisations. Owned data: functions take the scope
 * first and see nothing outside it. */
#ifndef FORDELA_STORE_USERS_H
#define FORDELA_STORE_USERS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

struct organisation {
    const char *code, *kind, *area_code, *name;
};

struct user {
    const char *user_id, *username, *display_name, *email, *organisation_code;
    const char *role, *status, *language; /* words of the schema */
    const char *password_hash;            /* never leaves the server */
    int64_t created_at;
    struct maybe last_login_at;
    int64_t version;
    bool second_factor; /* there is one, and it counts */
    struct organisation organisation;
};

/* For signing in: by name, whatever the status. NOT_FOUND. */
MUST_USE enum outcome store_user_by_name(struct db *db, const char *username, struct arena *arena,
                                         struct user *ret_user);

MUST_USE enum outcome store_user_get(struct scope scope, struct db *db, const char *user_id, struct arena *arena,
                                     struct user *ret_user);

/* Users of one organisation by user name. NOT_FOUND outside the scope. */
MUST_USE enum outcome store_user_list(struct scope scope, struct db *db, const char *organisation_code,
                                      struct arena *arena, struct user **ret_users, size_t *ret_count);

/* CONFLICT: the user name is taken. INVALID: no such organisation. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_user_add(struct scope scope, struct db *db, const struct user *user, int64_t now);

/* Changes name, email, role, status, language of version `version`; STALE if it is another one now. */
MUST_USE enum outcome store_user_change(struct scope scope, struct db *db, const struct user *user, int64_t version,
                                        int64_t now);

MUST_USE enum outcome store_user_set_password(struct db *db, const char *user_id, const char *hash, int64_t now);
/* The same password at another cost: nothing that anybody sees changes. */
MUST_USE enum outcome store_user_rehash(struct db *db, const char *user_id, const char *hash);
MUST_USE enum outcome store_user_set_language(struct db *db, const char *user_id, const char *language, int64_t now);
MUST_USE enum outcome store_user_logged_in(struct db *db, const char *user_id, int64_t now);

/* How many active administrators the organisation has besides this user. */
MUST_USE enum outcome store_user_other_administrators(struct db *db, const char *organisation_code, const char *user_id,
                                                      int64_t *ret_count);

/* How many users there are in all. */
MUST_USE enum outcome store_user_count(struct db *db, int64_t *ret_count);

MUST_USE enum outcome store_organisation_get(struct db *db, const char *code, struct arena *arena,
                                             struct organisation *ret_organisation);
/* All, or those of a kind ("" = all), by code. */
MUST_USE enum outcome store_organisation_list(struct db *db, const char *kind, struct arena *arena,
                                              struct organisation **ret_list, size_t *ret_count);

#endif
