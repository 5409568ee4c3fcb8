/* Making links of the audit chain. */
#include "store/audit_chain.h"

#include "base/crypto.h"
#include "driver.h"

#include <string.h>

enum { BATCH_ROWS = 256, BATCH_BYTES = 64 * 1024 * 1024 };

/* Where the next link goes: the last one's number and hash. */
struct tail {
    int64_t sequence; /* -1: there is none */
    char hash[SHA256_HEX_CHARS + 1];
};

STATEMENT(audit_tail, "", "it",
          "SELECT sequence, sha256 FROM audit_link WHERE sequence >= 0 ORDER BY sequence DESC LIMIT 1");

static enum outcome tail_read(struct db *db, struct tail *ret_tail)
{
    AUTO_ROWS rows = {0};
    ret_tail->sequence = -1;
    enum outcome outcome = db_one(db, &audit_tail, DB_NO_VALUES, &rows);
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    if (strlen(db_get_text(&rows, 1)) != SHA256_HEX_CHARS)
        return db_fail(db, BROKEN, "the last link of the audit chain has no hash");
    ret_tail->sequence = db_get_int(&rows, 0);
    memcpy(ret_tail->hash, db_get_text(&rows, 1), sizeof ret_tail->hash);
    return OK;
}

STATEMENT(audit_link_add, "ittt", "",
          "INSERT INTO audit_link (sequence, audit_id, salt, sha256) VALUES ($1, $2, $3, $4)");

static enum outcome link_store(struct db *db, const struct tail *tail, const char *audit_id, const char *salt)
{
    return db_run_later(db, &audit_link_add,
                        DB_VALUES(db_int(tail->sequence), db_text(audit_id), db_text(salt), db_text(tail->hash)));
}

/* Link 0: made with the first row, so that a database that is filled from another one takes over that one's chain. */
static enum outcome seed_add(struct db *db, struct tail *tail)
{
    uint8_t seed[SHA256_BYTES];
    char hex[AUDIT_SEED_CHARS + 1];
    crypto_random(seed, sizeof seed);
    crypto_hex(seed, sizeof seed, hex);
    TRY(audit_chain_begin(hex, tail->hash));
    tail->sequence = 0;
    return link_store(db, tail, "", hex);
}

/* The row's link behind the tail, which it becomes. */
static enum outcome link_add(struct db *db, struct tail *tail, const struct audit_row *row)
{
    uint8_t salt[AUDIT_SALT_BYTES];
    char hex[AUDIT_SALT_CHARS + 1], hash[SHA256_HEX_CHARS + 1];
    if (tail->sequence < 0)
        TRY(seed_add(db, tail));
    crypto_random(salt, sizeof salt);
    crypto_hex(salt, sizeof salt, hex);
    const struct audit_entry entry = {
        .sequence = tail->sequence + 1,
        .audit_id = row->audit_id,
        .at = row->at,
        .user_id = row->user_id,
        .organisation_code = row->organisation_code,
        .action = row->action,
        .object_type = row->object_type,
        .object_key = row->object_key,
        .area_code = row->area_code,
        .before = row->before,
        .after = row->after,
        .salt = hex,
    };
    TRY(audit_chain_next(tail->hash, &entry, hash));
    memcpy(tail->hash, hash, sizeof hash);
    tail->sequence++;
    return link_store(db, tail, row->audit_id, hex);
}

STATEMENT(audit_waiting_add, "t", "", "INSERT INTO audit_waiting (audit_id) VALUES ($1)");

enum outcome store_audit_chain_add(struct db *db, const struct audit_row *row)
{
    struct tail tail;
    if (!db->driver->one_writer)
        return db_run_later(db, &audit_waiting_add, DB_VALUES(db_text(row->audit_id)));
    TRY(tail_read(db, &tail));
    return link_add(db, &tail, row);
}

/* Links the rows that a query gives, up to BATCH_ROWS of them. ret_last (may be NULL): the last row's id. */
static enum outcome link_rows(struct db *db, struct tail *tail, const struct statement *query,
                              const struct db_value *values, struct arena *arena, const char **ret_last, int *ret_count)
{
    AUTO_ROWS rows = {0};
    struct audit_row *batch = ARENA_ARRAY(arena, BATCH_ROWS, struct audit_row);
    int count = 0;
    if (batch == NULL)
        return TOO_LARGE;
    TRY(db_query(db, query, values, &rows));
    for (bool have_row = false;; count++) {
        bool failed = false;
        TRY(db_next(&rows, &have_row));
        if (!have_row)
            break;
        store_audit_read_row(&rows, arena, &failed, &batch[count]);
        if (failed)
            return TOO_LARGE;
    }
    db_rows_close(&rows);
    for (int i = 0; i < count; i++)
        TRY(link_add(db, tail, &batch[i]));
    if (count > 0 && ret_last != NULL)
        *ret_last = batch[count - 1].audit_id;
    *ret_count = count;
    return OK;
}

STATEMENT(audit_rows_after, "ti", AUDIT_ROW_LETTERS,
          "SELECT " AUDIT_ROW_COLUMNS " FROM audit a WHERE a.audit_id > $1 ORDER BY a.audit_id LIMIT $2");

enum outcome store_audit_chain_all(struct db *db)
{
    struct tail tail;
    TRY(tail_read(db, &tail));
    char last[ID_CHARS + 1] = "";
    enum outcome outcome = tail.sequence < 0 ? OK : CONFLICT;
    for (int count = BATCH_ROWS; outcome == OK && count == BATCH_ROWS;) {
        struct arena arena = arena_open(BATCH_BYTES);
        const char *id = "";
        outcome =
            link_rows(db, &tail, &audit_rows_after, DB_VALUES(db_text(last), db_int(BATCH_ROWS)), &arena, &id, &count);
        if (strlen(id) > ID_CHARS)
            outcome = BROKEN;
        else
            memcpy(last, id, strlen(id) + 1);
        arena_close(&arena);
    }
    return outcome;
}

STATEMENT(audit_rows_waiting, "i", AUDIT_ROW_LETTERS,
          "SELECT " AUDIT_ROW_COLUMNS " FROM audit_waiting w JOIN audit a ON a.audit_id = w.audit_id "
          "ORDER BY w.audit_id LIMIT $1");
/* Those that have just got their links: others may have come to wait meanwhile. */
STATEMENT(audit_waiting_clear, "i", "",
          "DELETE FROM audit_waiting WHERE audit_id IN (SELECT audit_id FROM audit_link WHERE sequence > $1)");

static enum outcome settle_batch(struct db *db, int *ret_count)
{
    struct tail tail;
    int count = 0;
    TRY(db->driver->script(db, db->driver->links_alone));
    TRY(tail_read(db, &tail));
    int64_t before = tail.sequence;
    struct arena arena = arena_open(BATCH_BYTES);
    enum outcome outcome =
        link_rows(db, &tail, &audit_rows_waiting, DB_VALUES(db_int(BATCH_ROWS)), &arena, NULL, &count);
    arena_close(&arena);
    if (outcome == OK && count > 0)
        outcome = db_run_later(db, &audit_waiting_clear, DB_VALUES(db_int(before)));
    *ret_count = count;
    return outcome;
}

enum outcome store_audit_settle(struct db *db)
{
    if (db->driver->one_writer)
        return OK;
    for (int count = BATCH_ROWS; count == BATCH_ROWS;) {
        TRY(db_begin_write(db));
        enum outcome outcome = settle_batch(db, &count);
        if (outcome != OK || count == 0) {
            db_rollback(db);
            return outcome;
        }
        TRY(db_commit(db));
    }
    return OK;
}

void store_audit_settle_now(struct db *db)
{
    enum outcome outcome = store_audit_settle(db);
    (void)outcome;
}
