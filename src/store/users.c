#include "store/users.h"

#include "store/rows.h"

#define USER_COLUMNS                                                                                                   \
    "u.user_id, u.username, u.display_name, u.email, u.organisation_code, u.role, u.status, u.language, "              \
    "u.password_hash, u.created_at, u.last_login_at, u.version, o.kind, o.area_code, o.name, "                         \
    "CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END "
#define USER_FROM                                                                                                      \
    "FROM app_user u JOIN organisation o ON o.organisation_code = u.organisation_code "                                \
    "LEFT JOIN second_factor f ON f.user_id = u.user_id "
#define USER_LETTERS "tttttttttiIittti"
/* People: the keys of programs stand in the same table and are nobody's account. */
#define IS_PERSON "u.is_key = 0 "

static void read_user(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    struct user *user = element;
    *user = (struct user){
        .user_id = db_copy(rows, 0, arena, failed),
        .username = db_copy(rows, 1, arena, failed),
        .display_name = db_copy(rows, 2, arena, failed),
        .email = db_copy(rows, 3, arena, failed),
        .organisation_code = db_copy(rows, 4, arena, failed),
        .role = db_copy(rows, 5, arena, failed),
        .status = db_copy(rows, 6, arena, failed),
        .language = db_copy(rows, 7, arena, failed),
        .password_hash = db_copy(rows, 8, arena, failed),
        .created_at = db_get_int(rows, 9),
        .last_login_at = maybe_if(!db_is_null(rows, 10), db_is_null(rows, 10) ? 0 : db_get_int(rows, 10)),
        .version = db_get_int(rows, 11),
        .organisation.kind = db_copy(rows, 12, arena, failed),
        .organisation.area_code = db_copy(rows, 13, arena, failed),
        .organisation.name = db_copy(rows, 14, arena, failed),
        .second_factor = db_get_int(rows, 15) != 0,
    };
    user->organisation.code = user->organisation_code;
}

/* The row that the cursor stands on. */
static enum outcome take_user(const struct db_rows *rows, struct arena *arena, struct user *ret_user)
{
    bool failed = false;
    struct user user;
    read_user(rows, arena, &failed, &user);
    if (failed)
        return TOO_LARGE;
    *ret_user = user;
    return OK;
}

STATEMENT(user_by_name, "t", USER_LETTERS, "SELECT " USER_COLUMNS USER_FROM "WHERE u.username = $1 AND " IS_PERSON);

enum outcome store_user_by_name(struct db *db, const char *username, struct arena *arena, struct user *ret_user)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &user_by_name, DB_VALUES(db_text(username)), &rows));
    return take_user(&rows, arena, ret_user);
}

STATEMENT(user_get, "t", USER_LETTERS, "SELECT " USER_COLUMNS USER_FROM "WHERE u.user_id = $1 AND " IS_PERSON);

enum outcome store_user_get(struct scope scope, struct db *db, const char *user_id, struct arena *arena,
                            struct user *ret_user)
{
    AUTO_ROWS rows = {0};
    struct user user;
    TRY(db_one(db, &user_get, DB_VALUES(db_text(user_id)), &rows));
    TRY(take_user(&rows, arena, &user));
    if (!scope_covers_organisation(&scope, user.organisation_code))
        return NOT_FOUND;
    *ret_user = user;
    return OK;
}

/* More users than any organisation has; the page shows all. */
enum { USERS_MAX = 500 };

STATEMENT(user_list, "ti", USER_LETTERS,
          "SELECT " USER_COLUMNS USER_FROM "WHERE u.organisation_code = $1 AND " IS_PERSON
          "ORDER BY u.username LIMIT $2");

enum outcome store_user_list(struct scope scope, struct db *db, const char *organisation_code, struct arena *arena,
                             struct user **ret_users, size_t *ret_count)
{
    if (!scope_covers_organisation(&scope, organisation_code))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &user_list, DB_VALUES(db_text(organisation_code), db_int(USERS_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_users, read_user, &list));
    *ret_users = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(user_add, "tttttttti", "",
          "INSERT INTO app_user (user_id, username, display_name, email, organisation_code, role, password_hash, "
          "status, language, created_at, changed_at, last_login_at, version) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $9, NULL, 1)");

enum outcome store_user_add(struct scope scope, struct db *db, const struct user *user, int64_t now)
{
    if (!scope_covers_organisation(&scope, user->organisation_code))
        return FORBIDDEN;
    return db_run(db, &user_add,
                  DB_VALUES(db_text(user->user_id), db_text(user->username), db_text(user->display_name),
                            db_text(user->email), db_text(user->organisation_code), db_text(user->role),
                            db_text(user->password_hash), db_text(user->language), db_int(now)),
                  NULL);
}

STATEMENT(user_change, "ttttttii", "",
          "UPDATE app_user SET display_name = $2, email = $3, role = $4, status = $5, language = $6, changed_at = $7, "
          "version = version + 1 WHERE user_id = $1 AND version = $8");

enum outcome store_user_change(struct scope scope, struct db *db, const struct user *user, int64_t version, int64_t now)
{
    if (!scope_covers_organisation(&scope, user->organisation_code))
        return FORBIDDEN;
    int64_t changed;
    TRY(db_run(db, &user_change,
               DB_VALUES(db_text(user->user_id), db_text(user->display_name), db_text(user->email), db_text(user->role),
                         db_text(user->status), db_text(user->language), db_int(now), db_int(version)),
               &changed));
    return changed == 1 ? OK : STALE;
}

STATEMENT(user_set_password, "tti", "",
          "UPDATE app_user SET password_hash = $2, changed_at = $3, version = version + 1 WHERE user_id = $1");

enum outcome store_user_set_password(struct db *db, const char *user_id, const char *hash, int64_t now)
{
    int64_t changed;
    TRY(db_run(db, &user_set_password, DB_VALUES(db_text(user_id), db_text(hash), db_int(now)), &changed));
    return changed == 1 ? OK : NOT_FOUND;
}

STATEMENT(user_rehash, "tt", "", "UPDATE app_user SET password_hash = $2 WHERE user_id = $1");

enum outcome store_user_rehash(struct db *db, const char *user_id, const char *hash)
{
    return db_run(db, &user_rehash, DB_VALUES(db_text(user_id), db_text(hash)), NULL);
}

STATEMENT(user_set_language, "tti", "",
          "UPDATE app_user SET language = $2, changed_at = $3, version = version + 1 WHERE user_id = $1");

enum outcome store_user_set_language(struct db *db, const char *user_id, const char *language, int64_t now)
{
    return db_run(db, &user_set_language, DB_VALUES(db_text(user_id), db_text(language), db_int(now)), NULL);
}

STATEMENT(user_logged_in, "ti", "", "UPDATE app_user SET last_login_at = $2 WHERE user_id = $1");

enum outcome store_user_logged_in(struct db *db, const char *user_id, int64_t now)
{
    return db_run(db, &user_logged_in, DB_VALUES(db_text(user_id), db_int(now)), NULL);
}

STATEMENT(user_other_administrators, "tt", "i",
          "SELECT COUNT(*) FROM app_user WHERE organisation_code = $1 AND role = 'administrator' AND "
          "status = 'active' AND user_id <> $2 AND is_key = 0");

enum outcome store_user_other_administrators(struct db *db, const char *organisation_code, const char *user_id,
                                             int64_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &user_other_administrators, DB_VALUES(db_text(organisation_code), db_text(user_id)), &rows));
    *ret_count = db_get_int(&rows, 0);
    return OK;
}

static void read_organisation(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct organisation *)element = (struct organisation){
        .code = db_copy(rows, 0, arena, failed),
        .kind = db_copy(rows, 1, arena, failed),
        .area_code = db_copy(rows, 2, arena, failed),
        .name = db_copy(rows, 3, arena, failed),
    };
}

STATEMENT(organisation_get, "t", "tttt",
          "SELECT organisation_code, kind, area_code, name FROM organisation WHERE organisation_code = $1");

enum outcome store_organisation_get(struct db *db, const char *code, struct arena *arena,
                                    struct organisation *ret_organisation)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &organisation_get, DB_VALUES(db_text(code)), &rows));
    bool failed = false;
    struct organisation organisation;
    read_organisation(&rows, arena, &failed, &organisation);
    if (failed)
        return TOO_LARGE;
    *ret_organisation = organisation;
    return OK;
}

/* 290 municipalities, 21 boards, 21 regions and the national ones, with room to grow. */
enum { ORGANISATIONS_MAX = 600 };

STATEMENT(organisation_list, "ti", "tttt",
          "SELECT organisation_code, kind, area_code, name FROM organisation WHERE $1 = '' OR kind = $1 "
          "ORDER BY organisation_code LIMIT $2");

enum outcome store_organisation_list(struct db *db, const char *kind, struct arena *arena,
                                     struct organisation **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &organisation_list, DB_VALUES(db_text(kind), db_int(ORGANISATIONS_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_organisation, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(user_count, "", "i", "SELECT COUNT(*) FROM app_user");

enum outcome store_user_count(struct db *db, int64_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &user_count, DB_NO_VALUES, &rows));
    *ret_count = db_get_int(&rows, 0);
    return OK;
}
