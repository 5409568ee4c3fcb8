/* The own second factor: set up, proved by a code, renewed on paper, taken away; and the administrator's reset. */
#include "api/second_factor.h"

#include "api/app.h"
#include "api/guessing.h"
#include "base/crypto.h"
#include "base/totp.h"
#include "store/second_factors.h"
#include "store/sessions.h"
#include "store/users.h"

#include <string.h>

static bool is_required(const struct call *c)
{
    return (c->api->config.second_factor_roles >> c->actor.standing.role & 1U) != 0;
}

static enum outcome audit(struct call *c, const char *action, const struct user *user)
{
    return call_audit(c, action, "user", user != NULL ? user->user_id : c->actor.user_id,
                      user != NULL ? user->organisation.area_code : c->actor.standing.area, NULL, NULL);
}

/* --- what there is --- */

struct factor_view {
    bool enabled, required, available;
    struct maybe confirmed_at;
    int64_t recovery_codes_left;
};
static const struct field factor_view_fields[] = {
    {AT(struct factor_view, enabled), .kind = FIELD_BOOL, .about = "signing in asks for a code"},
    {AT(struct factor_view, required), .kind = FIELD_BOOL, .about = "the role may do nothing without it"},
    {AT(struct factor_view, available), .kind = FIELD_BOOL,
     .about = "false: the server has no key to keep secrets with"},
    {AT(struct factor_view, confirmed_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct factor_view, recovery_codes_left), .kind = FIELD_INT},
};
const struct fields factor_output = FIELDS("SecondFactor", struct factor_view, factor_view_fields);

enum outcome api_factor_get(struct call *c)
{
    struct second_factor factor = {0};
    struct factor_view *view = ARENA_NEW(&c->arena, struct factor_view);
    if (view == NULL)
        return TOO_LARGE;
    enum outcome outcome = store_second_factor_get(c->db, c->actor.user_id, &c->arena, &factor);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    *view = (struct factor_view){
        .enabled = factor.confirmed_at.known,
        .required = is_required(c),
        .available = c->api->config.has_seal_key,
        .confirmed_at = factor.confirmed_at,
        .recovery_codes_left = factor.codes_left,
    };
    c->output = view;
    return OK;
}

/* --- setting up --- */

struct factor_begin {
    const char *password;
};
static const struct field factor_begin_fields[] = {
    {AT(struct factor_begin, password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1,
     .max = PASSWORD_MAX_BYTES, .about = "the own password: an unlocked screen is not enough"},
};
const struct fields factor_begin_input = FIELDS("SecondFactorBegin", struct factor_begin, factor_begin_fields);

struct factor_secret {
    const char *secret, *uri;
};
static const struct field factor_secret_fields[] = {
    {AT(struct factor_secret, secret), .kind = FIELD_TEXT, .about = "base32, for typing; shown this once"},
    {AT(struct factor_secret, uri), .kind = FIELD_TEXT, .about = "otpauth, for a QR code"},
};
const struct fields factor_secret_output = FIELDS("SecondFactorSecret", struct factor_secret, factor_secret_fields);

enum outcome api_factor_begin_admit(struct call *c)
{
    if (!c->api->config.has_seal_key)
        return call_refuse(c, PROBLEM_SECOND_FACTOR_UNAVAILABLE);
    return guessing_admit(c, c->actor.username);
}

enum outcome api_factor_begin_prepare(struct call *c)
{
    const struct factor_begin *input = c->input;
    const struct scope own = {.allowed = true};
    struct user user;
    TRY(store_user_get(own, c->db, c->actor.user_id, &c->arena, &user));
    enum outcome outcome = crypto_password_verify(user.password_hash, input->password);
    if (outcome != FORBIDDEN)
        return outcome;
    guessing_failed(c, c->actor.username);
    return call_refuse(c, PROBLEM_WRONG_PASSWORD);
}

/* The user name has only characters that a URI takes as they are. */
static const char *uri_of(struct call *c, const char *secret)
{
    return arena_printf(&c->arena,
                        "otpauth://totp/F%%C3%%B6rdela:%s?secret=%s&issuer=F%%C3%%B6rdela&algorithm=SHA1&digits=%d&"
                        "period=%d",
                        c->actor.username, secret, TOTP_DIGITS, TOTP_STEP_SECONDS);
}

enum outcome api_factor_begin(struct call *c)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char sealed[SEALED_CHARS], text[TOTP_BASE32_CHARS + 1];
    struct factor_secret *view = ARENA_NEW(&c->arena, struct factor_secret);
    if (view == NULL)
        return TOO_LARGE;
    crypto_random(secret, sizeof secret);
    enum outcome outcome = totp_base32(secret, text);
    if (outcome == OK)
        outcome = crypto_seal(c->api->config.seal_key, c->actor.user_id, secret, sizeof secret, sealed);
    crypto_wipe(secret, sizeof secret);
    TRY(outcome);
    outcome = store_second_factor_put(c->db, c->actor.user_id, sealed, c->now);
    if (outcome == CONFLICT)
        return call_refuse_because(c, PROBLEM_WRONG_STATE, "Tvåstegsinloggningen är redan på. Stäng av den först.",
                                   "Two-step sign-in is on already. Turn it off first.");
    TRY(outcome);
    *view = (struct factor_secret){.secret = arena_text(&c->arena, text), .uri = uri_of(c, text)};
    crypto_wipe(text, sizeof text);
    if (view->secret == NULL || view->uri == NULL)
        return TOO_LARGE;
    c->output = view;
    return audit(c, "second_factor.begin", NULL);
}

/* --- codes --- */

struct factor_code {
    const char *code;
};
static const struct field factor_code_fields[] = {
    {AT(struct factor_code, code), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = CODE_MAX_BYTES,
     .about = "six digits of the app, or a recovery code"},
};
const struct fields factor_code_input = FIELDS("SecondFactorCode", struct factor_code, factor_code_fields);

struct factor_codes {
    const char *recovery_codes[RECOVERY_CODES];
    const char *const *list;
    size_t count;
};
static const struct field factor_codes_fields[] = {
    {.name = "recovery_codes",
     .offset = offsetof(struct factor_codes, list),
     .kind = FIELD_TEXT_LIST,
     COUNTED(struct factor_codes, count),
     .about = "each good for one sign-in without the app; shown this once"},
};
const struct fields factor_codes_output = FIELDS("RecoveryCodes", struct factor_codes, factor_codes_fields);

enum outcome api_factor_code_admit(struct call *c)
{
    return guessing_admit(c, c->actor.username);
}

/* Of a code on paper its digits are kept hashed, as factor_check reads them. */
static enum outcome hash_of(struct call *c, const char *code, const char **ret_sha256)
{
    char plain[RECOVERY_CODE_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    size_t length = 0;
    for (; *code != '\0'; code++)
        if (*code != '-')
            plain[length++] = *code;
    crypto_sha256_hex(plain, length, digest);
    crypto_wipe(plain, sizeof plain);
    *ret_sha256 = arena_text(&c->arena, digest);
    return *ret_sha256 != NULL ? OK : TOO_LARGE;
}

/* New codes in the place of all there were, as the output. */
static enum outcome give_codes(struct call *c)
{
    const char *hashes[RECOVERY_CODES];
    struct factor_codes *codes = ARENA_NEW(&c->arena, struct factor_codes);
    if (codes == NULL)
        return TOO_LARGE;
    for (int i = 0; i < RECOVERY_CODES; i++) {
        char code[RECOVERY_CODE_CHARS + 1];
        crypto_recovery_code(code);
        codes->recovery_codes[i] = arena_text(&c->arena, code);
        TRY(hash_of(c, code, &hashes[i]));
        crypto_wipe(code, sizeof code);
        if (codes->recovery_codes[i] == NULL)
            return TOO_LARGE;
    }
    codes->list = codes->recovery_codes;
    codes->count = RECOVERY_CODES;
    c->output = codes;
    return store_recovery_codes_replace(c->db, c->actor.user_id, hashes, RECOVERY_CODES);
}

struct confirmation {
    const char *sealed_secret;
    int64_t step;
};

enum outcome api_factor_confirm_prepare(struct call *c)
{
    struct second_factor factor;
    uint8_t secret[TOTP_SECRET_BYTES];
    struct confirmation *found = ARENA_NEW(&c->arena, struct confirmation);
    if (found == NULL)
        return TOO_LARGE;
    enum outcome outcome = store_second_factor_get(c->db, c->actor.user_id, &c->arena, &factor);
    if (outcome == NOT_FOUND || (outcome == OK && factor.confirmed_at.known) || !c->api->config.has_seal_key)
        return call_refuse(c, PROBLEM_WRONG_STATE);
    TRY(outcome);
    if (crypto_unseal(c->api->config.seal_key, factor.user_id, factor.sealed_secret, secret, sizeof secret) != OK)
        return call_refuse(c, PROBLEM_WRONG_STATE); /* begun under another key: begin again */
    found->sealed_secret = factor.sealed_secret;
    outcome =
        totp_check(secret, c->machine_now, TOTP_NO_STEP, ((const struct factor_code *)c->input)->code, &found->step);
    crypto_wipe(secret, sizeof secret);
    c->prepared = found;
    if (outcome != FORBIDDEN)
        return outcome;
    guessing_failed(c, c->actor.username);
    return call_refuse(c, PROBLEM_WRONG_CODE);
}

/* The other sessions were opened without it: they end. */
enum outcome api_factor_confirm(struct call *c)
{
    const struct confirmation *found = c->prepared;
    enum outcome outcome =
        store_second_factor_confirm(c->db, c->actor.user_id, found->sealed_secret, found->step, c->now);
    if (outcome == CONFLICT)
        return call_refuse(c, PROBLEM_WRONG_STATE);
    TRY(outcome);
    TRY(store_session_end_others(c->db, c->actor.user_id, c->actor.session_sha256));
    TRY(give_codes(c));
    return audit(c, "second_factor.confirm", NULL);
}

enum outcome api_factor_code_prepare(struct call *c)
{
    struct factor_proof *proof = ARENA_NEW(&c->arena, struct factor_proof);
    if (proof == NULL)
        return TOO_LARGE;
    c->prepared = proof;
    TRY(factor_check(c, c->actor.user_id, c->actor.username, ((const struct factor_code *)c->input)->code, proof));
    return proof->needed ? OK : call_refuse(c, PROBLEM_WRONG_STATE);
}

enum outcome api_factor_codes(struct call *c)
{
    TRY(factor_take(c, c->actor.user_id, c->prepared));
    TRY(give_codes(c));
    return audit(c, "second_factor.codes", NULL);
}

enum outcome api_factor_remove(struct call *c)
{
    bool was;
    TRY(factor_take(c, c->actor.user_id, c->prepared));
    TRY(store_second_factor_remove(c->db, c->actor.user_id, &was));
    return audit(c, "second_factor.remove", NULL);
}

/* --- the administrator's reset --- */

enum outcome api_factor_reset(struct call *c)
{
    struct user user;
    bool was;
    TRY(store_user_get(c->scope, c->db, call_parameter(c, "user"), &c->arena, &user));
    if (strcmp(user.user_id, c->actor.user_id) == 0)
        return call_refuse_because(
            c, PROBLEM_FORBIDDEN,
            "Din egen stänger du av med en kod under Mitt konto, eller låter någon annan nollställa.",
            "Turn your own off with a code under My account, or have somebody else reset it.");
    TRY(store_second_factor_remove(c->db, user.user_id, &was));
    if (!was)
        return NOT_FOUND;
    TRY(store_session_end_others(c->db, user.user_id, ""));
    return audit(c, "second_factor.reset", &user);
}
