/* How long a browser stays signed in: idle time, the whole day, and what ends it at once. The clock is the test's. */
#include "api/session.h"
#include "../store/fixture.h"
#include "api/app.h"
#include "store/api_keys.h"
#include "store/second_factors.h"
#include "store/sessions.h"
#include "store/users.h"

enum { SIGNED_IN_AT = 1588000000 };

static const struct scope everywhere = {.allowed = true};

/* A database with one user who signed in at SIGNED_IN_AT, and a writer for the moves of the idle time. */
struct bench {
    struct api api;
    struct db *db;
    char digest[SHA256_HEX_CHARS + 1];
    char token[TOKEN_CHARS + 1];
};

static enum outcome sign_in(void *context, struct db *db)
{
    const struct bench *bench = context;
    const struct user user = {.user_id = "u1",
                              .username = "anna",
                              .display_name = "Anna",
                              .email = "",
                              .organisation_code = "2281",
                              .role = "reporter",
                              .status = "active",
                              .language = "sv",
                              .password_hash = "x",
                              .created_at = SIGNED_IN_AT};
    TRY(store_user_add(everywhere, db, &user, SIGNED_IN_AT));
    const struct session_start start = {bench->digest, "s1", "u1", "Firefox"};
    return store_session_add(db, &start, SIGNED_IN_AT, SIGNED_IN_AT + SESSION_ABSOLUTE_SECONDS);
}

static struct bench *bench_open(struct fixture *fixture)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    fixture_migrate(fixture);
    assert_ok(writer_start(fixture->store, 1, 16, &bench->api.writer));
    crypto_token(bench->token);
    crypto_sha256_hex(bench->token, TOKEN_CHARS, bench->digest);
    assert_ok(writer_run(bench->api.writer, sign_in, bench));
    bench->db = fixture_connect(fixture, true);
    return bench;
}

static void bench_close(struct bench *bench)
{
    writer_stop(bench->api.writer);
    db_close(bench->db);
    free(bench);
}

/* Whether a call that long after the sign-in is made by a signed-in user. */
static bool signed_in_after(struct bench *bench, int64_t seconds)
{
    struct call c = {.api = &bench->api, .arena = arena_open(1 << 20), .now = SIGNED_IN_AT + seconds};
    char cookie[200];
    snprintf(cookie, sizeof cookie, "theme=dark; fordela_session=%s; x=y", bench->token);
    assert_ok(db_begin_read(bench->db));
    assert_ok(session_load(&c, NULL, cookie, bench->db));
    db_rollback(bench->db);
    bool signed_in = c.actor.signed_in;
    if (signed_in)
        assert_string_equal(c.actor.username, "anna");
    arena_close(&c.arena);
    return signed_in;
}

/* --- keys of programs, and what a role demands --- */

static const char key[] = "fordela_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
enum { KEY_DAY = 24 * 3600 };

static enum outcome add_key(void *context, struct db *db)
{
    char digest[SHA256_HEX_CHARS + 1];
    (void)context;
    crypto_sha256_hex(key, strlen(key), digest);
    const struct api_key made = {.key_id = "k1",
                                 .name = "Lager",
                                 .prefix = "fordela_012345",
                                 .organisation_code = "2281",
                                 .role = "decider",
                                 .read_only = true,
                                 .created_at = SIGNED_IN_AT,
                                 .created_by = "u1",
                                 .expires_at = SIGNED_IN_AT + KEY_DAY};
    return store_api_key_add(everywhere, db, &made, digest, "Lager (nyckel)");
}

static struct actor caller_after(struct bench *bench, const char *authorization, int64_t seconds)
{
    struct call c = {.api = &bench->api, .arena = arena_open(1 << 20), .now = SIGNED_IN_AT + seconds};
    char cookie[200];
    snprintf(cookie, sizeof cookie, "fordela_session=%s", bench->token);
    assert_ok(db_begin_read(bench->db));
    assert_ok(session_load(&c, authorization, cookie, bench->db));
    db_rollback(bench->db);
    arena_close(&c.arena); /* texts are gone, what is asked here is not text */
    return c.actor;
}

static enum outcome nothing(void *context, struct db *db)
{
    (void)context;
    (void)db;
    return OK;
}

/* Until the writer has done what calls have asked of it: its jobs are taken in order. */
static void settle(struct bench *bench)
{
    assert_ok(writer_run(bench->api.writer, nothing, NULL));
}

static void idle_time_ends_it(void **state)
{
    struct bench *bench = bench_open(*state);
    assert_true(signed_in_after(bench, 0));
    assert_false(signed_in_after(bench, SESSION_IDLE_SECONDS));
    assert_true(signed_in_after(bench, SESSION_IDLE_SECONDS - 1)); /* seen: idle from here */
    settle(bench);
    assert_true(signed_in_after(bench, 2 * SESSION_IDLE_SECONDS - 2));
    settle(bench);
    assert_false(signed_in_after(bench, 3 * SESSION_IDLE_SECONDS - 2));
    bench_close(bench);
}

static void the_day_ends_it_however_busy(void **state)
{
    struct bench *bench = bench_open(*state);
    for (int64_t at = 0; at < SESSION_ABSOLUTE_SECONDS; at += SESSION_IDLE_SECONDS / 2) {
        assert_true(signed_in_after(bench, at));
        settle(bench);
    }
    assert_true(signed_in_after(bench, SESSION_ABSOLUTE_SECONDS - 1));
    assert_false(signed_in_after(bench, SESSION_ABSOLUTE_SECONDS));
    bench_close(bench);
}

/* A change of the user by somebody else, and which sessions stay (NULL: all, "": none). */
struct change {
    const char *status, *kept;
};

static enum outcome change(void *context, struct db *db)
{
    const struct change *wanted = context;
    struct arena arena = arena_open(1 << 20);
    struct user user;
    enum outcome outcome = store_user_get(everywhere, db, "u1", &arena, &user);
    if (outcome == OK) {
        user.status = wanted->status;
        outcome = store_user_change(everywhere, db, &user, user.version, SIGNED_IN_AT);
    }
    arena_close(&arena);
    return outcome != OK || wanted->kept == NULL ? outcome : store_session_end_others(db, "u1", wanted->kept);
}

static void changed(struct bench *bench, const char *status, const char *kept)
{
    assert_ok(writer_run(bench->api.writer, change, &(struct change){status, kept}));
}

static void disabled_user_is_out_at_once(void **state)
{
    struct bench *bench = bench_open(*state);
    assert_true(signed_in_after(bench, 1));
    changed(bench, "disabled", NULL);
    assert_false(signed_in_after(bench, 2));
    changed(bench, "active", NULL);
    assert_true(signed_in_after(bench, 3));
    changed(bench, "active", bench->digest);
    assert_true(signed_in_after(bench, 4)); /* the one that was kept */
    changed(bench, "active", "");
    assert_false(signed_in_after(bench, 5));
    bench_close(bench);
}

static void key_ends_on_its_second_and_no_cookie_helps_it(void **state)
{
    struct bench *bench = bench_open(*state);
    char bearer[80];
    snprintf(bearer, sizeof bearer, "Bearer %s", key);
    assert_ok(writer_run(bench->api.writer, add_key, NULL));
    bench->api.config.second_factor_roles = 1U << ROLE_DECIDER | 1U << ROLE_REPORTER;
    struct actor actor = caller_after(bench, bearer, KEY_DAY - 1);
    assert_true(actor.signed_in && actor.by_key && actor.read_only);
    assert_false(actor.lacks_factor);
    assert_int_equal(actor.standing.role, ROLE_DECIDER);
    settle(bench);
    actor = caller_after(bench, bearer, KEY_DAY);
    assert_true(actor.by_key);
    assert_false(actor.signed_in);
    bearer[strlen(bearer) - 1] = 'x';
    actor = caller_after(bench, bearer, 1);
    assert_true(actor.by_key && !actor.signed_in);
    bench_close(bench);
}

static enum outcome begin_factor(void *context, struct db *db)
{
    (void)context;
    return store_second_factor_put(db, "u1", "sealed", SIGNED_IN_AT);
}

static enum outcome confirm_factor(void *context, struct db *db)
{
    (void)context;
    return store_second_factor_confirm(db, "u1", "sealed", 7, SIGNED_IN_AT);
}

static void role_demands_a_factor_until_it_is_confirmed(void **state)
{
    struct bench *bench = bench_open(*state);
    assert_false(caller_after(bench, NULL, 1).lacks_factor);
    bench->api.config.second_factor_roles = 1U << ROLE_ADMINISTRATOR | 1U << ROLE_DECIDER;
    assert_false(caller_after(bench, NULL, 1).lacks_factor);
    bench->api.config.second_factor_roles |= 1U << ROLE_REPORTER;
    assert_true(caller_after(bench, NULL, 1).lacks_factor);
    assert_ok(writer_run(bench->api.writer, begin_factor, NULL));
    assert_true(caller_after(bench, NULL, 1).lacks_factor);
    assert_ok(writer_run(bench->api.writer, confirm_factor, NULL));
    assert_false(caller_after(bench, NULL, 1).lacks_factor);
    assert_true(caller_after(bench, NULL, 1).second_factor);
    bench_close(bench);
}

static enum outcome take_step(void *context, struct db *db)
{
    return store_second_factor_take_step(db, "u1", *(const int64_t *)context);
}

static void a_step_is_taken_once_and_only_forwards(void **state)
{
    struct bench *bench = bench_open(*state);
    const struct {
        int64_t step;
        enum outcome outcome;
    } takings[] = {{7, FORBIDDEN}, {8, OK}, {8, FORBIDDEN}, {6, FORBIDDEN}, {9, OK}};
    assert_ok(writer_run(bench->api.writer, begin_factor, NULL));
    int64_t early = 100;
    assert_int_equal(writer_run(bench->api.writer, take_step, &early), FORBIDDEN); /* not confirmed */
    assert_ok(writer_run(bench->api.writer, confirm_factor, NULL));
    assert_int_equal(writer_run(bench->api.writer, confirm_factor, NULL), CONFLICT);
    assert_int_equal(writer_run(bench->api.writer, begin_factor, NULL), CONFLICT);
    for (size_t i = 0; i < sizeof takings / sizeof takings[0]; i++) {
        int64_t step = takings[i].step;
        assert_int_equal(writer_run(bench->api.writer, take_step, &step), takings[i].outcome);
    }
    bench_close(bench);
}

static enum outcome prune_late(void *context, struct db *db)
{
    return store_session_prune(db, *(const int64_t *)context, 0);
}

static void old_ones_are_forgotten(void **state)
{
    struct bench *bench = bench_open(*state);
    int64_t end = SIGNED_IN_AT + SESSION_ABSOLUTE_SECONDS, before = end - 1;
    assert_ok(writer_run(bench->api.writer, prune_late, &before));
    assert_true(signed_in_after(bench, 1));
    assert_ok(writer_run(bench->api.writer, prune_late, &end));
    assert_false(signed_in_after(bench, 1)); /* gone, not only past its end */
    bench_close(bench);
}

#define ALL(on)                                                                                                        \
    on(idle_time_ends_it), on(the_day_ends_it_however_busy), on(disabled_user_is_out_at_once),                         \
        on(old_ones_are_forgotten), on(key_ends_on_its_second_and_no_cookie_helps_it),                                 \
        on(role_demands_a_factor_until_it_is_confirmed), on(a_step_is_taken_once_and_only_forwards)

int main(void)
{
    const struct CMUnitTest sqlite_tests[] = {ALL(ON_SQLITE)};
    const struct CMUnitTest postgresql_tests[] = {ALL(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite_tests, postgresql_tests);
}
