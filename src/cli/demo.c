/* `fordela demo load`: an exercise database with invented figures and one login per role. */
#include "cli/commands.h"

#include "base/crypto.h"
#include "cli/options.h"
#include "core/week.h"
#include "demo_figures.h"
#include "store/articles.h"
#include "store/audit.h"
#include "store/drafts.h"
#include "store/migrate.h"
#include "store/overview.h"
#include "store/settings.h"
#include "store/users.h"

#include <stdio.h>
#include <string.h>

#define DEMO_PASSWORD "Ovning-Vasternorrland-2020"

static const struct demo_user {
    const char *username, *display_name, *organisation, *role, *about;
} users[] = {
    {"sundsvall", "Sara Sundin (påhittad)", "2281", "reporter", "kommun: veckorapport"},
    {"sundsvall.beslut", "Björn Sundin (påhittad)", "2281", "decider", "kommun: beslutsfattare"},
    {"sundsvall.admin", "Anna Sundin (påhittad)", "2281", "administrator", "kommun: administratör"},
    {"ange", "Åsa Ångström (påhittad)", "2260", "reporter", "kommun: veckorapport"},
    {"timra", "Tim Råberg (påhittad)", "2262", "reporter", "kommun: veckorapport"},
    {"harnosand", "Hanna Sand (påhittad)", "2280", "reporter", "kommun: veckorapport"},
    {"kramfors", "Karl Fors (påhittad)", "2282", "decider", "kommun: beslutsfattare"},
    {"solleftea", "Sol Lefteå (påhittad)", "2283", "reporter", "kommun: veckorapport"},
    {"ornskoldsvik", "Örjan Vik (påhittad)", "2284", "decider", "kommun: beslutsfattare"},
    {"lansstyrelsen", "Lena Länsman (påhittad)", "LST22", "reporter", "länsstyrelse: handläggare"},
    {"lansstyrelsen.beslut", "Lars Länsman (påhittad)", "LST22", "decider",
     "länsstyrelse: logistikberedningens ordförande"},
    {"lansstyrelsen.admin", "Ada Länsman (påhittad)", "LST22", "administrator", "länsstyrelse: administratör"},
    {"lansstyrelsen.las", "Love Länsman (påhittad)", "LST22", "reader", "länsstyrelse: läsare"},
    {"region", "Rita Region (påhittad)", "REG22", "reporter", "region: samordnare"},
    {"socialstyrelsen", "Stina Social (påhittad)", "SOS", "decider", "Socialstyrelsen: beslutsfattare"},
    {"regeringskansliet", "Gunnar Kansli (påhittad)", "GOV", "reader", "Regeringskansliet: läsare"},
    {"drift", "Dag Drift (påhittad)", "DRIFT", "administrator", "drift: organisationer och användare"},
};
enum { USER_COUNT = sizeof users / sizeof users[0], ARENA_BYTES = 64 * 1024 * 1024 };

/* Commands on the machine act for everybody. */
static const struct scope everywhere = {.allowed = true};

struct loading {
    struct db *db;
    struct arena arena;
    const char *user_ids[USER_COUNT];
};

/* Spring 2020 began a month before: everything invented is dated to that spring. */
static int64_t spring_begins(void)
{
    int64_t days = 0;
    (void)!date_parse("2020-02-01", &days);
    return local_moment(days, 9);
}

static enum outcome add_user(struct loading *loading, int index)
{
    const struct demo_user *from = &users[index];
    char id[ID_CHARS + 1], hash[PASSWORD_HASH_CHARS];
    crypto_id(spring_begins() * 1000, id);
    TRY(crypto_password_hash(DEMO_PASSWORD, hash));
    const struct user user = {
        .user_id = loading->user_ids[index] = arena_text(&loading->arena, id),
        .username = from->username,
        .display_name = from->display_name,
        .email = "",
        .organisation_code = from->organisation,
        .role = from->role,
        .language = "sv",
        .password_hash = hash,
    };
    return user.user_id != NULL ? store_user_add(everywhere, loading->db, &user, spring_begins()) : TOO_LARGE;
}

static const char *reporter_of(const struct loading *loading, const char *organisation)
{
    for (int i = 0; i < USER_COUNT; i++)
        if (strcmp(users[i].organisation, organisation) == 0)
            return loading->user_ids[i];
    return "";
}

static enum outcome audit_report(struct loading *loading, const char *municipality, const char *week,
                                 const char *user_id, int64_t at)
{
    char id[ID_CHARS + 1];
    crypto_id(at * 1000, id);
    const struct audit_row row = {
        .audit_id = id,
        .at = at,
        .user_id = user_id,
        .organisation_code = municipality,
        .action = "ppe_report.submit",
        .object_type = "ppe_report",
        .object_key = arena_printf(&loading->arena, "%s/%s", municipality, week),
        .area_code = municipality,
        .after = "{\"revision\":1,\"state\":\"submitted\"}",
    };
    return row.object_key != NULL ? store_audit_add(loading->db, &row) : TOO_LARGE;
}

/* When a municipality handed in: Friday to Monday morning; some weeks one is late. */
static int64_t submitted_at(int municipality, int64_t monday, int week)
{
    if ((municipality + week) % 6 == 5) /* late: Monday after lunch */
        return local_moment(monday, 7 * 24 + 13) + municipality * 7 * 60;
    int hours = municipality % 2 == 1 ? 7 * 24 + 8 + municipality % 3 : 4 * 24 + 13 + municipality % 4;
    return local_moment(monday, hours) + municipality * 7 * 60;
}

static enum outcome submit(struct loading *loading, int municipality, int week, const struct article *articles,
                           size_t article_count)
{
    struct arena_mark mark = arena_mark(&loading->arena);
    const char *code = demo_municipalities[municipality], *user_id = reporter_of(loading, code);
    char week_text[WEEK_CHARS + 1];
    int64_t monday;
    demo_week(week, week_text);
    TRY(week_parse(week_text, &monday));
    int64_t at = submitted_at(municipality, monday, week);
    struct report_line *lines;
    TRY(demo_lines(municipality, week, &loading->arena, &lines));
    const struct report_revision revision = {
        .kind = "submitted",
        .submitted_at = at,
        .submitted_by = user_id,
        .reason = "",
        .infection_count = maybe_known((week * (municipality + 2)) % 17),
        .light = municipality == 4 && week > 6 ? LIGHT_RED
                 : week > 5                    ? LIGHT_YELLOW
                                               : LIGHT_GREEN,
        .comment = "Övning: påhittade uppgifter.",
    };
    struct report report;
    struct status *statuses;
    TRY(store_report_submit(everywhere, loading->db, code, week_text, NULL, &revision, lines, DEMO_ARTICLES, &report));
    TRY(store_status_refresh(everywhere, loading->db, &report, lines, DEMO_ARTICLES, at, articles, article_count,
                             &loading->arena, &statuses));
    if (week < DEMO_WEEKS - 1)
        TRY(store_report_review(everywhere, loading->db, &report, REPORT_APPROVED, "", reporter_of(loading, "LST22"),
                                local_moment(monday, 7 * 24 + 15)));
    TRY(store_overview_touch(loading->db, code, "22", week_text));
    TRY(audit_report(loading, code, week_text, user_id, at));
    arena_reset(&loading->arena, mark);
    return OK;
}

/* All weeks of all seven, but for the last week: Kramfors has sent nothing and Ånge has a draft lying. */
static enum outcome load_reports(struct loading *loading)
{
    struct article *articles;
    size_t article_count;
    TRY(store_article_list(loading->db, "22", "2020-04-27", false, &loading->arena, &articles, &article_count));
    for (int week = 0; week < DEMO_WEEKS; week++)
        for (int municipality = 0; municipality < DEMO_MUNICIPALITIES; municipality++) {
            bool last = week == DEMO_WEEKS - 1;
            if (last && (municipality == 0 || municipality == 4))
                continue;
            TRY(submit(loading, municipality, week, articles, article_count));
        }
    static const char draft[] =
        "{\"cells\":[{\"article\":\"IIR\",\"field\":\"stock\",\"text\":\"1 200\"},{\"article\":\"IIR\",\"field\":"
        "\"use_in_week\",\"text\":\"510\"},{\"article\":\"FFP2\",\"field\":\"stock\",\"text\":\"tre lådor\"}],"
        "\"infection_count\":\"\",\"light\":\"\",\"comment\":\"\",\"based_on\":\"2020-W16\"}";
    int64_t monday;
    TRY(week_parse("2020-W17", &monday));
    TRY(store_draft_put(everywhere, loading->db, "2260", "2020-W17", 0, draft, reporter_of(loading, "2260"),
                        local_moment(monday, 7 * 24 + 8)));
    return store_overview_touch(loading->db, "2260", "22", "");
}

static enum outcome load_all(struct loading *loading)
{
    TRY(store_setting_set(loading->db, "demo", "1"));
    for (int i = 0; i < USER_COUNT; i++)
        TRY(add_user(loading, i));
    return load_reports(loading);
}

/* Refuses to mix invented figures with real ones. */
static enum outcome check_empty(struct loading *loading, bool *ret_loaded)
{
    const char *demo;
    enum outcome outcome = store_setting_get(loading->db, "demo", &loading->arena, &demo);
    *ret_loaded = outcome == OK && strcmp(demo, "1") == 0;
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    int64_t users_there;
    TRY(store_user_count(loading->db, &users_there));
    return *ret_loaded || users_there == 0 ? OK : CONFLICT;
}

static enum outcome load(struct loading *loading, bool *ret_loaded)
{
    TRY(db_begin_write(loading->db));
    enum outcome outcome = check_empty(loading, ret_loaded);
    if (outcome == OK && !*ret_loaded)
        outcome = load_all(loading);
    if (outcome == OK)
        return db_commit(loading->db);
    db_rollback(loading->db);
    return outcome;
}

static void print_logins(bool json)
{
    if (!json)
        printf("\nÖVNING: alla uppgifter är påhittade. Lösenord för alla: %s\n\n", DEMO_PASSWORD);
    for (int i = 0; i < USER_COUNT; i++) {
        const struct demo_user *user = &users[i];
        if (json)
            printf("%s{\"user\":\"%s\",\"password\":\"%s\",\"organisation\":\"%s\",\"role\":\"%s\"}",
                   i == 0 ? "[" : ",\n ", user->username, DEMO_PASSWORD, user->organisation, user->role);
        else
            printf("  %-22s %-6s %-14s %s\n", user->username, user->organisation, user->role, user->about);
    }
    if (json)
        printf("]\n");
}

static int report_failure(enum outcome outcome, const char *error)
{
    if (outcome == CONFLICT && *error == '\0')
        error = "the database has real users; the demo is only loaded into an empty one";
    fprintf(stderr, "fordela demo: %s\n", *error != '\0' ? error : outcome_name(outcome));
    return outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}

int cli_demo(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_CONFIG, OPTION_JSON};
    static const struct options_wanted wanted = {
        .command = "demo",
        .arguments = "load",
        .about = "Loads an exercise into an empty, migrated database: Västernorrland in spring 2020 with invented\n"
                 "figures over ten weeks, one login per role. Prints the logins (--json: as JSON). Every page then\n"
                 "says that it is an exercise; serve it with --as-of 2020-04-27.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
        .arguments_min = 1,
        .arguments_max = 1,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    if (strcmp(options.arguments[0], "load") != 0) {
        fprintf(stderr, "fordela demo: the only thing to do is: load\n");
        return EXIT_USAGE;
    }
    struct store *store = NULL;
    char error[STORE_ERROR_CHARS] = "";
    struct loading loading = {.arena = arena_open(ARENA_BYTES)};
    bool loaded = false;
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = store_open(option_text(&options, OPTION_DATABASE), STORE_ADMIN, &store, error);
    if (outcome == OK)
        outcome = store_connect(store, false, &loading.db);
    if (outcome == OK)
        outcome = store_schema_check(loading.db, error);
    if (outcome == OK)
        outcome = load(&loading, &loaded);
    db_close(loading.db);
    store_close(store);
    arena_close(&loading.arena);
    if (outcome != OK)
        return report_failure(outcome, error);
    print_logins(option_flag(&options, OPTION_JSON));
    return EXIT_DONE;
}
