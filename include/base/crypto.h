/* Randomness, digests, passwords, signatures: the only user of libsodium. SHA-256 is nettle's, which has the
 * processor's own instructions for it. */
#ifndef FORDELA_BASE_CRYPTO_H
#define FORDELA_BASE_CRYPTO_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ID_CHARS = 26,    /* of an id made by crypto_id, without the NUL */
    TOKEN_CHARS = 43, /* of a secret token: 256 random bits in base64url */
    SHA256_BYTES = 32,
    SHA256_HEX_CHARS = 64,
    PASSWORD_HASH_CHARS = 128, /* room for an encoded Argon2id hash with NUL */
    SIGNING_KEY_BYTES = 32,    /* Ed25519: the secret seed, from which the public key follows */
    SIGNING_PUBLIC_BYTES = 32,
    SIGNATURE_BYTES = 64,
    PASSWORD_MAX_BYTES = 1024,
    RECOVERY_CODE_CHARS = 19, /* "7k2m-x0p9-..." */
    SEAL_KEY_BYTES = 32,
    SEAL_MOST_BYTES = 64,
    SEALED_CHARS = 160 /* room for a sealed secret with NUL */
};

/* Once per process, before threads. BROKEN without a source of randomness. */
MUST_USE enum outcome crypto_start(void);

void crypto_random(void *bytes, size_t length);

/* A fresh random id whose text order follows milliseconds (48 bits of unix time, then 80 random bits, Crockford
 * base32): good as a clustered primary key, impossible to guess. ret_id holds ID_CHARS + 1 bytes. */
void crypto_id(int64_t unix_ms, char ret_id[ID_CHARS + 1]);

/* A fresh secret token for a cookie or key. */
void crypto_token(char ret_token[TOKEN_CHARS + 1]);

/* A fresh code to be written on paper: 80 random bits as four groups of four digits of Crockford's base32. Random
 * enough to be kept as a plain SHA-256. */
void crypto_recovery_code(char ret_code[RECOVERY_CODE_CHARS + 1]);

/* SHA-256 as lower-case hex. */
void crypto_sha256_hex(const void *bytes, size_t length, char ret_hex[SHA256_HEX_CHARS + 1]);
/* The same of a text that is built, in the arena; NULL without memory. */
const char *crypto_sha256_text(struct arena *arena, const struct text *text);
void crypto_sha256(const void *bytes, size_t length, uint8_t ret_digest[SHA256_BYTES]);
/* Of two pieces, one behind the other. */
void crypto_sha256_two(const void *first, size_t first_length, const void *second, size_t second_length,
                       uint8_t ret_digest[SHA256_BYTES]);

/* Base64 with padding (RFC 4648, 4). ret_text holds CRYPTO_BASE64_CHARS(length) + 1 bytes. */
#define CRYPTO_BASE64_CHARS(length) (((length) + 2) / 3 * 4)
void crypto_to_base64(const void *bytes, size_t length, char *ret_text);
/* False unless the text_length characters are exactly length bytes. */
bool crypto_from_base64(const char *text, size_t text_length, void *ret_bytes, size_t length);

/* Ed25519 (RFC 8032). The key is SIGNING_KEY_BYTES of randomness. */
void crypto_signature_public(const uint8_t key[SIGNING_KEY_BYTES], uint8_t ret_public[SIGNING_PUBLIC_BYTES]);
void crypto_signature_make(const uint8_t key[SIGNING_KEY_BYTES], const void *bytes, size_t length,
                           uint8_t ret_signature[SIGNATURE_BYTES]);
bool crypto_signature_fits(const uint8_t public_key[SIGNING_PUBLIC_BYTES], const void *bytes, size_t length,
                           const uint8_t signature[SIGNATURE_BYTES]);

/* Lower-case hex, NUL-terminated (2 * length + 1 bytes), and back; false: it is no hex of `chars` digits. */
void crypto_hex(const void *bytes, size_t length, char *ret_hex);
bool crypto_from_hex(const char *hex, size_t chars, uint8_t *ret_bytes);
/* False unless the whole text is length bytes in lower-case hex, the one way to write them. */
bool crypto_read_hex(const char *text, uint8_t *ret_bytes, size_t length);

/* Encrypts a short secret (at most SEAL_MOST_BYTES) for keeping: XChaCha20-Poly1305 with a random nonce, as base64. The
 * context (a user's id) is bound to it: moved to another row it does not open. INVALID: too long. */
MUST_USE enum outcome crypto_seal(const uint8_t key[SEAL_KEY_BYTES], const char *context, const void *bytes,
                                  size_t length, char ret_sealed[SEALED_CHARS]);
/* FORBIDDEN: sealed with another key or for another context, changed, or not of this length. */
MUST_USE enum outcome crypto_unseal(const uint8_t key[SEAL_KEY_BYTES], const char *context, const char *sealed,
                                    void *ret_bytes, size_t length);
/* SHA-256 of what comes in pieces: start, any number of adds, the digest as hex. No cleanup. */
struct crypto_digest {
    struct sha256_ctx context;
};
void crypto_digest_start(struct crypto_digest *digest);
void crypto_digest_add(struct crypto_digest *digest, const void *bytes, size_t length);
void crypto_digest_hex(struct crypto_digest *digest, char ret_hex[SHA256_HEX_CHARS + 1]);

/* Argon2id with the project's cost (see the .c file for the measurement). About 60 ms and 64 MiB each: only ever called
 * from the bounded hash gate or a command. */
MUST_USE enum outcome crypto_password_hash(const char *password, char ret_hash[PASSWORD_HASH_CHARS]);

/* OK if the password fits; FORBIDDEN if not; BROKEN without memory. hash NULL (unknown user) costs the same and says
 * FORBIDDEN. */
MUST_USE enum outcome crypto_password_verify(const char *hash, const char *password);

/* True if the stored hash was made with other cost parameters and should be renewed at the next sign-in. */
bool crypto_password_outdated(const char *hash);

/* Compares in constant time. */
bool crypto_equal(const void *a, const void *b, size_t length);

/* Overwrites a secret in a way that the compiler keeps. */
void crypto_wipe(void *bytes, size_t length);

#endif
