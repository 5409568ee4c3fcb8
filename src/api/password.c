#include "api/app.h"
#include "api/common_passwords.h"
#include "api/sign_in.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What people here choose first when twelve characters are asked for, and what the service itself suggests; the list
 * below is of the whole world. */
static const char *const common_parts[] = {
    "password", "losenord", "lösenord",  "qwerty",    "123456", "abcdef",   "aaaaaa",        "111111",        "000000",
    "sommar",   "vinter",   "fordela",   "fördela",   "kommun", "region",   "lansstyrelsen", "länsstyrelsen", "sverige",
    "admin",    "welcome",  "valkommen", "välkommen", "hejhej", "iloveyou", "letmein",
};

/* Little is left of it once a well-known word is taken out. */
static bool has_common_part(const char *password)
{
    enum { LEAST_REST_BYTES = 8 };
    for (size_t i = 0; i < sizeof common_parts / sizeof common_parts[0]; i++)
        if (strcasestr(password, common_parts[i]) != NULL &&
            strlen(password) - strlen(common_parts[i]) < LEAST_REST_BYTES)
            return true;
    return false;
}

static int by_number(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

/* The first 3,000 that fit the rules of a million in the order of use (ASVS 5.0 V6.2.4). */
static bool is_listed(const char *password)
{
    char lower[PASSWORD_MAX_BYTES];
    uint8_t digest[SHA256_BYTES];
    uint64_t wanted = 0;
    size_t length = strlen(password);
    if (length > sizeof lower)
        return false;
    for (size_t i = 0; i < length; i++)
        lower[i] = password[i] >= 'A' && password[i] <= 'Z' ? (char)(password[i] - 'A' + 'a') : password[i];
    crypto_sha256(lower, length, digest);
    crypto_wipe(lower, sizeof lower);
    for (size_t i = 0; i < sizeof wanted; i++)
        wanted = wanted << 8 | digest[i];
    return bsearch(&wanted, common_passwords, common_password_count, sizeof wanted, by_number) != NULL;
}

bool password_is_common(const char *password)
{
    bool two_characters = strspn(password, (const char[]){password[0], password[1], '\0'}) == strlen(password);
    return two_characters || has_common_part(password) || is_listed(password);
}

enum outcome password_check(struct call *c, const char *password, const char *username)
{
    bool like_name = *username != '\0' && strcasestr(password, username) != NULL;
    return like_name || password_is_common(password) ? call_refuse(c, PROBLEM_COMMON_PASSWORD) : OK;
}

/* A list that cannot be read keeps everybody from a new password: it was given so that none gets past it. */
enum outcome password_check_breached(struct call *c, const char *password)
{
    bool has = false;
    if (c->api->config.breached == NULL)
        return OK;
    enum outcome outcome = breached_has(c->api->config.breached, password, &has);
    if (outcome != OK)
        log_line(LOG_ERRORS, "the list of breached passwords cannot be read, or has been changed: start again");
    return outcome == OK && has ? call_refuse(c, PROBLEM_COMMON_PASSWORD) : outcome;
}
