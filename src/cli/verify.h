/* What the two halves of fordela verify share: command (verify.c) and walk (verify_walk.c). */
#ifndef FORDELA_CLI_VERIFY_H
#define FORDELA_CLI_VERIFY_H

#include "store/audit_chain.h"

#include <stdio.h>

enum { VERIFY_FAULT_CHARS = 600, VERIFY_KEYS = 2 };

struct verification {
    struct db *db;
    uint8_t trusted[VERIFY_KEYS][SIGNING_PUBLIC_BYTES];
    int trusted_count;
    const char *kept_note; /* a checkpoint from elsewhere, NULL = none */
    struct audit_checkpoint kept;
    FILE *export; /* NULL = none */
    bool without_states;

    /* found */
    int64_t size, checkpoints, waiting;
    int64_t last_checkpoint_size, last_checkpoint_at;
    char hash[SHA256_HEX_CHARS + 1]; /* of the last link walked */
    char origin[AUDIT_ORIGIN_CHARS + 1];
    char fault[VERIFY_FAULT_CHARS]; /* the first one */
};

/* In one snapshot. OK: whole; CONFLICT: fault says what is wrong; anything else: it could not be found out. */
MUST_USE enum outcome verify_chain(struct verification *verification);

/* src/cli/verify_checkpoints.c: CONFLICT with a fault. */
MUST_USE enum outcome verify_checkpoint(struct verification *verification, const struct stored_checkpoint *checkpoint);
MUST_USE enum outcome verify_newest_key(struct verification *verification, const struct stored_checkpoint *newest);
/* At the link of the kept checkpoint's size, and at the chain's end. */
MUST_USE enum outcome verify_kept_here(struct verification *verification);
MUST_USE enum outcome verify_kept_at_end(struct verification *verification);

/* src/cli/verify_export.c */
MUST_USE enum outcome verify_export_begin(struct verification *verification, const struct audit_link *seed);
MUST_USE enum outcome verify_export_link(struct verification *verification, const struct audit_link *link);
MUST_USE enum outcome verify_export_checkpoint(struct verification *verification,
                                               const struct stored_checkpoint *checkpoint);

__attribute__((format(printf, 2, 3))) enum outcome verify_fault(struct verification *verification, const char *format,
                                                                ...);

#endif
