/* Reading the audit chain, and its checkpoints. */
#include "store/audit_chain.h"

#include "store/rows.h"

#include <string.h>

STATEMENT(audit_head, "", "itt",
          "SELECT l.sequence, l.sha256, s.sha256 FROM audit_link l JOIN audit_link s ON s.sequence = 0 "
          "WHERE l.sequence > 0 ORDER BY l.sequence DESC LIMIT 1");

enum outcome store_audit_head(struct db *db, struct audit_head *ret_head)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &audit_head, DB_NO_VALUES, &rows));
    const char *hash = db_get_text(&rows, 1), *first = db_get_text(&rows, 2);
    if (strlen(hash) != SHA256_HEX_CHARS)
        return BROKEN;
    ret_head->size = db_get_int(&rows, 0);
    memcpy(ret_head->hash, hash, sizeof ret_head->hash);
    audit_chain_origin(first, ret_head->origin);
    return OK;
}

/* Columns of a row that is gone are NULL: the link's own say which it was. */
STATEMENT(
    audit_links, "ii", "itttTITTTTTTTT",
    "SELECT l.sequence, l.audit_id, l.salt, l.sha256, a.audit_id, a.at, a.user_id, a.organisation_code, a.action, "
    "a.object_type, a.object_key, a.area_code, a.before_state, a.after_state FROM audit_link l "
    "LEFT JOIN audit a ON a.audit_id = l.audit_id WHERE l.sequence > $1 ORDER BY l.sequence LIMIT $2");

static void read_link(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct audit_link *)element = (struct audit_link){
        .entry = {.sequence = db_get_int(rows, 0),
                  .audit_id = db_copy(rows, 1, arena, failed),
                  .salt = db_copy(rows, 2, arena, failed),
                  .at = db_is_null(rows, 5) ? 0 : db_get_int(rows, 5),
                  .user_id = db_copy(rows, 6, arena, failed),
                  .organisation_code = db_copy(rows, 7, arena, failed),
                  .action = db_copy(rows, 8, arena, failed),
                  .object_type = db_copy(rows, 9, arena, failed),
                  .object_key = db_copy(rows, 10, arena, failed),
                  .area_code = db_copy(rows, 11, arena, failed),
                  .before = db_copy(rows, 12, arena, failed),
                  .after = db_copy(rows, 13, arena, failed)},
        .has_row = !db_is_null(rows, 4),
        .hash = db_copy(rows, 3, arena, failed),
    };
}

enum outcome store_audit_links(struct db *db, int64_t after, int64_t limit, struct arena *arena,
                               struct audit_link **ret_links, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &audit_links, DB_VALUES(db_int(after), db_int(limit)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_links, read_link, &list));
    *ret_links = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(audit_counts, "", "iii",
          "SELECT (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM audit_link WHERE sequence > 0), "
          "(SELECT COUNT(*) FROM audit_waiting)");

enum outcome store_audit_counts(struct db *db, struct audit_counts *ret_counts)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &audit_counts, DB_NO_VALUES, &rows));
    *ret_counts = (struct audit_counts){db_get_int(&rows, 0), db_get_int(&rows, 1), db_get_int(&rows, 2)};
    return OK;
}

STATEMENT(audit_stray, "", "t",
          "SELECT a.audit_id FROM audit a LEFT JOIN audit_link l ON l.audit_id = a.audit_id "
          "LEFT JOIN audit_waiting w ON w.audit_id = a.audit_id WHERE l.sequence IS NULL AND w.audit_id IS NULL "
          "ORDER BY a.audit_id LIMIT 1");

enum outcome store_audit_stray(struct db *db, struct arena *arena, const char **ret_audit_id)
{
    AUTO_ROWS rows = {0};
    bool failed = false;
    TRY(db_one(db, &audit_stray, DB_NO_VALUES, &rows));
    *ret_audit_id = db_copy(&rows, 0, arena, &failed);
    return failed ? TOO_LARGE : OK;
}
