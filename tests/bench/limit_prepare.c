/* The yardstick's commands beside serving: its copy of the data, and the cost of a password. */
#include "limit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

_Noreturn void fail(const char *what)
{
    fprintf(stderr, "limit: %s\n", what);
    exit(1);
}

sqlite3_stmt *prepare(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(handle));
    return statement;
}

void run(sqlite3 *handle, const char *sql)
{
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(handle));
}

void prepare_copy(const char *from, const char *to)
{
    sqlite3 *handle = NULL;
    if (sqlite3_open(to, &handle) != SQLITE_OK)
        fail("cannot make the copy");
    sqlite3_stmt *attach = prepare(handle, "ATTACH ? AS f");
    sqlite3_bind_text(attach, 1, from, -1, SQLITE_STATIC);
    if (sqlite3_step(attach) != SQLITE_DONE)
        fail(sqlite3_errmsg(handle));
    sqlite3_finalize(attach);
    run(handle,
        "PRAGMA journal_mode=WAL;"
        "CREATE TABLE municipality (code INTEGER PRIMARY KEY, name TEXT NOT NULL);"
        "CREATE TABLE article (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);"
        "CREATE TABLE session (token TEXT PRIMARY KEY, account TEXT, area TEXT, expires INTEGER) WITHOUT ROWID;"
        "CREATE TABLE report (id INTEGER PRIMARY KEY, municipality INTEGER NOT NULL REFERENCES municipality, "
        "week TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (municipality, week));"
        "CREATE TABLE line (report INTEGER NOT NULL REFERENCES report, article INTEGER NOT NULL REFERENCES article, "
        "stock INTEGER NOT NULL, use_in_week INTEGER NOT NULL, need INTEGER NOT NULL, PRIMARY KEY (report, article)) "
        "WITHOUT ROWID;"
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER, account TEXT, object TEXT);"
        "BEGIN;"
        "INSERT INTO municipality SELECT CAST(municipality_code AS INTEGER), name FROM f.municipality;"
        "INSERT INTO article (code) SELECT DISTINCT article_code FROM f.article_version ORDER BY sort_order;"
        "INSERT INTO session SELECT token_sha256, user_id, area_code, 9999999999 FROM f.session JOIN f.app_user "
        "USING (user_id) JOIN f.organisation USING (organisation_code);"
        "INSERT INTO report (municipality, week, at) SELECT CAST(municipality_code AS INTEGER), week, "
        "first_submitted_at FROM f.ppe_report ORDER BY week, municipality_code;"
        "INSERT INTO line SELECT r.id, a.id, l.stock, l.use_in_week, l.need_next_week FROM f.ppe_report h "
        "JOIN f.ppe_report_line l USING (municipality_code, week, revision) JOIN report r ON r.municipality = "
        "CAST(h.municipality_code AS INTEGER) AND r.week = h.week JOIN article a ON a.code = l.article_code "
        "ORDER BY r.id, a.id;"
        "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(handle);
}

void measure_password(int rounds)
{
    static const char password[] = "bench-password-2020";
    char hash[crypto_pwhash_STRBYTES];
    struct timespec before, after;
    if (crypto_pwhash_str(hash, password, sizeof password - 1, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        fail("no memory for a password");
    for (int i = 0; i < rounds; i++) {
        clock_gettime(CLOCK_MONOTONIC, &before);
        if (crypto_pwhash_str_verify(hash, password, sizeof password - 1) != 0)
            fail("the password does not fit");
        clock_gettime(CLOCK_MONOTONIC, &after);
        printf("%.3f\n", (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6);
    }
}
