/* One thing is changed in a good database, and exactly that is found; a migration copies what it changes. The commands
 * run in this process; what they print goes nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../src/store/driver.h"
#include "base/crypto.h"
#include "cli/commands.h"
#include "store/backup.h"
#include "store/check.h"
#include "store/migrate.h"

static char folder[] = "/tmp/fordela-sound.XXXXXX";
static char good[64], tampered[64];

#define assert_ok(expression) assert_int_equal((expression), OK)

/* The command's exit code. */
static int command(const char *name, const char *first, const char *second, const char *third)
{
    char *words[6] = {"fordela", (char *)name, (char *)first, (char *)second, (char *)third, NULL};
    int count = 2;
    while (words[count] != NULL)
        count++;
    fflush(stdout);
    int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    int code = cli_main(count, words);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    close(out), close(error), close(nowhere);
    return code;
}

/* changed_line(articles, article, field, value): the text of a row of ppe_status with one field of one line changed. */
static void changed_line(sqlite3_context *context, int count, sqlite3_value **values)
{
    static const char *const fields[] = {"article", "stock", "use_in_week", "need_next_week", "use_per_day", "usable",
                                         "wasted",  "lots",  "inbound",     "flags",          "trend"};
    assert_int_equal(count, 4);
    const char *text = (const char *)sqlite3_value_text(values[0]),
               *article = (const char *)sqlite3_value_text(values[1]),
               *field = (const char *)sqlite3_value_text(values[2]);
    char start[32];
    snprintf(start, sizeof start, "\n%s\t", article);
    const char *at = strncmp(text, &start[1], strlen(&start[1])) == 0 ? text : strstr(text, start);
    assert_non_null(at);
    at += *at == '\n';
    for (size_t i = 0; strcmp(fields[i], field) != 0; i++) {
        assert_true(i + 1 < sizeof fields / sizeof fields[0]);
        at = strpbrk(at, "\t\n") + 1;
    }
    char *changed =
        sqlite3_mprintf("%.*s%s%s", (int)(at - text), text, sqlite3_value_text(values[3]), at + strcspn(at, "\t\n"));
    sqlite3_result_text(context, changed, -1, sqlite3_free);
}

static void sql(const char *path, const char *text)
{
    sqlite3 *handle = NULL;
    char *words = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_create_function(handle, "changed_line", 4, SQLITE_UTF8, NULL, changed_line, NULL, NULL),
                     SQLITE_OK);
    if (sqlite3_exec(handle, text, NULL, NULL, &words) != SQLITE_OK)
        fail_msg("%s: %s", text, words);
    /* Another connection that checkpoints, but none else is open. */
    sqlite3_close(handle);
}

/* Both are files without a log. */
static void copy_file(const char *from, const char *to)
{
    static char bytes[8 * 1024 * 1024];
    int source = open(from, O_RDONLY), target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t length = read(source, bytes, sizeof bytes);
    assert_true(length > 0 && length < (ssize_t)sizeof bytes);
    assert_int_equal(write(target, bytes, (size_t)length), length);
    close(source), close(target);
}

struct found {
    int64_t count;
    char first[400];
};

static void note(void *context, const struct check_finding *finding)
{
    struct found *found = context;
    if (found->count++ == 0)
        snprintf(found->first, sizeof found->first, "%s %s: %s -> %s", finding->what, finding->key, finding->expected,
                 finding->found);
}

static struct found look(const char *path)
{
    struct store *store = NULL;
    struct db *db = NULL;
    struct found found = {0};
    struct checking checking = {.tell = note, .context = &found};
    char error[STORE_ERROR_CHARS];
    if (store_open(path, STORE_READ, &store, error) != OK)
        fail_msg("%s", error);
    assert_ok(store_connect(store, true, &db));
    assert_ok(db_begin_read(db));
    assert_ok(store_check_damage(db, &checking));
    if (store_check_derived(db, &checking) != OK)
        fail_msg("%s", db_last_error(db));
    assert_int_equal(checking.findings, found.count);
    db_close(db);
    store_close(store);
    return found;
}

#define ACCOUNT "product_code = 'COMIRNATY' AND county_code = '09'"
#define REPORT "municipality_code = '2281' AND week = '2020-W12'"
/* One field of an article's line in ppe_status becomes another. */
#define LINE(article, field, value, found)                                                                             \
    {                                                                                                                  \
        "UPDATE ppe_status SET articles = changed_line(articles, '" article "', '" field "', '" value                  \
        "') WHERE " REPORT,                                                                                            \
            found, 1                                                                                                   \
    }

static const struct tampering {
    const char *sql, *found; /* the beginning of the first finding */
    int64_t count;
} tamperings[] = {
    LINE("FFP2", "stock", "1", "ppe_status.stock 2281/2020-W12/FFP2: "),
    LINE("FFP2", "use_in_week", "1", "ppe_status.use_in_week 2281/2020-W12/FFP2: "),
    LINE("FFP2", "need_next_week", "1", "ppe_status.need_next_week 2281/2020-W12/FFP2: "),
    LINE("FFP2", "use_per_day", "", "ppe_status.use_per_day 2281/2020-W12/FFP2: "),
    LINE("FFP2", "usable", "1/3", "ppe_status.usable 2281/2020-W12/FFP2: "),
    LINE("FFP2", "wasted", "7", "ppe_status.wasted 2281/2020-W12/FFP2: "),
    LINE("FFP2", "lots", "1:2020-05-01", "ppe_status.lots 2281/2020-W12/FFP2: "),
    LINE("FFP2", "inbound", "1:2020-05-01", "ppe_status.inbound 2281/2020-W12/FFP2: "),
    LINE("FFP2", "flags", "times_ten", "ppe_status.flags 2281/2020-W12/FFP2: "),
    LINE("FFP2", "trend", "", "ppe_status.trend 2281/2020-W12/FFP2: "),
    LINE("FFP2", "stock", "", "ppe_status.articles 2281/2020-W12: "),
    LINE("FFP2", "wasted", "99999999999999999999", "ppe_status.articles 2281/2020-W12: "),
    LINE("FFP2", "usable", "9223372036854775807/1", "ppe_status.articles 2281/2020-W12: "),
    LINE("FFP2", "usable", "1/0", "ppe_status.articles 2281/2020-W12: "),
    {"UPDATE ppe_status SET reported_at = 1 WHERE " REPORT, "ppe_status.reported_at 2281/2020-W12: ", 1},
    {"UPDATE ppe_status SET articles = articles || 'nonsense' WHERE " REPORT, "ppe_status.articles 2281/2020-W12: ", 1},
    {"UPDATE ppe_status SET articles = articles || substr(articles, 1, instr(articles, char(10))) WHERE " REPORT,
     "ppe_status 2281/2020-W12/", 1},
    {"UPDATE ppe_status SET articles = substr(articles, instr(articles, char(10)) + 1) WHERE " REPORT,
     "ppe_status 2281/2020-W12/", 1},
    {"DELETE FROM ppe_status WHERE " REPORT, "ppe_status 2281/2020-W12: a row -> ", 1},
    {"INSERT INTO ppe_status SELECT municipality_code, '2019-W40', reported_at, articles FROM ppe_status WHERE " REPORT,
     "ppe_status without a report 2281/2019-W40", 1},
    {"UPDATE ppe_report SET revision = 2, version = 9 WHERE " REPORT, "ppe_report.revision 2281/2020-W12: 1 -> 2", -1},
    {"UPDATE ppe_report SET first_submitted_at = 1 WHERE " REPORT, "ppe_report.first_submitted_at 2281/2020-W12", 1},
    {"UPDATE ppe_municipality SET latest_week = '2020-W16' WHERE municipality_code = '2281'",
     "ppe_municipality.latest_week 2281: 2020-W17 -> 2020-W16", 1},
    {"DELETE FROM ppe_municipality WHERE municipality_code = '2281'", "ppe_municipality.latest_week 2281: ", 1},
    {"UPDATE ppe_municipality SET county_code = '21' WHERE municipality_code = '2281'",
     "ppe_municipality.county_code 2281: 22 -> 21", 1},
    {"UPDATE ppe_municipality SET changes = 3 WHERE municipality_code = '2281'", "ppe_municipality.changes 2281: ", 1},
    {"DELETE FROM municipality_neighbour WHERE municipality_code = '2281' AND neighbour_code = '2262'",
     "municipality_neighbour 2262/2281", 1},
    {"UPDATE population SET persons = persons + 1 WHERE area_code = '00' AND at_date = '2019-12-31' AND age_from = 7 "
     "AND age_to = 7",
     "population.persons 00/2019-12-31/7-7: ", 1},
    {"UPDATE organisation SET name = 'X' WHERE organisation_code = '2281'", "organisation 2281: ", 1},
    {"UPDATE vaccine_account_entry SET balance_udoses = balance_udoses + 1 WHERE " ACCOUNT " AND entry_number = 1",
     "vaccine_account_entry.balance_udoses COMIRNATY/09/1: ", 1},
    {"UPDATE vaccine_account_entry SET parked_udoses = 5 WHERE " ACCOUNT " AND entry_number = 1",
     "vaccine_account_entry.parked_udoses COMIRNATY/09/1: 0 -> 5", 1},
    {"UPDATE vaccine_allocation SET packs = packs + 1 WHERE product_code = 'COMIRNATY' AND booking = 1",
     "vaccine_allocation.packs ", 1},
    {"UPDATE vaccine_allocation SET input = input || ' ' WHERE product_code = 'COMIRNATY' AND booking = 1",
     "vaccine_allocation.input_sha256 ", 1},
    {"UPDATE vaccine_forecast SET known_at = known_at + 1 WHERE product_code = 'COMIRNATY' AND area_code = '00' AND "
     "seq = 1 AND week = (SELECT MIN(week) FROM vaccine_forecast WHERE product_code = 'COMIRNATY' AND area_code = "
     "'00')",
     "vaccine_forecast.issued_at known_at COMIRNATY/00/", 1},
    /* What was booked, that it adds up, that the regions' sum is nothing, and all that follows in the account. */
    {"UPDATE vaccine_account_entry SET packs = packs + 1 WHERE " ACCOUNT " AND entry_number = (SELECT "
     "MAX(entry_number) FROM vaccine_account_entry WHERE " ACCOUNT ")",
     "vaccine_account_entry of a decision ", 3},
    {"PRAGMA foreign_keys = OFF; DELETE FROM app_user WHERE username = 'anna'; DELETE FROM vaccine_key_weight; DELETE "
     "FROM vaccine_document",
     "database vaccine_", -1},
};

static void each_change_is_found(void **state)
{
    (void)state;
    assert_int_equal(look(good).count, 0);
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        const struct tampering *one = &tamperings[i];
        copy_file(good, tampered);
        sql(tampered, one->sql);
        struct found found = look(tampered);
        if (one->count >= 0 && found.count != one->count)
            fail_msg("%s: %lld found, first %s", one->sql, (long long)found.count, found.first);
        if (strncmp(found.first, one->found, strlen(one->found)) != 0)
            fail_msg("%s: %s", one->sql, found.first);
    }
    assert_int_equal(command("check", "--database", good, NULL), EXIT_DONE);
    assert_int_equal(command("check", "--database", tampered, NULL), EXIT_REFUSED);
}

/* Bytes of a page in the middle. */
static void damage_is_found(void **state)
{
    (void)state;
    copy_file(good, tampered);
    struct stat status;
    assert_int_equal(stat(tampered, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    int file = open(tampered, O_RDWR);
    char rubbish[4096];
    memset(rubbish, 0xa5, sizeof rubbish);
    for (off_t at = status.st_size / 2 / 4096 * 4096; at < status.st_size / 2 + 64 * 4096; at += 4096)
        assert_int_equal(pwrite(file, rubbish, sizeof rubbish, at), sizeof rubbish);
    close(file);
    char other[96], copy[96];
    snprintf(other, sizeof other, "%s/other.db", folder);
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    assert_int_equal(command("check", "--database", tampered, NULL), EXIT_REFUSED);
    assert_int_equal(command("backup", copy, "--database", tampered), EXIT_REFUSED);
    assert_int_equal(command("restore", tampered, "--database", other), EXIT_REFUSED);
    assert_int_not_equal(access(other, F_OK), 0);
    assert_int_not_equal(access(copy, F_OK), 0);
}

static void a_newer_backup_is_refused(void **state)
{
    (void)state;
    char other[96];
    snprintf(other, sizeof other, "%s/other.db", folder);
    copy_file(good, tampered);
    sql(tampered, "INSERT INTO schema_migration VALUES (9999, 'later', '', 0)");
    assert_int_equal(command("restore", tampered, "--database", other), EXIT_REFUSED);
    assert_int_equal(command("check", "--database", tampered, NULL), EXIT_REFUSED);
    assert_int_not_equal(access(other, F_OK), 0);
    sql(tampered, "DELETE FROM schema_migration WHERE number = 9999; PRAGMA application_id = 1");
    assert_int_equal(command("restore", tampered, "--database", other), EXIT_REFUSED);
}

/* The copies that migrate has made, their number; the name of one. */
static int copies(char ret_name[256])
{
    int count = 0;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (strncmp(entry->d_name, "old.db.step-", 12) == 0) {
            snprintf(ret_name, 256, "%.40s/%.200s", folder, entry->d_name);
            count++;
        }
    closedir(directory);
    return count;
}

static void a_migration_copies_first(void **state)
{
    (void)state;
    char old[96], name[256] = "", error[STORE_ERROR_CHARS];
    struct store *store = NULL;
    struct db *db = NULL;
    snprintf(old, sizeof old, "%s/old.db", folder);
    assert_ok(store_open(old, STORE_CREATE, &store, error));
    assert_ok(store_connect(store, false, &db));
    assert_ok(store_migrate_with(db, store_migrations, store_migration_count - 1, 1, NULL, error));
    db_close(db);
    store_close(store);
    /* Older than the program: a backup of it can be made and restored, its derived rows are not ours to judge. */
    char copy[96];
    snprintf(copy, sizeof copy, "%s/older.db", folder);
    assert_int_equal(command("backup", copy, "--database", old), EXIT_DONE);
    assert_int_equal(command("migrate", "--database", old, NULL), EXIT_DONE);
    assert_int_equal(copies(name), 1);
    char expected[128];
    snprintf(expected, sizeof expected, "%s/old.db.step-%04d.20", folder,
             store_migrations[store_migration_count - 2].number);
    assert_memory_equal(name, expected, strlen(expected));
    struct stat status;
    assert_int_equal(stat(name, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(command("check", "--database", old, NULL), EXIT_DONE);
    assert_int_equal(command("migrate", "--database", old, NULL), EXIT_DONE);
    assert_int_equal(copies(name), 1); /* nothing to do: no copy */
    assert_int_equal(command("restore", "--force", name, "--database"), EXIT_USAGE);
    unlink(old);
    assert_int_equal(command("restore", name, "--database", old), EXIT_DONE);
    unlink(name);
    assert_int_equal(command("migrate", "--no-backup", "--database", old), EXIT_DONE);
    assert_int_equal(copies(name), 0);
    assert_int_equal(command("check", "--database", old, NULL), EXIT_DONE);
}

static int make_good(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(good, sizeof good, "%s/good.db", folder);
    snprintf(tampered, sizeof tampered, "%s/bad.db", folder);
    char live[96];
    snprintf(live, sizeof live, "%s/live.db", folder);
    setenv("FORDELA_STORY", "vaccine", 1);
    int failed = command("migrate", "--database", live, NULL) + command("demo", "load", "--database", live) +
                 command("backup", good, "--database", live);
    unsetenv("FORDELA_STORY");
    /* Facts cannot be changed: here they have to. */
    sqlite3 *handle = NULL;
    sqlite3_open(good, &handle);
    char *drops = NULL;
    sqlite3_stmt *triggers = NULL;
    sqlite3_prepare_v2(handle,
                       "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'",
                       -1, &triggers, NULL);
    if (sqlite3_step(triggers) == SQLITE_ROW)
        drops = strdup((const char *)sqlite3_column_text(triggers, 0));
    sqlite3_finalize(triggers);
    failed += drops == NULL || sqlite3_exec(handle, drops, NULL, NULL, NULL) != SQLITE_OK;
    sqlite3_close(handle);
    free(drops);
    return failed;
}

static int remove_all(void **state)
{
    (void)state;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        char name[400];
        snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
        unlink(name);
    }
    closedir(directory);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_found),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(a_newer_backup_is_refused),
        cmocka_unit_test(a_migration_copies_first),
    };
    return crypto_start() != OK || cmocka_run_group_tests(tests, make_good, remove_all) != 0;
}
