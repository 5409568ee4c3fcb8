#include "base/crypto.h"

#include "base/totp.h"

#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

/* libsodium's INTERACTIVE cost (2 passes over 64 MiB): 58 ms on one core of the 2-core machine it was measured on, 17 a
 * second and core, well above the minimum of ASVS 5.0 V11.4.2 (t=2 with 19 MiB). MODERATE took 380 ms, too slow for a
 * Monday morning on two cores. */
#define COST_PASSES crypto_pwhash_OPSLIMIT_INTERACTIVE
#define COST_BYTES crypto_pwhash_MEMLIMIT_INTERACTIVE

_Static_assert(PASSWORD_HASH_CHARS >= crypto_pwhash_STRBYTES, "an encoded hash fits");
_Static_assert(SHA256_BYTES == SHA256_DIGEST_SIZE, "SHA-256 is 32 bytes");
_Static_assert(SIGNING_KEY_BYTES == crypto_sign_SEEDBYTES && SIGNING_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES &&
                   SIGNATURE_BYTES == crypto_sign_BYTES,
               "Ed25519");

/* Crockford's base32 without letters that look like digits. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum outcome crypto_start(void)
{
    return sodium_init() < 0 ? BROKEN : totp_start();
}

void crypto_random(void *bytes, size_t length)
{
    randombytes_buf(bytes, length);
}

void crypto_id(int64_t unix_ms, char ret_id[ID_CHARS + 1])
{
    unsigned char bytes[16];
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)((uint64_t)unix_ms >> (8 * (5 - i)));
    randombytes_buf(bytes + 6, sizeof bytes - 6);
    /* 128 bits as 26 digits of 5 bits, the first holding the top 3. */
    unsigned buffer = 0, bits = 2;
    size_t digit = 0;
    for (size_t i = 0; i < sizeof bytes; i++) {
        buffer = buffer << 8 | bytes[i];
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            ret_id[digit++] = alphabet[buffer >> bits & 31];
        }
    }
    ret_id[ID_CHARS] = '\0';
}

void crypto_token(char ret_token[TOKEN_CHARS + 1])
{
    unsigned char secret[32];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2base64(ret_token, TOKEN_CHARS + 1, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
}

void crypto_recovery_code(char ret_code[RECOVERY_CODE_CHARS + 1])
{
    unsigned char digits[RECOVERY_CODE_CHARS];
    randombytes_buf(digits, sizeof digits);
    for (int i = 0; i < RECOVERY_CODE_CHARS; i++)
        ret_code[i] = alphabet[digits[i] & 31];
    ret_code[4] = ret_code[9] = ret_code[14] = '-';
    ret_code[RECOVERY_CODE_CHARS] = '\0';
    sodium_memzero(digits, sizeof digits);
}

void crypto_sha256(const void *bytes, size_t length, uint8_t ret_digest[SHA256_BYTES])
{
    crypto_sha256_two(bytes, length, "", 0, ret_digest);
}

void crypto_sha256_two(const void *first, size_t first_length, const void *second, size_t second_length,
                       uint8_t ret_digest[SHA256_BYTES])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, first_length, first);
    sha256_update(&context, second_length, second);
    sha256_digest(&context, SHA256_BYTES, ret_digest);
}

void crypto_to_base64(const void *bytes, size_t length, char *ret_text)
{
    sodium_bin2base64(ret_text, CRYPTO_BASE64_CHARS(length) + 1, bytes, length, sodium_base64_VARIANT_ORIGINAL);
}

bool crypto_from_base64(const char *text, size_t text_length, void *ret_bytes, size_t length)
{
    size_t read = 0;
    const char *end = NULL;
    return text_length == CRYPTO_BASE64_CHARS(length) &&
           sodium_base642bin(ret_bytes, length, text, text_length, NULL, &read, &end, sodium_base64_VARIANT_ORIGINAL) ==
               0 &&
           read == length && end == text + text_length;
}

/* libsodium's secret key is the seed and the public key together. */
static void expand(const uint8_t key[SIGNING_KEY_BYTES], unsigned char secret[crypto_sign_SECRETKEYBYTES],
                   uint8_t public_key[SIGNING_PUBLIC_BYTES])
{
    crypto_sign_seed_keypair(public_key, secret, key);
}

void crypto_signature_public(const uint8_t key[SIGNING_KEY_BYTES], uint8_t ret_public[SIGNING_PUBLIC_BYTES])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    expand(key, secret, ret_public);
    sodium_memzero(secret, sizeof secret);
}

void crypto_signature_make(const uint8_t key[SIGNING_KEY_BYTES], const void *bytes, size_t length,
                           uint8_t ret_signature[SIGNATURE_BYTES])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    expand(key, secret, public_key);
    crypto_sign_detached(ret_signature, NULL, bytes, length, secret);
    sodium_memzero(secret, sizeof secret);
}

bool crypto_signature_fits(const uint8_t public_key[SIGNING_PUBLIC_BYTES], const void *bytes, size_t length,
                           const uint8_t signature[SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}

void crypto_sha256_hex(const void *bytes, size_t length, char ret_hex[SHA256_HEX_CHARS + 1])
{
    uint8_t digest[SHA256_BYTES];
    crypto_sha256(bytes, length, digest);
    sodium_bin2hex(ret_hex, SHA256_HEX_CHARS + 1, digest, sizeof digest);
}

void crypto_digest_start(struct crypto_digest *digest)
{
    sha256_init(&digest->context);
}

void crypto_digest_add(struct crypto_digest *digest, const void *bytes, size_t length)
{
    sha256_update(&digest->context, length, bytes);
}

void crypto_digest_hex(struct crypto_digest *digest, char ret_hex[SHA256_HEX_CHARS + 1])
{
    uint8_t bytes[SHA256_BYTES];
    sha256_digest(&digest->context, sizeof bytes, bytes);
    sodium_bin2hex(ret_hex, SHA256_HEX_CHARS + 1, bytes, sizeof bytes);
}

const char *crypto_sha256_text(struct arena *arena, const struct text *text)
{
    char hex[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(text->bytes != NULL ? text->bytes : "", text->length, hex);
    return arena_copy(arena, hex, SHA256_HEX_CHARS);
}

void crypto_hex(const void *bytes, size_t length, char *ret_hex)
{
    sodium_bin2hex(ret_hex, 2 * length + 1, bytes, length);
}

bool crypto_from_hex(const char *hex, size_t chars, uint8_t *ret_bytes)
{
    size_t length;
    const char *end;
    return sodium_hex2bin(ret_bytes, chars / 2, hex, chars, NULL, &length, &end) == 0 && length == chars / 2 &&
           end == hex + chars;
}

bool crypto_read_hex(const char *text, uint8_t *ret_bytes, size_t length)
{
    return strlen(text) == 2 * length && strspn(text, "0123456789abcdef") == 2 * length &&
           crypto_from_hex(text, 2 * length, ret_bytes);
}

/* What is sealed: nonce, then ciphertext with its tag, as base64. */
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key is the cipher's");
_Static_assert(SEALED_CHARS >=
                   sodium_base64_ENCODED_LEN(NONCE_BYTES + SEAL_MOST_BYTES + TAG_BYTES, sodium_base64_VARIANT_ORIGINAL),
               "the longest secret fits");

enum outcome crypto_seal(const uint8_t key[SEAL_KEY_BYTES], const char *context, const void *bytes, size_t length,
                         char ret_sealed[SEALED_CHARS])
{
    unsigned char whole[NONCE_BYTES + SEAL_MOST_BYTES + TAG_BYTES];
    unsigned long long sealed_length;
    if (length > SEAL_MOST_BYTES)
        return INVALID;
    randombytes_buf(whole, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(whole + NONCE_BYTES, &sealed_length, bytes, length,
                                               (const unsigned char *)context, strlen(context), NULL, whole, key);
    sodium_bin2base64(ret_sealed, SEALED_CHARS, whole, NONCE_BYTES + (size_t)sealed_length,
                      sodium_base64_VARIANT_ORIGINAL);
    return OK;
}

enum outcome crypto_unseal(const uint8_t key[SEAL_KEY_BYTES], const char *context, const char *sealed, void *ret_bytes,
                           size_t length)
{
    unsigned char whole[NONCE_BYTES + SEAL_MOST_BYTES + TAG_BYTES], plain[SEAL_MOST_BYTES];
    size_t whole_length;
    unsigned long long plain_length;
    if (length > SEAL_MOST_BYTES ||
        sodium_base642bin(whole, sizeof whole, sealed, strlen(sealed), NULL, &whole_length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        whole_length != NONCE_BYTES + length + TAG_BYTES ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &plain_length, NULL, whole + NONCE_BYTES,
                                                   whole_length - NONCE_BYTES, (const unsigned char *)context,
                                                   strlen(context), whole, key) != 0)
        return FORBIDDEN;
    memcpy(ret_bytes, plain, length);
    sodium_memzero(plain, sizeof plain);
    return OK;
}

enum outcome crypto_password_hash(const char *password, char ret_hash[PASSWORD_HASH_CHARS])
{
    memset(ret_hash, 0, PASSWORD_HASH_CHARS);
    return crypto_pwhash_str_alg(ret_hash, password, strlen(password), COST_PASSES, COST_BYTES,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0
               ? OK
               : BROKEN;
}

enum outcome crypto_password_verify(const char *hash, const char *password)
{
    if (hash == NULL) {
        /* Same work for a user that does not exist, so that time does not tell. */
        unsigned char out[32], salt[crypto_pwhash_SALTBYTES] = {0};
        return crypto_pwhash(out, sizeof out, password, strlen(password), salt, COST_PASSES, COST_BYTES,
                             crypto_pwhash_ALG_ARGON2ID13) == 0
                   ? FORBIDDEN
                   : BROKEN;
    }
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0 ? OK : FORBIDDEN;
}

bool crypto_password_outdated(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, COST_PASSES, COST_BYTES) != 0;
}

bool crypto_equal(const void *a, const void *b, size_t length)
{
    return sodium_memcmp(a, b, length) == 0;
}

void crypto_wipe(void *bytes, size_t length)
{
    sodium_memzero(bytes, length);
}
