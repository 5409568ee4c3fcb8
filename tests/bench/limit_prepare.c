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
        "CREATE TABLE municipality (code INTEGER PRIMARY KEY, name TEXT NOT NULL, county TEXT, seat TEXT, latitude "
        "INTEGER, longitude INTEGER);"
        "CREATE TABLE population (municipality INTEGER, date TEXT, persons INTEGER, PRIMARY KEY (municipality, date)) "
        "WITHOUT ROWID;"
        "CREATE TABLE neighbour (municipality INTEGER, code TEXT, PRIMARY KEY (municipality, code)) WITHOUT ROWID;"
        "CREATE TABLE article (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);"
        "CREATE TABLE session (token TEXT PRIMARY KEY, account TEXT, area TEXT, expires INTEGER) WITHOUT ROWID;"
        "CREATE TABLE report (id INTEGER PRIMARY KEY, municipality INTEGER NOT NULL REFERENCES municipality, "
        "week TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (municipality, week));"
        "CREATE TABLE line (report INTEGER NOT NULL REFERENCES report, article INTEGER NOT NULL REFERENCES article, "
        "stock INTEGER NOT NULL, use_in_week INTEGER NOT NULL, need INTEGER NOT NULL, PRIMARY KEY (report, article)) "
        "WITHOUT ROWID;"
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER, account TEXT, object TEXT);"
        "CREATE TABLE allocation (week TEXT, product TEXT, id TEXT, reference TEXT, pack_doses INTEGER, PRIMARY KEY "
        "(week, product)) WITHOUT ROWID;"
        "CREATE TABLE share (allocation TEXT, region TEXT, weight INTEGER, before INTEGER, due INTEGER, packs INTEGER, "
        "after INTEGER, PRIMARY KEY (allocation, region)) WITHOUT ROWID;"
        "CREATE TABLE delivery (week TEXT, region TEXT, product TEXT, id TEXT, received INTEGER, confirmed INTEGER, "
        "PRIMARY KEY (week, region, product, id)) WITHOUT ROWID;"
        "BEGIN;"
        "INSERT INTO municipality SELECT CAST(municipality_code AS INTEGER), name, county_code, seat_name, "
        "seat_latitude_udeg, seat_longitude_udeg FROM f.municipality;"
        "INSERT INTO population SELECT m.code, at_date, persons FROM f.population JOIN municipality m ON m.code = "
        "CAST(area_code AS INTEGER) WHERE length(area_code) = 4 AND age_from = 0 AND age_to = 999;"
        "INSERT INTO neighbour SELECT CAST(municipality_code AS INTEGER), neighbour_code FROM "
        "f.municipality_neighbour;"
        "INSERT INTO article (code) SELECT DISTINCT article_code FROM f.article_version ORDER BY sort_order;"
        "INSERT INTO session SELECT token_sha256, user_id, area_code, 9999999999 FROM f.session JOIN f.app_user "
        "USING (user_id) JOIN f.organisation USING (organisation_code);"
        "INSERT INTO report (municipality, week, at) SELECT CAST(municipality_code AS INTEGER), week, "
        "first_submitted_at FROM f.ppe_report ORDER BY week, municipality_code;"
        "INSERT INTO line SELECT r.id, a.id, l.stock, l.use_in_week, l.need_next_week FROM f.ppe_report h "
        "JOIN f.ppe_report_line l USING (municipality_code, week, revision) JOIN report r ON r.municipality = "
        "CAST(h.municipality_code AS INTEGER) AND r.week = h.week JOIN article a ON a.code = l.article_code "
        "ORDER BY r.id, a.id;"
        "INSERT INTO allocation SELECT week, product_code, allocation_id, reference_number, pack_doses FROM "
        "f.vaccine_allocation a WHERE NOT EXISTS (SELECT 1 FROM f.vaccine_allocation r WHERE r.replaces = "
        "a.allocation_id);"
        "INSERT INTO share SELECT allocation_id, county_code, weight, balance_before_udoses, credit_udoses, packs, "
        "balance_after_udoses FROM f.vaccine_allocation_line;"
        "INSERT INTO delivery SELECT week, county_code, product_code, delivery_id, (SELECT SUM(doses) FROM "
        "f.vaccine_delivery_entry e WHERE e.delivery_id = d.delivery_id AND e.kind = 'received'), (SELECT "
        "received_doses FROM f.vaccine_delivery_confirmation c WHERE c.delivery_id = d.delivery_id ORDER BY "
        "confirmation_number DESC LIMIT 1) FROM f.vaccine_delivery d;"
        "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(handle);
}

static double seconds_between(const struct timespec *before, const struct timespec *after)
{
    return (double)(after->tv_sec - before->tv_sec) + (double)(after->tv_nsec - before->tv_nsec) / 1e9;
}

void measure_insert(const char *to, long rows)
{
    enum { ARTICLES = 15, FIGURES = 8 };
    sqlite3 *handle = NULL;
    struct timespec before, after;
    char code[24], article[24];
    if (sqlite3_open(to, &handle) != SQLITE_OK)
        fail("cannot make the database");
    run(handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                "CREATE TABLE line (code TEXT, week INTEGER, article TEXT, stock INTEGER, use INTEGER, need INTEGER, "
                "received INTEGER, moved_in INTEGER, moved_out INTEGER, discarded INTEGER, revision INTEGER, PRIMARY "
                "KEY (code, week, article)) WITHOUT ROWID");
    sqlite3_stmt *insert = prepare(handle, "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const long weeks = rows / (290 * ARTICLES) + 1;
    clock_gettime(CLOCK_MONOTONIC, &before);
    run(handle, "BEGIN");
    for (long i = 0; i < rows; i++) {
        snprintf(code, sizeof code, "%04ld", i / ARTICLES / weeks);
        snprintf(article, sizeof article, "A%02ld", i % ARTICLES);
        sqlite3_bind_text(insert, 1, code, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 2, i / ARTICLES % weeks);
        sqlite3_bind_text(insert, 3, article, -1, SQLITE_STATIC);
        for (int figure = 0; figure < FIGURES; figure++)
            sqlite3_bind_int64(insert, 4 + figure, (i * 7919 + figure * 104729) % 20000);
        if (sqlite3_step(insert) != SQLITE_DONE)
            fail(sqlite3_errmsg(handle));
        sqlite3_reset(insert);
    }
    run(handle, "COMMIT");
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("%.0f\n", (double)rows / seconds_between(&before, &after));
    sqlite3_finalize(insert);
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
        printf("%.3f\n", seconds_between(&before, &after) * 1e3);
    }
}
