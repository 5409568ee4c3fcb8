#include "store/vaccine_allocations.h"

#include "store/rows.h"

#include <string.h>

static const char *const reason_words[] = {[ACCOUNT_KEPT] = "kept",
                                           [ACCOUNT_OVER_CAP] = "over_cap",
                                           [ACCOUNT_CARRIED] = "carried",
                                           [ACCOUNT_KEY_CHANGED] = "key_changed"};
_Static_assert(sizeof reason_words / sizeof reason_words[0] == ACCOUNT_REASON__COUNT, "one word per reason");

static enum account_reason reason_of(const char *word)
{
    int reason = 0;
    while (reason < ACCOUNT_KEY_CHANGED && strcmp(reason_words[reason], word) != 0)
        reason++;
    return (enum account_reason)reason; /* the schema knows no other words */
}

static const char *copy_maybe(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? NULL : db_copy(rows, column, arena, failed);
}

static const char *copy_name(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? "" : db_copy(rows, column, arena, failed);
}

/* --- writing --- */

STATEMENT(vaccine_booking_last, "t", "i",
          "SELECT COALESCE(MAX(booking), 0) FROM vaccine_allocation WHERE product_code = $1");

enum outcome store_vaccine_booking_next(struct db *db, const char *product, int64_t *ret_booking)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_booking_last, DB_VALUES(db_text(product)), &rows));
    *ret_booking = db_get_int(&rows, 0) + 1;
    return OK;
}

STATEMENT(vaccine_allocation_add,
          "tttitTItItiiiiiiiiti"
          "itttTtttititi",
          "",
          "INSERT INTO vaccine_allocation (allocation_id, product_code, week, booking, source_kind, "
          "source_document_id, source_seq, source_text, source_issued_at, source_certainty, known_at, "
          "key_decision_number, doses_per_vial, pack_doses, source_doses, packs, surplus_packs, usable, rule, "
          "minimum_one_pack, promise_kept, input, input_sha256, result_sha256, replaces, reference_number, "
          "decision_maker, grounds, drafted_at, drafted_by, decided_at, decided_by, doses_under_key) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
          "$22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)");
STATEMENT(vaccine_allocation_line_add,
          "ttiiiiiiiiiiiiiiiiI"
          "ttitii",
          "",
          "INSERT INTO vaccine_allocation_line (allocation_id, county_code, weight, right_weight, "
          "balance_before_udoses, released_udoses, parked_before_udoses, parked_after_udoses, second_packs, "
          "second_short, credit_udoses, waived_udoses, rule_packs, key_packs, advance_packs, minimum_refused, packs, "
          "balance_after_udoses, cap_packs, cap_mode, cap_reason, largest_remainder_packs, imbalance, webster_packs, "
          "weekly_packs) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
          "$22, $23, $24, $25)");

static enum outcome add_line(struct db *db, const char *allocation_id, const struct vaccine_allocation_line *row)
{
    const struct allocation_line *line = &row->line;
    const char *mode = !line->cap_packs.known ? "" : line->forgoes ? "forgo" : "defer";
    return db_run_later(
        db, &vaccine_allocation_line_add,
        DB_VALUES(db_text(allocation_id), db_text(line->county), db_int(line->weight), db_int(line->right_weight),
                  db_int(line->balance_before_micro), db_int(line->released_micro), db_int(line->parked_before_micro),
                  db_int(line->parked_micro), db_int(line->second_packs), db_int(line->second_short),
                  db_int(line->credit_micro), db_int(line->waived_micro), db_int(line->rule_packs),
                  db_int(line->key_packs), db_int(line->advance_packs), db_int(line->minimum_refused),
                  db_int(line->packs), db_int(line->balance_micro),
                  db_maybe(line->cap_packs.known, line->cap_packs.value), db_text(mode), db_text(row->cap_reason),
                  db_int(line->largest_remainder_packs), db_text(reason_words[line->reason]),
                  db_int(line->webster_packs), db_int(line->weekly_packs)));
}

enum outcome store_vaccine_allocation_add(struct scope scope, struct db *db,
                                          const struct vaccine_allocation *allocation,
                                          const struct vaccine_allocation_line *lines, size_t count)
{
    const struct vaccine_allocation *a = allocation;
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    TRY(db_run(db, &vaccine_allocation_add,
               DB_VALUES(db_text(a->allocation_id), db_text(a->product), db_text(a->week), db_int(a->booking),
                         db_text(a->source_kind), db_text(a->source_document_id), db_from_maybe(a->source_seq),
                         db_text(a->source_text), db_from_maybe(a->source_issued_at), db_text(a->source_certainty),
                         db_int(a->known_at), db_int(a->key_decision_number), db_int(a->doses_per_vial),
                         db_int(a->pack_doses), db_int(a->source_doses), db_int(a->packs), db_int(a->surplus_packs),
                         db_int(a->usable), db_text(a->rule), db_int(a->minimum_one_pack), db_int(a->promise_kept),
                         db_text(a->input), db_text(a->input_sha256), db_text(a->result_sha256), db_text(a->replaces),
                         db_text(a->reference_number), db_text(a->decision_maker), db_text(a->grounds),
                         db_int(a->drafted_at), db_text(a->drafted_by), db_int(a->decided_at), db_text(a->decided_by),
                         db_int(a->doses_under_key)),
               NULL));
    for (size_t i = 0; i < count; i++)
        TRY(add_line(db, a->allocation_id, &lines[i]));
    return OK;
}

/* --- reading --- */

#define ALLOCATION_COLUMNS                                                                                             \
    "SELECT a.allocation_id, a.product_code, a.week, a.booking, a.source_kind, a.source_document_id, a.source_seq, "   \
    "a.source_text, a.source_issued_at, a.source_certainty, a.known_at, a.key_decision_number, k.key_id, k.name, "     \
    "a.doses_per_vial, a.pack_doses, a.source_doses, a.packs, a.surplus_packs, a.usable, a.minimum_one_pack, "         \
    "a.promise_kept, a.rule, a.doses_under_key, a.input_sha256, a.result_sha256, a.replaces, r.allocation_id, "        \
    "a.reference_number, a.decision_maker, a.grounds, a.drafted_at, a.drafted_by, u.display_name, a.decided_at, "      \
    "a.decided_by, v.display_name "                                                                                    \
    "FROM vaccine_allocation a JOIN vaccine_key_decision d ON d.decision_number = a.key_decision_number "              \
    "JOIN vaccine_key k ON k.key_id = d.key_id LEFT JOIN vaccine_allocation r ON r.replaces = a.allocation_id "        \
    "AND r.decided_at <= $1 LEFT JOIN app_user u ON u.user_id = a.drafted_by "                                         \
    "LEFT JOIN app_user v ON v.user_id = a.decided_by WHERE a.decided_at <= $1 "
#define ALLOCATION_LETTERS                                                                                             \
    "tttitTItItiittiiiiii"                                                                                             \
    "iitittTTtttitTitT"

static void read_allocation(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_allocation *)element = (struct vaccine_allocation){
        .allocation_id = db_copy(rows, 0, arena, failed),
        .product = db_copy(rows, 1, arena, failed),
        .week = db_copy(rows, 2, arena, failed),
        .booking = db_get_int(rows, 3),
        .source_kind = db_copy(rows, 4, arena, failed),
        .source_document_id = copy_maybe(rows, 5, arena, failed),
        .source_seq = rows_maybe(rows, 6),
        .source_text = db_copy(rows, 7, arena, failed),
        .source_issued_at = rows_maybe(rows, 8),
        .source_certainty = db_copy(rows, 9, arena, failed),
        .known_at = db_get_int(rows, 10),
        .key_decision_number = db_get_int(rows, 11),
        .key_id = db_copy(rows, 12, arena, failed),
        .key_name = db_copy(rows, 13, arena, failed),
        .doses_per_vial = db_get_int(rows, 14),
        .pack_doses = db_get_int(rows, 15),
        .source_doses = db_get_int(rows, 16),
        .packs = db_get_int(rows, 17),
        .surplus_packs = db_get_int(rows, 18),
        .usable = db_get_int(rows, 19) != 0,
        .minimum_one_pack = db_get_int(rows, 20) != 0,
        .promise_kept = db_get_int(rows, 21) != 0,
        .rule = db_copy(rows, 22, arena, failed),
        .doses_under_key = db_get_int(rows, 23),
        .input_sha256 = db_copy(rows, 24, arena, failed),
        .result_sha256 = db_copy(rows, 25, arena, failed),
        .replaces = copy_maybe(rows, 26, arena, failed),
        .replaced_by = copy_maybe(rows, 27, arena, failed),
        .reference_number = db_copy(rows, 28, arena, failed),
        .decision_maker = db_copy(rows, 29, arena, failed),
        .grounds = db_copy(rows, 30, arena, failed),
        .drafted_at = db_get_int(rows, 31),
        .drafted_by = db_copy(rows, 32, arena, failed),
        .drafted_by_name = copy_name(rows, 33, arena, failed),
        .decided_at = db_get_int(rows, 34),
        .decided_by = db_copy(rows, 35, arena, failed),
        .decided_by_name = copy_name(rows, 36, arena, failed),
    };
}

STATEMENT(vaccine_allocation_get, "it", ALLOCATION_LETTERS, ALLOCATION_COLUMNS "AND a.allocation_id = $2");

enum outcome store_vaccine_allocation_get(struct db *db, const char *allocation_id, int64_t known_at,
                                          struct arena *arena, struct vaccine_allocation *ret_allocation)
{
    bool failed = false;
    struct vaccine_allocation allocation;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_allocation_get, DB_VALUES(db_int(known_at), db_text(allocation_id)), &rows));
    read_allocation(&rows, arena, &failed, &allocation);
    if (failed)
        return TOO_LARGE;
    *ret_allocation = allocation;
    return OK;
}

STATEMENT(vaccine_allocation_input, "t", "t", "SELECT input FROM vaccine_allocation WHERE allocation_id = $1");

enum outcome store_vaccine_allocation_input(struct db *db, const char *allocation_id, struct arena *arena,
                                            const char **ret_input)
{
    bool failed = false;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_allocation_input, DB_VALUES(db_text(allocation_id)), &rows));
    *ret_input = db_copy(&rows, 0, arena, &failed);
    return failed ? TOO_LARGE : OK;
}

STATEMENT(vaccine_allocation_list, "itttiti", ALLOCATION_LETTERS,
          ALLOCATION_COLUMNS "AND a.week >= $3 AND a.week <= $4 AND ($2 = '' OR a.product_code = $2) "
                             "AND ($5 = 0 OR r.allocation_id IS NULL) "
                             "AND ($6 = '' OR EXISTS (SELECT 1 FROM vaccine_allocation b WHERE b.allocation_id = $6 "
                             "AND (a.week < b.week OR (a.week = b.week AND a.allocation_id < b.allocation_id)))) "
                             "ORDER BY a.week DESC, a.allocation_id DESC LIMIT $7");

enum outcome store_vaccine_allocation_list(struct db *db, const struct vaccine_allocation_filter *filter,
                                           struct arena *arena, struct vaccine_allocation **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_allocation_list,
                 DB_VALUES(db_int(filter->known_at), db_text(filter->product), db_text(filter->first_week),
                           db_text(*filter->last_week != '\0' ? filter->last_week : "9999-W99"),
                           db_int(filter->counting), db_text(filter->before_id), db_int(filter->limit)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_allocation, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_allocation_count, "ti", "i",
          "SELECT COUNT(*) FROM vaccine_allocation a LEFT JOIN vaccine_allocation r ON r.replaces = a.allocation_id "
          "AND r.decided_at <= $2 WHERE a.product_code = $1 AND a.decided_at <= $2 AND r.allocation_id IS NULL");

enum outcome store_vaccine_allocation_count(struct db *db, const char *product, int64_t known_at, int64_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_allocation_count, DB_VALUES(db_text(product), db_int(known_at)), &rows));
    *ret_count = db_get_int(&rows, 0);
    return OK;
}

STATEMENT(vaccine_allocation_latest, "itt", ALLOCATION_LETTERS,
          ALLOCATION_COLUMNS "AND a.product_code = $2 AND a.allocation_id <> $3 AND r.allocation_id IS NULL "
                             "ORDER BY a.booking DESC LIMIT 1");

enum outcome store_vaccine_allocation_latest(struct db *db, const char *product, const char *except_id,
                                             int64_t known_at, struct arena *arena,
                                             struct vaccine_allocation *ret_allocation)
{
    bool failed = false;
    struct vaccine_allocation allocation;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_allocation_latest, DB_VALUES(db_int(known_at), db_text(product), db_text(except_id)),
               &rows));
    read_allocation(&rows, arena, &failed, &allocation);
    if (failed)
        return TOO_LARGE;
    *ret_allocation = allocation;
    return OK;
}

static struct known_int known_column(const struct db_rows *rows, int column)
{
    return db_is_null(rows, column) ? (struct known_int){0} : known_int(db_get_int(rows, column));
}

static void read_line(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    struct vaccine_allocation_line *row = element;
    *row = (struct vaccine_allocation_line){
        .allocation_id = db_copy(rows, 0, arena, failed),
        .line = {.weight = db_get_int(rows, 2),
                 .right_weight = db_get_int(rows, 3),
                 .balance_before_micro = db_get_int(rows, 4),
                 .released_micro = db_get_int(rows, 5),
                 .parked_before_micro = db_get_int(rows, 6),
                 .parked_micro = db_get_int(rows, 7),
                 .second_packs = db_get_int(rows, 8),
                 .second_short = db_get_int(rows, 9),
                 .credit_micro = db_get_int(rows, 10),
                 .waived_micro = db_get_int(rows, 11),
                 .rule_packs = db_get_int(rows, 12),
                 .key_packs = db_get_int(rows, 13),
                 .advance_packs = db_get_int(rows, 14),
                 .minimum_refused = db_get_int(rows, 15) != 0,
                 .packs = db_get_int(rows, 16),
                 .balance_micro = db_get_int(rows, 17),
                 .cap_packs = known_column(rows, 18),
                 .forgoes = strcmp(db_get_text(rows, 19), "forgo") == 0,
                 .largest_remainder_packs = db_get_int(rows, 21),
                 .reason = reason_of(db_get_text(rows, 22)),
                 .webster_packs = db_get_int(rows, 23),
                 .weekly_packs = db_get_int(rows, 24)},
        .cap_reason = db_copy(rows, 20, arena, failed),
    };
    memcpy(row->line.county, db_get_text(rows, 1), ALLOCATION_COUNTY_CHARS);
}

STATEMENT(vaccine_allocation_lines, "t",
          "ttiiiiiiiiiiiiiiiiI"
          "ttitii",
          "SELECT allocation_id, county_code, weight, right_weight, balance_before_udoses, released_udoses, "
          "parked_before_udoses, parked_after_udoses, second_packs, second_short, credit_udoses, waived_udoses, "
          "rule_packs, key_packs, advance_packs, minimum_refused, packs, balance_after_udoses, cap_packs, cap_mode, "
          "cap_reason, largest_remainder_packs, imbalance, webster_packs, weekly_packs "
          "FROM vaccine_allocation_line WHERE allocation_id = $1 ORDER BY county_code");

enum outcome store_vaccine_allocation_lines(struct db *db, const char *allocation_id, struct arena *arena,
                                            struct vaccine_allocation_line **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_allocation_lines, DB_VALUES(db_text(allocation_id)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_line, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_broken(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_broken_week *)element = (struct vaccine_broken_week){
        .week = db_copy(rows, 0, arena, failed),
        .allocation_id = db_copy(rows, 1, arena, failed),
        .county = db_copy(rows, 2, arena, failed),
        .balance_udoses = db_get_int(rows, 3),
        .pack_doses = db_get_int(rows, 4),
        .reason = reason_of(db_get_text(rows, 5)),
    };
}

STATEMENT(vaccine_broken_weeks, "ti", "tttiit",
          "SELECT a.week, a.allocation_id, l.county_code, l.balance_after_udoses, a.pack_doses, l.imbalance "
          "FROM vaccine_allocation a JOIN vaccine_allocation_line l ON l.allocation_id = a.allocation_id "
          "WHERE a.product_code = $1 AND a.decided_at <= $2 AND l.imbalance <> 'kept' AND NOT EXISTS "
          "(SELECT 1 FROM vaccine_allocation r WHERE r.replaces = a.allocation_id AND r.decided_at <= $2) "
          "ORDER BY a.week, l.county_code");

enum outcome store_vaccine_broken_weeks(struct db *db, const char *product, int64_t known_at, struct arena *arena,
                                        struct vaccine_broken_week **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_broken_weeks, DB_VALUES(db_text(product), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_broken, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
