/* Checkpoints of the audit chain: notes, their signatures, keys as text. */
#include "core/audit_chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_ID_BYTES = 4, ED25519 = 0x01 };

static const char dash[] = "\xe2\x80\x94 "; /* an em dash and a blank */

/* What a signature line holds. */
struct signature {
    uint8_t key_id[KEY_ID_BYTES];
    uint8_t bytes[SIGNATURE_BYTES];
};
_Static_assert(sizeof(struct signature) == 68, "no padding");

/* A note in its parts; all borrowed. */
struct parts {
    const char *origin, *size, *hash, *at, *signature;
    size_t origin_length, signed_length, hash_length, signature_length;
};

static void key_id_of(const char *origin, const uint8_t public_key[SIGNING_PUBLIC_BYTES], uint8_t ret_id[KEY_ID_BYTES])
{
    uint8_t tail[2 + SIGNING_PUBLIC_BYTES] = {'\n', ED25519}, digest[SHA256_BYTES];
    memcpy(tail + 2, public_key, SIGNING_PUBLIC_BYTES);
    crypto_sha256_two(origin, strlen(origin), tail, sizeof tail, digest);
    memcpy(ret_id, digest, KEY_ID_BYTES);
}

enum outcome audit_checkpoint_sign(const struct audit_checkpoint *checkpoint, const uint8_t key[SIGNING_KEY_BYTES],
                                   char ret_note[AUDIT_NOTE_CHARS])
{
    uint8_t hash[SHA256_BYTES], public_key[SIGNING_PUBLIC_BYTES];
    char hash_text[CRYPTO_BASE64_CHARS(SHA256_BYTES) + 1];
    char signature_text[CRYPTO_BASE64_CHARS(sizeof(struct signature)) + 1];
    struct signature signature;
    if (!crypto_read_hex(checkpoint->hash, hash, sizeof hash))
        return INVALID;
    crypto_to_base64(hash, sizeof hash, hash_text);
    int length = snprintf(ret_note, AUDIT_NOTE_CHARS, "%s\n%lld\n%s\nat %lld\n", checkpoint->origin,
                          (long long)checkpoint->size, hash_text, (long long)checkpoint->at);
    crypto_signature_public(key, public_key);
    key_id_of(checkpoint->origin, public_key, signature.key_id);
    crypto_signature_make(key, ret_note, (size_t)length, signature.bytes);
    crypto_to_base64(&signature, sizeof signature, signature_text);
    snprintf(ret_note + length, AUDIT_NOTE_CHARS - (size_t)length, "\n%s%s %s\n", dash, checkpoint->origin,
             signature_text);
    return OK;
}

/* The line at *position without its line feed, and *position behind it; NULL if there is none. */
static const char *take_line(const char **position, size_t *ret_length)
{
    const char *line = *position, *end = strchr(line, '\n');
    if (end == NULL)
        return NULL;
    *ret_length = (size_t)(end - line);
    *position = end + 1;
    return line;
}

static enum outcome split(const char *note, struct parts *ret_parts)
{
    struct parts parts = {0};
    const char *position = note;
    size_t length = 0;
    parts.origin = take_line(&position, &parts.origin_length);
    parts.size = parts.origin != NULL ? take_line(&position, &length) : NULL;
    parts.hash = parts.size != NULL ? take_line(&position, &parts.hash_length) : NULL;
    parts.at = parts.hash != NULL ? take_line(&position, &length) : NULL;
    if (parts.at == NULL || parts.origin_length > AUDIT_ORIGIN_CHARS || strncmp(parts.at, "at ", 3) != 0)
        return INVALID;
    parts.signed_length = (size_t)(position - note);
    if (take_line(&position, &length) == NULL || length != 0 || strncmp(position, dash, sizeof dash - 1) != 0)
        return INVALID;
    position += sizeof dash - 1;
    if (strncmp(position, note, parts.origin_length) != 0 || position[parts.origin_length] != ' ')
        return INVALID;
    parts.signature = position + parts.origin_length + 1;
    parts.signature_length = strcspn(parts.signature, " \r\n");
    const char *rest = parts.signature + parts.signature_length;
    if (rest[strspn(rest, " \r\n")] != '\0')
        return INVALID;
    *ret_parts = parts;
    return OK;
}

/* A number with no more than the digits it needs, and the end of its line behind it. */
static bool read_number(const char *text, int64_t *ret_number)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits] != '\n' || (text[0] == '0' && digits > 1))
        return false;
    *ret_number = strtoll(text, NULL, 10);
    return true;
}

enum outcome audit_checkpoint_read(const char *note, struct audit_checkpoint *ret_checkpoint)
{
    struct parts parts;
    struct audit_checkpoint checkpoint = {0};
    uint8_t hash[SHA256_BYTES];
    TRY(split(note, &parts));
    memcpy(checkpoint.origin, parts.origin, parts.origin_length);
    if (!read_number(parts.size, &checkpoint.size) || !read_number(parts.at + 3, &checkpoint.at) ||
        !crypto_from_base64(parts.hash, parts.hash_length, hash, sizeof hash))
        return INVALID;
    crypto_hex(hash, sizeof hash, checkpoint.hash);
    *ret_checkpoint = checkpoint;
    return OK;
}

bool audit_checkpoint_fits(const char *note, const uint8_t public_key[SIGNING_PUBLIC_BYTES])
{
    struct parts parts;
    struct signature signature;
    uint8_t key_id[KEY_ID_BYTES];
    char origin[AUDIT_ORIGIN_CHARS + 1] = "";
    if (split(note, &parts) != OK ||
        !crypto_from_base64(parts.signature, parts.signature_length, &signature, sizeof signature))
        return false;
    memcpy(origin, parts.origin, parts.origin_length);
    key_id_of(origin, public_key, key_id);
    return memcmp(key_id, signature.key_id, KEY_ID_BYTES) == 0 &&
           crypto_signature_fits(public_key, note, parts.signed_length, signature.bytes);
}

void audit_public_key_text(const char *origin, const uint8_t public_key[SIGNING_PUBLIC_BYTES],
                           char ret_text[AUDIT_PUBLIC_KEY_CHARS])
{
    uint8_t key_id[KEY_ID_BYTES], typed[1 + SIGNING_PUBLIC_BYTES] = {ED25519};
    char id[2 * KEY_ID_BYTES + 1], key[CRYPTO_BASE64_CHARS(1 + SIGNING_PUBLIC_BYTES) + 1];
    memcpy(typed + 1, public_key, SIGNING_PUBLIC_BYTES);
    key_id_of(origin, public_key, key_id);
    crypto_hex(key_id, sizeof key_id, id);
    crypto_to_base64(typed, sizeof typed, key);
    snprintf(ret_text, AUDIT_PUBLIC_KEY_CHARS, "%s+%s+%s", origin, id, key);
}

enum outcome audit_public_key_read(const char *text, uint8_t ret_public[SIGNING_PUBLIC_BYTES])
{
    uint8_t typed[1 + SIGNING_PUBLIC_BYTES];
    char origin[AUDIT_ORIGIN_CHARS + 1] = "", again[AUDIT_PUBLIC_KEY_CHARS];
    size_t origin_length = strcspn(text, "+"), length = strcspn(text, " \r\n");
    const char *key = text + origin_length + 2 + 2 * (size_t)KEY_ID_BYTES;
    if (origin_length > AUDIT_ORIGIN_CHARS || length <= (size_t)(key - text) ||
        text[length + strspn(text + length, " \r\n")] != '\0' ||
        !crypto_from_base64(key, length - (size_t)(key - text), typed, sizeof typed) || typed[0] != ED25519)
        return INVALID;
    memcpy(origin, text, origin_length);
    audit_public_key_text(origin, typed + 1, again);
    if (strlen(again) != length || memcmp(again, text, length) != 0)
        return INVALID;
    memcpy(ret_public, typed + 1, SIGNING_PUBLIC_BYTES);
    return OK;
}
