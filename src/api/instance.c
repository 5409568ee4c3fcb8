#include "api/instance.h"

#include "api/app.h"
#include "core/week.h"

#include <string.h>

struct health {
    const char *status;
};
static const struct field health_fields[] = {{AT(struct health, status), .kind = FIELD_TEXT}};
const struct fields health_output = FIELDS("Health", struct health, health_fields);

/* The process answers: it does not touch the database, which has its own check. */
enum outcome api_health(struct call *c)
{
    static const struct health healthy = {"ok"};
    c->output = &healthy;
    return OK;
}

struct ready {
    const char *status;
    bool draining, database_writable;
    int64_t waiting_writes;
};
static const struct field ready_fields[] = {
    {AT(struct ready, status), .kind = FIELD_TEXT,
     .about = "ready; otherwise the answer is a problem with the same members"},
    {AT(struct ready, draining), .kind = FIELD_BOOL, .about = "shutting down: send nobody more"},
    {AT(struct ready, database_writable), .kind = FIELD_BOOL,
     .about = "false: the last commit failed (disk full, I/O error); reading still works"},
    {AT(struct ready, waiting_writes), .kind = FIELD_INT},
};
const struct fields ready_output = FIELDS("Ready", struct ready, ready_fields);

enum outcome api_ready(struct call *c)
{
    struct ready *ready = ARENA_NEW(&c->arena, struct ready);
    if (ready == NULL)
        return TOO_LARGE;
    ready->draining = atomic_load(&c->api->draining);
    ready->database_writable = store_writable(c->api->config.store);
    ready->waiting_writes = writer_counters(c->api->writer).waiting;
    ready->status = "ready";
    c->output = ready;
    if (!ready->draining && ready->database_writable)
        return OK;
    enum outcome outcome = call_refuse(c, ready->draining ? PROBLEM_DRAINING : PROBLEM_NOT_WRITABLE);
    c->problem.extension = arena_printf(&c->arena, "\"draining\":%s,\"database_writable\":%s,\"waiting_writes\":%lld",
                                        ready->draining ? "true" : "false", ready->database_writable ? "true" : "false",
                                        (long long)ready->waiting_writes);
    return outcome;
}

static void add_counter(struct text *out, const char *name, const char *about, int64_t value)
{
    text_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %lld\n", name, about, name, name, (long long)value);
}

static void add_gauge(struct text *out, const char *name, const char *about, int64_t value)
{
    text_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, about, name, name, (long long)value);
}

enum outcome api_metrics(struct call *c)
{
    struct api *api = c->api;
    AUTO_TEXT out = text_open(64 * 1024);
    text_add(&out,
             "# HELP fordela_requests_total Answers by class of status.\n# TYPE fordela_requests_total counter\n");
    for (int class = 1; class <= 5; class ++)
        text_printf(&out, "fordela_requests_total{class=\"%dxx\"} %lld\n", class,
                    atomic_load_explicit(&api->requests_by_class[class], memory_order_relaxed));
    text_add(&out, "# HELP fordela_problems_total Refusals by code.\n# TYPE fordela_problems_total counter\n");
    for (int code = PROBLEM_NONE + 1; code < PROBLEM__COUNT; code++)
        text_printf(&out, "fordela_problems_total{code=\"%s\"} %lld\n", problem_name((enum problem_code)code),
                    atomic_load_explicit(&api->problems[code], memory_order_relaxed));
    struct writer_counters counters = writer_counters(api->writer);
    add_counter(&out, "fordela_writes_total", "Write jobs taken.", counters.jobs);
    add_counter(&out, "fordela_commits_total", "Durable commits.", counters.commits);
    add_counter(&out, "fordela_failed_commits_total", "Commits that failed.", counters.failed_commits);
    add_counter(&out, "fordela_write_retries_total", "Writes tried again.", counters.retries);
    add_gauge(&out, "fordela_waiting_writes", "Write jobs in the queue.", counters.waiting);
    add_gauge(&out, "fordela_waiting_passwords", "Sign-ins waiting for the password check.",
              gate_waiting(api->password_gate));
    add_gauge(&out, "fordela_waiting_computations", "Computations waiting.", gate_waiting(api->long_gate));
    add_gauge(&out, "fordela_database_writable", "1 while commits succeed.", store_writable(api->config.store));
    if (text_failed(&out))
        return TOO_LARGE;
    c->raw = arena_copy(&c->arena, out.bytes, out.length);
    c->raw_length = out.length;
    c->raw_type = "text/plain; version=0.0.4; charset=utf-8";
    return c->raw != NULL ? OK : TOO_LARGE;
}

struct version {
    const char *name, *version;
};
static const struct field version_fields[] = {
    {AT(struct version, name), .kind = FIELD_TEXT},
    {AT(struct version, version), .kind = FIELD_TEXT},
};
const struct fields version_output = FIELDS("Version", struct version, version_fields);

enum outcome api_version(struct call *c)
{
    struct version *version = ARENA_NEW(&c->arena, struct version);
    if (version == NULL)
        return TOO_LARGE;
    *version = (struct version){"Fördela", c->api->config.version};
    c->output = version;
    return OK;
}

enum outcome api_openapi(struct call *c)
{
    c->raw = c->api->openapi;
    c->raw_length = strlen(c->raw);
    c->raw_type = "application/json";
    return OK;
}

struct instance {
    bool exercise, demo;
    const char *as_of;
    int64_t now;
    const char *today, *week, *version;
};
static const struct field instance_fields[] = {
    {AT(struct instance, exercise), .kind = FIELD_BOOL,
     .about = "invented figures or a moved clock: banner everywhere"},
    {AT(struct instance, demo), .kind = FIELD_BOOL, .about = "the demo's invented figures are loaded"},
    {AT(struct instance, as_of), .kind = FIELD_MAYBE_TEXT, .about = "the day that the moved clock shows, null = real"},
    {AT(struct instance, now), .kind = FIELD_MOMENT},
    {AT(struct instance, today), .kind = FIELD_TEXT, .format = FORMAT_DATE, .about = "in Stockholm"},
    {AT(struct instance, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct instance, version), .kind = FIELD_TEXT},
};
const struct fields instance_output = FIELDS("Instance", struct instance, instance_fields);

enum outcome api_instance(struct call *c)
{
    const struct api_config *config = &c->api->config;
    char today[DATE_CHARS + 1], week[WEEK_CHARS + 1];
    date_format(call_today(c), today);
    week_format(week_of_date(call_today(c)), week);
    struct instance *instance = ARENA_NEW(&c->arena, struct instance);
    if (instance == NULL)
        return TOO_LARGE;
    *instance = (struct instance){
        .exercise = config->demo || config->clock.moved,
        .demo = config->demo,
        .now = c->now,
        .today = arena_text(&c->arena, today),
        .week = arena_text(&c->arena, week),
        .version = config->version,
    };
    instance->as_of = config->clock.moved ? instance->today : NULL;
    c->output = instance;
    return instance->today != NULL && instance->week != NULL ? OK : TOO_LARGE;
}
