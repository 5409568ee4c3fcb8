/* Passwords that are known from breaches, in a file that Have I Been Pwned gives away: lines "SHA-1:count" in the order
 * of the hashes. Tens of gigabytes, so it stays on the disk, and a look-up reads some 35 short pieces of it. */
#ifndef FORDELA_BASE_BREACHED_H
#define FORDELA_BASE_BREACHED_H

#include "base/outcome.h"

#include <stdbool.h>

struct breached;

/* Opens the file and looks at samples of it: first and last line, and some between, must be lines as above (the count
 * may be missing, hexadecimal digits of either case, line ends of either kind), each hash after the one before.
 * INVALID: they are not, or there is no such file; *ret_why says so for people (static text). BROKEN: no memory. The
 * file is held open; one that is put in its place counts from the next start. breached_close afterwards. */
MUST_USE enum outcome breached_open(const char *path, struct breached **ret_breached, const char **ret_why);
void breached_close(struct breached *breached); /* accepts NULL */

/* Whether the password is in the file. Reads from the disk, so never on a serving thread; thread-safe. BROKEN: the file
 * cannot be read, or is no longer what it was. */
MUST_USE enum outcome breached_has(const struct breached *breached, const char *password, bool *ret_has);

#endif
