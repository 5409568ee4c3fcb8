#include "api/computations.h"

#include "api/compute.h"

enum outcome api_compute_run(struct call *c)
{
    AUTO_TEXT result = text_open(COMPUTE_MAX_RESULT_BYTES);
    bool refused;
    TRY(api_compute(&c->arena, call_parameter(c, "problem"), c->body, c->body_length, &result, &refused));
    const char *json = arena_copy(&c->arena, result.bytes != NULL ? result.bytes : "", result.length);
    if (text_failed(&result) || json == NULL)
        return TOO_LARGE;
    if (refused) {
        enum outcome outcome = call_refuse(c, PROBLEM_COMPUTE_REFUSED);
        /* {"error":{…}} without its braces becomes a member of the problem. */
        c->problem.extension = arena_copy(&c->arena, json + 1, result.length - 2);
        return outcome;
    }
    c->raw = json;
    c->raw_length = result.length;
    c->raw_type = "application/json";
    return OK;
}
