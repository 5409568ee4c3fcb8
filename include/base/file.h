/* Files that must be whole or not there: written beside their name, brought to the disk, put in place in one step. */
#ifndef FORDELA_BASE_FILE_H
#define FORDELA_BASE_FILE_H

#include "base/crypto.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Every BROKEN leaves the reason in errno. */

/* True also for a broken symbolic link: the name is taken. */
bool file_exists(const char *path);

/* Makes an empty file (mode 0600) that was not there. CONFLICT: the name is taken. */
MUST_USE enum outcome file_make(const char *path);

/* What has been written is on the disk when this returns. */
MUST_USE enum outcome file_sync(const char *path);
/* The same of the folder that holds the path: names made, changed or taken away in it. */
MUST_USE enum outcome file_sync_folder(const char *path);

/* Gives the file its name, in one step that a crash cannot halve, and brings that to the disk. The file itself has been
 * synced by the caller. Both names lie in one folder. CONFLICT: `to` is taken and replace is false; nothing was done.
 */
MUST_USE enum outcome file_place(const char *from, const char *to, bool replace);

/* SHA-256 of the whole file. */
MUST_USE enum outcome file_sha256(const char *path, char ret_hex[SHA256_HEX_CHARS + 1]);

/* The path that is written before `path` has its name: beside it, with the process's number. NULL without memory. */
const char *file_name_beside(struct arena *arena, const char *path);

#endif
