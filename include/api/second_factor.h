/* The second factor: what a code proves at the sign-in, and the own account's operations. Codes follow the machine's
 * own clock, which the apps follow too, also in an exercise that is played on another day. */
#ifndef FORDELA_API_SECOND_FACTOR_H
#define FORDELA_API_SECOND_FACTOR_H

#include "api/call.h"

enum { CODE_MAX_BYTES = 40, RECOVERY_CODES = 10 };

/* What a code has proved, still to be taken in the write transaction. */
struct factor_proof {
    bool needed; /* false: the user has no second factor that counts */
    int64_t step;
    const char *recovery_sha256; /* instead of a step; NULL */
};

/* In a snapshot: whether the code (of the app or from paper; spaces, hyphens and capitals do not matter) is right for
 * the user. Refuses with second_factor_required if it is empty and one is needed, with wrong_code (counted as a guess).
 */
MUST_USE enum outcome factor_check(struct call *c, const char *user_id, const char *username, const char *code,
                                   struct factor_proof *ret_proof);

/* In the write transaction: takes the code, so that it is good once. Refuses with wrong_code if somebody was faster,
 * with second_factor_required if a factor has come since the check. */
MUST_USE enum outcome factor_take(struct call *c, const char *user_id, const struct factor_proof *proof);

extern const struct fields factor_output, factor_begin_input, factor_secret_output, factor_code_input,
    factor_codes_output;

enum outcome api_factor_get(struct call *c);
enum outcome api_factor_begin_admit(struct call *c);
enum outcome api_factor_begin_prepare(struct call *c);
enum outcome api_factor_begin(struct call *c);
enum outcome api_factor_code_admit(struct call *c);
enum outcome api_factor_confirm_prepare(struct call *c);
enum outcome api_factor_confirm(struct call *c);
enum outcome api_factor_code_prepare(struct call *c);
enum outcome api_factor_codes(struct call *c);
enum outcome api_factor_remove(struct call *c);

/* The administrator's: takes away somebody else's, and ends their sessions. */
enum outcome api_factor_reset(struct call *c);

#endif
