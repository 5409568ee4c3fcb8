#include "store/idempotency.h"

STATEMENT(idempotency_get, "tti", "titt",
          "SELECT request_sha256, status, headers, body FROM idempotency "
          "WHERE user_id = $1 AND idempotency_key = $2 AND created_at > $3");

enum outcome store_idempotency_get(struct db *db, const char *user_id, const char *key, int64_t since,
                                   struct arena *arena, struct kept_answer *ret_answer)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &idempotency_get, DB_VALUES(db_text(user_id), db_text(key), db_int(since)), &rows));
    bool failed = false;
    *ret_answer = (struct kept_answer){
        .request_sha256 = db_copy(&rows, 0, arena, &failed),
        .status = db_get_int(&rows, 1),
        .headers = db_copy(&rows, 2, arena, &failed),
        .body = db_copy(&rows, 3, arena, &failed),
    };
    return failed ? TOO_LARGE : OK;
}

STATEMENT(idempotency_forget, "tti", "",
          "DELETE FROM idempotency WHERE user_id = $1 AND idempotency_key = $2 AND created_at <= $3");
STATEMENT(idempotency_add, "tttitti", "",
          "INSERT INTO idempotency (user_id, idempotency_key, request_sha256, status, headers, body, created_at) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7)");

enum outcome store_idempotency_add(struct db *db, const char *user_id, const char *key,
                                   const struct kept_answer *answer, int64_t now, int64_t since)
{
    TRY(db_run_later(db, &idempotency_forget, DB_VALUES(db_text(user_id), db_text(key), db_int(since))));
    return db_run_later(db, &idempotency_add,
                        DB_VALUES(db_text(user_id), db_text(key), db_text(answer->request_sha256),
                                  db_int(answer->status), db_text(answer->headers), db_text(answer->body),
                                  db_int(now)));
}

STATEMENT(idempotency_prune, "i", "", "DELETE FROM idempotency WHERE created_at <= $1");

enum outcome store_idempotency_prune(struct db *db, int64_t since)
{
    return db_run(db, &idempotency_prune, DB_VALUES(db_int(since)), NULL);
}
