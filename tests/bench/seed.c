/* Fills a migrated, empty database for measurements: one reporter with a session for each municipality, each county
 * board and Socialstyrelsen, and the reports of all municipalities over some weeks. All figures are invented and the
 * same every time.
 *
 * usage: seed DATABASE AS_OF_DATE WEEKS TOKENS.lua PASSWORD [SESSIONS]
 * The last week is the one due at noon of the date. TOKENS.lua gets the session tokens as Lua tables: m (municipality,
 * token), r (county, token), n (token of the nation). PASSWORD lets the user "sos" sign in. WEEKS 0: no reporters and
 * reports. SESSIONS: so many more users with a session each; some of them, spread over all, in the table s. */
#include "base/clock.h"
#include "base/crypto.h"
#include "core/week.h"
#include "store/audit.h"
#include "store/migrate.h"
#include "store/overview.h"
#include "store/reference_read.h"
#include "store/sessions.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_BYTES = 512 * 1024 * 1024,
    TOKENS_SHOWN = 4000,
    DAYS_PER_WEEK = 7,
    DAY_SECONDS = 86400,
    NOON_HOURS = 12,
    SEED = 20200427
};

/* A tool on the machine acts for everybody. */
static const struct scope everywhere = {.allowed = true};

struct seeding {
    struct db *db;
    struct arena arena;
    int64_t now, due_monday, weeks, more_sessions;
    FILE *tokens;
    const char *password_hash;
    struct municipality *municipalities;
    size_t municipality_count;
    struct county *counties;
    size_t county_count;
    struct article *articles;
    size_t article_count;
    uint64_t random;
};

/* xorshift64: the same figures every time. */
static int64_t below(struct seeding *seeding, int64_t limit)
{
    seeding->random ^= seeding->random << 13;
    seeding->random ^= seeding->random >> 7;
    seeding->random ^= seeding->random << 17;
    return (int64_t)(seeding->random % (uint64_t)limit);
}

static enum outcome add_user(struct seeding *seeding, const char *name, const char *organisation, const char *role,
                             const char **ret_user_id, char ret_token[TOKEN_CHARS + 1])
{
    char id[ID_CHARS + 1], digest[SHA256_HEX_CHARS + 1];
    crypto_id((seeding->now - DAY_SECONDS) * 1000, id);
    crypto_token(ret_token);
    crypto_sha256_hex(ret_token, TOKEN_CHARS, digest);
    const struct user user = {
        .user_id = *ret_user_id = arena_text(&seeding->arena, id),
        .username = name,
        .display_name = name,
        .email = "",
        .organisation_code = organisation,
        .role = role,
        .language = "sv",
        .password_hash = seeding->password_hash,
    };
    if (user.user_id == NULL)
        return TOO_LARGE;
    TRY(store_user_add(everywhere, seeding->db, &user, seeding->now - DAY_SECONDS));
    const struct session_start start = {digest, user.user_id, user.user_id, ""};
    return store_session_add(seeding->db, &start, seeding->now, seeding->now + DAY_SECONDS / 2);
}

/* One line of a report: use and stock swing around what the municipality and the article started with. */
static struct report_line line_of(struct seeding *seeding, const char *article)
{
    int64_t use = 20 + below(seeding, 3000);
    return (struct report_line){
        .article = article,
        .stock = use * (1 + below(seeding, 60)) / 10,
        .use_in_week = use,
        .need_next_week = use + below(seeding, 50),
        .received = maybe_known(below(seeding, 3000)),
        .transferred_in = maybe_known(0),
        .transferred_out = maybe_known(0),
        .discarded = maybe_known(0),
    };
}

static enum outcome add_report(struct seeding *seeding, const struct municipality *municipality, const char *user_id,
                               int64_t monday, const char *week)
{
    char audit_id[ID_CHARS + 1];
    int64_t at = local_moment(monday, 4 * 24 + 14);
    struct report_line *lines = ARENA_ARRAY(&seeding->arena, seeding->article_count, struct report_line);
    const struct report_revision revision = {
        .kind = "submitted", .submitted_at = at, .submitted_by = user_id, .reason = "", .comment = ""};
    struct report report;
    struct status *statuses;
    if (lines == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < seeding->article_count; i++)
        lines[i] = line_of(seeding, seeding->articles[i].code);
    TRY(store_report_submit(everywhere, seeding->db, municipality->code, week, NULL, &revision, lines,
                            seeding->article_count, &report));
    TRY(store_status_refresh(everywhere, seeding->db, &report, lines, seeding->article_count, at, seeding->articles,
                             seeding->article_count, &seeding->arena, &statuses));
    crypto_id(at * 1000, audit_id);
    const struct audit_row row = {
        .audit_id = audit_id,
        .at = at,
        .user_id = user_id,
        .organisation_code = municipality->code,
        .action = "ppe_report.submit",
        .object_type = "ppe_report",
        .object_key = arena_printf(&seeding->arena, "%s/%s", municipality->code, week),
        .area_code = municipality->code,
        .after = "{\"revision\":1,\"state\":\"submitted\",\"kind\":\"submitted\",\"lines\":15,\"changes\":[]}",
    };
    if (row.object_key == NULL)
        return TOO_LARGE;
    TRY(store_audit_add(seeding->db, &row));
    return store_overview_touch(seeding->db, municipality->code, municipality->county_code, week);
}

static enum outcome add_municipality(struct seeding *seeding, const struct municipality *municipality)
{
    char token[TOKEN_CHARS + 1], name[16];
    const char *user_id;
    snprintf(name, sizeof name, "m%.4s", municipality->code);
    TRY(add_user(seeding, name, municipality->code, "reporter", &user_id, token));
    fprintf(seeding->tokens, " {\"%s\",\"%s\"},\n", municipality->code, token);
    for (int64_t back = seeding->weeks - 1; back >= 0; back--) {
        struct arena_mark mark = arena_mark(&seeding->arena);
        char week[WEEK_CHARS + 1];
        int64_t monday = seeding->due_monday - back * DAYS_PER_WEEK;
        week_format(monday, week);
        TRY(add_report(seeding, municipality, user_id, monday, week));
        arena_reset(&seeding->arena, mark);
    }
    return OK;
}

static enum outcome read_reference(struct seeding *seeding, const char *date)
{
    TRY(store_municipality_list(seeding->db, "00", &seeding->arena, &seeding->municipalities,
                                &seeding->municipality_count));
    TRY(store_county_list(seeding->db, &seeding->arena, &seeding->counties, &seeding->county_count));
    return store_article_list(seeding->db, "00", date, false, &seeding->arena, &seeding->articles,
                              &seeding->article_count);
}

static enum outcome add_more_sessions(struct seeding *seeding)
{
    char token[TOKEN_CHARS + 1], name[24];
    const char *user_id;
    for (int64_t i = 0; i < seeding->more_sessions; i++) {
        struct arena_mark mark = arena_mark(&seeding->arena);
        snprintf(name, sizeof name, "s%lld", (long long)i);
        TRY(add_user(seeding, name, seeding->municipalities[(size_t)i % seeding->municipality_count].code, "reader",
                     &user_id, token));
        if (i % (seeding->more_sessions / TOKENS_SHOWN + 1) == 0)
            fprintf(seeding->tokens, " {\"\",\"%s\"},\n", token);
        arena_reset(&seeding->arena, mark);
    }
    return OK;
}

static enum outcome fill(struct seeding *seeding)
{
    char token[TOKEN_CHARS + 1], name[16], organisation[16];
    const char *user_id;
    fprintf(seeding->tokens, "return { m = {\n");
    for (size_t i = 0; seeding->weeks > 0 && i < seeding->municipality_count; i++)
        TRY(add_municipality(seeding, &seeding->municipalities[i]));
    fprintf(seeding->tokens, "}, r = {\n");
    for (size_t i = 0; seeding->weeks > 0 && i < seeding->county_count; i++) {
        snprintf(name, sizeof name, "lst%.2s", seeding->counties[i].code);
        snprintf(organisation, sizeof organisation, "LST%.2s", seeding->counties[i].code);
        TRY(add_user(seeding, name, organisation, "decider", &user_id, token));
        fprintf(seeding->tokens, " {\"%s\",\"%s\"},\n", seeding->counties[i].code, token);
    }
    fprintf(seeding->tokens, "}, s = {\n");
    TRY(add_more_sessions(seeding));
    TRY(add_user(seeding, "sos", "SOS", "decider", &user_id, token));
    fprintf(seeding->tokens, "}, n = \"%s\" }\n", token);
    return OK;
}

static enum outcome in_transaction(struct seeding *seeding, const char *date)
{
    TRY(db_begin_write(seeding->db));
    enum outcome outcome = read_reference(seeding, date);
    if (outcome == OK)
        outcome = fill(seeding);
    if (outcome == OK)
        return db_commit(seeding->db);
    fprintf(stderr, "seed: %s\n", db_last_error(seeding->db));
    db_rollback(seeding->db);
    return outcome;
}

static enum outcome seed(struct seeding *seeding, const char *database, const char *date, const char *password)
{
    char hash[PASSWORD_HASH_CHARS], error[STORE_ERROR_CHARS] = "";
    struct store *store = NULL;
    TRY(crypto_start());
    TRY(crypto_password_hash(password, hash));
    seeding->password_hash = hash;
    enum outcome outcome = store_open(database, STORE_ADMIN, &store, error);
    if (outcome == OK)
        outcome = store_connect(store, false, &seeding->db);
    if (outcome == OK)
        outcome = store_schema_check(seeding->db, error);
    if (outcome == OK)
        outcome = in_transaction(seeding, date);
    if (*error != '\0')
        fprintf(stderr, "seed: %s\n", error);
    db_close(seeding->db);
    store_close(store);
    return outcome;
}

int main(int argc, char **argv)
{
    int64_t day;
    if (argc < 6 || argc > 7 || date_parse(argv[2], &day) != OK || atoi(argv[3]) < 0) {
        fprintf(stderr, "usage: %s DATABASE AS_OF_DATE WEEKS TOKENS.lua PASSWORD [SESSIONS]\n", argv[0]);
        return 2;
    }
    struct seeding seeding = {
        .arena = arena_open(ARENA_BYTES),
        .now = day * DAY_SECONDS + NOON_HOURS * 3600,
        .due_monday = week_of_date(day) - DAYS_PER_WEEK,
        .weeks = atoi(argv[3]),
        .more_sessions = argc == 7 ? atol(argv[6]) : 0,
        .tokens = fopen(argv[4], "w"),
        .random = SEED,
    };
    if (seeding.tokens == NULL) {
        perror(argv[4]);
        return 3;
    }
    enum outcome outcome = seed(&seeding, argv[1], argv[2], argv[5]);
    if (fclose(seeding.tokens) != 0)
        outcome = BROKEN;
    arena_close(&seeding.arena);
    if (outcome != OK)
        fprintf(stderr, "seed: %s\n", outcome_name(outcome));
    return outcome == OK ? 0 : 3;
}
