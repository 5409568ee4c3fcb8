/* The audit trail: one row per write, in the same transaction; read back by object, area or organisation. */
#ifndef FORDELA_STORE_AUDIT_H
#define FORDELA_STORE_AUDIT_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

struct audit_row {
    const char *audit_id;
    int64_t at;
    const char *user_id, *user_name; /* user_name: display name now, '' for a command */
    const char *organisation_code, *action, *object_type, *object_key, *area_code;
    const char *before, *after; /* JSON or NULL */
};

/* Stores the row, and its link in the chain (store/audit_chain.h). */
MUST_USE enum outcome store_audit_add(struct db *db, const struct audit_row *row);

/* What a statement over "audit a" selects to read a row, and the reading, without user_name. */
#define AUDIT_ROW_COLUMNS                                                                                              \
    "a.audit_id, a.at, a.user_id, a.organisation_code, a.action, a.object_type, a.object_key, a.area_code, "           \
    "a.before_state, a.after_state"
#define AUDIT_ROW_LETTERS "tittttttTT"
void store_audit_read_row(const struct db_rows *rows, struct arena *arena, bool *failed, struct audit_row *ret_row);

struct audit_filter {
    const char *organisation_code;        /* rows done by it or about its area */
    const char *area_prefix;              /* rows about these areas too; "" = none, unless the scope is the nation's */
    const char *object_type, *object_key; /* "" = all */
    const char *before_id;                /* older than this row; "" = from the newest */
    int64_t limit;
};

/* Newest first. The scope must cover the organisation (NOT_FOUND otherwise). */
MUST_USE enum outcome store_audit_list(struct scope scope, struct db *db, const struct audit_filter *filter,
                                       struct arena *arena, struct audit_row **ret_rows, size_t *ret_count);

#endif
