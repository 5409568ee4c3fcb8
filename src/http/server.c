#include "http/server.h"

#include "base/log.h"
#include "http/listener.h"
#include "http/loop.h"
#include "http/tls.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct server {
    struct commons commons;
    char address[LISTENER_ADDRESS_CHARS + sizeof "https://"];
    int threads, opened, started;
    struct loop loops[LISTENERS_MAX];
    pthread_t ids[LISTENERS_MAX];
    unsigned rounds_seen[LISTENERS_MAX];
};

static void policy_free(struct policy *policy)
{
    while (policy != NULL) {
        struct policy *older = policy->replaced;
        files_close(policy->files);
        tls_close(policy->tls);
        free(policy->hosts);
        free(policy);
        policy = older;
    }
}

static enum outcome policy_new(const struct server_settings *settings, struct policy **ret_policy,
                               char error[SERVER_ERROR_CHARS])
{
    struct policy *policy = calloc(1, sizeof *policy);
    enum outcome outcome = BROKEN;
    snprintf(error, SERVER_ERROR_CHARS, "out of memory");
    if (policy != NULL && (policy->hosts = strdup(settings->hosts)) != NULL) {
        policy->limits = settings->limits;
        policy->trusted_proxies = settings->trusted_proxies;
        outcome = files_open(settings->static_directory, &policy->files);
        if (outcome != OK)
            snprintf(error, SERVER_ERROR_CHARS, "cannot read the pages in %s: %s",
                     settings->static_directory != NULL ? settings->static_directory : "the program",
                     outcome_name(outcome));
    }
    if (outcome == OK && (settings->tls_certificate != NULL) != (settings->tls_key != NULL)) {
        snprintf(error, SERVER_ERROR_CHARS, "certificate and key go together: one of them is missing");
        outcome = INVALID;
    }
    if (outcome == OK && settings->tls_certificate != NULL)
        outcome = tls_open(settings->tls_certificate, settings->tls_key, &policy->tls, error);
    if (outcome != OK) {
        policy_free(policy);
        return outcome == NOT_FOUND ? INVALID : outcome;
    }
    if (!limits_fit_descriptors(&policy->limits))
        log_line(LOG_INFO, "descriptors allow only %d connections (ulimit -n)", policy->limits.connections);
    *ret_policy = policy;
    return OK;
}

static void *run_loop(void *context)
{
    struct loop *loop = context;
    const uint64_t one = 1;
    loop_run(loop);
    if (atomic_fetch_sub(&loop->commons->loops_running, 1) == 1)
        (void)!write(loop->commons->ended_fd, &one, sizeof one);
    return NULL;
}

/* Opens all loops, then starts all threads. */
static enum outcome start_loops(struct server *server, const struct server_config *config,
                                char error[SERVER_ERROR_CHARS])
{
    int sockets[LISTENERS_MAX];
    char address[LISTENER_ADDRESS_CHARS];
    const struct policy *policy = atomic_load(&server->commons.policy);
    TRY(listeners_open(config->listen, server->threads, sockets, address, error));
    snprintf(server->address, sizeof server->address, "%s://%s", policy->tls != NULL ? "https" : "http", address);
    snprintf(error, SERVER_ERROR_CHARS, "cannot open a serving thread");
    for (int i = 0; i < server->threads; i++)
        server->loops[i] = (struct loop){.listen_fd = sockets[i], .wake_fd = -1, .epoll_fd = -1};
    server->opened = server->threads;
    for (int i = 0; i < server->threads; i++)
        TRY(loop_open(&server->loops[i], &server->commons, sockets[i]));
    for (; server->started < server->threads; server->started++) {
        atomic_fetch_add(&server->commons.loops_running, 1);
        if (pthread_create(&server->ids[server->started], NULL, run_loop, &server->loops[server->started]) != 0) {
            atomic_fetch_sub(&server->commons.loops_running, 1);
            return BROKEN;
        }
    }
    return OK;
}

enum outcome server_start(const struct server_config *config, struct server **ret_server,
                          char ret_error[SERVER_ERROR_CHARS])
{
    struct server *server = calloc(1, sizeof *server);
    struct policy *policy = NULL;
    if (server == NULL)
        return BROKEN;
    server->threads = config->threads < 1 ? 1 : config->threads;
    if (server->threads > LISTENERS_MAX)
        server->threads = LISTENERS_MAX;
    server->commons.api = config->api;
    server->commons.ended_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    enum outcome outcome = address_counts_open(&server->commons.counts);
    if (outcome == OK && (outcome = policy_new(&config->settings, &policy, ret_error)) == OK) {
        atomic_store(&server->commons.policy, policy);
        outcome = start_loops(server, config, ret_error);
    }
    if (outcome != OK) {
        server_stop(server);
        return outcome;
    }
    *ret_server = server;
    return OK;
}

const char *server_address(const struct server *server)
{
    return server->address;
}

enum outcome server_reload(struct server *server, const struct server_settings *settings,
                           char ret_error[SERVER_ERROR_CHARS])
{
    struct policy *policy = NULL, *current = atomic_load(&server->commons.policy);
    TRY(policy_new(settings, &policy, ret_error));
    if ((policy->tls != NULL) != (current->tls != NULL)) {
        policy_free(policy);
        snprintf(ret_error, SERVER_ERROR_CHARS, "TLS begins and ends only with a new start");
        return INVALID;
    }
    if (policy->limits.connections > current->limits.connections)
        policy->limits.connections = current->limits.connections;
    /* Requests under way look at the old one: it is kept until the end, a few kB for each reload. */
    policy->replaced = current;
    atomic_store(&server->commons.policy, policy);
    for (int i = 0; i < server->started; i++)
        loop_wake(&server->loops[i]);
    return OK;
}

static void enter_phase(struct server *server, enum phase phase)
{
    atomic_store(&server->commons.phase, phase);
    for (int i = 0; i < server->started; i++)
        loop_wake(&server->loops[i]);
}

void server_drain(struct server *server)
{
    api_set_draining(server->commons.api);
    enter_phase(server, PHASE_DRAINING);
}

bool server_is_alive(struct server *server)
{
    bool alive = true;
    for (int i = 0; i < server->started; i++) {
        unsigned rounds = atomic_load(&server->loops[i].rounds);
        alive = alive && rounds != server->rounds_seen[i];
        server->rounds_seen[i] = rounds;
        loop_wake(&server->loops[i]);
    }
    return alive;
}

int server_ended_fd(const struct server *server)
{
    return server->commons.ended_fd;
}

void server_stop(struct server *server)
{
    if (server == NULL)
        return;
    enter_phase(server, PHASE_STOPPING);
    for (int i = 0; i < server->started; i++)
        pthread_join(server->ids[i], NULL);
    for (int i = 0; i < server->opened; i++)
        loop_close(&server->loops[i]);
    policy_free(atomic_load(&server->commons.policy));
    address_counts_close(server->commons.counts);
    if (server->commons.ended_fd >= 0)
        close(server->commons.ended_fd);
    free(server);
}
