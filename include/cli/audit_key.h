/* The file with the key that signs checkpoints of the audit trail: one line, "fordela-audit-key ed25519 BASE64". It is
 * the owner's alone (0600) and lies beside the database, not in it: who can write the one should not have the other. */
#ifndef FORDELA_CLI_AUDIT_KEY_H
#define FORDELA_CLI_AUDIT_KEY_H

#include "base/crypto.h"
#include "cli/options.h"
#include "store/store.h"

/* Reads the key of --audit-key or its default. make: makes one when there is no file. NOT_FOUND: there is none, and
 * none was to be made. INVALID or BROKEN: ret_error says what and what to do. */
MUST_USE enum outcome audit_key_load(const struct options *options, enum store_engine engine, bool make,
                                     uint8_t ret_key[SIGNING_KEY_BYTES], char ret_error[STORE_ERROR_CHARS]);

#endif
