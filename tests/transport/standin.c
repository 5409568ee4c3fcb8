/* A server of the real transport before the stand-in application, for the tests of this folder:
 *     standin ADDRESS:PORT [NAME=VALUE ...]
 * NAME: threads, headers, body, reply, idle, linger, grace, drain (milliseconds), connections, per_address, loopback,
 * in_flight (bytes), proxies, hosts, static, certificate, key. Prints "listening ADDRESS" when ready; SIGTERM drains;
 * SIGHUP makes 10.9.8.7 the only trusted proxy and example.org the only host; at the end it prints "open calls N". */
#include "http/server.h"

#include "../unit/http/standin.h"
#include "base/crypto.h"
#include "base/log.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static int number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

static void configure(struct server_config *config, const char *name, const char *value)
{
    struct limits *limits = &config->settings.limits;
    const struct {
        const char *name;
        int *place;
    } numbers[] = {
        {"threads", &config->threads},
        {"headers", &limits->headers_ms},
        {"body", &limits->body_ms},
        {"reply", &limits->reply_ms},
        {"idle", &limits->idle_ms},
        {"linger", &limits->linger_ms},
        {"grace", &limits->drain_grace_ms},
        {"drain", &limits->drain_ms},
        {"connections", &limits->connections},
        {"per_address", &limits->connections_per_address},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(name, numbers[i].name) == 0) {
            *numbers[i].place = number(value);
            return;
        }
    if (strcmp(name, "in_flight") == 0)
        limits->body_bytes_in_flight = (size_t)number(value);
    else if (strcmp(name, "loopback") == 0)
        limits->count_loopback = number(value) != 0;
    else if (strcmp(name, "proxies") == 0 && address_ranges_parse(value, &config->settings.trusted_proxies) == OK)
        return;
    else if (strcmp(name, "hosts") == 0)
        config->settings.hosts = value;
    else if (strcmp(name, "certificate") == 0)
        config->settings.tls_certificate = value;
    else if (strcmp(name, "key") == 0)
        config->settings.tls_key = value;
    else if (strcmp(name, "static") == 0)
        config->settings.static_directory = value;
    else
        abort();
}

static void attend(struct server *server, struct server_settings settings, int signals)
{
    struct pollfd sources[] = {{.fd = signals, .events = POLLIN}, {.fd = server_ended_fd(server), .events = POLLIN}};
    char error[SERVER_ERROR_CHARS];
    while (poll(sources, 2, -1) > 0 && sources[1].revents == 0) {
        struct signalfd_siginfo signal;
        if (read(signals, &signal, sizeof signal) != (ssize_t)sizeof signal)
            abort();
        if (signal.ssi_signo != SIGHUP) {
            server_drain(server);
            continue;
        }
        settings.hosts = "example.org";
        if (address_ranges_parse("10.9.8.7", &settings.trusted_proxies) != OK ||
            server_reload(server, &settings, error) != OK)
            puts(error);
        else
            puts("reloaded");
        fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    struct api *api = NULL;
    struct server *server = NULL;
    char error[SERVER_ERROR_CHARS] = "";
    sigset_t mask;
    struct server_config config = {
        .listen = argv[1], .threads = 2, .settings = {.limits = limits_default(), .hosts = ""}};
    for (int i = 2; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals == NULL)
            abort();
        *equals = '\0';
        configure(&config, argv[i], equals + 1);
    }
    log_level = getenv("STANDIN_LOG") != NULL ? LOG_INFO : LOG_ERRORS;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    if (crypto_start() != OK || api_start(NULL, &api) != OK)
        return 3;
    config.api = api;
    enum outcome outcome = server_start(&config, &server, error);
    if (outcome != OK) {
        fprintf(stderr, "%s: %s\n", outcome_name(outcome), error);
        return 1;
    }
    printf("listening %s\n", server_address(server));
    fflush(stdout);
    attend(server, config.settings, signalfd(-1, &mask, SFD_CLOEXEC));
    server_stop(server);
    printf("open calls %d\n", atomic_load(&api->open_calls));
    api_stop(api);
    return 0;
}
