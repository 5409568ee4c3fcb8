#include "api/guessing.h"

#include "api/app.h"

enum outcome guessing_admit(struct call *c, const char *username)
{
    int64_t now = clock_monotonic_ms();
    int64_t wait = throttle_wait(c->api->throttle, THROTTLE_ACCOUNT, username, now);
    int64_t address_wait = throttle_wait(c->api->throttle, THROTTLE_ADDRESS, c->client_address, now);
    if (address_wait > wait)
        wait = address_wait;
    if (wait <= 0)
        return OK;
    enum outcome outcome = call_refuse(c, PROBLEM_TOO_MANY_ATTEMPTS);
    c->problem.retry_after_seconds = (wait + 999) / 1000; /* told in whole seconds: never too early */
    return outcome;
}

void guessing_failed(struct call *c, const char *username)
{
    int64_t now = clock_monotonic_ms();
    throttle_failure(c->api->throttle, THROTTLE_ACCOUNT, username, now);
    throttle_failure(c->api->throttle, THROTTLE_ADDRESS, c->client_address, now);
}

void guessing_over(struct call *c, const char *username)
{
    throttle_success(c->api->throttle, THROTTLE_ACCOUNT, username);
}
