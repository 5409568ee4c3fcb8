/* Whether what is stored agrees with itself: the engine's own look for damage, and ours, which computes everything that
 * follows from facts anew and holds it against what is kept.
 *
 * Reads only, in the caller's read transaction (one snapshot), beside a running server too; memory is bounded: facts
 * are read a municipality's week at a time. What is found is told, at most CHECK_FINDINGS_MAX of one kind. */
#ifndef FORDELA_STORE_CHECK_H
#define FORDELA_STORE_CHECK_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"

#include <stdint.h>

enum { CHECK_FINDINGS_MAX = 1000 };

/* One difference. Texts are borrowed during the call. */
struct check_finding {
    const char *what;             /* table and column or field, "ppe_status.stock"; "database" for damage */
    const char *key;              /* of the row, its parts separated by '/' */
    const char *expected, *found; /* "" = nothing */
};

struct checking {
    void (*tell)(void *context, const struct check_finding *finding);
    void *context;
    int64_t findings; /* counted here */
};
void check_tell(struct checking *checking, const char *what, const char *key, const char *expected, const char *found);

/* Damaged pages, indexes, broken references (integrity_check and foreign_key_check). On PostgreSQL nothing: the server
 * looks itself. OK whether something was found or not. */
MUST_USE enum outcome store_check_damage(struct db *db, struct checking *checking);

/* Everything derived and every account, recomputed from facts. The schema must be this program's. */
MUST_USE enum outcome store_check_derived(struct db *db, struct checking *checking);

#endif
