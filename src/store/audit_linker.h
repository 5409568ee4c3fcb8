/* The thread that gives the audit rows of several writers their links (store/audit_chain.h). PostgreSQL only; private
 * to the writer. */
#ifndef FORDELA_STORE_AUDIT_LINKER_H
#define FORDELA_STORE_AUDIT_LINKER_H

#include "base/outcome.h"
#include "store/store.h"

struct audit_linker;

/* Links first what waits since the last time: a process that was killed left it. */
MUST_USE enum outcome audit_linker_start(struct store *store, struct audit_linker **ret_linker);
/* Rows have been committed. Accepts NULL. */
void audit_linker_wake(struct audit_linker *linker);
/* Waits until those that had been committed before are linked, a few seconds at most. Accepts NULL. */
void audit_linker_settle(struct audit_linker *linker);
/* Links what waits, then ends. Accepts NULL. */
void audit_linker_stop(struct audit_linker *linker);

#endif
