#include "store/audit.h"

#include "store/audit_chain.h"
#include "store/rows.h"

STATEMENT(audit_add, "tittttttTT", "",
          "INSERT INTO audit (audit_id, at, user_id, organisation_code, action, object_type, object_key, area_code, "
          "before_state, after_state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

enum outcome store_audit_add(struct db *db, const struct audit_row *row)
{
    TRY(db_run_later(db, &audit_add,
                     DB_VALUES(db_text(row->audit_id), db_int(row->at), db_text(row->user_id),
                               db_text(row->organisation_code), db_text(row->action), db_text(row->object_type),
                               db_text(row->object_key), db_text(row->area_code), db_text(row->before),
                               db_text(row->after))));
    return store_audit_chain_add(db, row);
}

#define MATCHING                                                                                                       \
    "AND ($3 = '' OR object_type = $3) AND ($4 = '' OR object_key = $4) AND ($5 = '' OR audit_id < $5) "               \
    "ORDER BY audit_id DESC LIMIT $7"

/* Three index walks instead of one OR that would scan everything: what the organisation did, what those of its area did
 * about themselves (a municipality's organisation has its code), what others did about its area. */
STATEMENT(audit_list, "tttttti", AUDIT_ROW_LETTERS "T",
          "SELECT " AUDIT_ROW_COLUMNS ", u.display_name FROM ("
          "SELECT audit_id FROM (SELECT audit_id FROM audit WHERE organisation_code = $1 " MATCHING ") AS own "
          "UNION "
          "SELECT audit_id FROM (SELECT audit_id FROM audit WHERE $2 <> '' AND organisation_code >= $2 AND "
          "organisation_code < $6 AND area_code = organisation_code " MATCHING ") AS themselves "
          "UNION "
          "SELECT audit_id FROM (SELECT audit_id FROM audit WHERE $2 <> '' AND area_code >= $2 AND area_code < $6 AND "
          "area_code <> organisation_code " MATCHING ") AS about) AS picked "
          "JOIN audit a ON a.audit_id = picked.audit_id LEFT JOIN app_user u ON u.user_id = a.user_id "
          "ORDER BY a.audit_id DESC LIMIT $7");

void store_audit_read_row(const struct db_rows *rows, struct arena *arena, bool *failed, struct audit_row *ret_row)
{
    *ret_row = (struct audit_row){
        .audit_id = db_copy(rows, 0, arena, failed),
        .at = db_get_int(rows, 1),
        .user_id = db_copy(rows, 2, arena, failed),
        .organisation_code = db_copy(rows, 3, arena, failed),
        .action = db_copy(rows, 4, arena, failed),
        .object_type = db_copy(rows, 5, arena, failed),
        .object_key = db_copy(rows, 6, arena, failed),
        .area_code = db_copy(rows, 7, arena, failed),
        .before = db_copy(rows, 8, arena, failed),
        .after = db_copy(rows, 9, arena, failed),
    };
}

static void read_row(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    struct audit_row *row = element;
    store_audit_read_row(rows, arena, failed, row);
    row->user_name = db_is_null(rows, 10) ? "" : db_copy(rows, 10, arena, failed);
}

enum outcome store_audit_list(struct scope scope, struct db *db, const struct audit_filter *filter, struct arena *arena,
                              struct audit_row **ret_rows, size_t *ret_count)
{
    if (!scope_covers_organisation(&scope, filter->organisation_code))
        return NOT_FOUND;
    const char *area_end = arena_printf(arena, "%s:", filter->area_prefix); /* ':' follows the digits */
    if (area_end == NULL)
        return TOO_LARGE;
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &audit_list,
                 DB_VALUES(db_text(filter->organisation_code), db_text(filter->area_prefix),
                           db_text(filter->object_type), db_text(filter->object_key), db_text(filter->before_id),
                           db_text(area_end), db_int(filter->limit)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_rows, read_row, &list));
    *ret_rows = list.elements;
    *ret_count = list.count;
    return OK;
}
