#include "api/app.h"
#include "api/sign_in.h"
#include "base/log.h"

#include <string.h>
#include <strings.h>

/* What people choose first when twelve characters are asked for. Not a breach list: the throttle and the length carry
 * most of the weight (ASVS 5.0 V6.2.4 asks for the common ones that fit the rules). */
static const char *const common_parts[] = {
    "password", "losenord", "lösenord",  "qwerty",    "123456", "abcdef",   "aaaaaa",        "111111",        "000000",
    "sommar",   "vinter",   "fordela",   "fördela",   "kommun", "region",   "lansstyrelsen", "länsstyrelsen", "sverige",
    "admin",    "welcome",  "valkommen", "välkommen", "hejhej", "iloveyou", "letmein",
};

/* A password is too common if little is left of it once a well-known word is taken out. */
static bool is_common(const char *password)
{
    enum { LEAST_REST_BYTES = 8 };
    for (size_t i = 0; i < sizeof common_parts / sizeof common_parts[0]; i++)
        if (strcasestr(password, common_parts[i]) != NULL &&
            strlen(password) - strlen(common_parts[i]) < LEAST_REST_BYTES)
            return true;
    size_t length = strlen(password);
    return strspn(password, (const char[]){password[0], password[1], '\0'}) == length; /* one or two characters only */
}

enum outcome password_check(struct call *c, const char *password, const char *username)
{
    bool like_name = *username != '\0' && strcasestr(password, username) != NULL;
    return like_name || is_common(password) ? call_refuse(c, PROBLEM_COMMON_PASSWORD) : OK;
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
