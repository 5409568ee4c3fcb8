/* The walk along the audit chain. */
#include "verify.h"

#include <stdarg.h>
#include <string.h>

enum { BATCH_LINKS = 256, BATCH_CHECKPOINTS = 64, ARENA_BYTES = 128 * 1024 * 1024 };

enum outcome verify_fault(struct verification *verification, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(verification->fault, sizeof verification->fault, format, arguments);
    va_end(arguments);
    return CONFLICT;
}

/* Checkpoints in the order of their size, beside the links. */
struct checkpoints {
    struct arena arena;
    struct stored_checkpoint *list;
    size_t count, next;
    int64_t last_size;
    bool ended;
};

/* The next one, or NULL behind the last. */
static enum outcome checkpoint_next(struct verification *verification, struct checkpoints *checkpoints,
                                    const struct stored_checkpoint **ret_checkpoint)
{
    if (checkpoints->next == checkpoints->count && !checkpoints->ended) {
        arena_close(&checkpoints->arena);
        checkpoints->next = 0;
        TRY(store_audit_checkpoints(verification->db, checkpoints->last_size, BATCH_CHECKPOINTS, &checkpoints->arena,
                                    &checkpoints->list, &checkpoints->count));
        checkpoints->ended = checkpoints->count == 0;
        if (!checkpoints->ended)
            checkpoints->last_size = checkpoints->list[checkpoints->count - 1].size;
    }
    *ret_checkpoint = checkpoints->ended ? NULL : &checkpoints->list[checkpoints->next];
    return OK;
}

static enum outcome check_seed(struct verification *verification, const struct audit_link *link)
{
    char hash[SHA256_HEX_CHARS + 1];
    if (link->entry.sequence != 0)
        return verify_fault(verification, "link 0, the chain's seed, is gone");
    if (audit_chain_begin(link->entry.salt, hash) != OK || strcmp(hash, link->hash) != 0)
        return verify_fault(verification, "link 0, the chain's seed, was changed");
    memcpy(verification->hash, hash, sizeof hash);
    audit_chain_origin(hash, verification->origin);
    return verify_export_begin(verification, link);
}

static enum outcome check_row(struct verification *verification, const struct audit_link *link)
{
    char hash[SHA256_HEX_CHARS + 1];
    const struct audit_entry *entry = &link->entry;
    int64_t expected = verification->size + 1;
    if (entry->sequence != expected)
        return verify_fault(verification, "link %lld is gone: after %lld comes %lld", (long long)expected,
                            (long long)verification->size, (long long)entry->sequence);
    if (!link->has_row)
        return verify_fault(verification, "row %lld (%s) is gone: the chain has it, the audit trail has not",
                            (long long)expected, entry->audit_id);
    enum outcome outcome = audit_chain_next(verification->hash, entry, hash);
    if (outcome == BROKEN)
        return outcome;
    if (outcome != OK || strcmp(hash, link->hash) != 0)
        return verify_fault(
            verification,
            "row %lld (%s, now %s of %s %s) is not what was written: it, its link or its place was changed",
            (long long)expected, entry->audit_id, entry->action, entry->object_type, entry->object_key);
    memcpy(verification->hash, hash, sizeof hash);
    verification->size = expected;
    return verify_export_link(verification, link);
}

/* The checkpoints of the size reached. */
static enum outcome check_place(struct verification *verification, struct checkpoints *checkpoints)
{
    const struct stored_checkpoint *checkpoint;
    for (;; checkpoints->next++) {
        TRY(checkpoint_next(verification, checkpoints, &checkpoint));
        if (checkpoint == NULL || checkpoint->size > verification->size)
            break;
        TRY(verify_checkpoint(verification, checkpoint));
        TRY(verify_export_checkpoint(verification, checkpoint));
        verification->checkpoints++;
        verification->last_checkpoint_size = checkpoint->size;
        verification->last_checkpoint_at = checkpoint->at;
    }
    return verify_kept_here(verification);
}

static enum outcome walk(struct verification *verification, struct checkpoints *checkpoints)
{
    int64_t after = -1;
    for (size_t count = BATCH_LINKS; count == BATCH_LINKS;) {
        struct arena arena = arena_open(ARENA_BYTES);
        struct audit_link *links;
        enum outcome outcome = store_audit_links(verification->db, after, BATCH_LINKS, &arena, &links, &count);
        for (size_t i = 0; outcome == OK && i < count; i++) {
            outcome = after < 0 ? check_seed(verification, &links[i]) : check_row(verification, &links[i]);
            if (outcome == OK && after >= 0)
                outcome = check_place(verification, checkpoints);
            after = links[i].entry.sequence;
        }
        arena_close(&arena);
        TRY(outcome);
    }
    return OK;
}

/* Rows without a link, links too many, checkpoints of rows that are no longer there. */
static enum outcome check_end(struct verification *verification, struct checkpoints *checkpoints)
{
    struct audit_counts counts;
    struct arena arena = arena_open(ARENA_BYTES);
    const char *stray = "";
    const struct stored_checkpoint *beyond;
    TRY(checkpoint_next(verification, checkpoints, &beyond));
    if (beyond != NULL)
        return verify_fault(verification,
                            "rows at the end are gone: a checkpoint has %lld rows, the chain ends with row %lld",
                            (long long)beyond->size, (long long)verification->size);
    TRY(verify_kept_at_end(verification));
    TRY(store_audit_counts(verification->db, &counts));
    verification->waiting = counts.waiting;
    enum outcome outcome = store_audit_stray(verification->db, &arena, &stray);
    if (outcome == OK)
        outcome = verify_fault(
            verification, "row %s is in the audit trail but not in the chain: it was not written by Fördela", stray);
    else if (outcome == NOT_FOUND)
        outcome =
            counts.rows == counts.links + counts.waiting
                ? OK
                : verify_fault(verification, "%lld rows have %lld links: one is linked twice, or waits for nothing",
                               (long long)counts.rows, (long long)counts.links);
    arena_close(&arena);
    return outcome;
}

enum outcome verify_chain(struct verification *verification)
{
    struct checkpoints checkpoints = {.arena = arena_open(ARENA_BYTES)};
    struct arena arena = arena_open(ARENA_BYTES);
    struct stored_checkpoint latest;
    TRY(db_begin_read(verification->db));
    enum outcome outcome = walk(verification, &checkpoints);
    if (outcome == OK)
        outcome = check_end(verification, &checkpoints);
    if (outcome == OK && verification->checkpoints > 0 &&
        (outcome = store_audit_checkpoint_latest(verification->db, &arena, &latest)) == OK)
        outcome = verify_newest_key(verification, &latest);
    if (outcome != OK && outcome != CONFLICT)
        snprintf(verification->fault, sizeof verification->fault, "%.500s", db_last_error(verification->db));
    db_rollback(verification->db);
    arena_close(&checkpoints.arena);
    arena_close(&arena);
    return outcome;
}
