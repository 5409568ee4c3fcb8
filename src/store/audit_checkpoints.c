/* Checkpoints of the audit chain, and the keys they are signed with. */
#include "store/audit_chain.h"

#include "store/rows.h"

#include <string.h>

STATEMENT(audit_key_named, "t", "i",
          "SELECT CASE WHEN EXISTS (SELECT 1 FROM audit WHERE object_type = '" AUDIT_KEY_OBJECT
          "' AND object_key = $1) THEN 1 ELSE 0 END");

enum outcome store_audit_key_named(struct db *db, const char *public_key, bool *ret_named)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &audit_key_named, DB_VALUES(db_text(public_key)), &rows));
    *ret_named = db_get_int(&rows, 0) == 1;
    return OK;
}

enum outcome store_audit_key_introduce(struct db *db, const uint8_t key[SIGNING_KEY_BYTES], int64_t now)
{
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    char hex[2 * SIGNING_PUBLIC_BYTES + 1], id[ID_CHARS + 1];
    bool named = false;
    crypto_signature_public(key, public_key);
    crypto_hex(public_key, sizeof public_key, hex);
    TRY(store_audit_key_named(db, hex, &named));
    if (named)
        return OK;
    crypto_id(now * 1000, id);
    const struct audit_row row = {.audit_id = id,
                                  .at = now,
                                  .user_id = "",
                                  .organisation_code = "",
                                  .action = AUDIT_KEY_ACTION,
                                  .object_type = AUDIT_KEY_OBJECT,
                                  .object_key = hex,
                                  .area_code = "00"};
    return store_audit_add(db, &row);
}

STATEMENT(audit_checkpoint_add, "iittt", "",
          "INSERT INTO audit_checkpoint (size, at, sha256, public_key, note) VALUES ($1, $2, $3, $4, $5)");

static enum outcome checkpoint_add(struct db *db, const struct stored_checkpoint *checkpoint)
{
    return db_run(db, &audit_checkpoint_add,
                  DB_VALUES(db_int(checkpoint->size), db_int(checkpoint->at), db_text(checkpoint->hash),
                            db_text(checkpoint->public_key), db_text(checkpoint->note)),
                  NULL);
}

static void read_checkpoint(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct stored_checkpoint *)element = (struct stored_checkpoint){
        .size = db_get_int(rows, 0),
        .at = db_get_int(rows, 1),
        .hash = db_copy(rows, 2, arena, failed),
        .public_key = db_copy(rows, 3, arena, failed),
        .note = db_copy(rows, 4, arena, failed),
    };
}

STATEMENT(audit_checkpoint_latest, "", "iittt",
          "SELECT size, at, sha256, public_key, note FROM audit_checkpoint WHERE size >= 1 ORDER BY size DESC LIMIT 1");

enum outcome store_audit_checkpoint_latest(struct db *db, struct arena *arena, struct stored_checkpoint *ret_checkpoint)
{
    AUTO_ROWS rows = {0};
    bool failed = false;
    TRY(db_one(db, &audit_checkpoint_latest, DB_NO_VALUES, &rows));
    read_checkpoint(&rows, arena, &failed, ret_checkpoint);
    return failed ? TOO_LARGE : OK;
}

/* In the arena; NULL without memory. */
static const char *sign(const struct audit_head *head, const uint8_t key[SIGNING_KEY_BYTES], int64_t now,
                        struct arena *arena)
{
    char note[AUDIT_NOTE_CHARS];
    struct audit_checkpoint checkpoint = {.size = head->size, .at = now};
    memcpy(checkpoint.origin, head->origin, sizeof checkpoint.origin);
    memcpy(checkpoint.hash, head->hash, sizeof checkpoint.hash);
    return audit_checkpoint_sign(&checkpoint, key, note) == OK ? arena_text(arena, note) : NULL;
}

enum outcome store_audit_checkpoint_make(struct db *db, const uint8_t key[SIGNING_KEY_BYTES], int64_t now,
                                         struct arena *arena, struct stored_checkpoint *ret_checkpoint)
{
    struct audit_head head;
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    char hex[2 * SIGNING_PUBLIC_BYTES + 1];
    TRY(store_audit_head(db, &head));
    enum outcome outcome = store_audit_checkpoint_latest(db, arena, ret_checkpoint);
    if (outcome != NOT_FOUND && (outcome != OK || ret_checkpoint->size >= head.size))
        return outcome;
    crypto_signature_public(key, public_key);
    crypto_hex(public_key, sizeof public_key, hex);
    const struct stored_checkpoint checkpoint = {
        .size = head.size,
        .at = now,
        .hash = arena_text(arena, head.hash),
        .public_key = arena_text(arena, hex),
        .note = sign(&head, key, now, arena),
    };
    if (checkpoint.hash == NULL || checkpoint.public_key == NULL || checkpoint.note == NULL)
        return TOO_LARGE;
    TRY(checkpoint_add(db, &checkpoint));
    *ret_checkpoint = checkpoint;
    return OK;
}

STATEMENT(audit_checkpoints, "ii", "iittt",
          "SELECT size, at, sha256, public_key, note FROM audit_checkpoint WHERE size > $1 ORDER BY size LIMIT $2");

enum outcome store_audit_checkpoints(struct db *db, int64_t after, int64_t limit, struct arena *arena,
                                     struct stored_checkpoint **ret_checkpoints, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &audit_checkpoints, DB_VALUES(db_int(after), db_int(limit)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_checkpoints, read_checkpoint, &list));
    *ret_checkpoints = list.elements;
    *ret_count = list.count;
    return OK;
}
