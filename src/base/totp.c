#include "base/totp.h"

#include "base/crypto.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

enum outcome totp_start(void)
{
    return oath_init() == OATH_OK ? OK : BROKEN;
}

int64_t totp_step(int64_t unix_seconds)
{
    return unix_seconds / TOTP_STEP_SECONDS;
}

enum outcome totp_code(const uint8_t secret[TOTP_SECRET_BYTES], int64_t step, char ret_code[TOTP_DIGITS + 1])
{
    if (step < 0)
        return INVALID;
    return oath_totp_generate((const char *)secret, TOTP_SECRET_BYTES, (time_t)(step * TOTP_STEP_SECONDS),
                              TOTP_STEP_SECONDS, 0, TOTP_DIGITS, ret_code) == OATH_OK
               ? OK
               : BROKEN;
}

enum outcome totp_check(const uint8_t secret[TOTP_SECRET_BYTES], int64_t unix_seconds, int64_t last_step,
                        const char *code, int64_t *ret_step)
{
    int64_t now = totp_step(unix_seconds), found = TOTP_NO_STEP;
    if (strlen(code) != TOTP_DIGITS || strspn(code, "0123456789") != TOTP_DIGITS)
        return FORBIDDEN;
    for (int64_t step = now - TOTP_WINDOW_STEPS; step <= now + TOTP_WINDOW_STEPS; step++) {
        char right[TOTP_DIGITS + 1];
        if (step < 0)
            continue;
        TRY(totp_code(secret, step, right));
        if (crypto_equal(right, code, TOTP_DIGITS) && step > last_step)
            found = step;
        crypto_wipe(right, sizeof right);
    }
    if (found == TOTP_NO_STEP)
        return FORBIDDEN;
    *ret_step = found;
    return OK;
}

enum outcome totp_base32(const uint8_t secret[TOTP_SECRET_BYTES], char ret_text[TOTP_BASE32_CHARS + 1])
{
    char *made = NULL;
    size_t length = 0;
    if (oath_base32_encode((const char *)secret, TOTP_SECRET_BYTES, &made, &length) != OATH_OK)
        return BROKEN;
    bool fits = length == TOTP_BASE32_CHARS;
    if (fits) {
        memcpy(ret_text, made, TOTP_BASE32_CHARS);
        ret_text[TOTP_BASE32_CHARS] = '\0';
    }
    crypto_wipe(made, length);
    free(made);
    return fits ? OK : BROKEN;
}
