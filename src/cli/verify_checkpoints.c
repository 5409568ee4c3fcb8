/* Checkpoints against the chain: the database's own, and one that was kept elsewhere. */
#include "verify.h"

#include <string.h>

static bool is_trusted(const struct verification *verification, const uint8_t public_key[SIGNING_PUBLIC_BYTES])
{
    for (int i = 0; i < verification->trusted_count; i++)
        if (memcmp(verification->trusted[i], public_key, SIGNING_PUBLIC_BYTES) == 0)
            return true;
    return false;
}

/* A key counts if whoever asks trusts it or the chain names it: what names it lies before the newest checkpoint, which
 * a trusted key has signed. */
static enum outcome check_key(struct verification *verification, const struct stored_checkpoint *checkpoint,
                              uint8_t ret_public[SIGNING_PUBLIC_BYTES])
{
    bool named = false;
    if (!crypto_read_hex(checkpoint->public_key, ret_public, SIGNING_PUBLIC_BYTES))
        return verify_fault(verification, "the checkpoint of %lld rows names no key", (long long)checkpoint->size);
    TRY(store_audit_key_named(verification->db, checkpoint->public_key, &named));
    if (!named && !is_trusted(verification, ret_public))
        return verify_fault(verification, "the checkpoint of %lld rows is signed with a key of somebody else",
                            (long long)checkpoint->size);
    return OK;
}

enum outcome verify_checkpoint(struct verification *verification, const struct stored_checkpoint *checkpoint)
{
    struct audit_checkpoint read;
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    long long size = (long long)checkpoint->size;
    TRY(check_key(verification, checkpoint, public_key));
    if (audit_checkpoint_read(checkpoint->note, &read) != OK || !audit_checkpoint_fits(checkpoint->note, public_key) ||
        read.size != checkpoint->size || read.at != checkpoint->at || strcmp(read.hash, checkpoint->hash) != 0)
        return verify_fault(verification, "the checkpoint of %lld rows was changed: its signature does not fit", size);
    if (checkpoint->size != verification->size || strcmp(read.hash, verification->hash) != 0 ||
        strcmp(read.origin, verification->origin) != 0)
        return verify_fault(verification,
                            "the chain was made anew: row %lld has not the hash of the checkpoint of %lld rows", size,
                            size);
    return OK;
}

enum outcome verify_newest_key(struct verification *verification, const struct stored_checkpoint *newest)
{
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    if (verification->trusted_count == 0)
        return OK;
    if (!crypto_read_hex(newest->public_key, public_key, sizeof public_key) || !is_trusted(verification, public_key))
        return verify_fault(verification,
                            "the newest checkpoint, of %lld rows, is not signed with the key of this server",
                            (long long)newest->size);
    return OK;
}

enum outcome verify_kept_here(struct verification *verification)
{
    if (verification->kept_note == NULL || verification->size != verification->kept.size)
        return OK;
    if (strcmp(verification->kept.hash, verification->hash) == 0 &&
        strcmp(verification->kept.origin, verification->origin) == 0)
        return OK;
    return verify_fault(verification, "the chain was made anew: row %lld has not the hash of the kept checkpoint",
                        (long long)verification->size);
}

/* Any key that signed here: with another one it is not a checkpoint of this trail. */
static enum outcome check_kept_signature(struct verification *verification)
{
    for (int i = 0; i < verification->trusted_count; i++)
        if (audit_checkpoint_fits(verification->kept_note, verification->trusted[i]))
            return OK;
    struct arena arena = arena_open(64 * 1024 * 1024);
    int64_t after = 0;
    bool fits = false;
    enum outcome outcome = OK;
    for (size_t count = 1; outcome == OK && !fits && count > 0;) {
        struct stored_checkpoint *list;
        uint8_t public_key[SIGNING_PUBLIC_BYTES];
        outcome = store_audit_checkpoints(verification->db, after, 64, &arena, &list, &count);
        for (size_t i = 0; outcome == OK && !fits && i < count; i++) {
            fits = crypto_read_hex(list[i].public_key, public_key, sizeof public_key) &&
                   audit_checkpoint_fits(verification->kept_note, public_key);
            after = list[i].size;
        }
    }
    arena_close(&arena);
    TRY(outcome);
    return fits ? OK : verify_fault(verification, "the kept checkpoint is not signed with a key of this server");
}

enum outcome verify_kept_at_end(struct verification *verification)
{
    if (verification->kept_note == NULL)
        return OK;
    if (verification->kept.size > verification->size)
        return verify_fault(
            verification,
            "the kept checkpoint has %lld rows, the chain ends with row %lld: rows at the end are gone, or "
            "this is an older copy",
            (long long)verification->kept.size, (long long)verification->size);
    return check_kept_signature(verification);
}
