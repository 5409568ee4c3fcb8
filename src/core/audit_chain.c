/* The audit chain: canonical bytes and hashes. */
#include "core/audit_chain.h"

#include <stdio.h>
#include <string.h>

/* A state is bounded by a request's body and what it was made from; this is far above both. */
enum { ENTRY_MAX_BYTES = 1024 * 1024 };

enum outcome audit_chain_begin(const char *seed, char ret_hash[SHA256_HEX_CHARS + 1])
{
    uint8_t bytes[AUDIT_SEED_CHARS / 2];
    if (!crypto_read_hex(seed, bytes, sizeof bytes))
        return INVALID;
    crypto_sha256_hex(bytes, sizeof bytes, ret_hash);
    return OK;
}

void audit_chain_quote(struct text *text, const char *string)
{
    static const char hex[] = "0123456789abcdef";
    /* '\b' to '\r'; '\v' has no short form. */
    static const char letters[] = {'b', 't', 'n', '\0', 'f', 'r'};
    text_add_char(text, '"');
    const char *plain = string;
    for (const char *next = string; *next != '\0'; next++) {
        unsigned char byte = (unsigned char)*next;
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        text_add_bytes(text, plain, (size_t)(next - plain));
        plain = next + 1;
        if (byte == '"' || byte == '\\')
            text_add_bytes(text, (const char[]){'\\', (char)byte}, 2);
        else if (byte >= '\b' && byte <= '\r' && byte != '\v')
            text_add_bytes(text, (const char[]){'\\', letters[byte - '\b']}, 2);
        else
            text_add_bytes(text, (const char[]){'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}, 6);
    }
    text_add(text, plain);
    text_add_char(text, '"');
}

static void add_text(struct text *bytes, const char *key, const char *value)
{
    text_add(bytes, key);
    audit_chain_quote(bytes, value);
}

static void add_state(struct text *bytes, const char *key, const uint8_t salt[AUDIT_SALT_BYTES], const char *state)
{
    text_add(bytes, key);
    if (state == NULL) {
        text_add(bytes, "null");
        return;
    }
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_HEX_CHARS + 3] = "\"";
    crypto_sha256_two(salt, AUDIT_SALT_BYTES, state, strlen(state), digest);
    crypto_hex(digest, sizeof digest, hex + 1);
    hex[SHA256_HEX_CHARS + 1] = '"';
    text_add_bytes(bytes, hex, SHA256_HEX_CHARS + 2);
}

enum outcome audit_chain_entry(const struct audit_entry *entry, struct text *ret_bytes)
{
    uint8_t salt[AUDIT_SALT_BYTES];
    if (!crypto_read_hex(entry->salt, salt, sizeof salt))
        return INVALID;
    add_text(ret_bytes, "{\"action\":", entry->action);
    add_state(ret_bytes, ",\"after\":", salt, entry->after);
    add_text(ret_bytes, ",\"area_code\":", entry->area_code);
    text_add(ret_bytes, ",\"at\":");
    text_add_int(ret_bytes, entry->at);
    add_text(ret_bytes, ",\"audit_id\":", entry->audit_id);
    add_state(ret_bytes, ",\"before\":", salt, entry->before);
    add_text(ret_bytes, ",\"object_key\":", entry->object_key);
    add_text(ret_bytes, ",\"object_type\":", entry->object_type);
    add_text(ret_bytes, ",\"organisation_code\":", entry->organisation_code);
    text_add(ret_bytes, ",\"sequence\":");
    text_add_int(ret_bytes, entry->sequence);
    add_text(ret_bytes, ",\"user_id\":", entry->user_id);
    text_add_char(ret_bytes, '}');
    return OK;
}

enum outcome audit_chain_next(const char *previous_hash, const struct audit_entry *entry,
                              char ret_hash[SHA256_HEX_CHARS + 1])
{
    uint8_t previous[SHA256_BYTES], digest[SHA256_BYTES];
    AUTO_TEXT bytes = text_open(ENTRY_MAX_BYTES);
    if (!crypto_read_hex(previous_hash, previous, sizeof previous))
        return INVALID;
    (void)text_reserve(&bytes, 512); /* most entries are shorter */
    TRY(audit_chain_entry(entry, &bytes));
    if (text_failed(&bytes))
        return BROKEN;
    crypto_sha256_two(previous, sizeof previous, bytes.bytes, bytes.length, digest);
    crypto_hex(digest, sizeof digest, ret_hash);
    return OK;
}

void audit_chain_origin(const char *first_hash, char ret_origin[AUDIT_ORIGIN_CHARS + 1])
{
    snprintf(ret_origin, AUDIT_ORIGIN_CHARS + 1, "fordela/audit/%.16s", first_hash);
}
