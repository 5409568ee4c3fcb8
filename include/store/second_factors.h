/* Second factors of users, and the recovery codes for when the app is lost. The secret is kept sealed (base/crypto.h);
 * codes are kept as their SHA-256. Scope: the user is the caller, or one that store_user_get has given. */
#ifndef FORDELA_STORE_SECOND_FACTORS_H
#define FORDELA_STORE_SECOND_FACTORS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "store/db.h"

struct second_factor {
    const char *user_id, *sealed_secret;
    int64_t made_at;
    struct maybe confirmed_at; /* unknown: not confirmed by a code yet, does not count */
    int64_t last_step;         /* of the last code taken; TOTP_NO_STEP */
    int64_t codes_left;        /* recovery codes not used */
};

/* NOT_FOUND: the user has none, not even an unconfirmed one. */
MUST_USE enum outcome store_second_factor_get(struct db *db, const char *user_id, struct arena *arena,
                                              struct second_factor *ret_factor);

/* Any confirmed one, to try the server's key on. NOT_FOUND without one. */
MUST_USE enum outcome store_second_factor_any(struct db *db, struct arena *arena, struct second_factor *ret_factor);

/* A new secret, unconfirmed; takes the place of an unconfirmed one. CONFLICT: there is a confirmed one. */
MUST_USE enum outcome store_second_factor_put(struct db *db, const char *user_id, const char *sealed_secret,
                                              int64_t now);

/* From now on it counts. CONFLICT: it has been confirmed, or another secret has taken its place. */
MUST_USE enum outcome store_second_factor_confirm(struct db *db, const char *user_id, const char *sealed_secret,
                                                  int64_t step, int64_t now);

/* Takes a code's step if it is later than the last one taken; FORBIDDEN otherwise: somebody was faster with it. */
MUST_USE enum outcome store_second_factor_take_step(struct db *db, const char *user_id, int64_t step);

/* Uses a recovery code up. FORBIDDEN: there is none such, or it has been used. */
MUST_USE enum outcome store_recovery_code_use(struct db *db, const char *user_id, const char *code_sha256, int64_t now);
/* Whether it is there and unused: NOT_FOUND if not. */
MUST_USE enum outcome store_recovery_code_find(struct db *db, const char *user_id, const char *code_sha256);

/* Puts new codes in the place of all there are. */
MUST_USE enum outcome store_recovery_codes_replace(struct db *db, const char *user_id, const char *const *codes_sha256,
                                                   size_t count);

/* Takes factor and codes away; *ret_was: whether there was anything to take. */
MUST_USE enum outcome store_second_factor_remove(struct db *db, const char *user_id, bool *ret_was);

#endif
