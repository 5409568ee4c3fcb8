/* The drafts of store/vaccine_allocations.h. */
#include "store/vaccine_allocations.h"

#include "store/rows.h"

#define DRAFT_COLUMNS                                                                                                  \
    "SELECT d.allocation_id, d.product_code, d.week, d.choices, d.replaces, d.created_at, d.created_by, "              \
    "u.display_name, d.changed_at, d.changed_by, v.display_name, d.version "                                           \
    "FROM vaccine_allocation_draft d LEFT JOIN app_user u ON u.user_id = d.created_by "                                \
    "LEFT JOIN app_user v ON v.user_id = d.changed_by "
#define DRAFT_LETTERS "ttttTitTitTi"

static void read_draft(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_allocation_draft *)element = (struct vaccine_allocation_draft){
        .allocation_id = db_copy(rows, 0, arena, failed),
        .product = db_copy(rows, 1, arena, failed),
        .week = db_copy(rows, 2, arena, failed),
        .choices = db_copy(rows, 3, arena, failed),
        .replaces = db_is_null(rows, 4) ? NULL : db_copy(rows, 4, arena, failed),
        .created_at = db_get_int(rows, 5),
        .created_by = db_copy(rows, 6, arena, failed),
        .created_by_name = db_is_null(rows, 7) ? "" : db_copy(rows, 7, arena, failed),
        .changed_at = db_get_int(rows, 8),
        .changed_by = db_copy(rows, 9, arena, failed),
        .changed_by_name = db_is_null(rows, 10) ? "" : db_copy(rows, 10, arena, failed),
        .version = db_get_int(rows, 11),
    };
}

STATEMENT(vaccine_draft_list, "ti", DRAFT_LETTERS,
          DRAFT_COLUMNS "WHERE ($1 = '' OR d.allocation_id < $1) ORDER BY d.allocation_id DESC LIMIT $2");

enum outcome store_vaccine_draft_list(struct scope scope, struct db *db, const char *before, int64_t limit,
                                      struct arena *arena, struct vaccine_allocation_draft **ret_list,
                                      size_t *ret_count)
{
    if (!scope_covers_area(&scope, "00"))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_draft_list, DB_VALUES(db_text(before), db_int(limit)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_draft, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_draft_get, "t", DRAFT_LETTERS, DRAFT_COLUMNS "WHERE d.allocation_id = $1");

enum outcome store_vaccine_draft_get(struct scope scope, struct db *db, const char *allocation_id, struct arena *arena,
                                     struct vaccine_allocation_draft *ret_draft)
{
    if (!scope_covers_area(&scope, "00"))
        return NOT_FOUND;
    bool failed = false;
    struct vaccine_allocation_draft draft;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_draft_get, DB_VALUES(db_text(allocation_id)), &rows));
    read_draft(&rows, arena, &failed, &draft);
    if (failed)
        return TOO_LARGE;
    *ret_draft = draft;
    return OK;
}

STATEMENT(vaccine_draft_add, "ttttTitit", "",
          "INSERT INTO vaccine_allocation_draft (allocation_id, product_code, week, choices, replaces, created_at, "
          "created_by, changed_at, changed_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)");

enum outcome store_vaccine_draft_add(struct scope scope, struct db *db, const struct vaccine_allocation_draft *draft)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    return db_run(db, &vaccine_draft_add,
                  DB_VALUES(db_text(draft->allocation_id), db_text(draft->product), db_text(draft->week),
                            db_text(draft->choices), db_text(draft->replaces), db_int(draft->created_at),
                            db_text(draft->created_by), db_int(draft->changed_at), db_text(draft->changed_by)),
                  NULL);
}

STATEMENT(vaccine_draft_change, "ttttTiti", "",
          "UPDATE vaccine_allocation_draft SET product_code = $2, week = $3, choices = $4, replaces = $5, "
          "changed_at = $6, changed_by = $7, version = version + 1 WHERE allocation_id = $1 AND version = $8");

enum outcome store_vaccine_draft_change(struct scope scope, struct db *db, const struct vaccine_allocation_draft *draft)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    int64_t changed;
    TRY(db_run(db, &vaccine_draft_change,
               DB_VALUES(db_text(draft->allocation_id), db_text(draft->product), db_text(draft->week),
                         db_text(draft->choices), db_text(draft->replaces), db_int(draft->changed_at),
                         db_text(draft->changed_by), db_int(draft->version)),
               &changed));
    return changed == 1 ? OK : STALE;
}

STATEMENT(vaccine_draft_delete, "t", "", "DELETE FROM vaccine_allocation_draft WHERE allocation_id = $1");

enum outcome store_vaccine_draft_delete(struct scope scope, struct db *db, const char *allocation_id)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    return db_run(db, &vaccine_draft_delete, DB_VALUES(db_text(allocation_id)), NULL);
}
