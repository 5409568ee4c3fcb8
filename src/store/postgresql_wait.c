/* libpq's calls with an end: by itself it waits for an answer as long as the server's machine acknowledges bytes, and a
 * server that stalls would hold a thread for good. */
#include "postgresql_wait.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

/* libpq writes the server's notices to standard error unless told otherwise; the store never logs. */
static void notice_ignored(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

PGconn *wait_connect(const char *address)
{
    /* What stands before dbname are defaults that the address may override; what stands behind always holds. A server
     * that stalls must not hold a thread: 5 s to connect, 10 s for data that nobody acknowledges. */
    static const char *const keywords[] = {"connect_timeout",
                                           "tcp_user_timeout",
                                           "keepalives_idle",
                                           "dbname",
                                           "fallback_application_name",
                                           "client_encoding",
                                           NULL};
    const char *const values[] = {"5", "10000", "10", address, "fordela", "UTF8", NULL};
    PGconn *connection = PQconnectdbParams(keywords, values, 1);
    PQsetNoticeReceiver(connection, notice_ignored, NULL);
    return connection;
}

/* Waits for bytes. False: none came in time, or the connection is gone. */
static bool readable(PGconn *connection, int64_t until_ms)
{
    struct pollfd waiting = {.fd = PQsocket(connection), .events = POLLIN};
    int ready = -1;
    do {
        int64_t left = until_ms - clock_monotonic_ms();
        ready = poll(&waiting, 1, left > 0 ? (int)left : 0);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

static PGresult *next_result(PGconn *connection, int64_t until_ms)
{
    while (PQisBusy(connection) != 0) {
        if (!readable(connection, until_ms)) /* libpq then finds the connection ended, as if the server had gone */
            (void)shutdown(PQsocket(connection), SHUT_RDWR);
        if (PQconsumeInput(connection) == 0)
            break;
    }
    return PQgetResult(connection);
}

/* The last result, as PQexec gives it: after an error nothing more comes. */
static PGresult *last_result(PGconn *connection, int sent, int limit_ms)
{
    int64_t until_ms = clock_monotonic_ms() + limit_ms;
    PGresult *last = NULL;
    for (PGresult *result; sent != 0 && (result = next_result(connection, until_ms)) != NULL; last = result)
        PQclear(last);
    return last;
}

PGresult *wait_exec(PGconn *connection, const char *sql, int limit_ms)
{
    return last_result(connection, PQsendQuery(connection, sql), limit_ms);
}

PGresult *wait_prepare(PGconn *connection, const char *name, const char *sql, int count, const Oid *types, int limit_ms)
{
    return last_result(connection, PQsendPrepare(connection, name, sql, count, types), limit_ms);
}

PGresult *wait_describe(PGconn *connection, const char *name, int limit_ms)
{
    return last_result(connection, PQsendDescribePrepared(connection, name), limit_ms);
}

PGresult *wait_answer(PGconn *connection, int limit_ms)
{
    int64_t until_ms = clock_monotonic_ms() + limit_ms;
    PGresult *result = next_result(connection, until_ms);
    if (result != NULL && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
        PQclear(next_result(connection, until_ms)); /* the end of this answer */
    return result;
}
