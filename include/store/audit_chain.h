/* The chain over the audit trail (core/audit_chain.h says what it is made of), as it is stored.
 *
 * SQLite has one writer: store_audit_add makes the row's link at once, in the same savepoint, so that what is undone
 * leaves no gap. PostgreSQL has several writers whose transactions commit side by side; one that took its number from
 * the last link would make all others wait for its commit, or fail. There a row is stored as waiting, in its own
 * transaction, and store_audit_settle gives it its link a moment after the commit, many rows at a time: one transaction
 * that holds a lock, outside the way of any request. */
#ifndef FORDELA_STORE_AUDIT_CHAIN_H
#define FORDELA_STORE_AUDIT_CHAIN_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/audit_chain.h"
#include "store/audit.h"
#include "store/db.h"

/* Links all rows that wait, oldest first. Opens and commits transactions of its own: none may be open. Nothing to do on
 * SQLite. */
MUST_USE enum outcome store_audit_settle(struct db *db);
/* The same for a command that is done: what it cannot link now, the next server to start links. */
void store_audit_settle_now(struct db *db);

/* For the migration that begins the chain: links every row there is, in its transaction, in bounded memory. */
MUST_USE enum outcome store_audit_chain_all(struct db *db);

/* Inside store_audit_add: the row's link, or its place among those that wait. */
MUST_USE enum outcome store_audit_chain_add(struct db *db, const struct audit_row *row);

/* The chain's end. */
struct audit_head {
    int64_t size; /* rows in the chain */
    char hash[SHA256_HEX_CHARS + 1];
    char origin[AUDIT_ORIGIN_CHARS + 1];
};

/* NOT_FOUND: there is no row in it yet. */
MUST_USE enum outcome store_audit_head(struct db *db, struct audit_head *ret_head);

/* A stored link with its row. */
struct audit_link {
    struct audit_entry entry; /* entry.audit_id as the link has it; the rest of the row's is NULL if the row is gone */
    bool has_row;
    const char *hash;
};

/* Up to limit links behind the one numbered after (-1: from link 0, the seed, which has no row). */
MUST_USE enum outcome store_audit_links(struct db *db, int64_t after, int64_t limit, struct arena *arena,
                                        struct audit_link **ret_links, size_t *ret_count);

/* How many there are. */
struct audit_counts {
    int64_t rows, links, waiting; /* links without the seed's */
};
MUST_USE enum outcome store_audit_counts(struct db *db, struct audit_counts *ret_counts);

/* The first row that is neither in the chain nor waiting; NOT_FOUND if there is none. Reads everything. */
MUST_USE enum outcome store_audit_stray(struct db *db, struct arena *arena, const char **ret_audit_id);

/* Whether the audit trail names the key (in hex) as one that this installation has signed with. */
MUST_USE enum outcome store_audit_key_named(struct db *db, const char *public_key, bool *ret_named);
#define AUDIT_KEY_ACTION "audit.key"
#define AUDIT_KEY_OBJECT "audit_key"

struct stored_checkpoint {
    int64_t size, at;
    const char *hash;       /* hex */
    const char *public_key; /* hex */
    const char *note;
};

/* Inside a write transaction: a row that names the key's public half, unless there is one. Before the first checkpoint
 * with a key, so that what it signs says so. */
MUST_USE enum outcome store_audit_key_introduce(struct db *db, const uint8_t key[SIGNING_KEY_BYTES], int64_t now);

/* Inside a write transaction: signs the chain as far as it goes, unless the latest checkpoint says as much. NOT_FOUND:
 * there is no row in it yet. */
MUST_USE enum outcome store_audit_checkpoint_make(struct db *db, const uint8_t key[SIGNING_KEY_BYTES], int64_t now,
                                                  struct arena *arena, struct stored_checkpoint *ret_checkpoint);
/* NOT_FOUND: none has been made. */
MUST_USE enum outcome store_audit_checkpoint_latest(struct db *db, struct arena *arena,
                                                    struct stored_checkpoint *ret_checkpoint);
/* Up to limit that are longer than after, by size. */
MUST_USE enum outcome store_audit_checkpoints(struct db *db, int64_t after, int64_t limit, struct arena *arena,
                                              struct stored_checkpoint **ret_checkpoints, size_t *ret_count);

#endif
