/* A code against a user's second factor. */
#include "api/second_factor.h"

#include "api/app.h"
#include "api/guessing.h"
#include "base/crypto.h"
#include "base/totp.h"
#include "store/second_factors.h"

#include <string.h>

enum { PAPER_DIGITS = 16 };

/* As it was meant: without spaces and hyphens, small, letters that look like digits as those. False: too long. */
static bool plain_code(const char *code, char ret_plain[CODE_MAX_BYTES + 1])
{
    size_t length = 0;
    for (; *code != '\0'; code++) {
        char character = *code >= 'A' && *code <= 'Z' ? (char)(*code - 'A' + 'a') : *code;
        if (character == ' ' || character == '-')
            continue;
        if (length == CODE_MAX_BYTES)
            return false;
        ret_plain[length++] = character == 'o' ? '0' : character == 'i' || character == 'l' ? '1' : character;
    }
    ret_plain[length] = '\0';
    return true;
}

static enum outcome check_app(struct call *c, const struct second_factor *factor, const char *code,
                              struct factor_proof *proof)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    if (!c->api->config.has_seal_key ||
        crypto_unseal(c->api->config.seal_key, factor->user_id, factor->sealed_secret, secret, sizeof secret) != OK)
        return FORBIDDEN; /* sealed with a key that is gone: recovery codes and a reset still work */
    enum outcome outcome = totp_check(secret, c->machine_now, factor->last_step, code, &proof->step);
    crypto_wipe(secret, sizeof secret);
    return outcome;
}

static enum outcome check_paper(struct call *c, const struct second_factor *factor, const char *code,
                                struct factor_proof *proof)
{
    char digest[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(code, PAPER_DIGITS, digest);
    proof->recovery_sha256 = arena_text(&c->arena, digest);
    if (proof->recovery_sha256 == NULL)
        return TOO_LARGE;
    enum outcome outcome = store_recovery_code_find(c->db, factor->user_id, digest);
    return outcome == NOT_FOUND ? FORBIDDEN : outcome;
}

enum outcome factor_check(struct call *c, const char *user_id, const char *username, const char *code,
                          struct factor_proof *ret_proof)
{
    struct second_factor factor;
    struct factor_proof proof = {.needed = true};
    char plain[CODE_MAX_BYTES + 1];
    enum outcome outcome = store_second_factor_get(c->db, user_id, &c->arena, &factor);
    if (outcome == NOT_FOUND || (outcome == OK && !factor.confirmed_at.known)) {
        *ret_proof = (struct factor_proof){0};
        return OK;
    }
    TRY(outcome);
    if (*code == '\0')
        return call_refuse(c, PROBLEM_SECOND_FACTOR_REQUIRED);
    if (!plain_code(code, plain))
        outcome = FORBIDDEN;
    else if (strlen(plain) == PAPER_DIGITS)
        outcome = check_paper(c, &factor, plain, &proof);
    else
        outcome = check_app(c, &factor, plain, &proof);
    if (outcome == FORBIDDEN) {
        guessing_failed(c, username);
        return call_refuse(c, PROBLEM_WRONG_CODE);
    }
    TRY(outcome);
    *ret_proof = proof;
    return OK;
}

enum outcome factor_take(struct call *c, const char *user_id, const struct factor_proof *proof)
{
    if (!proof->needed) {
        struct second_factor factor;
        enum outcome outcome = store_second_factor_get(c->db, user_id, &c->arena, &factor);
        if (outcome == OK && factor.confirmed_at.known)
            return call_refuse(c, PROBLEM_SECOND_FACTOR_REQUIRED);
        return outcome == NOT_FOUND ? OK : outcome;
    }
    enum outcome outcome = proof->recovery_sha256 != NULL
                               ? store_recovery_code_use(c->db, user_id, proof->recovery_sha256, c->now)
                               : store_second_factor_take_step(c->db, user_id, proof->step);
    return outcome == FORBIDDEN ? call_refuse(c, PROBLEM_WRONG_CODE) : outcome;
}
