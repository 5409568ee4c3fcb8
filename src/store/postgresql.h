/* Private to PostgreSQL's driver: its connection (postgresql.c), what is on its way (postgresql_pipeline.c), and SQL of
 * PostgreSQL alone: its catalogue, and how references are checked late. */
#ifndef FORDELA_STORE_POSTGRESQL_H
#define FORDELA_STORE_POSTGRESQL_H

#include "driver.h"

#include <libpq-fe.h>

/* How long an answer may take: the server itself gives a statement up before. AGAIN: after a connection that could not
 * be made, at most. Scripts are migrations and commands: they take their time. */
enum { ANSWER_MS = DB_STATEMENT_MS + 2000, BEGIN_MS = 5000, AGAIN_MS = 1000 };

/* Statements on their way at most: their answers must fit into what the system keeps of a connection, because nobody
 * reads while we send. BEGIN and COMMIT come on top. */
enum { SENT_MAX = 64 };

struct postgresql_db {
    struct db base; /* first: a struct db is this */
    PGconn *connection;
    enum control begin; /* goes with the first statement; CONTROL__COUNT without */
    struct {
        const char *what; /* for the words of a failure */
        int limit_ms;
    } sent[SENT_MAX + 2]; /* what is to be answered, in order */
    int sent_count;
    bool synced;      /* the sync behind them is sent as well */
    bool *prepared;   /* by the statement's index, on this connection */
    bool lost;        /* the server has gone: connect again at the next transaction */
    int64_t again_ms; /* not before this moment of the monotonic clock */
};

/* The failure of what was asked as its outcome, with its words. result: NULL = there is none. */
enum outcome postgresql_failed(struct postgresql_db *db, const PGresult *result, const char *what);
/* OK if the result is of the status. Clears it. */
MUST_USE enum outcome postgresql_expect(struct postgresql_db *db, PGresult *result, ExecStatusType status,
                                        const char *what);
/* Of a lost connection, between transactions. */
MUST_USE enum outcome postgresql_connect_again(struct postgresql_db *db);

/* Goes before each call of libpq's that sends: pipeline mode, and the BEGIN that waits for it. */
MUST_USE enum outcome postgresql_pipeline(struct postgresql_db *db);
/* Goes behind it. done: what that call returned. what: borrowed until the answer. */
MUST_USE enum outcome postgresql_sent(struct postgresql_db *db, int done, const char *what, int limit_ms);
/* Waits for all answers and leaves pipeline mode. The outcome is the first failure; ret_last (NULL: a command like the
 * others) gets the last result if there is none: the caller clears it. */
MUST_USE enum outcome postgresql_answers(struct postgresql_db *db, ExecStatusType expected, PGresult **ret_last);
/* Likewise, also for what has only begun: from here on the connection is as if it knew no pipelines. */
MUST_USE enum outcome postgresql_settle(struct postgresql_db *db);
MUST_USE enum outcome postgresql_control(struct db *base, enum control control);

/* The tables of the first schema of the search path, where migrations make them. */
#define CATALOGUE                                                                                                      \
    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), CAST(t.typname AS TEXT), "                               \
    "CASE WHEN a.attnotnull THEN 1 ELSE 0 END, "                                                                       \
    "COALESCE(array_position(CAST(i.indkey AS int2[]), a.attnum) + 1, 0) "                                             \
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "                  \
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "                               \
    "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "              \
    "WHERE c.relkind = 'r' ORDER BY c.relname COLLATE \"C\", a.attnum"

/* Constraints are as the migrations made them, checked at the end of each statement, but for the one transaction that
 * loads all tables. They are altered inside it, and back when they hold: nobody else ever sees it. */
#define REFERENCES_AS(how)                                                                                             \
    "DO $$ DECLARE one record; BEGIN FOR one IN SELECT k.conname, CAST(k.conrelid AS regclass) AS owner "              \
    "FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace AND n.nspname = current_schema() "             \
    "WHERE k.contype = 'f' LOOP EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I " how                               \
    "', one.owner, one.conname); "                                                                                     \
    "END LOOP; END $$"

#endif
