/* What PQexec, PQprepare and PQdescribePrepared do, for limit_ms at most: then the connection is ended and the result
 * is as after a lost one. The caller clears the result; NULL as PGRES_FATAL_ERROR. */
#ifndef FORDELA_STORE_POSTGRESQL_WAIT_H
#define FORDELA_STORE_POSTGRESQL_WAIT_H

#include <libpq-fe.h>

PGconn *wait_connect(const char *address); /* the caller finishes it; NULL or bad as from PQconnectdbParams */
PGresult *wait_exec(PGconn *connection, const char *sql, int limit_ms);
PGresult *wait_prepare(PGconn *connection, const char *name, const char *sql, int count, const Oid *types,
                       int limit_ms);
PGresult *wait_describe(PGconn *connection, const char *name, int limit_ms);
/* In pipeline mode: the next answer to what was sent, likewise. */
PGresult *wait_answer(PGconn *connection, int limit_ms);

#endif
