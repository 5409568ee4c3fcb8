/* What is on its way to PostgreSQL and back: libpq's pipeline mode, and the transactions whose ends travel in it. */
#include "postgresql.h"
#include "postgresql_wait.h"

#include <string.h>

static const char *const control_sql[CONTROL__COUNT] = {
    [CONTROL_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [CONTROL_BEGIN_WRITE] = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVEPOINT] = "SAVEPOINT job",
    [CONTROL_SAVEPOINT_KEEP] = "RELEASE SAVEPOINT job",
    [CONTROL_SAVEPOINT_UNDO] = "ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job",
};

/* --- what is on its way --- */

enum outcome postgresql_sent(struct postgresql_db *db, int done, const char *what, int limit_ms)
{
    if (done == 0) {
        enum outcome outcome = postgresql_failed(db, NULL, what);
        db->lost = true; /* not in step any more: of no use */
        return outcome;
    }
    db->sent[db->sent_count].what = what;
    db->sent[db->sent_count++].limit_ms = limit_ms;
    return OK;
}

static enum outcome send_control(struct postgresql_db *db, enum control control, int limit_ms)
{
    const char *sql = control_sql[control];
    return postgresql_sent(db, PQsendQueryParams(db->connection, sql, 0, NULL, NULL, NULL, NULL, 0), sql, limit_ms);
}

enum outcome postgresql_pipeline(struct postgresql_db *db)
{
    if (PQpipelineStatus(db->connection) == PQ_PIPELINE_OFF && PQenterPipelineMode(db->connection) == 0)
        return postgresql_failed(db, NULL, "pipeline mode");
    if (db->begin == CONTROL__COUNT)
        return OK;
    TRY(send_control(db, db->begin, BEGIN_MS));
    db->begin = CONTROL__COUNT;
    /* Answered at once, not with the first statement, which may take longer. */
    return PQsendFlushRequest(db->connection) == 1 ? OK : postgresql_failed(db, NULL, "BEGIN");
}

/* The sync's answer, behind all others: out of pipeline mode. A connection that is not in step is of no use. */
static enum outcome pipeline_end(struct postgresql_db *db, enum outcome outcome)
{
    PGresult *result = db->lost ? NULL : wait_answer(db->connection, ANSWER_MS);
    bool ended = PQresultStatus(result) == PGRES_PIPELINE_SYNC && PQexitPipelineMode(db->connection) == 1;
    if (!ended && outcome == OK)
        outcome = postgresql_failed(db, result, "sync");
    db->lost = db->lost || !ended;
    PQclear(result);
    return outcome;
}

enum outcome postgresql_answers(struct postgresql_db *db, ExecStatusType expected, PGresult **ret_last)
{
    int count = db->sent_count;
    enum outcome outcome = OK;
    if (!db->synced && PQpipelineSync(db->connection) == 0)
        outcome = postgresql_failed(db, NULL, "sync");
    db->sent_count = 0;
    db->synced = false;
    for (int i = 0; i < count && !db->lost; i++) {
        PGresult *result = wait_answer(db->connection, db->sent[i].limit_ms);
        bool last = i == count - 1;
        if (outcome == OK && PQresultStatus(result) != (last ? expected : PGRES_COMMAND_OK)) {
            outcome = postgresql_failed(db, result, db->sent[i].what);
            db->base.late = !last && !db->lost;
        }
        if (last && outcome == OK && ret_last != NULL)
            *ret_last = result;
        else
            PQclear(result);
    }
    bool answered = outcome == OK;
    outcome = pipeline_end(db, outcome);
    if (answered && outcome != OK && ret_last != NULL) {
        PQclear(*ret_last);
        *ret_last = NULL;
    }
    return outcome;
}

enum outcome postgresql_settle(struct postgresql_db *db)
{
    if (db->synced)
        TRY(postgresql_answers(db, PGRES_COMMAND_OK, NULL));
    if (db->begin == CONTROL__COUNT && db->sent_count == 0)
        return OK;
    if (db->lost)
        return db_fail(&db->base, BUSY, "connection lost");
    TRY(postgresql_pipeline(db));
    return postgresql_answers(db, PGRES_COMMAND_OK, NULL);
}

/* --- transactions --- */

static enum outcome begin(struct postgresql_db *db, enum control control)
{
    /* The end of a read before. */
    enum outcome outcome = postgresql_settle(db);
    if (db->lost) {
        db->base.transient = false;
        outcome = postgresql_connect_again(db);
    }
    if (outcome == OK)
        db->begin = control;
    return outcome;
}

static enum outcome commit(struct postgresql_db *db)
{
    if (db->lost)
        return db_fail(&db->base, BUSY, "connection lost before COMMIT");
    if (db->begin != CONTROL__COUNT) {
        db->begin = CONTROL__COUNT; /* nothing has run */
        return OK;
    }
    PGresult *result = NULL;
    enum outcome outcome = postgresql_pipeline(db);
    if (outcome == OK)
        outcome = send_control(db, CONTROL_COMMIT, ANSWER_MS);
    if (outcome == OK)
        outcome = postgresql_answers(db, PGRES_COMMAND_OK, &result);
    if (outcome == OK) {
        /* COMMIT of a transaction that had failed succeeds as a rollback. */
        bool committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
        PQclear(result);
        return committed ? OK : db_fail(&db->base, BROKEN, "COMMIT was answered with a rollback");
    }
    if (!db->lost || db->base.late) /* late: refused before COMMIT, which the server has passed over */
        return outcome;
    /* It may have happened or not: nobody may try again unasked. */
    db->base.transient = false;
    return db_fail(&db->base, BROKEN, "the answer to COMMIT was lost: it may have happened");
}

static enum outcome rollback(struct postgresql_db *db)
{
    if (db->lost || db->begin != CONTROL__COUNT) {
        db->begin = CONTROL__COUNT;
        return OK;
    }
    if (db->base.transaction == TRANSACTION_READ && postgresql_pipeline(db) == OK) {
        /* Nothing depends on its answer: the next transaction takes it. */
        TRY(send_control(db, CONTROL_ROLLBACK, BEGIN_MS));
        db->synced = PQpipelineSync(db->connection) == 1;
        return OK;
    }
    enum outcome undone = postgresql_settle(db);
    (void)undone;
    if (db->lost || PQtransactionStatus(db->connection) == PQTRANS_IDLE)
        return OK;
    return postgresql_expect(db, wait_exec(db->connection, control_sql[CONTROL_ROLLBACK], ANSWER_MS), PGRES_COMMAND_OK,
                             control_sql[CONTROL_ROLLBACK]);
}

static enum outcome savepoint(struct postgresql_db *db, enum control control)
{
    enum outcome outcome = postgresql_settle(db);
    if (db->lost)
        return db_fail(&db->base, BUSY, "connection lost");
    if (outcome != OK && control != CONTROL_SAVEPOINT_UNDO) /* which undoes what has failed */
        return outcome;
    return postgresql_expect(db, wait_exec(db->connection, control_sql[control], ANSWER_MS), PGRES_COMMAND_OK,
                             control_sql[control]);
}

enum outcome postgresql_control(struct db *base, enum control control)
{
    struct postgresql_db *db = (struct postgresql_db *)base;
    switch (control) {
    case CONTROL_BEGIN_READ:
    case CONTROL_BEGIN_WRITE:
        return begin(db, control);
    case CONTROL_COMMIT:
        return commit(db);
    case CONTROL_ROLLBACK:
        return rollback(db);
    default:
        return savepoint(db, control);
    }
}
