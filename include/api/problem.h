/* The one place where refusals become HTTP: a registry of stable problem codes with their outcome, status and texts.
 *
 * Codes are never reused for something else. Replies are application/problem+json (RFC 9457). */
#ifndef FORDELA_API_PROBLEM_H
#define FORDELA_API_PROBLEM_H

#include "api/violation.h"
#include "base/outcome.h"
#include "base/text.h"

#include <stdbool.h>

enum problem_code {
    PROBLEM_NONE,
    PROBLEM_BAD_REQUEST,
    PROBLEM_INVALID_JSON,
    PROBLEM_INVALID_FIELDS,
    PROBLEM_NOT_SIGNED_IN,
    PROBLEM_WRONG_CREDENTIALS,
    PROBLEM_TOO_MANY_ATTEMPTS,
    PROBLEM_FORBIDDEN,
    PROBLEM_CROSS_ORIGIN,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD_NOT_ALLOWED,
    PROBLEM_NOT_ACCEPTABLE,
    PROBLEM_UNSUPPORTED_MEDIA_TYPE,
    PROBLEM_BODY_TOO_LARGE,
    PROBLEM_ANSWER_TOO_LARGE,
    PROBLEM_CONFLICT,
    PROBLEM_IDEMPOTENCY_REUSE,
    PROBLEM_PRECONDITION_FAILED,
    PROBLEM_PRECONDITION_REQUIRED,
    PROBLEM_REPORT_LOCKED,
    PROBLEM_REPORT_NOT_OPEN,
    PROBLEM_REASON_REQUIRED,
    PROBLEM_WRONG_STATE,
    PROBLEM_CHANGED,
    PROBLEM_FLOOR_BROKEN,
    PROBLEM_LINES_UNDECIDED,
    PROBLEM_WRONG_PASSWORD,
    PROBLEM_COMMON_PASSWORD,
    PROBLEM_LAST_ADMINISTRATOR,
    PROBLEM_COMPUTE_REFUSED,
    PROBLEM_SECOND_FACTOR_REQUIRED,
    PROBLEM_WRONG_CODE,
    PROBLEM_SECOND_FACTOR_MISSING,
    PROBLEM_SECOND_FACTOR_UNAVAILABLE,
    PROBLEM_INVALID_KEY,
    PROBLEM_PEOPLE_ONLY,
    PROBLEM_KEY_READ_ONLY,
    PROBLEM_BUSY,
    PROBLEM_DRAINING,
    PROBLEM_NOT_WRITABLE,
    PROBLEM_BROKEN,
    PROBLEM__COUNT
};

struct problem {
    enum problem_code code;
    const char *detail_sv, *detail_en; /* NULL = the registry's text alone */
    const char *extension;             /* further JSON members, "\"error\":{…}", or NULL */
    int64_t retry_after_seconds;       /* 0 = none */
};

const char *problem_name(enum problem_code code); /* "report_locked" */
int problem_status(enum problem_code code);
enum outcome problem_outcome(enum problem_code code);

/* The code for an outcome that came without one of its own. */
enum problem_code problem_of_outcome(enum outcome outcome);

/* Appends the body. violations may be NULL; trace_id may be "". */
void problem_encode(const struct problem *problem, const struct violations *violations, bool english,
                    const char *trace_id, struct text *out);

#endif
