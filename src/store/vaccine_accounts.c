#include "store/vaccine_accounts.h"

#include "store/rows.h"

static void read_balance(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_balance *)element = (struct vaccine_balance){
        .county = db_copy(rows, 0, arena, failed),
        .entry_number = rows_maybe(rows, 1).value,
        .balance_udoses = rows_maybe(rows, 2).value,
    };
}

STATEMENT(vaccine_balances, "ti", "tII",
          "SELECT c.county_code, e.entry_number, e.balance_udoses FROM county c LEFT JOIN vaccine_account_entry e "
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
