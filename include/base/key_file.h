/* A key of this installation in a file of its own, apart from the database: who gets hold of the one without the other
 * can do nothing with what is sealed. 64 hexadecimal digits and a line feed, readable by its owner alone. */
#ifndef FORDELA_BASE_KEY_FILE_H
#define FORDELA_BASE_KEY_FILE_H

#include "base/crypto.h"
#include "base/outcome.h"

#include <stdint.h>

/* Reads the key; makes the file (mode 0600, durable before this returns) with a fresh key if there is none. INVALID:
 * the file holds something else, or others may read it. BROKEN: it can be neither read nor made. *ret_why tells for
 * people then (static text). */
MUST_USE enum outcome key_file_open(const char *path, uint8_t ret_key[SEAL_KEY_BYTES], const char **ret_why);

#endif
