/* Where libpq looks for what it needs besides the address (its manual, "Environment Variables" and the chapters
 * behind). */
#include "store/store.h"

#include <libpq-fe.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Keywords whose value is the name of a file or folder. */
static const char *const keywords[] = {"passfile", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslcrldir"};
/* For what is no keyword, and what is in the home directory unless something else is said. */
static const char *const variables[] = {"PGSERVICEFILE", "PGSYSCONFDIR"};
static const char *const at_home[] = {".pgpass", ".pg_service.conf", ".postgresql/root.crt"};

static bool names_file(const char *keyword)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (strcmp(keyword, keywords[i]) == 0)
            return true;
    return false;
}

void store_address_files(const char *address, void (*each)(void *context, const char *path), void *context)
{
    PQconninfoOption *options = PQconninfoParse(address, NULL);
    for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
        const char *path = option->val == NULL && option->envvar != NULL ? getenv(option->envvar) : option->val;
        if (names_file(option->keyword) && path != NULL && *path != '\0')
            each(context, path);
    }
    PQconninfoFree(options);
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        if (getenv(variables[i]) != NULL)
            each(context, getenv(variables[i]));
    const struct passwd *self = getpwuid(geteuid());
    for (size_t i = 0; self != NULL && i < sizeof at_home / sizeof at_home[0]; i++) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof path, "%s/%s", self->pw_dir, at_home[i]) < (int)sizeof path)
            each(context, path);
    }
}
