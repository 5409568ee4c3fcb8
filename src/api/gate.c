#include "api/gate.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t arrived;
    pthread_t thread;
    struct db *db;
    struct gate_job *first, *last;
    int waiting, limit;
    bool closing;
};

static struct gate_job *take(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    while (gate->first == NULL && !gate->closing)
        pthread_cond_wait(&gate->arrived, &gate->mutex);
    struct gate_job *job = gate->first;
    if (job != NULL) {
        gate->first = job->next;
        if (gate->first == NULL)
            gate->last = NULL;
        gate->waiting--;
    }
    pthread_mutex_unlock(&gate->mutex);
    return job;
}

static void *work(void *context)
{
    struct gate *gate = context;
    for (struct gate_job *job; (job = take(gate)) != NULL;)
        job->work(job, gate->db);
    return NULL;
}

enum outcome gate_open(struct store *store, int queue_limit, struct gate **ret_gate)
{
    struct gate *gate = calloc(1, sizeof *gate);
    if (gate == NULL)
        return BROKEN;
    gate->limit = queue_limit;
    pthread_mutex_init(&gate->mutex, NULL);
    pthread_cond_init(&gate->arrived, NULL);
    enum outcome outcome = store_connect(store, true, &gate->db);
    if (outcome == OK && pthread_create(&gate->thread, NULL, work, gate) != 0)
        outcome = BROKEN;
    if (outcome != OK) {
        db_close(gate->db);
        free(gate);
        return outcome;
    }
    *ret_gate = gate;
    return OK;
}

enum outcome gate_submit(struct gate *gate, struct gate_job *job)
{
    pthread_mutex_lock(&gate->mutex);
    bool taken = gate->waiting < gate->limit && !gate->closing;
    if (taken) {
        job->next = NULL;
        if (gate->last != NULL)
            gate->last->next = job;
        else
            gate->first = job;
        gate->last = job;
        gate->waiting++;
        pthread_cond_signal(&gate->arrived);
    }
    pthread_mutex_unlock(&gate->mutex);
    return taken ? OK : BUSY;
}

int gate_waiting(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    int waiting = gate->waiting;
    pthread_mutex_unlock(&gate->mutex);
    return waiting;
}

void gate_close(struct gate *gate)
{
    if (gate == NULL)
        return;
    pthread_mutex_lock(&gate->mutex);
    gate->closing = true;
    pthread_cond_signal(&gate->arrived);
    pthread_mutex_unlock(&gate->mutex);
    pthread_join(gate->thread, NULL);
    db_close(gate->db);
    free(gate);
}
