/* A gate: one worker thread with a short queue for work that must run neither on a serving thread nor in the writer
 * (password hashing, computations over a nation, large bodies). Full queue = BUSY, at once. */
#ifndef FORDELA_API_GATE_H
#define FORDELA_API_GATE_H

#include "base/outcome.h"
#include "store/store.h"

struct gate;

/* Owned by the submitter until work returns. db: the worker's own reading connection, outside a transaction. */
struct gate_job {
    void (*work)(struct gate_job *job, struct db *db);
    struct gate_job *next; /* the gate's */
};

MUST_USE enum outcome gate_open(struct store *store, int queue_limit, struct gate **ret_gate);
MUST_USE enum outcome gate_submit(struct gate *gate, struct gate_job *job);
int gate_waiting(struct gate *gate);
/* Finishes what is queued. Accepts NULL. */
void gate_close(struct gate *gate);

#endif
