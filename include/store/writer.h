/* The one way to write: jobs that run inside a transaction and are acknowledged only when it is durable.
 *
 * SQLite: one thread takes all waiting jobs (up to a bound), runs them inside one transaction, commits once for all of
 * them (group commit), then reports each. If one fails after it has written, the transaction is undone and all run once
 * more, each in a savepoint of its own. PostgreSQL: a small pool of threads, a transaction
 * and a commit per job (the engine groups commits itself); serialisation failures and deadlocks are retried a bounded
 * number of times with jitter. */
#ifndef FORDELA_STORE_WRITER_H
#define FORDELA_STORE_WRITER_H

#include "base/outcome.h"
#include "store/store.h"

struct writer;

/* A piece of work, owned by the submitter until finished is called.
 *   run       runs on a writer thread inside a transaction; may run again after a retry, so it must have no effect
 * outside the transaction and its own memory. OK keeps its writes; anything else undoes them. finished  called exactly
 * once, on a writer thread, after the commit that holds the job is durable (outcome OK) or the job is undone (the
 * outcome of run; BUSY or BROKEN if the commit failed). Must be short: it hands the job back to its owner. */
struct writer_job {
    enum outcome (*run)(struct writer_job *job, struct db *db);
    void (*finished)(struct writer_job *job, enum outcome outcome);
    struct writer_job *next; /* the writer's */
};

/* Starts the threads. threads counts only on PostgreSQL. queue_limit: jobs waiting at most. */
MUST_USE enum outcome writer_start(struct store *store, int threads, int queue_limit, struct writer **ret_writer);

/* BUSY if the queue is full or the writer is stopping: the job was not taken, finished is not called. */
MUST_USE enum outcome writer_submit(struct writer *writer, struct writer_job *job);

/* Finishes what is queued, then ends the threads and closes their connections. Accepts NULL. */
void writer_stop(struct writer *writer);

/* Runs one job to its durable end on the calling thread's behalf and waits (commands and tests). */
MUST_USE enum outcome writer_run(struct writer *writer, enum outcome (*run)(void *context, struct db *db),
                                 void *context);

/* Waits, a few seconds at most, until every row of the audit trail that was committed before has its link in the chain
 * (store/audit_chain.h). */
void writer_settle(struct writer *writer);

/* Counters for /metrics. */
struct writer_counters {
    int64_t jobs, commits, failed_commits, retries;
    int waiting;
};
struct writer_counters writer_counters(struct writer *writer);

#endif
