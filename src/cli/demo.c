/* `fordela demo load`: an exercise database with invented figures and one login per role. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "cli/options.h"
#include "core/week.h"
#include "demo_figures.h"
#include "demo_load.h"
#include "store/articles.h"
#include "store/audit_chain.h"
#include "store/drafts.h"
#include "store/migrate.h"
#include "store/overview.h"
#include "store/settings.h"
#include "store/users.h"

#include <stdio.h>
#include <string.h>

#define VACCINE_SETTING "demo_vaccine"

static const struct demo_user users[] = {
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
_Static_assert((int)USER_COUNT < (int)DEMO_USERS_MAX, "room for all");

/* Spring 2020 began a month before: everything invented is dated to that spring. */
static int64_t spring_begins(void)
{
    int64_t days = 0;
    (void)!date_parse("2020-02-01", &days);
    return local_moment(days, 9);
}

static enum outcome audit_report(struct demo_loading *loading, const char *municipality, const char *week,
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

static enum outcome submit(struct demo_loading *loading, int municipality, int week, const struct article *articles,
                           size_t article_count)
{
    struct arena_mark mark = arena_mark(&loading->arena);
    const char *code = demo_municipalities[municipality], *user_id = demo_user_of(loading, code);
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
    TRY(store_report_submit(demo_everywhere, loading->db, code, week_text, NULL, &revision, lines, DEMO_ARTICLES,
                            &report));
    TRY(store_status_refresh(demo_everywhere, loading->db, &report, lines, DEMO_ARTICLES, at, articles, article_count,
                             &loading->arena, &statuses));
    if (week < DEMO_WEEKS - 1)
        TRY(store_report_review(demo_everywhere, loading->db, &report, REPORT_APPROVED, "",
                                demo_user_of(loading, "LST22"), local_moment(monday, 7 * 24 + 15)));
    TRY(store_overview_touch(loading->db, code, "22", week_text));
    TRY(audit_report(loading, code, week_text, user_id, at));
    arena_reset(&loading->arena, mark);
    return OK;
}

/* All weeks of all seven, but for the last week: Kramfors has sent nothing and Ånge has a draft lying. */
static enum outcome load_reports(struct demo_loading *loading)
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
    TRY(store_draft_put(demo_everywhere, loading->db, "2260", "2020-W17", 0, draft, demo_user_of(loading, "2260"),
                        local_moment(monday, 7 * 24 + 8)));
    return store_overview_touch(loading->db, "2260", "22", "");
}

static enum outcome load_all(struct demo_loading *loading, bool vaccine)
{
    TRY(store_setting_set(loading->db, "demo", "1"));
    for (int i = 0; i < USER_COUNT; i++)
        TRY(demo_add_user(loading, &users[i], spring_begins()));
    TRY(load_reports(loading));
    if (!vaccine)
        return OK;
    TRY(store_setting_set(loading->db, VACCINE_SETTING, "1"));
    for (int i = 0; i < demo_vaccine_user_count; i++)
        TRY(demo_add_user(loading, &demo_vaccine_users[i], spring_begins()));
    return demo_load_vaccine(loading);
}

static enum outcome is_set(struct demo_loading *loading, const char *setting, bool *ret_set)
{
    const char *value;
    enum outcome outcome = store_setting_get(loading->db, setting, &loading->arena, &value);
    *ret_set = outcome == OK && strcmp(value, "1") == 0;
    return outcome == NOT_FOUND ? OK : outcome;
}

/* Refuses to mix invented figures with real ones, and to add a story to one that somebody may have gone on with. */
static enum outcome check_empty(struct demo_loading *loading, bool vaccine, bool *ret_loaded,
                                char error[STORE_ERROR_CHARS])
{
    bool has_vaccine;
    int64_t users_there;
    TRY(is_set(loading, "demo", ret_loaded));
    TRY(is_set(loading, VACCINE_SETTING, &has_vaccine));
    TRY(store_user_count(loading->db, &users_there));
    if (*ret_loaded && vaccine != has_vaccine)
        snprintf(error, STORE_ERROR_CHARS, "the other story is loaded: give this one a database of its own");
    else if (!*ret_loaded && users_there > 0)
        snprintf(error, STORE_ERROR_CHARS, "the database has real users; the demo is only loaded into an empty one");
    return *error == '\0' ? OK : CONFLICT;
}

static enum outcome load(struct demo_loading *loading, bool vaccine, char error[STORE_ERROR_CHARS])
{
    bool loaded;
    TRY(db_begin_write(loading->db));
    enum outcome outcome = check_empty(loading, vaccine, &loaded, error);
    if (outcome == OK && !loaded)
        outcome = load_all(loading, vaccine);
    if (outcome == OK)
        outcome = db_commit(loading->db);
    else
        db_rollback(loading->db);
    store_audit_settle_now(loading->db);
    return outcome;
}

static void print_users(const struct demo_user *list, int count, bool json, bool begins)
{
    for (int i = 0; i < count; i++) {
        const struct demo_user *user = &list[i];
        if (json)
            printf("%s{\"user\":\"%s\",\"password\":\"%s\",\"organisation\":\"%s\",\"role\":\"%s\"}",
                   i == 0 && begins ? "[" : ",\n ", user->username, DEMO_PASSWORD, user->organisation, user->role);
        else
            printf("  %-22s %-6s %-14s %s\n", user->username, user->organisation, user->role, user->about);
    }
}

static void print_logins(bool vaccine, bool json)
{
    if (!json)
        printf("\nÖVNING: %s. Lösenord för alla: %s\n\n",
               vaccine ? "påhittade uppgifter; vaccinets publicerade siffror är utmärkta som det"
                       : "alla uppgifter är påhittade",
               DEMO_PASSWORD);
    print_users(users, USER_COUNT, json, true);
    if (vaccine)
        print_users(demo_vaccine_users, demo_vaccine_user_count, json, false);
    if (json)
        printf("]\n");
}

static int report_failure(enum outcome outcome, const char *error)
{
    fprintf(stderr, "fordela demo: %s\n", *error != '\0' ? error : outcome_name(outcome));
    return outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}

int cli_demo(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_CONFIG, OPTION_STORY, OPTION_JSON};
    static const struct options_wanted wanted = {
        .command = "demo",
        .arguments = "load",
        .about = "Loads an exercise into an empty, migrated database: Västernorrland in spring 2020 with invented\n"
                 "figures over ten weeks, one login per role; serve it with --as-of 2020-04-27. --story vaccine adds\n"
                 "the vaccine of the winter 2020 to 2021, published figures among invented ones: serve it with\n"
                 "--as-of 2021-04-06. Prints the logins (--json: as JSON). Every page says that it is an exercise.",
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
    const struct clock machine = {0};
    struct demo_loading loading = {.arena = arena_open(ARENA_BYTES), .now = clock_now(&machine)};
    bool vaccine = strcmp(option_text(&options, OPTION_STORY), "vaccine") == 0;
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = store_open(option_text(&options, OPTION_DATABASE), STORE_ADMIN, &store, error);
    if (outcome == OK)
        outcome = store_connect(store, false, &loading.db);
    if (outcome == OK)
        outcome = store_schema_check(loading.db, error);
    if (outcome == OK)
        outcome = load(&loading, vaccine, error);
    db_close(loading.db);
    store_close(store);
    arena_close(&loading.arena);
    if (outcome != OK)
        return report_failure(outcome, error);
    print_logins(vaccine, option_flag(&options, OPTION_JSON));
    return EXIT_DONE;
}
