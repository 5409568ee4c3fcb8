/* Decided allocations and accounts: what is written is read, as known then, and nothing rewrites it. On both engines.
 */
#include "store/vaccine_allocations.h"
#include "fixture.h"
#include "store/vaccine_accounts.h"
#include "store/vaccine_keys.h"
#include "store/vaccine_products.h"

static const struct scope everywhere = {.allowed = true}, county_22 = {.allowed = true, .area = "22"};

struct bench {
    struct db *db;
    struct arena arena;
};

static struct bench bench_open(struct fixture *fixture)
{
    fixture_migrate(fixture);
    struct bench bench = {.db = fixture_connect(fixture, false), .arena = arena_open(16 * 1024 * 1024)};
    const struct vaccine_product product = {
        .code = "AZ", .name = "Vaxzevria", .manufacturer = "AZ", .created_at = 1, .created_by = ""};
    const struct vaccine_key key = {.key_id = "k",
                                    .name = "Nyckel",
                                    .basis = KEY_BY_HAND,
                                    .input = "",
                                    .source = "s",
                                    .created_at = 1,
                                    .created_by = ""};
    const struct vaccine_key_weight weights[] = {{"22", 3}, {"23", 1}};
    const struct vaccine_key_decision decision = {.key_id = "k",
                                                  .first_week = "2021-W01",
                                                  .reference_number = "1",
                                                  .decision_maker = "GD",
                                                  .grounds = "ja",
                                                  .decided_at = 1,
                                                  .decided_by = ""};
    int64_t number;
    assert_ok(db_begin_write(bench.db));
    assert_ok(store_vaccine_product_add(everywhere, bench.db, &product));
    assert_ok(store_vaccine_key_add(everywhere, bench.db, &key, weights, 2));
    assert_ok(store_vaccine_key_decide(everywhere, bench.db, &decision, &number));
    assert_int_equal(number, 1);
    return bench;
}

static void bench_close(struct bench *bench)
{
    db_rollback(bench->db);
    db_close(bench->db);
    arena_close(&bench->arena);
}

static void add(struct bench *bench, const char *id, const char *week, const char *replaces, int64_t decided_at)
{
    struct vaccine_allocation allocation = {.allocation_id = id,
                                            .product = "AZ",
                                            .week = week,
                                            .source_kind = "manual",
                                            .source_text = "brev",
                                            .source_certainty = "",
                                            .known_at = decided_at,
                                            .key_decision_number = 1,
                                            .doses_per_vial = 10,
                                            .pack_doses = 100,
                                            .source_doses = 405,
                                            .packs = 4,
                                            .usable = true,
                                            .promise_kept = true,
                                            .rule = ALLOCATION_RULE,
                                            .doses_under_key = 400,
                                            .input = "in",
                                            .input_sha256 = "a",
                                            .result_sha256 = "b",
                                            .replaces = replaces,
                                            .reference_number = "7",
                                            .decision_maker = "GD",
                                            .grounds = "ja",
                                            .drafted_at = decided_at,
                                            .drafted_by = "",
                                            .decided_at = decided_at,
                                            .decided_by = ""};
    const struct vaccine_allocation_line lines[] = {
        {.line = {.county = "22",
                  .weight = 3,
                  .right_weight = 3,
                  .credit_micro = 300000000,
                  .rule_packs = 3,
                  .key_packs = 3,
                  .packs = 3,
                  .cap_packs = {true, 3},
                  .forgoes = true,
                  .largest_remainder_packs = 3,
                  .webster_packs = 2,
                  .weekly_packs = 3,
                  .parked_micro = -5,
                  .released_micro = 5},
         .cap_reason = "full"},
        {.line = {.county = "23",
                  .weight = 1,
                  .right_weight = 1,
                  .credit_micro = 100000000,
                  .rule_packs = 1,
                  .key_packs = 1,
                  .packs = 1,
                  .balance_micro = -7,
                  .reason = ACCOUNT_CARRIED,
                  .minimum_refused = true},
         .cap_reason = ""},
    };
    assert_ok(store_vaccine_booking_next(bench->db, "AZ", &allocation.booking));
    assert_int_equal(store_vaccine_allocation_add(county_22, bench->db, &allocation, lines, 2), FORBIDDEN);
    assert_ok(store_vaccine_allocation_add(everywhere, bench->db, &allocation, lines, 2));
}

static void what_is_decided_is_read_as_known_then(void **state)
{
    struct bench bench = bench_open(*state);
    struct vaccine_allocation one, *list;
    struct vaccine_allocation_line *lines;
    struct vaccine_broken_week *broken;
    size_t count;
    add(&bench, "a", "2021-W09", NULL, 10);
    add(&bench, "b", "2021-W10", NULL, 20);
    add(&bench, "c", "2021-W09", "a", 30);
    assert_int_equal(store_vaccine_allocation_get(bench.db, "a", 9, &bench.arena, &one), NOT_FOUND);
    assert_ok(store_vaccine_allocation_get(bench.db, "a", 29, &bench.arena, &one));
    assert_null(one.replaced_by);
    assert_ok(store_vaccine_allocation_get(bench.db, "a", 30, &bench.arena, &one));
    assert_string_equal(one.replaced_by, "c");
    assert_string_equal(one.key_name, "Nyckel");
    assert_int_equal(one.booking, 1);
    assert_ok(store_vaccine_allocation_latest(bench.db, "AZ", "", 99, &bench.arena, &one));
    assert_string_equal(one.allocation_id, "c");
    assert_ok(store_vaccine_allocation_latest(bench.db, "AZ", "c", 99, &bench.arena, &one));
    assert_string_equal(one.allocation_id, "b");
    struct vaccine_allocation_filter filter = {
        .product = "AZ", .first_week = "", .last_week = "", .before_id = "", .known_at = 99, .limit = 10};
    assert_ok(store_vaccine_allocation_list(bench.db, &filter, &bench.arena, &list, &count));
    assert_int_equal(count, 3);
    assert_string_equal(list[0].allocation_id, "b");
    assert_string_equal(list[2].allocation_id, "a");
    filter.before_id = "b";
    filter.counting = true;
    assert_ok(store_vaccine_allocation_list(bench.db, &filter, &bench.arena, &list, &count));
    assert_int_equal(count, 1);
    assert_string_equal(list[0].allocation_id, "c");
    assert_ok(store_vaccine_allocation_lines(bench.db, "a", &bench.arena, &lines, &count));
    assert_int_equal(count, 2);
    assert_true(lines[0].line.cap_packs.known && lines[0].line.forgoes && !lines[1].line.cap_packs.known);
    assert_int_equal(lines[0].line.webster_packs, 2);
    assert_int_equal(lines[0].line.parked_micro, -5);
    assert_int_equal(lines[0].line.released_micro, 5);
    assert_string_equal(lines[0].cap_reason, "full");
    assert_int_equal(lines[1].line.reason, ACCOUNT_CARRIED);
    assert_true(lines[1].line.minimum_refused);
    assert_ok(store_vaccine_broken_weeks(bench.db, "AZ", 99, &bench.arena, &broken, &count));
    assert_int_equal(count, 2); /* not of the replaced one */
    assert_int_equal(broken[0].balance_udoses, -7);
    bench_close(&bench);
}

/* The sums of region 22; of every other one there is nothing. */
static struct vaccine_account_sums sums_of_22(struct bench *bench, int64_t known_at)
{
    struct vaccine_account_sums *sums, own = {0};
    size_t count;
    assert_ok(store_vaccine_account_sums(bench->db, "AZ", known_at, &bench->arena, &sums, &count));
    assert_int_equal(count, 21);
    for (size_t i = 0; i < count; i++)
        if (strcmp(sums[i].county, "22") == 0)
            own = sums[i];
        else
            assert_true(sums[i].packs == 0 && sums[i].balance_udoses == 0 && !sums[i].pack_doses.known);
    return own;
}

static void accounts_stand_where_their_last_entry_says(void **state)
{
    struct bench bench = bench_open(*state);
    struct vaccine_balance *balances;
    struct vaccine_account_entry *entries;
    size_t count;
    add(&bench, "a", "2021-W09", NULL, 10);
    struct vaccine_account_entry entry = {.product = "AZ",
                                          .county = "22",
                                          .entry_number = 1,
                                          .kind = ENTRY_ALLOCATION,
                                          .week = "2021-W09",
                                          .allocation_id = "a",
                                          .right_udoses = 350000000,
                                          .packs = 3,
                                          .pack_doses = 100,
                                          .balance_udoses = 90000000,
                                          .note = "7",
                                          .entered_at = 10,
                                          .entered_by = ""};
    assert_int_equal(store_vaccine_account_entry_add(county_22, bench.db, &entry), FORBIDDEN);
    assert_ok(store_vaccine_account_entry_add(everywhere, bench.db, &entry));
    entry = (struct vaccine_account_entry){.product = "AZ",
                                           .county = "22",
                                           .entry_number = 2,
                                           .kind = ENTRY_MULTIPLIER,
                                           .week = "2021-W09",
                                           .allocation_id = "a",
                                           .right_udoses = -40000000,
                                           .parked_change_udoses = -9,
                                           .pack_doses = 100,
                                           .balance_udoses = 50000000,
                                           .parked_udoses = -9,
                                           .note = "7",
                                           .entered_at = 20,
                                           .entered_by = ""};
    assert_ok(store_vaccine_account_entry_add(everywhere, bench.db, &entry));
    assert_ok(store_vaccine_account_entries(bench.db, "AZ", "22", 19, &bench.arena, &entries, &count));
    assert_int_equal(count, 1);
    assert_ok(store_vaccine_account_entries(bench.db, "AZ", "22", 20, &bench.arena, &entries, &count));
    assert_int_equal(count, 2);
    assert_int_equal(entries[1].kind, ENTRY_MULTIPLIER);
    assert_ok(store_vaccine_balances(bench.db, "AZ", 20, &bench.arena, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        bool own = strcmp(balances[i].county, "22") == 0;
        assert_int_equal(balances[i].balance_udoses, own ? 50000000 : 0);
        assert_int_equal(balances[i].parked_udoses, own ? -9 : 0);
        assert_int_equal(balances[i].entry_number, own ? 2 : 0);
    }
    struct vaccine_account_sums sums = sums_of_22(&bench, 19);
    assert_int_equal(sums.doses, 300);
    assert_int_equal(sums.largest_upacks, 900000);
    sums = sums_of_22(&bench, 20); /* the decision's last entry counts, not those on the way to it */
    assert_int_equal(sums.largest_upacks, 500000);
    assert_int_equal(sums.balance_udoses, 50000000);
    assert_int_equal(sums.parked_udoses, -9);
    entry.entry_number = 3;
    entry.kind = ENTRY_REVERSAL;
    entry.packs = -3;
    entry.balance_udoses = entry.parked_udoses = 0;
    entry.entered_at = 30;
    assert_ok(store_vaccine_account_entry_add(everywhere, bench.db, &entry));
    sums = sums_of_22(&bench, 30);
    assert_int_equal(sums.packs, 0);
    assert_int_equal(sums.balance_udoses, 0);
    assert_int_equal(sums.largest_upacks, 500000);
    assert_int_equal(sums.pack_doses.value, 100);
    bench_close(&bench);
}

/* Every way to rewrite what is decided; each must fail, in a transaction of its own. */
STATEMENT(rewrite_head, "", "", "UPDATE vaccine_allocation SET grounds = 'x' WHERE allocation_id = 'a'");
STATEMENT(rewrite_delete, "", "", "DELETE FROM vaccine_allocation WHERE allocation_id = 'a'");
STATEMENT(rewrite_line, "", "", "UPDATE vaccine_allocation_line SET packs = 9, key_packs = 9 WHERE county_code = '22'");
STATEMENT(rewrite_line_delete, "", "", "DELETE FROM vaccine_allocation_line WHERE allocation_id = 'a'");
STATEMENT(rewrite_account, "", "", "UPDATE vaccine_account_entry SET balance_udoses = 0 WHERE product_code = 'AZ'");
STATEMENT(rewrite_account_delete, "", "", "DELETE FROM vaccine_account_entry WHERE product_code = 'AZ'");
STATEMENT(rewrite_sum, "", "",
          "INSERT INTO vaccine_account_entry (product_code, county_code, entry_number, kind, week, right_udoses, "
          "parked_change_udoses, packs, pack_doses, balance_udoses, parked_udoses, note, entered_at, entered_by) "
          "VALUES ('AZ', '22', 9, 'allocation', '2021-W09', 0, 0, -1, 100, 0, 0, '', 1, '')");
STATEMENT(rewrite_packs, "", "",
          "INSERT INTO vaccine_allocation_line SELECT allocation_id, '01', weight, right_weight, "
          "balance_before_udoses, released_udoses, parked_before_udoses, parked_after_udoses, second_packs, "
          "second_short, credit_udoses, waived_udoses, rule_packs, key_packs, advance_packs, minimum_refused, "
          "packs + 1, cap_packs, cap_mode, cap_reason, balance_after_udoses, imbalance, largest_remainder_packs, "
          "webster_packs, weekly_packs FROM vaccine_allocation_line WHERE county_code = '22'");

static void nothing_rewrites_a_decision(void **state)
{
    static const struct statement *const attacks[] = {&rewrite_head,        &rewrite_delete,  &rewrite_line,
                                                      &rewrite_line_delete, &rewrite_account, &rewrite_account_delete,
                                                      &rewrite_sum,         &rewrite_packs};
    static const char *const sqlite[] = {"REPLACE INTO vaccine_allocation SELECT * FROM vaccine_allocation",
                                         "REPLACE INTO vaccine_allocation_line SELECT * FROM vaccine_allocation_line",
                                         "REPLACE INTO vaccine_account_entry SELECT * FROM vaccine_account_entry"};
    static const char *const postgresql[] = {"TRUNCATE vaccine_allocation CASCADE", "TRUNCATE vaccine_allocation_line",
                                             "TRUNCATE vaccine_account_entry"};
    struct fixture *fixture = *state;
    struct bench bench = bench_open(fixture);
    struct vaccine_allocation one;
    add(&bench, "a", "2021-W09", NULL, 10);
    const struct vaccine_account_entry entry = {.product = "AZ",
                                                .county = "22",
                                                .entry_number = 1,
                                                .kind = ENTRY_ALLOCATION,
                                                .week = "2021-W09",
                                                .allocation_id = "a",
                                                .packs = 3,
                                                .pack_doses = 100,
                                                .balance_udoses = -300000000,
                                                .note = "7",
                                                .entered_at = 10,
                                                .entered_by = ""};
    assert_ok(store_vaccine_account_entry_add(everywhere, bench.db, &entry));
    assert_ok(db_commit(bench.db));
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        assert_ok(db_begin_write(bench.db));
        assert_int_equal(db_run(bench.db, attacks[i], DB_NO_VALUES, NULL), INVALID);
        db_rollback(bench.db);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_ok(db_begin_write(bench.db));
        assert_int_equal(
            bench.db->driver->script(bench.db, fixture->engine == STORE_SQLITE ? sqlite[i] : postgresql[i]), INVALID);
        db_rollback(bench.db);
    }
    assert_ok(store_vaccine_allocation_get(bench.db, "a", 99, &bench.arena, &one));
    assert_string_equal(one.grounds, "ja");
    assert_ok(db_begin_write(bench.db));
    bench_close(&bench);
}

static void drafts_are_their_makers(void **state)
{
    struct bench bench = bench_open(*state);
    struct vaccine_allocation_draft draft = {.allocation_id = "d",
                                             .product = "AZ",
                                             .week = "2021-W09",
                                             .choices = "{}",
                                             .created_at = 1,
                                             .created_by = "",
                                             .changed_at = 1,
                                             .changed_by = "",
                                             .version = 1},
                                    *list;
    size_t count;
    assert_int_equal(store_vaccine_draft_add(county_22, bench.db, &draft), FORBIDDEN);
    assert_ok(store_vaccine_draft_add(everywhere, bench.db, &draft));
    assert_int_equal(store_vaccine_draft_get(county_22, bench.db, "d", &bench.arena, &draft), NOT_FOUND);
    assert_int_equal(store_vaccine_draft_list(county_22, bench.db, "", 9, &bench.arena, &list, &count), NOT_FOUND);
    draft.choices = "{\"a\":1}";
    assert_ok(store_vaccine_draft_change(everywhere, bench.db, &draft));
    assert_int_equal(store_vaccine_draft_change(everywhere, bench.db, &draft), STALE);
    assert_ok(store_vaccine_draft_get(everywhere, bench.db, "d", &bench.arena, &draft));
    assert_int_equal(draft.version, 2);
    assert_string_equal(draft.choices, "{\"a\":1}");
    assert_int_equal(store_vaccine_draft_delete(county_22, bench.db, "d"), FORBIDDEN);
    assert_ok(store_vaccine_draft_delete(everywhere, bench.db, "d"));
    assert_ok(store_vaccine_draft_list(everywhere, bench.db, "", 9, &bench.arena, &list, &count));
    assert_int_equal(count, 0);
    bench_close(&bench);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(what_is_decided_is_read_as_known_then), ON(accounts_stand_where_their_last_entry_says),                         \
        ON(nothing_rewrites_a_decision), ON(drafts_are_their_makers)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
