/* The working paper of a report being written: kept as it is, word for word, so that nothing typed is lost. */
#ifndef FORDELA_STORE_DRAFTS_H
#define FORDELA_STORE_DRAFTS_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

struct draft {
    const char *body; /* JSON, the API's draft */
    int64_t changed_at;
    const char *changed_by, *changed_by_name;
    int64_t version; /* from 1; begins anew after the draft has been deleted */
};

/* NOT_FOUND: none, or outside the scope. */
MUST_USE enum outcome store_draft_get(struct scope scope, struct db *db, const char *municipality, const char *week,
                                      struct arena *arena, struct draft *ret_draft);

/* before_version 0: there was none. STALE: somebody else was faster. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_draft_put(struct scope scope, struct db *db, const char *municipality, const char *week,
                                      int64_t before_version, const char *body, const char *user_id, int64_t now);

/* ret_deleted (may be NULL): whether there was one. */
MUST_USE enum outcome store_draft_delete(struct scope scope, struct db *db, const char *municipality, const char *week,
                                         bool *ret_deleted);

#endif
