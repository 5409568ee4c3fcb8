#include "audit_linker.h"

#include "base/clock.h"
#include "driver.h"
#include "store/audit_chain.h"

#include <pthread.h>
#include <stdlib.h>

/* After a pass rows gather for a moment: a pass of many costs little more than one of few, and who signs a checkpoint
 * on demand settles the chain first. A pass that failed (the connection is lost, another process holds the lock) is
 * tried again later. */
enum { GATHER_MS = 50, RETRY_MS = 1000, SETTLE_MS = 5000 };

struct audit_linker {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what is below */
    pthread_cond_t changed;
    uint64_t wanted, done; /* wakes heard of, and those whose rows are linked */
    bool settling;         /* somebody waits: no time for gathering */
    bool stopping;
};

/* The mutex is held. A wake does not shorten the pause, whoever waits does, unless the pass would only fail again. */
static void pause_for(struct audit_linker *linker, int64_t ms, bool failed)
{
    struct timespec until = clock_monotonic_in(ms);
    while (!linker->stopping && (failed || !linker->settling) &&
           pthread_cond_timedwait(&linker->changed, &linker->mutex, &until) == 0)
        continue;
}

static void *linker_loop(void *argument)
{
    struct audit_linker *linker = argument;
    pthread_mutex_lock(&linker->mutex);
    for (;;) {
        while (linker->done == linker->wanted && !linker->stopping)
            pthread_cond_wait(&linker->changed, &linker->mutex);
        if (linker->done == linker->wanted)
            break;
        uint64_t seen = linker->wanted;
        linker->settling = false;
        pthread_mutex_unlock(&linker->mutex);
        enum outcome outcome = store_audit_settle(linker->db);
        pthread_mutex_lock(&linker->mutex);
        if (outcome == OK)
            linker->done = seen;
        else if (linker->stopping)
            break; /* the next one to start does it */
        pthread_cond_broadcast(&linker->changed);
        pause_for(linker, outcome == OK ? GATHER_MS : RETRY_MS, outcome != OK);
    }
    pthread_mutex_unlock(&linker->mutex);
    return NULL;
}

enum outcome audit_linker_start(struct store *store, struct audit_linker **ret_linker)
{
    struct audit_linker *linker = calloc(1, sizeof *linker);
    if (linker == NULL)
        return BROKEN;
    linker->wanted = 1;
    enum outcome outcome = store_connect(store, false, &linker->db);
    if (outcome != OK) {
        free(linker);
        return outcome;
    }
    pthread_mutex_init(&linker->mutex, NULL);
    clock_condition(&linker->changed);
    if (pthread_create(&linker->thread, NULL, linker_loop, linker) != 0) {
        db_close(linker->db);
        free(linker);
        return BROKEN;
    }
    *ret_linker = linker;
    return OK;
}

void audit_linker_wake(struct audit_linker *linker)
{
    if (linker == NULL)
        return;
    pthread_mutex_lock(&linker->mutex);
    if (linker->done == linker->wanted++)
        pthread_cond_broadcast(&linker->changed);
    pthread_mutex_unlock(&linker->mutex);
}

void audit_linker_settle(struct audit_linker *linker)
{
    if (linker == NULL)
        return;
    struct timespec until = clock_monotonic_in(SETTLE_MS);
    pthread_mutex_lock(&linker->mutex);
    uint64_t mine = ++linker->wanted;
    linker->settling = true;
    pthread_cond_broadcast(&linker->changed);
    while (linker->done < mine && pthread_cond_timedwait(&linker->changed, &linker->mutex, &until) == 0)
        continue;
    pthread_mutex_unlock(&linker->mutex);
}

void audit_linker_stop(struct audit_linker *linker)
{
    if (linker == NULL)
        return;
    pthread_mutex_lock(&linker->mutex);
    linker->wanted++;
    linker->stopping = true;
    pthread_cond_broadcast(&linker->changed);
    pthread_mutex_unlock(&linker->mutex);
    pthread_join(linker->thread, NULL);
    db_close(linker->db);
    pthread_cond_destroy(&linker->changed);
    pthread_mutex_destroy(&linker->mutex);
    free(linker);
}
