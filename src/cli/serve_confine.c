#include "serve_confine.h"

#include "base/confine.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* What SIGHUP reads again. Keys are not among it: they are in memory when this begins. */
static const enum option_id read_again[] = {OPTION_CONFIG, OPTION_TLS_CERTIFICATE, OPTION_TLS_KEY,
                                            OPTION_BREACHED_PASSWORDS};

/* What libraries open while the server runs, on either engine: jansson's seed, libgcc when a thread ends. */
static const char *const for_libraries[] = {"/dev/urandom", "/lib", "/usr/lib", "/lib64"};

/* A server of PostgreSQL that went away is looked for by its name again: resolver, certificates, time zone. */
static const char *const for_names[] = {"/etc", "/usr/share/zoneinfo", "/usr/share/ca-certificates"};

static void allow_file(void *confine, const char *path)
{
    confine_allow_around(confine, path, CONFINE_READ);
}

static void allow_database(struct confine *confine, const char *database)
{
    if (!store_is_address(database)) {
        confine_allow_around(confine, database, CONFINE_WRITE);
        return;
    }
    for (size_t i = 0; i < sizeof for_names / sizeof for_names[0]; i++)
        confine_allow(confine, for_names[i], CONFINE_READ);
    allow_file(confine, "/etc/resolv.conf"); /* often a link into /run */
    store_address_files(database, allow_file, confine);
}

static void allow_all(struct confine *confine, const struct options *options)
{
    const char *folder = option_text(options, OPTION_STATIC);
    for (size_t i = 0; i < sizeof for_libraries / sizeof for_libraries[0]; i++)
        confine_allow(confine, for_libraries[i], CONFINE_READ);
    confine_allow(confine, "/dev/null", CONFINE_WRITE);
#ifdef __SANITIZE_ADDRESS__
    confine_allow(confine, "/proc", CONFINE_READ); /* the sanitizer looks for leaks there */
#endif
    for (size_t i = 0; i < sizeof read_again / sizeof read_again[0]; i++)
        if (option_text(options, read_again[i]) != NULL)
            confine_allow_around(confine, option_text(options, read_again[i]), CONFINE_READ);
    if (folder != NULL)
        confine_allow(confine, folder, CONFINE_READ);
    allow_database(confine, option_text(options, OPTION_DATABASE));
}

/* A dump of the memory would hold keys, passwords and what sessions are known by; and another process of the same user
 * could read it at any time. Root still can (gdb, gcore). */
static void refuse_dumps(void)
{
#ifndef __SANITIZE_ADDRESS__ /* whose search for leaks is such another process */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

enum outcome serve_confine(const struct options *options, char ret_error[STORE_ERROR_CHARS])
{
    const char *manager = getenv("NOTIFY_SOCKET");
    struct confine confine;
    unsigned open = 0;
    if (option_flag(options, OPTION_NO_CONFINE)) {
        log_line(LOG_WARNINGS, "not confined: --no-confine is set");
        return OK;
    }
    if (store_is_address(option_text(options, OPTION_DATABASE)))
        open = CONFINE_TCP | CONFINE_ABSTRACT;
    else if (manager != NULL && manager[0] == '@')
        open = CONFINE_ABSTRACT;
    confine_begin(open, &confine);
    allow_all(&confine, options);
    if (confine_enter(&confine) != OK) {
        snprintf(ret_error, STORE_ERROR_CHARS, "the server cannot confine itself (%s); --no-confine does without",
                 strerror(errno));
        return BROKEN;
    }
    if (confine.version == 0)
        log_line(LOG_WARNINGS, "this kernel has no Landlock: the server keeps access to all files of its user");
    refuse_dumps();
    return OK;
}
