/* Time-based one-time codes as every authenticator app makes them (RFC 6238: HMAC-SHA-1, steps of 30 seconds, 6
 * digits): the only user of liboath. */
#ifndef FORDELA_BASE_TOTP_H
#define FORDELA_BASE_TOTP_H

#include "base/outcome.h"

#include <stdint.h>

enum {
    TOTP_SECRET_BYTES = 20, /* as long as the digest: RFC 4226, section 4 */
    TOTP_STEP_SECONDS = 30,
    TOTP_DIGITS = 6,
    TOTP_WINDOW_STEPS = 1,  /* a code counts one step early and one late: clocks and fingers differ */
    TOTP_BASE32_CHARS = 32, /* of a secret, without padding */
    TOTP_NO_STEP = -1       /* no code has been taken yet */
};

/* Once per process, before threads (crypto_start does it). */
MUST_USE enum outcome totp_start(void);

/* The step that a moment (unix seconds, not negative) lies in. */
int64_t totp_step(int64_t unix_seconds);

/* The code of a step, NUL-terminated. */
MUST_USE enum outcome totp_code(const uint8_t secret[TOTP_SECRET_BYTES], int64_t step, char ret_code[TOTP_DIGITS + 1]);

/* Whether a code is one of now, within the window, and later than last_step, that of the last code taken: a code that
 * was seen over a shoulder is worth nothing. OK: ret_step is its step, to be kept. FORBIDDEN otherwise; the work is the
 * same for every code of six digits. */
MUST_USE enum outcome totp_check(const uint8_t secret[TOTP_SECRET_BYTES], int64_t unix_seconds, int64_t last_step,
                                 const char *code, int64_t *ret_step);

/* The secret as apps want it typed: base32 (RFC 4648), capital letters. */
MUST_USE enum outcome totp_base32(const uint8_t secret[TOTP_SECRET_BYTES], char ret_text[TOTP_BASE32_CHARS + 1]);

#endif
