/* Answers kept for retries: the same user's same Idempotency-Key gets the same answer, written in the same transaction
 * as the work itself. */
#ifndef FORDELA_STORE_IDEMPOTENCY_H
#define FORDELA_STORE_IDEMPOTENCY_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"

struct kept_answer {
    const char *request_sha256; /* of method, path and body */
    int64_t status;
    const char *headers; /* "Name: value\n" lines */
    const char *body;
};

/* NOT_FOUND: no such key since `since`. */
MUST_USE enum outcome store_idempotency_get(struct db *db, const char *user_id, const char *key, int64_t since,
                                            struct arena *arena, struct kept_answer *ret_answer);

/* Replaces an answer older than `since` with the same key; CONFLICT if a younger one exists. */
MUST_USE enum outcome store_idempotency_add(struct db *db, const char *user_id, const char *key,
                                            const struct kept_answer *answer, int64_t now, int64_t since);

MUST_USE enum outcome store_idempotency_prune(struct db *db, int64_t since);

#endif
