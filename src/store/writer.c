/* Jobs that write: one thread with group commit on SQLite, a few with a commit each on PostgreSQL. */
#include "store/writer.h"

#include "audit_linker.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "driver.h"
#include "store/settings.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* At 64 jobs a commit the sync costs each of them 1/64; more only makes the first of them wait. */
enum { GROUP_JOBS = 64, MAX_THREADS = 16, MAX_ATTEMPTS = 8 };
enum { PROBE_MS = 1000 };

struct worker {
    struct writer *writer;
    struct db *db;
    pthread_t thread;
};

struct writer {
    struct store *store;
    struct audit_linker *linker; /* NULL on SQLite */
    pthread_mutex_t mutex;       /* guards all below it but the workers */
    pthread_cond_t arrived;
    struct writer_job *first, *last;
    int queue_limit;
    bool stopping;
    struct writer_job probe; /* not counted among those that wait */
    struct writer_counters counters;
    struct worker workers[MAX_THREADS];
    int started;
};

/* Something written each time, so that the disk is asked. */
static enum outcome probe_run(struct writer_job *job, struct db *db)
{
    (void)job;
    return store_setting_set(db, "disk_probe", "1");
}

static void probe_finished(struct writer_job *job, enum outcome outcome)
{
    (void)job;
    (void)outcome; /* the commit has been noted */
}

/* Waits for a job, under the mutex. While the disk takes no writes only so long: whoever sends requests by /readyz
 * sends none then, and a disk that has room again would never be tried. False: that time has passed. */
static bool job_awaited(struct writer *writer)
{
    if (store_writable(writer->store))
        return pthread_cond_wait(&writer->arrived, &writer->mutex) == 0;
    const struct timespec until = clock_monotonic_in(PROBE_MS);
    return pthread_cond_timedwait(&writer->arrived, &writer->mutex, &until) == 0;
}

/* Takes up to limit waiting jobs, in order; waits for one. 0: the writer stops and nothing is left. */
static int jobs_take(struct writer *writer, struct writer_job **ret_jobs, int limit)
{
    int count = 0;
    bool probe = false;
    pthread_mutex_lock(&writer->mutex);
    while (writer->first == NULL && !writer->stopping && !probe)
        probe = !job_awaited(writer);
    if (writer->first == NULL && probe && !writer->stopping)
        ret_jobs[count++] = &writer->probe;
    int waited = 0;
    for (; writer->first != NULL && count < limit; count++, waited++) {
        ret_jobs[count] = writer->first;
        writer->first = writer->first->next;
    }
    if (writer->first == NULL)
        writer->last = NULL;
    writer->counters.waiting -= waited;
    pthread_mutex_unlock(&writer->mutex);
    return count;
}

/* Counts a commit and remembers what it says about the disk. */
static void commit_noted(struct writer *writer, const struct db *db, enum outcome outcome)
{
    pthread_mutex_lock(&writer->mutex);
    if (outcome == OK)
        writer->counters.commits++;
    else
        writer->counters.failed_commits++;
    pthread_mutex_unlock(&writer->mutex);
    if (outcome == OK)
        store_set_writable(writer->store, true);
    else if (db->disk_failed)
        store_set_writable(writer->store, false);
}

static void job_finish(struct writer *writer, struct writer_job *job, enum outcome outcome, int retries)
{
    pthread_mutex_lock(&writer->mutex);
    writer->counters.jobs++;
    writer->counters.retries += retries;
    pthread_mutex_unlock(&writer->mutex);
    job->finished(job, outcome); /* the job is its owner's again */
}

/* Runs a job in a savepoint. *ret_outcome is the job's own; the returned one is not OK when the whole transaction is
 * lost. */
static enum outcome job_in_savepoint(struct db *db, struct writer_job *job, enum outcome *ret_outcome)
{
    TRY(db_savepoint(db));
    enum outcome outcome = job->run(job, db);
    if (outcome == OK && db->failed)
        outcome = BROKEN; /* went on after a failed statement */
    if (outcome == OK)
        TRY(db_savepoint_keep(db));
    else
        TRY(db_savepoint_undo(db));
    *ret_outcome = outcome;
    return OK;
}

/* Runs a job without one: what it wrote can only be undone with the whole transaction. *ret_lost: it has failed after
 * it wrote. */
static enum outcome job_in_the_open(struct db *db, struct writer_job *job, bool *ret_lost)
{
    int64_t before = db->writes;
    enum outcome outcome = job->run(job, db);
    if (outcome == OK && db->failed)
        outcome = BROKEN;
    *ret_lost = db->failed || (outcome != OK && db->writes != before);
    return outcome;
}

/* Most groups have no job that fails after its first write, and a savepoint costs each of the others a copy of every
 * page that it changes. *ret_lost: this one had such a job, and nothing has been done. */
static enum outcome group_in_the_open(struct db *db, struct writer_job *const *jobs, int count,
                                      enum outcome *ret_outcomes, bool *ret_lost)
{
    enum outcome outcome = db_begin_write(db);
    *ret_lost = false;
    for (int i = 0; outcome == OK && !*ret_lost && i < count; i++)
        ret_outcomes[i] = job_in_the_open(db, jobs[i], ret_lost);
    if (*ret_lost)
        db_rollback(db);
    return outcome == OK && !*ret_lost ? db_commit(db) : outcome;
}

static enum outcome group_in_savepoints(struct db *db, struct writer_job *const *jobs, int count,
                                        enum outcome *ret_outcomes)
{
    enum outcome outcome = db_begin_write(db);
    for (int i = 0; outcome == OK && i < count; i++)
        outcome = job_in_savepoint(db, jobs[i], &ret_outcomes[i]);
    return outcome == OK ? db_commit(db) : outcome;
}

/* Runs all jobs in one transaction. If it cannot be made durable, nobody's answer stands: a refusal may rest on what
 * another job of the group wrote. */
static enum outcome group_run(struct db *db, struct writer_job *const *jobs, int count, enum outcome *ret_outcomes)
{
    bool lost;
    enum outcome outcome = group_in_the_open(db, jobs, count, ret_outcomes, &lost);
    if (outcome == OK && lost)
        outcome = group_in_savepoints(db, jobs, count, ret_outcomes);
    if (outcome != OK) {
        db_rollback(db);
        outcome = outcome == BUSY ? BUSY : BROKEN;
        for (int i = 0; i < count; i++)
            ret_outcomes[i] = outcome;
    }
    return outcome;
}

static void *group_loop(void *argument)
{
    struct worker *worker = argument;
    struct writer_job *jobs[GROUP_JOBS];
    enum outcome outcomes[GROUP_JOBS];
    for (int count; (count = jobs_take(worker->writer, jobs, GROUP_JOBS)) > 0;) {
        enum outcome outcome = group_run(worker->db, jobs, count, outcomes);
        commit_noted(worker->writer, worker->db, outcome);
        for (int i = 0; i < count; i++)
            job_finish(worker->writer, jobs[i], outcomes[i], 0);
    }
    return NULL;
}

/* Up to 2, 4, 8 ... ms, so that those who collided do not collide again. */
static void pause_before(int attempt)
{
    uint32_t random = 0;
    crypto_random(&random, sizeof random);
    long limit_ns = 2000000L << attempt;
    struct timespec pause = {.tv_nsec = (long)(random % (unsigned long)limit_ns)};
    nanosleep(&pause, NULL);
}

/* *ret_commit: whether the commit that decided stood; OK as well if the job itself refused. */
static enum outcome job_alone(struct db *db, struct writer_job *job, enum outcome *ret_commit)
{
    *ret_commit = db_begin_write(db);
    if (*ret_commit != OK)
        return *ret_commit == BUSY ? BUSY : BROKEN;
    enum outcome outcome = job->run(job, db);
    if (outcome == OK && db->failed)
        outcome = BROKEN;
    if (outcome != OK) {
        /* Had it waited for each of its rows, the job would have heard of this first. */
        enum outcome late = db->failed ? OK : db->driver->settle(db);
        db_rollback(db);
        return late == OK ? outcome : late;
    }
    *ret_commit = db_commit(db);
    if (db->late) { /* a row of the job's */
        outcome = *ret_commit;
        *ret_commit = OK;
        return outcome;
    }
    return *ret_commit == OK || *ret_commit == BUSY ? *ret_commit : BROKEN;
}

static void *single_loop(void *argument)
{
    struct worker *worker = argument;
    struct writer_job *job = NULL;
    while (jobs_take(worker->writer, &job, 1) > 0) {
        enum outcome outcome = OK, commit = OK;
        int retries = 0;
        for (;; retries++) {
            outcome = job_alone(worker->db, job, &commit);
            /* transient is never set by a commit whose answer was lost: that one may have happened. */
            if (outcome == OK || !worker->db->transient || retries == MAX_ATTEMPTS - 1)
                break;
            pause_before(retries);
        }
        if (outcome != OK && worker->db->transient)
            outcome = BUSY;
        if (outcome == OK || commit != OK)
            commit_noted(worker->writer, worker->db, commit);
        if (outcome == OK)
            audit_linker_wake(worker->writer->linker);
        job_finish(worker->writer, job, outcome, retries);
    }
    return NULL;
}

static enum outcome worker_start(struct writer *writer, struct worker *worker)
{
    worker->writer = writer;
    TRY(store_connect(writer->store, false, &worker->db));
    void *(*loop)(void *) = store_engine(writer->store) == STORE_SQLITE ? group_loop : single_loop;
    if (pthread_create(&worker->thread, NULL, loop, worker) != 0) {
        db_close(worker->db);
        return BROKEN;
    }
    writer->started++;
    return OK;
}

enum outcome writer_start(struct store *store, int threads, int queue_limit, struct writer **ret_writer)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return BROKEN;
    writer->store = store;
    writer->queue_limit = queue_limit;
    pthread_mutex_init(&writer->mutex, NULL);
    clock_condition(&writer->arrived);
    writer->probe = (struct writer_job){.run = probe_run, .finished = probe_finished};
    int wanted = store_engine(store) == STORE_SQLITE || threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
    enum outcome outcome = store_engine(store) == STORE_SQLITE ? OK : audit_linker_start(store, &writer->linker);
    for (int i = 0; outcome == OK && i < wanted; i++)
        outcome = worker_start(writer, &writer->workers[i]);
    if (outcome != OK) {
        writer_stop(writer);
        return outcome;
    }
    *ret_writer = writer;
    return OK;
}

enum outcome writer_submit(struct writer *writer, struct writer_job *job)
{
    pthread_mutex_lock(&writer->mutex);
    bool taken = !writer->stopping && writer->counters.waiting < writer->queue_limit;
    if (taken) {
        job->next = NULL;
        if (writer->last != NULL)
            writer->last->next = job;
        else
            writer->first = job;
        writer->last = job;
        writer->counters.waiting++;
        pthread_cond_signal(&writer->arrived);
    }
    pthread_mutex_unlock(&writer->mutex);
    return taken ? OK : BUSY;
}

void writer_stop(struct writer *writer)
{
    if (writer == NULL)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->stopping = true;
    pthread_cond_broadcast(&writer->arrived);
    pthread_mutex_unlock(&writer->mutex);
    for (int i = 0; i < writer->started; i++) {
        pthread_join(writer->workers[i].thread, NULL);
        db_close(writer->workers[i].db);
    }
    audit_linker_stop(writer->linker);
    pthread_cond_destroy(&writer->arrived);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
}

void writer_settle(struct writer *writer)
{
    audit_linker_settle(writer->linker);
}

/* A job whose submitter waits. */
struct waiting_job {
    struct writer_job job; /* first: a struct writer_job is this */
    enum outcome (*run)(void *context, struct db *db);
    void *context;
    pthread_mutex_t mutex;
    pthread_cond_t done;
    bool finished;
    enum outcome outcome;
};

static enum outcome waiting_run(struct writer_job *job, struct db *db)
{
    struct waiting_job *waiting = (struct waiting_job *)job;
    return waiting->run(waiting->context, db);
}

static void waiting_finished(struct writer_job *job, enum outcome outcome)
{
    struct waiting_job *waiting = (struct waiting_job *)job;
    pthread_mutex_lock(&waiting->mutex);
    waiting->outcome = outcome;
    waiting->finished = true;
    pthread_cond_signal(&waiting->done);
    pthread_mutex_unlock(&waiting->mutex);
}

enum outcome writer_run(struct writer *writer, enum outcome (*run)(void *context, struct db *db), void *context)
{
    struct waiting_job waiting = {.job = {.run = waiting_run, .finished = waiting_finished},
                                  .run = run,
                                  .context = context,
                                  .mutex = PTHREAD_MUTEX_INITIALIZER,
                                  .done = PTHREAD_COND_INITIALIZER};
    enum outcome outcome = writer_submit(writer, &waiting.job);
    if (outcome == OK) {
        pthread_mutex_lock(&waiting.mutex);
        while (!waiting.finished)
            pthread_cond_wait(&waiting.done, &waiting.mutex);
        pthread_mutex_unlock(&waiting.mutex);
        outcome = waiting.outcome;
    }
    pthread_cond_destroy(&waiting.done);
    pthread_mutex_destroy(&waiting.mutex);
    return outcome;
}

struct writer_counters writer_counters(struct writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    struct writer_counters counters = writer->counters;
    pthread_mutex_unlock(&writer->mutex);
    return counters;
}
