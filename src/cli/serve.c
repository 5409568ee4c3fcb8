/* fordela serve: opens the database, starts the application and the server, waits for signals. */
#include "api/handle.h"
#include "base/breached.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/key_file.h"
#include "base/log.h"
#include "base/totp.h"
#include "cli/audit_key.h"
#include "cli/commands.h"
#include "cli/notify.h"
#include "cli/options.h"
#include "core/week.h"
#include "http/server.h"
#include "serve_confine.h"
#include "store/migrate.h"
#include "store/second_factors.h"
#include "store/sessions.h"
#include "store/settings.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    ERROR_CHARS = 512,
    SECONDS_PER_DAY = 24 * 60 * 60,
    NOON_SECONDS = 12 * 60 * 60,
    EXERCISE_DAYS = 31,
    CHECKPOINT_LOOK_MS = 60 * 1000,
    MEMORY_LOOK_MS = 5 * 1000,
    FREE_BYTES_KEPT = 64 * 1024 * 1024 /* large blocks go back late: a request's buffers are wanted by the next one */
};
_Static_assert((int)ERROR_CHARS >= (int)STORE_ERROR_CHARS && (int)ERROR_CHARS >= (int)SERVER_ERROR_CHARS,
               "room for anybody's message");

static const enum option_id taken[] = {
    OPTION_DATABASE,        OPTION_AUDIT_KEY,
    OPTION_LISTEN,          OPTION_CONFIG,
    OPTION_AS_OF,           OPTION_HOST,
    OPTION_TRUST_PROXY,     OPTION_SECURE,
    OPTION_TLS_CERTIFICATE, OPTION_TLS_KEY,
    OPTION_STATIC,          OPTION_LOG_LEVEL,
    OPTION_THREADS,         OPTION_WRITER_THREADS,
    OPTION_CONNECTIONS,     OPTION_CONNECTIONS_PER_ADDRESS,
    OPTION_COUNT_LOOPBACK,  OPTION_HEADERS_MS,
    OPTION_BODY_MS,         OPTION_REPLY_MS,
    OPTION_IDLE_MS,         OPTION_DRAIN_MS,
    OPTION_KEY_FILE,        OPTION_REQUIRE_SECOND_FACTOR,
    OPTION_NO_CONFINE,      OPTION_BREACHED_PASSWORDS,
};

static const struct options_wanted wanted = {
    .command = "serve",
    .arguments = "",
    .about =
        "Serves pages and API until SIGTERM or SIGINT, which let every request that has begun end (a second one\n"
        "does not wait). Prints one line with the address when it is ready. SIGHUP reads the configuration again:\n"
        "log level, limits, --host, --trust-proxy, --static and the files of --tls-... take effect. The database must "
        "have been migrated.\n"
        "Where the kernel can (Landlock, Linux 5.13), the server takes from itself what it does not need: it reaches "
        "the\n"
        "folders of the database, of the configuration and of the files that are named in it at the start, and no "
        "others,\n"
        "and runs no program. Files in other folders take a restart.",
    .options = taken,
    .option_count = sizeof taken / sizeof taken[0],
};

/* Everything that runs; closed in the order of dependence. */
struct service {
    struct store *store;
    struct api *api;
    struct server *server;
    struct breached *breached;
    struct clock clock;
    uint8_t signing_key[SIGNING_KEY_BYTES];
    bool demo;
    int signals;
    int memory; /* /proc/self/statm, out of reach once the server is confined; -1 = there is none */
    pthread_t checker;
    bool checking;
    atomic_bool damaged;
    char error[ERROR_CHARS];
};

static void service_close(struct service *service)
{
    if (service->checking) {
        store_check_stop(service->store);
        pthread_join(service->checker, NULL);
    }
    server_stop(service->server);
    api_stop(service->api);
    store_close(service->store);
    breached_close(service->breached);
    crypto_wipe(service->signing_key, sizeof service->signing_key);
    if (service->signals >= 0)
        close(service->signals);
    if (service->memory >= 0)
        close(service->memory);
}
#define AUTO_SERVICE __attribute__((cleanup(service_close))) struct service

static int fail(const struct service *service, enum outcome outcome)
{
    fprintf(stderr, "fordela serve: %s\n", service->error[0] != '\0' ? service->error : outcome_name(outcome));
    return outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}

static void set_log_level(const struct options *options)
{
    static const struct {
        const char *name;
        enum log_level level;
    } levels[] = {{"errors", LOG_ERRORS}, {"warnings", LOG_WARNINGS}, {"info", LOG_INFO}, {"debug", LOG_DEBUG}};
    const char *name = option_text(options, OPTION_LOG_LEVEL);
    for (size_t i = 0; name != NULL && i < sizeof levels / sizeof levels[0]; i++)
        if (strcmp(name, levels[i].name) == 0)
            log_level = levels[i].level;
}

/* The exercise begins at noon of its day, or goes on where it was left: what is entered after a restart never lies
 * before what was entered earlier. One that was played more than a month later on is another exercise. */
static enum outcome set_clock(const struct options *options, struct db *db, struct service *service)
{
    int64_t day = 0, left = 0;
    const char *text = option_text(options, OPTION_AS_OF);
    if (text == NULL || date_parse(text, &day) != OK)
        return OK;
    const struct clock machine = {0};
    int64_t begin = day * SECONDS_PER_DAY + NOON_SECONDS;
    TRY(store_session_newest(db, begin, begin + EXERCISE_DAYS * SECONDS_PER_DAY, &left));
    if (left >= begin)
        begin = left + 1;
    service->clock.offset_seconds = begin - clock_now(&machine);
    service->clock.moved = true;
    return OK;
}

/* The schema must be ours; and the database says whether its figures are invented. */
static enum outcome check_database(const struct options *options, struct service *service)
{
    struct db *db = NULL;
    struct arena arena = arena_open(4096);
    const char *demo = "";
    TRY(store_connect(service->store, true, &db));
    enum outcome outcome = store_schema_check(db, service->error);
    if (outcome == OK && (outcome = store_setting_get(db, "demo", &arena, &demo)) == NOT_FOUND)
        outcome = OK;
    if (outcome == OK)
        outcome = set_clock(options, db, service);
    service->demo = service->clock.moved || strcmp(demo, "1") == 0;
    db_close(db);
    arena_close(&arena);
    return outcome;
}

static enum outcome read_settings(const struct options *options, struct server_settings *ret_settings,
                                  char error[ERROR_CHARS])
{
    struct server_settings settings = {.limits = limits_default()};
    struct limits *limits = &settings.limits;
    const char *proxies = option_text(options, OPTION_TRUST_PROXY), *hosts = option_text(options, OPTION_HOST);
    if (address_ranges_parse(proxies != NULL ? proxies : "", &settings.trusted_proxies) != OK) {
        snprintf(error, ERROR_CHARS, "--trust-proxy \"%s\" is not a list of at most %d addresses", proxies,
                 ADDRESS_RANGES_MAX);
        return INVALID;
    }
    settings.hosts = hosts != NULL ? hosts : "";
    settings.static_directory = option_text(options, OPTION_STATIC);
    settings.tls_certificate = option_text(options, OPTION_TLS_CERTIFICATE);
    settings.tls_key = option_text(options, OPTION_TLS_KEY);
    limits->connections = (int)option_number(options, OPTION_CONNECTIONS);
    limits->connections_per_address = (int)option_number(options, OPTION_CONNECTIONS_PER_ADDRESS);
    limits->count_loopback = option_flag(options, OPTION_COUNT_LOOPBACK);
    limits->headers_ms = (int)option_number(options, OPTION_HEADERS_MS);
    limits->body_ms = (int)option_number(options, OPTION_BODY_MS);
    limits->reply_ms = (int)option_number(options, OPTION_REPLY_MS);
    limits->idle_ms = (int)option_number(options, OPTION_IDLE_MS);
    limits->drain_ms = (int)option_number(options, OPTION_DRAIN_MS);
    *ret_settings = settings;
    return OK;
}

/* Beside a SQLite file; a PostgreSQL database has no place of its own on this machine. */
static const char *key_path(const struct options *options, char room[PATH_MAX])
{
    const char *given = option_text(options, OPTION_KEY_FILE), *database = option_text(options, OPTION_DATABASE);
    if (given != NULL || store_is_address(database))
        return given;
    return snprintf(room, PATH_MAX, "%s.key", database) < PATH_MAX ? room : NULL;
}

/* Second factors that were sealed with another key cannot be read: better said at the start than by those who stand
 * outside. Recovery codes and a reset still let them in. */
static enum outcome try_key(struct service *service, const struct api_config *api)
{
    struct db *db = NULL;
    struct arena arena = arena_open(4096);
    struct second_factor factor;
    uint8_t secret[TOTP_SECRET_BYTES];
    TRY(store_connect(service->store, true, &db));
    enum outcome outcome = store_second_factor_any(db, &arena, &factor);
    if (outcome == OK && (!api->has_seal_key || crypto_unseal(api->seal_key, factor.user_id, factor.sealed_secret,
                                                              secret, sizeof secret) != OK))
        log_line(LOG_ERRORS, "second factors in the database were sealed with another key: put the old key file back");
    crypto_wipe(secret, sizeof secret);
    db_close(db);
    arena_close(&arena);
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome open_accounts(const struct options *options, struct service *service, struct api_config *api)
{
    char room[PATH_MAX];
    const char *path = key_path(options, room), *why = "";
    if (path != NULL) {
        enum outcome outcome = key_file_open(path, api->seal_key, &why);
        if (outcome != OK) {
            snprintf(service->error, sizeof service->error, "%.300s: %.200s", path, why);
            return outcome;
        }
        api->has_seal_key = true;
    } else if (api->second_factor_roles != 0) {
        snprintf(service->error, sizeof service->error, "--require-second-factor on PostgreSQL wants a --key-file");
        return INVALID;
    }
    if ((path = option_text(options, OPTION_BREACHED_PASSWORDS)) != NULL) {
        enum outcome outcome = breached_open(path, &service->breached, &why);
        if (outcome != OK) {
            snprintf(service->error, sizeof service->error, "%.300s: %.200s", path, why);
            return outcome;
        }
        api->breached = service->breached;
    }
    return try_key(service, api);
}

static int core_count(void)
{
    cpu_set_t cores;
    return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

/* Checkpoints of the audit trail: at start (commands have written since), every hour, at the end. Serving goes on
 * without one: a full disk must not keep the rest from being read. */
static void sign_trail(const struct service *service, bool due_only)
{
    enum outcome outcome = api_checkpoint(service->api, due_only);
    if (outcome != OK)
        log_line(LOG_ERRORS, "no checkpoint of the audit trail could be made: %s", outcome_name(outcome));
}

static enum outcome open_service(const struct options *options, struct service *service)
{
    struct server_config server = {.listen = option_text(options, OPTION_LISTEN),
                                   .threads = (int)option_number(options, OPTION_THREADS)};
    if (server.threads == 0)
        server.threads = core_count();
    TRY(read_settings(options, &server.settings, service->error));
    TRY(store_open(option_text(options, OPTION_DATABASE), STORE_SERVE, &service->store, service->error));
    TRY(check_database(options, service));
    TRY(audit_key_load(options, store_engine(service->store), true, service->signing_key, service->error));
    struct api_config api = {
        .store = service->store,
        .clock = service->clock,
        .secure = option_flag(options, OPTION_SECURE),
        .demo = service->demo,
        .writer_threads = (int)option_number(options, OPTION_WRITER_THREADS),
        .signing_key = service->signing_key,
        .version = FORDELA_VERSION,
        .second_factor_roles = option_roles(options, OPTION_REQUIRE_SECOND_FACTOR),
    };
    TRY(open_accounts(options, service, &api));
    TRY(serve_confine(options, service->error)); /* before api_start makes the first thread */
    TRY(api_start(&api, &service->api));
    sign_trail(service, false);
    server.api = service->api;
    return server_start(&server, &service->server, service->error);
}

/* Looks through the database beside serving, and ends the server if it is damaged. */
static void *check_for_damage(void *argument)
{
    struct service *service = argument;
    char error[STORE_ERROR_CHARS];
    if (store_check(service->store, error) == OK)
        return NULL;
    log_line(LOG_ERRORS, "%s", error);
    atomic_store(&service->damaged, true);
    server_drain(service->server);
    return NULL;
}

/* Signals come through a descriptor from now on; threads started later inherit the mask. */
static int open_signals(void)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGHUP);
    (void)signal(SIGPIPE, SIG_IGN);
    return sigprocmask(SIG_BLOCK, &mask, NULL) == 0 ? signalfd(-1, &mask, SFD_CLOEXEC) : -1;
}

static void reload(struct service *service, int argc, char **argv)
{
    AUTO_OPTIONS options;
    struct server_settings settings;
    notify_reloading();
    enum outcome outcome = options_read(&wanted, argc, argv, &options) == OPTIONS_GO_ON ? OK : INVALID;
    snprintf(service->error, sizeof service->error, "the configuration has faults");
    if (outcome == OK)
        outcome = read_settings(&options, &settings, service->error);
    if (outcome == OK)
        outcome = server_reload(service->server, &settings, service->error);
    if (outcome == OK) {
        set_log_level(&options);
        log_line(LOG_INFO, "the configuration has been read again");
    } else {
        bool closed = strstr(service->error, strerror(EACCES)) != NULL && !option_flag(&options, OPTION_NO_CONFINE);
        log_line(LOG_ERRORS, "the old configuration stays: %s%s", service->error,
                 closed ? "; a folder that was not named at the start takes a restart" : "");
    }
    notify_manager("READY=1");
}

/* Of two times to wait at most; negative: for ever. */
static int sooner(int one_ms, int other_ms)
{
    return one_ms < 0 || (other_ms >= 0 && other_ms < one_ms) ? other_ms : one_ms;
}

/* Bytes of memory of its own, 0 if that cannot be told. */
static size_t own_memory(int statm)
{
    char text[128] = "";
    unsigned long resident, shared;
    if (pread(statm, text, sizeof text - 1, 0) <= 0 || sscanf(text, "%*u %lu %lu", &resident, &shared) != 2)
        return 0;
    return (resident - shared) * (size_t)sysconf(_SC_PAGESIZE);
}

/* What a crowd has left behind between blocks that are still used, the allocator never gives back by itself. */
static void give_memory_back(const struct service *service)
{
    if (own_memory(service->memory) > FREE_BYTES_KEPT)
        (void)malloc_trim(0);
}

/* Waits for signals until the server has ended. A manager that wants signs of life gets three in its time, as long as
 * all serving threads go round. */
static void attend(struct service *service, int argc, char **argv)
{
    const int beat_ms = notify_watchdog_ms() > 0 ? notify_watchdog_ms() / 3 + 1 : -1;
    int64_t sign_at_ms = clock_monotonic_ms() + CHECKPOINT_LOOK_MS;
    bool draining = false;
    for (;;) {
        struct pollfd sources[] = {{.fd = service->signals, .events = POLLIN},
                                   {.fd = server_ended_fd(service->server), .events = POLLIN}};
        struct signalfd_siginfo signal;
        int ready = poll(sources, 2, sooner(beat_ms, draining ? -1 : MEMORY_LOOK_MS));
        if (ready < 0 && errno != EINTR)
            return;
        if (beat_ms > 0 && server_is_alive(service->server))
            notify_manager("WATCHDOG=1");
        if (ready == 0 && !draining)
            give_memory_back(service);
        if (ready == 0 && !draining && clock_monotonic_ms() >= sign_at_ms) {
            sign_trail(service, true);
            sign_at_ms = clock_monotonic_ms() + CHECKPOINT_LOOK_MS;
        }
        if (ready > 0 && sources[1].revents != 0)
            return;
        if (ready <= 0 || sources[0].revents == 0 ||
            read(service->signals, &signal, sizeof signal) != (ssize_t)sizeof signal)
            continue;
        if (signal.ssi_signo == SIGHUP) {
            reload(service, argc, argv);
            continue;
        }
        if (draining)
            return; /* asked twice: those who wait are cut off */
        draining = true;
        notify_manager("STOPPING=1");
        log_line(LOG_INFO, "stopping: requests under way are answered first");
        server_drain(service->server);
    }
}

int cli_serve(int argc, char **argv)
{
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    AUTO_SERVICE service = {.signals = open_signals(), .memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)};
    set_log_level(&options);
    (void)mallopt(M_TRIM_THRESHOLD, FREE_BYTES_KEPT);
    enum outcome outcome = service.signals >= 0 ? crypto_start() : BROKEN;
    if (outcome == OK)
        outcome = open_service(&options, &service);
    if (outcome != OK)
        return fail(&service, outcome);
    printf("Fördela lyssnar på %s\n", server_address(service.server));
    fflush(stdout);
    notify_manager("READY=1");
    service.checking = pthread_create(&service.checker, NULL, check_for_damage, &service) == 0;
    attend(&service, argc, argv);
    sign_trail(&service, false);
    return atomic_load(&service.damaged) ? EXIT_BROKEN : EXIT_DONE;
}
