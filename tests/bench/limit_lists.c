/* The yardstick's lists: each one statement, the first one put together as JSON by the database itself. */
#include "limit.h"

#include <stdio.h>
#include <string.h>

size_t write_municipalities(sqlite3 *handle, char **ret_bytes)
{
    static _Thread_local sqlite3_stmt *rows;
    size_t length;
    if (rows == NULL)
        rows = prepare(handle, "SELECT json_group_array(json_object('code', m.code, 'name', m.name, 'county_code', "
                               "m.county, 'seat_name', m.seat, 'latitude_udeg', m.latitude, 'longitude_udeg', "
                               "m.longitude, 'population', p.persons, 'population_date', p.date, 'neighbours', "
                               "json((SELECT json_group_array(n.code) FROM neighbour n WHERE n.municipality = "
                               "m.code)))) FROM municipality m LEFT JOIN population p ON p.municipality = m.code "
                               "AND p.date = (SELECT MAX(date) FROM population WHERE municipality = m.code)");
    FILE *out = open_memstream(ret_bytes, &length);
    if (sqlite3_step(rows) == SQLITE_ROW)
        fprintf(out, "{\"items\":%s}", (const char *)sqlite3_column_text(rows, 0));
    sqlite3_reset(rows);
    fclose(out);
    return length;
}

size_t write_allocation(sqlite3 *handle, const char *region, const char *week, char **ret_bytes)
{
    static _Thread_local sqlite3_stmt *rows;
    size_t length;
    if (rows == NULL)
        rows = prepare(handle, "SELECT a.id, a.product, a.reference, a.pack_doses, s.weight, (SELECT SUM(weight) FROM "
                               "share WHERE allocation = a.id), s.before, s.due, s.packs, s.after, (SELECT "
                               "SUM(received) FROM delivery d WHERE d.week = a.week AND d.region = s.region AND "
                               "d.product = a.product), (SELECT SUM(confirmed) FROM delivery d WHERE d.week = a.week "
                               "AND d.region = s.region AND d.product = a.product) FROM allocation a JOIN share s ON "
                               "s.allocation = a.id WHERE a.week = ? AND s.region = ? ORDER BY a.product");
    FILE *out = open_memstream(ret_bytes, &length);
    sqlite3_bind_text(rows, 1, week, -1, SQLITE_STATIC);
    sqlite3_bind_text(rows, 2, region, -1, SQLITE_STATIC);
    fprintf(out, "{\"items\":[");
    for (const char *comma = ""; sqlite3_step(rows) == SQLITE_ROW; comma = ",") {
        const double weight = sqlite3_column_double(rows, 4), sum = sqlite3_column_double(rows, 5);
        const long long packs = sqlite3_column_int64(rows, 8);
        fprintf(out,
                "%s{\"allocation_id\":\"%s\",\"product\":\"%s\",\"reference_number\":\"%s\",\"week\":\"%s\",\"county\":"
                "\"%s\",\"weight\":%.0f,\"share_percent\":%.4f,\"balance_before_doses\":%.6f,\"right_doses\":%.6f,"
                "\"packs\":%lld,\"doses\":%lld,\"balance_after_doses\":%.6f,\"delivered_doses\":%lld,"
                "\"confirmed_doses\":%lld}",
                comma, (const char *)sqlite3_column_text(rows, 0), (const char *)sqlite3_column_text(rows, 1),
                (const char *)sqlite3_column_text(rows, 2), week, region, weight, 100 * weight / sum,
                sqlite3_column_double(rows, 6) / 1e6, sqlite3_column_double(rows, 7) / 1e6, packs,
                packs * sqlite3_column_int64(rows, 3), sqlite3_column_double(rows, 9) / 1e6,
                (long long)sqlite3_column_int64(rows, 10), (long long)sqlite3_column_int64(rows, 11));
    }
    fprintf(out, "]}");
    sqlite3_reset(rows);
    fclose(out);
    return length;
}
