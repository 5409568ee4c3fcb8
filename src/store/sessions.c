#include "store/sessions.h"

#include "store/rows.h"

STATEMENT(session_get, "tii", "ttttttttiiiiittti",
          "SELECT u.user_id, u.username, u.display_name, u.email, u.organisation_code, u.role, u.language, o.kind, "
          "u.version, u.created_at, s.created_at, s.seen_at, s.expires_at, o.area_code, o.name, s.session_id, "
          "CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END "
          "FROM session s JOIN app_user u ON u.user_id = s.user_id "
          "JOIN organisation o ON o.organisation_code = u.organisation_code "
          "LEFT JOIN second_factor f ON f.user_id = u.user_id "
          "WHERE s.token_sha256 = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND u.status = 'active'");

enum outcome store_session_get(struct db *db, const char *token_sha256, int64_t now, int64_t idle_since,
                               struct arena *arena, struct session *ret_session)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &session_get, DB_VALUES(db_text(token_sha256), db_int(now), db_int(idle_since)), &rows));
    bool failed = false;
    struct session session = {
        .session_id = db_copy(&rows, 15, arena, &failed),
        .user =
            {
                .user_id = db_copy(&rows, 0, arena, &failed),
                .username = db_copy(&rows, 1, arena, &failed),
                .display_name = db_copy(&rows, 2, arena, &failed),
                .email = db_copy(&rows, 3, arena, &failed),
                .organisation_code = db_copy(&rows, 4, arena, &failed),
                .role = db_copy(&rows, 5, arena, &failed),
                .status = "active",
                .language = db_copy(&rows, 6, arena, &failed),
                .password_hash = "",
                .version = db_get_int(&rows, 8),
                .created_at = db_get_int(&rows, 9),
                .second_factor = db_get_int(&rows, 16) != 0,
                .organisation =
                    {
                        .kind = db_copy(&rows, 7, arena, &failed),
                        .area_code = db_copy(&rows, 13, arena, &failed),
                        .name = db_copy(&rows, 14, arena, &failed),
                    },
            },
        .created_at = db_get_int(&rows, 10),
        .seen_at = db_get_int(&rows, 11),
        .expires_at = db_get_int(&rows, 12),
    };
    session.user.organisation.code = session.user.organisation_code;
    *ret_session = session;
    return failed ? TOO_LARGE : OK;
}

STATEMENT(session_add, "ttttii", "",
          "INSERT INTO session (token_sha256, session_id, user_id, browser, created_at, seen_at, expires_at) "
          "VALUES ($1, $2, $3, $4, $5, $5, $6)");

enum outcome store_session_add(struct db *db, const struct session_start *start, int64_t now, int64_t expires_at)
{
    return db_run(db, &session_add,
                  DB_VALUES(db_text(start->token_sha256), db_text(start->session_id), db_text(start->user_id),
                            db_text(start->browser), db_int(now), db_int(expires_at)),
                  NULL);
}

/* More than anybody has open; a list that is full shows the newest. */
enum { SESSIONS_MAX = 100 };

STATEMENT(session_list, "tiii", "ttiii",
          "SELECT session_id, browser, created_at, seen_at, expires_at FROM session "
          "WHERE user_id = $1 AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, session_id LIMIT $4");

static void read_listed(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct session_listed *)element = (struct session_listed){
        .session_id = db_copy(rows, 0, arena, failed),
        .browser = db_copy(rows, 1, arena, failed),
        .created_at = db_get_int(rows, 2),
        .seen_at = db_get_int(rows, 3),
        .expires_at = db_get_int(rows, 4),
    };
}

enum outcome store_session_list(struct db *db, const char *user_id, int64_t now, int64_t idle_since,
                                struct arena *arena, struct session_listed **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &session_list, DB_VALUES(db_text(user_id), db_int(now), db_int(idle_since), db_int(SESSIONS_MAX)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_listed, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(session_end_one, "tt", "", "DELETE FROM session WHERE session_id = $1 AND user_id = $2");

enum outcome store_session_end_one(struct db *db, const char *session_id, const char *user_id)
{
    int64_t ended;
    TRY(db_run(db, &session_end_one, DB_VALUES(db_text(session_id), db_text(user_id)), &ended));
    return ended == 1 ? OK : NOT_FOUND;
}

STATEMENT(session_touch, "ti", "", "UPDATE session SET seen_at = $2 WHERE token_sha256 = $1 AND seen_at < $2");

enum outcome store_session_touch(struct db *db, const char *token_sha256, int64_t now)
{
    return db_run_later(db, &session_touch, DB_VALUES(db_text(token_sha256), db_int(now)));
}

STATEMENT(session_end, "t", "", "DELETE FROM session WHERE token_sha256 = $1");

enum outcome store_session_end(struct db *db, const char *token_sha256)
{
    return db_run(db, &session_end, DB_VALUES(db_text(token_sha256)), NULL);
}

STATEMENT(session_end_others, "tt", "", "DELETE FROM session WHERE user_id = $1 AND token_sha256 <> $2");

enum outcome store_session_end_others(struct db *db, const char *user_id, const char *kept_sha256)
{
    return db_run(db, &session_end_others, DB_VALUES(db_text(user_id), db_text(kept_sha256)), NULL);
}

STATEMENT(session_newest, "ii", "i",
          "SELECT COALESCE(MAX(moment), 0) FROM ("
          "SELECT seen_at + 60 AS moment FROM session WHERE seen_at >= $1 AND seen_at < $2 "
          "UNION ALL SELECT at FROM audit WHERE object_type = 'user' AND action IN ('session.open', 'session.close') "
          "AND at >= $1 AND at < $2) AS signed_in");

enum outcome store_session_newest(struct db *db, int64_t from, int64_t before, int64_t *ret_moment)
{
    AUTO_ROWS rows = {0};
    bool have = false;
    TRY(db_query(db, &session_newest, DB_VALUES(db_int(from), db_int(before)), &rows));
    TRY(db_next(&rows, &have));
    *ret_moment = have ? db_get_int(&rows, 0) : 0;
    return OK;
}

STATEMENT(session_prune, "ii", "", "DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2");

enum outcome store_session_prune(struct db *db, int64_t now, int64_t idle_since)
{
    return db_run(db, &session_prune, DB_VALUES(db_int(now), db_int(idle_since)), NULL);
}
