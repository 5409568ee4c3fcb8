/* What serve may reach once it has opened what it needs. Private to src/cli. */
#ifndef FORDELA_CLI_SERVE_CONFINE_H
#define FORDELA_CLI_SERVE_CONFINE_H

#include "base/outcome.h"
#include "cli/options.h"
#include "store/store.h"

/* Confines the process, unless --no-confine; tells in the log what the kernel cannot do. Before any thread is started,
 * after everything is open that only the start needs (keys). BROKEN: the kernel could and did not; ret_error says why.
 */
MUST_USE enum outcome serve_confine(const struct options *options, char ret_error[STORE_ERROR_CHARS]);

#endif
