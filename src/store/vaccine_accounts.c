#include "store/vaccine_accounts.h"

#include "store/rows.h"

#include <string.h>

const char *const vaccine_account_entry_words[ENTRY__COUNT + 1] = {
    [ENTRY_OPENING] = "opening",       [ENTRY_ALLOCATION] = "allocation", [ENTRY_FORGONE] = "forgone",
    [ENTRY_MULTIPLIER] = "multiplier", [ENTRY_REVERSAL] = "reversal",
};

static void read_balance(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_balance *)element = (struct vaccine_balance){
        .county = db_copy(rows, 0, arena, failed),
        .entry_number = rows_maybe(rows, 1).value,
        .balance_udoses = rows_maybe(rows, 2).value,
        .parked_udoses = rows_maybe(rows, 3).value,
    };
}

STATEMENT(vaccine_balances, "ti", "tIII",
          "SELECT c.county_code, e.entry_number, e.balance_udoses, e.parked_udoses FROM county c LEFT JOIN "
          "vaccine_account_entry e "
          "ON e.county_code = c.county_code AND e.product_code = $1 AND e.entry_number = "
          "(SELECT MAX(l.entry_number) FROM vaccine_account_entry l WHERE l.product_code = $1 "
          "AND l.county_code = c.county_code AND l.entered_at <= $2) ORDER BY c.county_code");

enum outcome store_vaccine_balances(struct db *db, const char *product, int64_t known_at, struct arena *arena,
                                    struct vaccine_balance **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_balances, DB_VALUES(db_text(product), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_balance, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static int kind_of(const char *word)
{
    int kind = 0;
    while (kind < ENTRY_REVERSAL && strcmp(vaccine_account_entry_words[kind], word) != 0)
        kind++;
    return kind; /* the schema knows no other words */
}

static void read_entry(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_account_entry *)element = (struct vaccine_account_entry){
        .product = db_copy(rows, 0, arena, failed),
        .county = db_copy(rows, 1, arena, failed),
        .entry_number = db_get_int(rows, 2),
        .kind = kind_of(db_get_text(rows, 3)),
        .week = db_copy(rows, 4, arena, failed),
        .allocation_id = db_is_null(rows, 5) ? NULL : db_copy(rows, 5, arena, failed),
        .right_udoses = db_get_int(rows, 6),
        .parked_change_udoses = db_get_int(rows, 7),
        .packs = db_get_int(rows, 8),
        .pack_doses = db_get_int(rows, 9),
        .balance_udoses = db_get_int(rows, 10),
        .parked_udoses = db_get_int(rows, 11),
        .note = db_copy(rows, 12, arena, failed),
        .entered_at = db_get_int(rows, 13),
        .entered_by = db_copy(rows, 14, arena, failed),
    };
}

STATEMENT(vaccine_account_entries, "tti", "ttittTiiiiiitit",
          "SELECT product_code, county_code, entry_number, kind, week, allocation_id, right_udoses, "
          "parked_change_udoses, packs, pack_doses, balance_udoses, parked_udoses, note, entered_at, entered_by "
          "FROM vaccine_account_entry WHERE product_code = $1 AND county_code = $2 AND entered_at <= $3 "
          "ORDER BY entry_number");

enum outcome store_vaccine_account_entries(struct db *db, const char *product, const char *county, int64_t known_at,
                                           struct arena *arena, struct vaccine_account_entry **ret_list,
                                           size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_account_entries, DB_VALUES(db_text(product), db_text(county), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_entry, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_sums(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_account_sums *)element = (struct vaccine_account_sums){
        .county = db_copy(rows, 0, arena, failed),
        .packs = rows_maybe(rows, 1).value,
        .doses = rows_maybe(rows, 2).value,
        .balance_udoses = rows_maybe(rows, 3).value,
        .parked_udoses = rows_maybe(rows, 4).value,
        .largest_upacks = rows_maybe(rows, 5).value,
        .pack_doses = rows_maybe(rows, 6),
    };
}

/* A decision makes several entries; only what stands after its last one is how far off it left the account. */
STATEMENT(
    vaccine_account_sums, "ti", "tIIIIII",
    "WITH e AS (SELECT county_code, packs, pack_doses, balance_udoses, parked_udoses, "
    "ROW_NUMBER() OVER (PARTITION BY county_code ORDER BY entry_number DESC) AS from_last, "
    "CASE WHEN kind = 'reversal' OR (LEAD(kind) OVER w <> 'reversal' AND LEAD(allocation_id) OVER w = allocation_id) "
    "THEN 0 ELSE ABS(balance_udoses) / pack_doses END AS off_upacks "
    "FROM vaccine_account_entry WHERE product_code = $1 AND entered_at <= $2 "
    "WINDOW w AS (PARTITION BY county_code ORDER BY entry_number)) "
    "SELECT c.county_code, CAST(SUM(e.packs) AS BIGINT), CAST(SUM(e.packs * e.pack_doses) AS BIGINT), "
    "MAX(CASE WHEN e.from_last = 1 THEN e.balance_udoses END), "
    "MAX(CASE WHEN e.from_last = 1 THEN e.parked_udoses END), MAX(e.off_upacks), "
    "MAX(CASE WHEN e.from_last = 1 THEN e.pack_doses END) "
    "FROM county c LEFT JOIN e ON e.county_code = c.county_code GROUP BY c.county_code ORDER BY c.county_code");

enum outcome store_vaccine_account_sums(struct db *db, const char *product, int64_t known_at, struct arena *arena,
                                        struct vaccine_account_sums **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_account_sums, DB_VALUES(db_text(product), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_sums, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_account_entry_add, "ttittTiiiiiitit", "",
          "INSERT INTO vaccine_account_entry (product_code, county_code, entry_number, kind, week, allocation_id, "
          "right_udoses, parked_change_udoses, packs, pack_doses, balance_udoses, parked_udoses, note, entered_at, "
          "entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");

enum outcome store_vaccine_account_entry_add(struct scope scope, struct db *db,
                                             const struct vaccine_account_entry *entry)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    return db_run_later(db, &vaccine_account_entry_add,
                        DB_VALUES(db_text(entry->product), db_text(entry->county), db_int(entry->entry_number),
                                  db_text(vaccine_account_entry_words[entry->kind]), db_text(entry->week),
                                  db_text(entry->allocation_id), db_int(entry->right_udoses),
                                  db_int(entry->parked_change_udoses), db_int(entry->packs), db_int(entry->pack_doses),
                                  db_int(entry->balance_udoses), db_int(entry->parked_udoses), db_text(entry->note),
                                  db_int(entry->entered_at), db_text(entry->entered_by)));
}
