/* The audit trail as a chain of hashes, and the signed checkpoints that are kept of it: what stands here is enough to
 * check a chain without this program (src/verify-audit.mjs does).
 *
 * Links. A database has one chain; its links are numbered 0, 1, 2 ... without a gap. Link 0 is the installation's seed,
 * 32 random bytes; every row of the audit trail is one link behind it.
 *   h_0 = SHA-256(seed)
 *   h_n = SHA-256(h_(n-1) || entry_n)        h_(n-1) as its 32 bytes, not as text
 *
 * Entry. The canonical bytes of a row: all of its columns and its number as one JSON object by RFC 8785 (the JSON
 * Canonicalization Scheme): keys in order, no white space, UTF-8 as it is stored, in strings only '"', '\' and control
 * characters escaped (\b \t \n \f \r, otherwise \u00xx with small letters), numbers are integers. The keys:
 *   {"action":T,"after":D,"area_code":T,"at":N,"audit_id":T,"before":D,"object_key":T,"object_type":T,
 *    "organisation_code":T,"sequence":N,"user_id":T}
 * T is a string, N an integer (at: unix seconds), D null for no state and otherwise the state's digest as hex:
 *   SHA-256(salt || state)                   salt: 16 random bytes of the row; state: the column's text
 * The two states are the only columns that can hold what was written about a person (names, reasons, comments). They
 * are in the chain by their digests alone: a state and the row's salt can be erased together, the digests kept in their
 * place, and the chain still fits; without the salt nobody can find the state again by trying texts.
 *
 * Checkpoint. The chain's length and last hash, signed with Ed25519, as a note in the form of C2SP's tlog-checkpoint
 * and signed-note (with the chain's hash where a tree's root would stand): line 1  the origin: "fordela/audit/" and the
 * first 16 hex digits of h_0 line 2  n, decimal: rows in the chain line 3  h_n, base64 line 4  "at " and unix seconds,
 * decimal: when it was made line 5  empty line 6  "— " (U+2014 and a blank), the origin, a blank, base64 of key id (4
 * bytes) || signature (64 bytes) The signature is of lines 1 to 4 with their line feeds; every line ends with one. Key
 * id: the first 4 bytes of SHA-256(origin || "\n" || 0x01 || public key). A public key is written as ORIGIN+KEYID+KEY:
 * the key id in hex, then base64 of 0x01 || public key. */
#ifndef FORDELA_CORE_AUDIT_CHAIN_H
#define FORDELA_CORE_AUDIT_CHAIN_H

#include "base/crypto.h"
#include "base/outcome.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    AUDIT_SALT_BYTES = 16,
    AUDIT_SALT_CHARS = 2 * AUDIT_SALT_BYTES,
    AUDIT_SEED_CHARS = 2 * SHA256_BYTES,
    AUDIT_ORIGIN_CHARS = 30,
    AUDIT_NOTE_CHARS = 400,      /* room for a checkpoint's note with NUL */
    AUDIT_PUBLIC_KEY_CHARS = 100 /* room for ORIGIN+KEYID+KEY with NUL */
};

/* A row of the audit trail in its place. All text is borrowed; before and after are NULL for no state. */
struct audit_entry {
    int64_t sequence;
    const char *audit_id;
    int64_t at;
    const char *user_id, *organisation_code, *action, *object_type, *object_key, *area_code;
    const char *before, *after;
    const char *salt; /* hex */
};

/* h_0 of a seed in hex. INVALID: not AUDIT_SEED_CHARS hex digits. */
MUST_USE enum outcome audit_chain_begin(const char *seed, char ret_hash[SHA256_HEX_CHARS + 1]);

/* Adds the entry's canonical bytes to the text. INVALID: the salt is not AUDIT_SALT_CHARS hex digits. */
MUST_USE enum outcome audit_chain_entry(const struct audit_entry *entry, struct text *ret_bytes);

/* h_n from h_(n-1), as hex. INVALID: a hash or salt that is none; BROKEN: no memory. */
MUST_USE enum outcome audit_chain_next(const char *previous_hash, const struct audit_entry *entry,
                                       char ret_hash[SHA256_HEX_CHARS + 1]);

/* Adds a JSON string with its quotes, escaped as in an entry. */
void audit_chain_quote(struct text *text, const char *string);

struct audit_checkpoint {
    char origin[AUDIT_ORIGIN_CHARS + 1];
    int64_t size, at;
    char hash[SHA256_HEX_CHARS + 1];
};

/* "fordela/audit/0123456789abcdef" of h_0. */
void audit_chain_origin(const char *first_hash, char ret_origin[AUDIT_ORIGIN_CHARS + 1]);

/* The note of a checkpoint, signed. INVALID: its hash is none. */
MUST_USE enum outcome audit_checkpoint_sign(const struct audit_checkpoint *checkpoint,
                                            const uint8_t key[SIGNING_KEY_BYTES], char ret_note[AUDIT_NOTE_CHARS]);

/* Reads a note, white space at its end left aside. INVALID: it has not the form above. The signature is not looked at.
 */
MUST_USE enum outcome audit_checkpoint_read(const char *note, struct audit_checkpoint *ret_checkpoint);

/* Whether the note's signature is of this key. */
bool audit_checkpoint_fits(const char *note, const uint8_t public_key[SIGNING_PUBLIC_BYTES]);

/* ORIGIN+KEYID+KEY, and the key of such a text (INVALID if it is none, or the key id is not of it). */
void audit_public_key_text(const char *origin, const uint8_t public_key[SIGNING_PUBLIC_BYTES],
                           char ret_text[AUDIT_PUBLIC_KEY_CHARS]);
MUST_USE enum outcome audit_public_key_read(const char *text, uint8_t ret_public[SIGNING_PUBLIC_BYTES]);

#endif
