/* Entries and confirmations, of store/vaccine_deliveries.h. */
#include "store/vaccine_deliveries.h"

#include "store/rows.h"

#include <string.h>

const char *const vaccine_entry_words[DELIVERY_KIND__COUNT + 1] = {
    [DELIVERY_PLANNED] = "planned",     [DELIVERY_SENT] = "sent",         [DELIVERY_RECEIVED] = "received",
    [DELIVERY_CORRECTED] = "corrected", [DELIVERY_RETURNED] = "returned", [DELIVERY_MOVED] = "moved",
    [DELIVERY_DESTROYED] = "destroyed",
};

static enum delivery_kind kind_of_word(const char *word)
{
    int kind = 0;
    while (kind < DELIVERY_DESTROYED && strcmp(vaccine_entry_words[kind], word) != 0)
        kind++;
    return (enum delivery_kind)kind; /* the schema knows no other words */
}

#define ENTRY_COLUMNS                                                                                                  \
    "SELECT e.delivery_id, e.entry_number, e.kind, e.doses, e.happened_on, e.corrects_entry, e.to_county_code, "       \
    "e.reason, e.known_at, e.entered_at, e.entered_by, u.display_name, u.organisation_code "
#define ENTRY_USER "LEFT JOIN app_user u ON u.user_id = e.entered_by "
#define ENTRY_LETTERS                                                                                                  \
    "titit"                                                                                                            \
    "ITtiitTT"

static void read_entry(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_entry *)element = (struct vaccine_entry){
        .delivery_id = db_copy(rows, 0, arena, failed),
        .number = db_get_int(rows, 1),
        .kind = kind_of_word(db_get_text(rows, 2)),
        .doses = db_get_int(rows, 3),
        .happened_on = db_copy(rows, 4, arena, failed),
        .corrects = rows_maybe(rows, 5),
        .to_county = db_is_null(rows, 6) ? NULL : db_copy(rows, 6, arena, failed),
        .reason = db_copy(rows, 7, arena, failed),
        .known_at = db_get_int(rows, 8),
        .entered_at = db_get_int(rows, 9),
        .entered_by = db_copy(rows, 10, arena, failed),
        .entered_by_name = db_is_null(rows, 11) ? "" : db_copy(rows, 11, arena, failed),
        .organisation = db_is_null(rows, 12) ? "" : db_copy(rows, 12, arena, failed),
    };
}

static enum outcome read_entries(struct db_rows *rows, struct arena *arena, struct vaccine_entry **ret_list,
                                 size_t *ret_count)
{
    struct rows_list list;
    TRY(rows_read_all(rows, arena, sizeof **ret_list, read_entry, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

#define IN_SPAN                                                                                                        \
    "v.week >= $1 AND v.week <= $2 AND ($3 = '' OR v.product_code = $3) AND ($4 = '' OR v.county_code = $4) "
#define IN_ORDER "v.week, v.product_code, v.county_code, v.delivery_id"
#define SPAN_VALUES(filter)                                                                                            \
    DB_VALUES(db_text((filter)->first_week), db_text((filter)->last_week), db_text((filter)->product),                 \
              db_text((filter)->county), db_int((filter)->known_at))

STATEMENT(vaccine_entry_list, "tttti", ENTRY_LETTERS,
          ENTRY_COLUMNS "FROM vaccine_delivery v JOIN vaccine_delivery_entry e "
                        "ON e.delivery_id = v.delivery_id " ENTRY_USER "WHERE " IN_SPAN
                        "AND e.known_at <= $5 ORDER BY " IN_ORDER ", e.entry_number");

enum outcome store_vaccine_entry_list(struct db *db, const struct vaccine_delivery_filter *filter, struct arena *arena,
                                      struct vaccine_entry **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_entry_list, SPAN_VALUES(filter), &rows));
    return read_entries(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_entries, "ti", ENTRY_LETTERS,
          ENTRY_COLUMNS "FROM vaccine_delivery_entry e " ENTRY_USER
                        "WHERE e.delivery_id = $1 AND e.known_at <= $2 ORDER BY e.entry_number");

enum outcome store_vaccine_entries(struct db *db, const char *delivery_id, int64_t known_at, struct arena *arena,
                                   struct vaccine_entry **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_entries, DB_VALUES(db_text(delivery_id), db_int(known_at)), &rows));
    return read_entries(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_entry_last, "t", "i",
          "SELECT COALESCE(MAX(entry_number), 0) FROM vaccine_delivery_entry WHERE delivery_id = $1");
STATEMENT(vaccine_entry_add,
          "titit"
          "ITtiit",
          "",
          "INSERT INTO vaccine_delivery_entry (delivery_id, entry_number, kind, doses, happened_on, corrects_entry, "
          "to_county_code, reason, known_at, entered_at, entered_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

enum outcome store_vaccine_entry_add(struct scope scope, struct db *db, const char *county,
                                     const struct vaccine_entry *entry, int64_t *ret_number)
{
    if (!scope_covers_area(&scope, county))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_entry_last, DB_VALUES(db_text(entry->delivery_id)), &rows));
    int64_t number = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    TRY(db_run(db, &vaccine_entry_add,
               DB_VALUES(db_text(entry->delivery_id), db_int(number), db_text(vaccine_entry_words[entry->kind]),
                         db_int(entry->doses), db_text(entry->happened_on), db_from_maybe(entry->corrects),
                         db_text(entry->to_county), db_text(entry->reason), db_int(entry->known_at),
                         db_int(entry->entered_at), db_text(entry->entered_by)),
               NULL));
    *ret_number = number;
    return OK;
}

#define CONFIRMATION_COLUMNS                                                                                           \
    "SELECT c.delivery_id, c.confirmation_number, c.received_doses, c.received_on, c.comment, c.confirmed_at, "        \
    "c.confirmed_by, u.display_name "
#define CONFIRMATION_USER "LEFT JOIN app_user u ON u.user_id = c.confirmed_by "
#define CONFIRMATION_LETTERS "tiittitT"

static void read_confirmation(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_confirmation *)element = (struct vaccine_confirmation){
        .delivery_id = db_copy(rows, 0, arena, failed),
        .number = db_get_int(rows, 1),
        .received_doses = db_get_int(rows, 2),
        .received_on = db_copy(rows, 3, arena, failed),
        .comment = db_copy(rows, 4, arena, failed),
        .confirmed_at = db_get_int(rows, 5),
        .confirmed_by = db_copy(rows, 6, arena, failed),
        .confirmed_by_name = db_is_null(rows, 7) ? "" : db_copy(rows, 7, arena, failed),
    };
}

static enum outcome read_confirmations(struct db_rows *rows, struct arena *arena,
                                       struct vaccine_confirmation **ret_list, size_t *ret_count)
{
    struct rows_list list;
    TRY(rows_read_all(rows, arena, sizeof **ret_list, read_confirmation, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_confirmation_list, "tttti", CONFIRMATION_LETTERS,
          CONFIRMATION_COLUMNS "FROM vaccine_delivery v JOIN vaccine_delivery_confirmation c "
                               "ON c.delivery_id = v.delivery_id " CONFIRMATION_USER "WHERE " IN_SPAN
                               "AND c.confirmed_at <= $5 AND EXISTS (SELECT 1 FROM vaccine_delivery_entry e "
                               "WHERE e.delivery_id = v.delivery_id AND e.known_at <= $5) ORDER BY " IN_ORDER
                               ", c.confirmation_number");

enum outcome store_vaccine_confirmation_list(struct db *db, const struct vaccine_delivery_filter *filter,
                                             struct arena *arena, struct vaccine_confirmation **ret_list,
                                             size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_confirmation_list, SPAN_VALUES(filter), &rows));
    return read_confirmations(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_confirmations, "ti", CONFIRMATION_LETTERS,
          CONFIRMATION_COLUMNS "FROM vaccine_delivery_confirmation c " CONFIRMATION_USER
                               "WHERE c.delivery_id = $1 AND c.confirmed_at <= $2 ORDER BY c.confirmation_number");

enum outcome store_vaccine_confirmations(struct db *db, const char *delivery_id, int64_t known_at, struct arena *arena,
                                         struct vaccine_confirmation **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_confirmations, DB_VALUES(db_text(delivery_id), db_int(known_at)), &rows));
    return read_confirmations(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_confirmation_last, "t", "i",
          "SELECT COALESCE(MAX(confirmation_number), 0) FROM vaccine_delivery_confirmation WHERE delivery_id = $1");
STATEMENT(vaccine_confirmation_add, "tiittit", "",
          "INSERT INTO vaccine_delivery_confirmation (delivery_id, confirmation_number, received_doses, received_on, "
          "comment, confirmed_at, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)");

enum outcome store_vaccine_confirmation_add(struct scope scope, struct db *db, const char *county,
                                            const struct vaccine_confirmation *confirmation)
{
    if (!scope_covers_area(&scope, county))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_confirmation_last, DB_VALUES(db_text(confirmation->delivery_id)), &rows));
    int64_t number = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    return db_run_later(db, &vaccine_confirmation_add,
                        DB_VALUES(db_text(confirmation->delivery_id), db_int(number),
                                  db_int(confirmation->received_doses), db_text(confirmation->received_on),
                                  db_text(confirmation->comment), db_int(confirmation->confirmed_at),
                                  db_text(confirmation->confirmed_by)));
}
