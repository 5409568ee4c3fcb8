/* Whether a database is sound, and copies that are: what check, backup, restore and migrate share. Private to src/cli.
 */
#ifndef FORDELA_CLI_SOUND_H
#define FORDELA_CLI_SOUND_H

#include "base/outcome.h"
#include "store/store.h"

#include <stdint.h>

struct sound {
    int step;          /* of the schema: the newest migration; 0 = none */
    bool own_checks;   /* false: another schema than this program's, whose derived rows it does not know */
    int64_t damaged;   /* findings of the engine */
    int64_t differing; /* findings of ours */
};

/* Looks at a database (STORE_READ: nothing is written, a server may run). Each finding is a line on standard error; for
 * PostgreSQL only ours. CONFLICT: newer than this program. OK whatever was found. */
MUST_USE enum outcome sound_look(const char *database, struct sound *ret_sound, char ret_error[STORE_ERROR_CHARS]);

/* Copies the database file into a new file, on the disk, and looks at the copy. INVALID: the copy is damaged, as then
 * the database is; nothing is left behind unless it is OK. */
MUST_USE enum outcome sound_copy(const char *database, const char *path, struct sound *ret_sound,
                                 char ret_error[STORE_ERROR_CHARS]);

/* Prints why a command ends, and gives the exit code for it. */
int sound_fail(const char *command, enum outcome outcome, const char *error);

#endif
