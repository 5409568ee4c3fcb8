/* The yardstick of `make bench`: the least C that does the requests that matter most, on the same libraries and with
 * the same promise (an answered report is on disk). No routes, no roles, no revisions, no derived figures, no log:
 * what the program takes beyond this is what its structure and its extra work cost. Not a model of anything else.
 *
 * usage: limit prepare FORDELA.db LIMIT.db   copies municipalities, articles, sessions and counting reports
 *        limit serve LIMIT.db PORT           PUT /reports/CODE/WEEK, GET /overview/CC (computed), GET /kept/CC (kept),
 *                                            GET /allocations/CC/WEEK, GET /municipalities
 *        limit insert NEW.db ROWS            rows/s into one table, in one transaction
 *        limit password ROUNDS               milliseconds of one password check, without anything around it
 */
#include "limit.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BODY_MAX = 64 * 1024, CODES = 10000, COUNTIES = 100, LINES_MAX = 50, ARTICLES_MAX = 64, THREADS = 2 };

/* --- database --- */

struct base {
    sqlite3 *handle;
    sqlite3_stmt *session, *overview, *begin, *commit, *report, *line, *audit;
};

static const char *path;
static _Thread_local struct base *own;

static struct {
    char code[20];
} articles[ARTICLES_MAX];
static int article_count;

static struct base *base_of_thread(void)
{
    if (own != NULL)
        return own;
    struct base *base = own = calloc(1, sizeof *base);
    if (base == NULL || sqlite3_open_v2(path, &base->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != 0)
        fail("cannot open the database");
    sqlite3_busy_timeout(base->handle, 5000);
    run(base->handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                      "PRAGMA cache_size=-65536");
    base->session = prepare(base->handle, "SELECT account, area FROM session WHERE token = ? AND expires > ?");
    base->overview = prepare(base->handle, "SELECT m.code, r.week, l.article, l.stock, l.use_in_week FROM municipality "
                                           "m JOIN report r ON r.id = (SELECT id FROM report WHERE municipality = "
                                           "m.code ORDER BY week DESC LIMIT 1) JOIN line l ON l.report = r.id "
                                           "WHERE m.code >= ? AND m.code < ? ORDER BY m.code");
    base->begin = prepare(base->handle, "BEGIN IMMEDIATE");
    base->commit = prepare(base->handle, "COMMIT");
    base->report = prepare(base->handle, "INSERT INTO report (municipality, week, at) VALUES (?, ?, ?) ON CONFLICT "
                                         "(municipality, week) DO UPDATE SET at = excluded.at RETURNING id");
    base->line = prepare(base->handle, "INSERT INTO line VALUES (?, ?, ?, ?, ?) ON CONFLICT (report, article) DO "
                                       "UPDATE SET stock = excluded.stock, use_in_week = excluded.use_in_week, need = "
                                       "excluded.need");
    base->audit = prepare(base->handle, "INSERT INTO audit (at, account, object) VALUES (?, ?, ?)");
    return base;
}

static void load_articles(void)
{
    sqlite3_stmt *list = prepare(base_of_thread()->handle, "SELECT code FROM article ORDER BY id");
    while (sqlite3_step(list) == SQLITE_ROW && article_count < ARTICLES_MAX)
        snprintf(articles[article_count++].code, sizeof articles[0].code, "%s",
                 (const char *)sqlite3_column_text(list, 0));
    sqlite3_finalize(list);
}

/* --- requests --- */

struct line {
    int article;
    int64_t stock, use, need;
};

struct request {
    struct MHD_Connection *connection;
    struct request *next;
    char account[40], week[12];
    int municipality, status;
    bool queued;
    int line_count;
    struct line lines[LINES_MAX];
    size_t length;
    char body[BODY_MAX];
};

static enum MHD_Result answer(struct MHD_Connection *connection, int status, char *body, size_t length,
                              enum MHD_ResponseMemoryMode mode, const char *etag)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(length, body, mode);
    MHD_add_response_header(response, "Content-Type", "application/json");
    if (etag != NULL)
        MHD_add_response_header(response, "ETag", etag);
    enum MHD_Result queued = MHD_queue_response(connection, (unsigned)status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result answer_status(struct MHD_Connection *connection, int status)
{
    char body[64];
    int length = snprintf(body, sizeof body, "{\"status\":%d}", status);
    return answer(connection, status, body, (size_t)length, MHD_RESPMEM_MUST_COPY, NULL);
}

/* The session of the cookie's token: its account and area; false without. */
static bool find_session(struct MHD_Connection *connection, char account[40], char area[8])
{
    const char *cookie = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Cookie");
    const char *token = cookie != NULL ? strstr(cookie, "fordela_session=") : NULL;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof digest + 1];
    if (token == NULL)
        return false;
    token += strlen("fordela_session=");
    crypto_hash_sha256(digest, (const unsigned char *)token, strcspn(token, "; "));
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    sqlite3_stmt *session = base_of_thread()->session;
    sqlite3_bind_text(session, 1, hex, -1, SQLITE_STATIC);
    sqlite3_bind_int64(session, 2, time(NULL));
    bool found = sqlite3_step(session) == SQLITE_ROW;
    if (found) {
        snprintf(account, 40, "%s", (const char *)sqlite3_column_text(session, 0));
        snprintf(area, 8, "%s", (const char *)sqlite3_column_text(session, 1));
    }
    sqlite3_reset(session);
    return found;
}

static bool covers(const char *area, const char *code)
{
    return strcmp(area, "00") == 0 || strncmp(area, code, strlen(area)) == 0 || strncmp(area, code, 2) == 0;
}

static bool read_line(const json_t *object, struct request *request)
{
    json_t *article = json_object_get(object, "article");
    const char *const names[] = {"stock", "use_in_week", "need_next_week"};
    int64_t numbers[3];
    if (!json_is_string(article) || request->line_count == LINES_MAX)
        return false;
    int index = 0;
    while (index < article_count && strcmp(articles[index].code, json_string_value(article)) != 0)
        index++;
    for (int i = 0; i < request->line_count; i++)
        if (request->lines[i].article == index + 1)
            return false;
    for (int i = 0; i < 3; i++) {
        json_t *number = json_object_get(object, names[i]);
        if (!json_is_integer(number) || json_integer_value(number) < 0 || json_integer_value(number) > 1000000000)
            return false;
        numbers[i] = json_integer_value(number);
    }
    request->lines[request->line_count++] = (struct line){index + 1, numbers[0], numbers[1], numbers[2]};
    return index < article_count;
}

static bool read_report(struct request *request)
{
    json_t *root = json_loadb(request->body, request->length, JSON_REJECT_DUPLICATES, NULL), *line;
    json_t *lines = json_object_get(root, "lines");
    size_t index;
    bool good = json_is_array(lines) && json_array_size(lines) > 0;
    if (good)
        json_array_foreach(lines, index, line) good = good && read_line(line, request);
    json_decref(root);
    return good;
}

/* --- writing: one thread, one commit for all that wait --- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static struct request *waiting;

/* Overviews as bytes, until a report of the county comes in. */
static struct kept {
    pthread_mutex_t lock;
    char *bytes;
    size_t length;
    int64_t version;
} kept[COUNTIES];

static bool step(sqlite3_stmt *statement)
{
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return done;
}

static bool write_report(struct base *base, const struct request *request)
{
    char object[32];
    time_t now = time(NULL);
    sqlite3_bind_int(base->report, 1, request->municipality);
    sqlite3_bind_text(base->report, 2, request->week, -1, SQLITE_STATIC);
    sqlite3_bind_int64(base->report, 3, now);
    bool good = sqlite3_step(base->report) == SQLITE_ROW;
    int64_t id = good ? sqlite3_column_int64(base->report, 0) : 0;
    good = good && sqlite3_step(base->report) == SQLITE_DONE;
    sqlite3_reset(base->report);
    for (int i = 0; good && i < request->line_count; i++) {
        const struct line *line = &request->lines[i];
        sqlite3_bind_int64(base->line, 1, id);
        sqlite3_bind_int(base->line, 2, line->article);
        sqlite3_bind_int64(base->line, 3, line->stock);
        sqlite3_bind_int64(base->line, 4, line->use);
        sqlite3_bind_int64(base->line, 5, line->need);
        good = step(base->line);
    }
    snprintf(object, sizeof object, "%04d/%s", request->municipality, request->week);
    sqlite3_bind_int64(base->audit, 1, now);
    sqlite3_bind_text(base->audit, 2, request->account, -1, SQLITE_STATIC);
    sqlite3_bind_text(base->audit, 3, object, -1, SQLITE_STATIC);
    return good && step(base->audit);
}

static void forget(int county)
{
    pthread_mutex_lock(&kept[county].lock);
    free(kept[county].bytes);
    kept[county].bytes = NULL;
    kept[county].version++;
    pthread_mutex_unlock(&kept[county].lock);
}

static struct request *take_waiting(void)
{
    struct request *oldest_first = NULL;
    pthread_mutex_lock(&lock);
    while (waiting == NULL)
        pthread_cond_wait(&arrived, &lock);
    for (struct request *request = waiting, *next; request != NULL; request = next) {
        next = request->next;
        request->next = oldest_first;
        oldest_first = request;
    }
    waiting = NULL;
    pthread_mutex_unlock(&lock);
    return oldest_first;
}

static void *write_loop(void *unused)
{
    struct base *base = base_of_thread();
    (void)unused;
    for (;;) {
        struct request *group = take_waiting();
        bool good = step(base->begin);
        for (struct request *request = group; good && request != NULL; request = request->next) {
            run(base->handle, "SAVEPOINT one");
            request->status = write_report(base, request) ? 201 : 500;
            run(base->handle, request->status == 201 ? "RELEASE one" : "ROLLBACK TO one; RELEASE one");
        }
        good = good && step(base->commit);
        for (struct request *request = group, *next; request != NULL; request = next) {
            next = request->next;
            if (!good)
                request->status = 503;
            forget(request->municipality / 100);
            MHD_resume_connection(request->connection);
        }
    }
    return NULL;
}

static enum MHD_Result take_report(struct request *request, const char *url)
{
    char area[8], code[8];
    if (sscanf(url, "/reports/%4[0-9]/%8[0-9W-]", code, request->week) != 2)
        return answer_status(request->connection, 404);
    if (!find_session(request->connection, request->account, area))
        return answer_status(request->connection, 401);
    if (!covers(area, code))
        return answer_status(request->connection, 403);
    if (!read_report(request))
        return answer_status(request->connection, 422);
    request->municipality = atoi(code);
    request->queued = true;
    MHD_suspend_connection(request->connection);
    pthread_mutex_lock(&lock);
    request->next = waiting;
    waiting = request;
    pthread_cond_signal(&arrived);
    pthread_mutex_unlock(&lock);
    return MHD_YES;
}

/* --- reading --- */

/* Every municipality's latest report, cell by cell, and the county's sums. */
static size_t write_overview(const char *county, char **ret_bytes)
{
    struct {
        int64_t stock, use;
    } sums[ARTICLES_MAX] = {0};
    char from[8], to[8], last[8] = "";
    size_t length;
    FILE *out = open_memstream(ret_bytes, &length);
    snprintf(from, sizeof from, "%s00", county);
    snprintf(to, sizeof to, "%d", (atoi(county) + 1) * 100);
    sqlite3_stmt *rows = base_of_thread()->overview;
    sqlite3_bind_int(rows, 1, atoi(from));
    sqlite3_bind_int(rows, 2, atoi(to));
    fprintf(out, "{\"county\":\"%s\",\"municipalities\":[", county);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        int article = sqlite3_column_int(rows, 2) - 1;
        int64_t stock = sqlite3_column_int64(rows, 3), use = sqlite3_column_int64(rows, 4);
        char code[8];
        snprintf(code, sizeof code, "%04d", sqlite3_column_int(rows, 0));
        if (strcmp(code, last) != 0)
            fprintf(out, "%s{\"code\":\"%s\",\"week\":\"%s\",\"cells\":[", last[0] != '\0' ? "]}," : "", code,
                    (const char *)sqlite3_column_text(rows, 1));
        fprintf(out, "%s{\"article\":\"%s\",\"stock\":%lld,\"use\":%lld,\"days\":%.1f}",
                strcmp(code, last) != 0 ? "" : ",", articles[article].code, (long long)stock, (long long)use,
                use > 0 ? 7.0 * (double)stock / (double)use : 0);
        memcpy(last, code, sizeof last);
        sums[article].stock += stock;
        sums[article].use += use;
    }
    sqlite3_reset(rows);
    fprintf(out, "%s],\"articles\":[", last[0] != '\0' ? "]}" : "");
    for (int i = 0; i < article_count; i++)
        fprintf(out, "%s{\"article\":\"%s\",\"stock\":%lld,\"use\":%lld}", i > 0 ? "," : "", articles[i].code,
                (long long)sums[i].stock, (long long)sums[i].use);
    fprintf(out, "]}");
    fclose(out);
    return length;
}

static enum MHD_Result show_kept(struct MHD_Connection *connection, const char *county)
{
    struct kept *own_kept = &kept[atoi(county)];
    const char *known = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match");
    char etag[32];
    pthread_mutex_lock(&own_kept->lock);
    snprintf(etag, sizeof etag, "\"%lld\"", (long long)own_kept->version);
    bool fresh = known != NULL && strcmp(known, etag) == 0;
    if (!fresh && own_kept->bytes == NULL)
        own_kept->length = write_overview(county, &own_kept->bytes);
    enum MHD_Result result = answer(connection, fresh ? 304 : 200, fresh ? "" : own_kept->bytes,
                                    fresh ? 0 : own_kept->length, MHD_RESPMEM_MUST_COPY, etag);
    pthread_mutex_unlock(&own_kept->lock);
    return result;
}

/* What is asked for, to those who may see it; the session is looked up in the same snapshot. */
static enum MHD_Result show(struct MHD_Connection *connection, const char *url)
{
    char account[40], area[8], county[8] = "00", week[12], *bytes;
    bool keep = sscanf(url, "/kept/%2[0-9]", county) == 1, overview = sscanf(url, "/overview/%2[0-9]", county) == 1;
    bool allocation = sscanf(url, "/allocations/%2[0-9]/%8[0-9W-]", county, week) == 2;
    bool list = strcmp(url, "/municipalities") == 0; /* for everybody */
    struct base *base = base_of_thread();
    run(base->handle, "BEGIN");
    bool allowed = find_session(connection, account, area) && (list || covers(area, county));
    enum MHD_Result result;
    if (!keep && !overview && !allocation && !list)
        result = answer_status(connection, 404);
    else if (!allowed)
        result = answer_status(connection, 403);
    else if (keep)
        result = show_kept(connection, county);
    else {
        size_t length = overview     ? write_overview(county, &bytes)
                        : allocation ? write_allocation(base->handle, county, week, &bytes)
                                     : write_municipalities(base->handle, &bytes);
        result = answer(connection, 200, bytes, length, MHD_RESPMEM_MUST_FREE, NULL);
    }
    step(base->commit);
    return result;
}

static enum MHD_Result handle(void *unused, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_length, void **state)
{
    struct request *request = *state;
    (void)unused, (void)version;
    if (strcmp(method, "GET") == 0)
        return show(connection, url);
    if (request == NULL) {
        request = *state = malloc(sizeof *request);
        if (request == NULL)
            return MHD_NO;
        memset(request, 0, offsetof(struct request, body));
        request->connection = connection;
        return MHD_YES;
    }
    if (*upload_length > 0) {
        if (request->length + *upload_length > BODY_MAX)
            return MHD_NO;
        memcpy(request->body + request->length, upload, *upload_length);
        request->length += *upload_length;
        *upload_length = 0;
        return MHD_YES;
    }
    return request->queued ? answer_status(connection, request->status) : take_report(request, url);
}

static void end(void *unused, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode how)
{
    (void)unused, (void)connection, (void)how;
    free(*state);
    *state = NULL;
}

/* --- commands --- */

static void serve(int port)
{
    pthread_t writer;
    sigset_t signals;
    int number;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    load_articles();
    for (int i = 0; i < COUNTIES; i++)
        pthread_mutex_init(&kept[i].lock, NULL);
    if (pthread_create(&writer, NULL, write_loop, NULL) != 0)
        fail("no thread");
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
                         handle, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED, end, NULL,
                         MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_END);
    if (daemon == NULL)
        fail("cannot listen");
    printf("http://127.0.0.1:%d\n", port);
    fflush(stdout);
    sigwait(&signals, &number);
    exit(0);
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        fail("no randomness");
    if (argc == 4 && strcmp(argv[1], "prepare") == 0)
        prepare_copy(argv[2], argv[3]);
    else if (argc == 4 && strcmp(argv[1], "serve") == 0) {
        path = argv[2];
        serve(atoi(argv[3]));
    } else if (argc == 3 && strcmp(argv[1], "password") == 0)
        measure_password(atoi(argv[2]));
    else if (argc == 4 && strcmp(argv[1], "insert") == 0)
        measure_insert(argv[2], atol(argv[3]));
    else
        fail("usage: prepare FORDELA.db LIMIT.db | serve LIMIT.db PORT | password ROUNDS | insert NEW.db ROWS");
    return 0;
}
