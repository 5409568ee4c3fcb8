/* Weekly reports and what is derived from them, on both engines. */
#include "store/reports.h"
#include "../../../src/store/driver.h"
#include "../../../src/store/status_anew.h"
#include "fixture.h"

#include "core/plausible.h"
#include "core/random.h"
#include "core/week.h"
#include "store/drafts.h"
#include "store/overview.h"
#include "store/status.h"

enum { WEEKS = 20, ARTICLES = 2 };

static const struct scope everywhere = {.allowed = true};
static const char *const article_codes[ARTICLES] = {"FFP2", "IIR"};

struct bench {
    struct db *db;
    struct arena arena;
    struct article *articles;
    size_t article_count;
};

static struct bench bench_open(struct fixture *fixture)
{
    fixture_migrate(fixture);
    struct bench bench = {.db = fixture_connect(fixture, false), .arena = arena_open(64 * 1024 * 1024)};
    assert_ok(
        store_article_list(bench.db, "22", "2020-04-27", true, &bench.arena, &bench.articles, &bench.article_count));
    assert_ok(db_begin_write(bench.db));
    return bench;
}

static void bench_close(struct bench *bench)
{
    db_rollback(bench->db);
    db_close(bench->db);
    arena_close(&bench->arena);
}

static int64_t monday_of(int week)
{
    int64_t monday = 0;
    assert_ok(week_parse("2020-W08", &monday));
    return monday + 7 * week;
}

static const char *week_name(struct bench *bench, int week)
{
    char text[WEEK_CHARS + 1];
    week_format(monday_of(week), text);
    return arena_text(&bench->arena, text);
}

/* Figures that follow from the week and nothing else; some weeks lack an article. */
static size_t lines_of(struct bench *bench, int week, struct report_line lines[ARTICLES])
{
    size_t count = 0;
    for (int i = 0; i < ARTICLES; i++) {
        if (i == 1 && week % 4 == 2)
            continue;
        struct report_lot *lot = ARENA_NEW(&bench->arena, struct report_lot);
        lot->lot_name = "";
        lot->quantity = 40;
        lot->expires_on = "2020-06-01";
        lines[count++] = (struct report_line){
            .article = article_codes[i],
            .stock = 900 - 37 * week + 100 * i,
            .use_in_week = 50 + (week * 29) % 40 + 3000 * (week == 5),
            .need_next_week = 60,
            .received = maybe_if(week % 3 == 0, 40),
            .lots = lot,
            .lot_count = 1,
        };
    }
    return count;
}

static void submit_lines(struct bench *bench, const char *municipality, int week, struct report_line *lines,
                         size_t count)
{
    const char *name = week_name(bench, week);
    int64_t at = local_moment(monday_of(week), 150);
    struct report before, after;
    bool again = store_report_get(everywhere, bench->db, municipality, name, &bench->arena, &before) == OK;
    const struct report_revision revision = {.kind = again ? "resubmitted" : "submitted",
                                             .submitted_at = at,
                                             .submitted_by = "u",
                                             .reason = "",
                                             .comment = ""};
    struct status *statuses;
    assert_ok(store_report_submit(everywhere, bench->db, municipality, name, again ? &before : NULL, &revision, lines,
                                  count, &after));
    assert_ok(store_status_refresh(everywhere, bench->db, &after, lines, count, at, bench->articles,
                                   bench->article_count, &bench->arena, &statuses));
    assert_ok(store_overview_touch(bench->db, municipality, "22", name));
}

static void submit(struct bench *bench, const char *municipality, int week, int64_t use_wrong_by)
{
    struct report_line lines[ARTICLES];
    size_t count = lines_of(bench, week, lines);
    for (size_t i = 0; i < count; i++)
        lines[i].use_in_week += use_wrong_by;
    submit_lines(bench, municipality, week, lines, count);
}

/* In whatever order reports come in, and however often they are corrected, the derived rows are those of the figures.
 */
static void derived_rows_do_not_depend_on_the_order(void **state)
{
    struct bench bench = bench_open(*state);
    for (int week = 0; week < WEEKS; week++)
        submit(&bench, "2281", week, 0);
    static const int order[WEEKS] = {7, 2, 11, 17, 0, 5, 14, 9, 19, 1, 10, 3, 16, 8, 4, 18, 12, 6, 15, 13};
    for (int i = 0; i < WEEKS; i++)
        submit(&bench, "2282", order[i], order[i] % 3 == 0 ? 500 : 0);
    for (int i = WEEKS - 1; i >= 0; i--)
        if (order[i] % 3 == 0)
            submit(&bench, "2282", order[i], 0);
    for (int week = 0; week < WEEKS; week++) {
        struct status *in_order, *mixed;
        size_t count, mixed_count;
        const char *name = week_name(&bench, week);
        assert_ok(store_overview_report(everywhere, bench.db, "2281", name, &bench.arena, &in_order, &count));
        assert_ok(store_overview_report(everywhere, bench.db, "2282", name, &bench.arena, &mixed, &mixed_count));
        assert_int_equal(count, week % 4 == 2 ? 1 : 2);
        assert_int_equal(mixed_count, count);
        for (size_t i = 0; i < count; i++) {
            assert_string_equal(mixed[i].article, in_order[i].article);
            assert_string_equal(mixed[i].trend, in_order[i].trend);
            assert_string_equal(mixed[i].lots, in_order[i].lots);
            assert_true(in_order[i].use_per_day.known);
            assert_int_equal(rational_compare(mixed[i].use_per_day.value, in_order[i].use_per_day.value), 0);
            assert_int_equal(rational_compare(mixed[i].usable, in_order[i].usable), 0);
            assert_int_equal(mixed[i].flags, in_order[i].flags);
            assert_int_equal(mixed[i].reported_at, in_order[i].reported_at);
        }
    }
    bench_close(&bench);
}

static const char *stored_rows(struct bench *bench, int week)
{
    struct status *rows;
    size_t count;
    const char *text;
    assert_ok(
        store_overview_report(everywhere, bench->db, "2281", week_name(bench, week), &bench->arena, &rows, &count));
    assert_true(count > 0);
    assert_ok(status_rows_format(&bench->arena, rows, count, &text));
    return text;
}

/* As after the migration that made them one row a report. */
static void derived_rows_are_made_anew(void **state)
{
    struct bench bench = bench_open(*state);
    const char *before[WEEKS];
    for (int week = 0; week < WEEKS; week++)
        submit(&bench, "2281", week, week % 3 == 0 ? 500 : 0);
    submit(&bench, "2281", 6, 0);
    for (int week = 0; week < WEEKS; week++)
        before[week] = stored_rows(&bench, week);
    assert_ok(bench.db->driver->script(bench.db, "DELETE FROM ppe_status"));
    assert_ok(status_anew_put(bench.db));
    for (int week = 0; week < WEEKS; week++)
        assert_string_equal(stored_rows(&bench, week), before[week]);
    bench_close(&bench);
}

static void a_row_tells_rate_questions_and_trend(void **state)
{
    struct bench bench = bench_open(*state);
    struct status *rows;
    size_t count;
    for (int week = 0; week < 6; week++)
        submit(&bench, "2281", week, 0);
    assert_ok(store_overview_report(everywhere, bench.db, "2281", "2020-W08", &bench.arena, &rows, &count));
    /* One week: 50 a week; 900 pieces, of which 40 expire on 1 June, all in time. */
    assert_int_equal(rational_compare(rows[0].use_per_day.value, (struct rational){50, 7}), 0);
    assert_string_equal(rows[0].trend, "2020-W08:900:50:12600");
    assert_string_equal(rows[0].lots, "40:2020-06-01");
    /* The last use is a slip of the pen: it is asked about, and the rate does not follow. */
    assert_ok(store_overview_report(everywhere, bench.db, "2281", "2020-W13", &bench.arena, &rows, &count));
    assert_int_not_equal(rows[0].flags & (1u << PLAUSIBLE_TIMES_TEN), 0);
    assert_true(rational_compare(rows[0].use_per_day.value, rational_int(25)) < 0);
    assert_int_equal(count, 2);
    bench_close(&bench);
}

static void lines_come_back_as_they_were(void **state)
{
    struct bench bench = bench_open(*state);
    struct report_lot lots[] = {{"B-2", 5, "2021-01-31"}, {"", 0, "2020-05-01"}};
    struct report_delivery deliveries[] = {{700, "2020-05-04", true}, {10, "2020-04-30", false}};
    struct report_part parts[] = {{PART_SECTOR, "care", maybe_known(7), {0}},
                                  {PART_PRIVATE_UNIT, "Äldreboendet Ån", {0}, maybe_known(3)}};
    struct report_line line = {.article = "FFP2",
                               .stock = 9,
                               .use_in_week = 0,
                               .need_next_week = 1000000000,
                               .transferred_out = maybe_known(0),
                               .open_orders = maybe_known(12),
                               .lots = lots,
                               .lot_count = 2,
                               .deliveries = deliveries,
                               .delivery_count = 2,
                               .parts = parts,
                               .part_count = 2};
    submit_lines(&bench, "2281", 0, &line, 1);
    struct report_line *read;
    size_t count;
    assert_ok(store_report_lines(everywhere, bench.db, "2281", "2020-W08", 1, &bench.arena, &read, &count));
    assert_int_equal(count, 1);
    assert_int_equal(read->need_next_week, 1000000000);
    assert_false(read->received.known);
    assert_true(read->transferred_out.known);
    assert_int_equal(read->open_orders.value, 12);
    assert_int_equal(read->lot_count, 2);
    assert_string_equal(read->lots[0].lot_name, "B-2");
    assert_string_equal(read->lots[1].expires_on, "2020-05-01");
    assert_int_equal(read->delivery_count, 2);
    assert_true(read->deliveries[0].confirmed);
    assert_false(read->deliveries[1].confirmed);
    assert_int_equal(read->part_count, 2);
    assert_int_equal(read->parts[1].kind, PART_PRIVATE_UNIT);
    assert_string_equal(read->parts[1].name, "Äldreboendet Ån");
    assert_false(read->parts[1].stock.known);
    struct status *rows;
    assert_ok(store_overview_report(everywhere, bench.db, "2281", "2020-W08", &bench.arena, &rows, &count));
    assert_string_equal(rows[0].inbound, "700:2020-05-04"); /* confirmed ones only */
    assert_string_equal(rows[0].lots, "0:2020-05-01 5:2021-01-31");
    bench_close(&bench);
}

static void an_old_version_is_refused(void **state)
{
    struct bench bench = bench_open(*state);
    submit(&bench, "2281", 0, 0);
    struct report read, after;
    assert_ok(store_report_get(everywhere, bench.db, "2281", "2020-W08", &bench.arena, &read));
    submit(&bench, "2281", 0, 1);
    const struct report_revision revision = {.kind = "resubmitted", .submitted_by = "u", .reason = "", .comment = ""};
    assert_int_equal(store_report_review(everywhere, bench.db, &read, REPORT_APPROVED, "", "u", 1), STALE);
    assert_int_equal(store_report_submit(everywhere, bench.db, "2281", "2020-W08", &read, &revision, NULL, 0, &after),
                     STALE);
    assert_int_equal(store_report_submit(everywhere, bench.db, "2281", "2020-W08", NULL, &revision, NULL, 0, &after),
                     STALE);
    bench_close(&bench);
}

static void a_correction_keeps_the_time_of_its_figures(void **state)
{
    struct bench bench = bench_open(*state);
    submit(&bench, "2281", 0, 0);
    struct report head;
    int64_t as_of, first = local_moment(monday_of(0), 150);
    assert_ok(store_report_get(everywhere, bench.db, "2281", "2020-W08", &bench.arena, &head));
    const struct report_revision correction = {
        .kind = "corrected", .submitted_at = first + 9999, .submitted_by = "u", .reason = "r", .comment = ""};
    assert_ok(store_report_submit(everywhere, bench.db, "2281", "2020-W08", &head, &correction, NULL, 0, &head));
    assert_int_equal(head.revision, 2);
    assert_ok(store_report_as_of(bench.db, "2281", "2020-W08", 2, &as_of));
    assert_int_equal(as_of, first);
    bench_close(&bench);
}

static void the_list_runs_back_through_reports_and_drafts(void **state)
{
    struct bench bench = bench_open(*state);
    for (int week = 0; week < 4; week++)
        if (week != 2)
            submit(&bench, "2281", week, 0);
    assert_ok(store_draft_put(everywhere, bench.db, "2281", "2020-W10", 0, "{}", "u", 5));
    assert_ok(store_draft_put(everywhere, bench.db, "2281", "2020-W11", 0, "{}", "u", 5)); /* has a report */
    struct report_row *rows;
    size_t count;
    assert_ok(store_report_list(everywhere, bench.db, "2281", "", 3, &bench.arena, &rows, &count));
    assert_int_equal(count, 3);
    assert_string_equal(rows[0].report.week, "2020-W11");
    assert_int_equal(rows[0].report.stored, REPORT_SUBMITTED);
    assert_string_equal(rows[1].report.week, "2020-W10");
    assert_int_equal(rows[1].report.stored, REPORT_DRAFT);
    assert_int_equal(rows[1].report.version, 0);
    assert_ok(store_report_list(everywhere, bench.db, "2281", rows[2].report.week, 3, &bench.arena, &rows, &count));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].report.week, "2020-W08");
    bench_close(&bench);
}

static void drafts_have_one_writer_at_a_time(void **state)
{
    struct bench bench = bench_open(*state);
    struct draft draft;
    bool deleted;
    assert_int_equal(store_draft_get(everywhere, bench.db, "2281", "2020-W08", &bench.arena, &draft), NOT_FOUND);
    assert_ok(store_draft_put(everywhere, bench.db, "2281", "2020-W08", 0, "å\\n", "u", 5));
    assert_ok(store_draft_put(everywhere, bench.db, "2281", "2020-W08", 1, "två", "v", 6));
    assert_int_equal(store_draft_put(everywhere, bench.db, "2281", "2020-W08", 1, "x", "u", 7), STALE);
    assert_ok(store_draft_get(everywhere, bench.db, "2281", "2020-W08", &bench.arena, &draft));
    assert_string_equal(draft.body, "två");
    assert_int_equal(draft.version, 2);
    assert_ok(store_draft_delete(everywhere, bench.db, "2281", "2020-W08", &deleted));
    assert_true(deleted);
    assert_ok(store_draft_delete(everywhere, bench.db, "2281", "2020-W08", &deleted));
    assert_false(deleted);
    bench_close(&bench);
}

static void nothing_is_seen_outside_the_scope(void **state)
{
    struct bench bench = bench_open(*state);
    submit(&bench, "2281", 0, 0);
    const struct scope other = {.allowed = true, .area = "2282"}, nobody = {.allowed = false};
    struct report head;
    struct status *rows;
    struct overview_key key;
    size_t count;
    assert_int_equal(store_report_get(other, bench.db, "2281", "2020-W08", &bench.arena, &head), NOT_FOUND);
    assert_int_equal(store_report_get(nobody, bench.db, "2281", "2020-W08", &bench.arena, &head), NOT_FOUND);
    assert_int_equal(store_draft_put(other, bench.db, "2281", "2020-W09", 0, "{}", "u", 5), FORBIDDEN);
    assert_int_equal(store_overview_statuses(other, bench.db, "22", "2020-W09", &bench.arena, &rows, &count),
                     NOT_FOUND);
    assert_int_equal(store_overview_key(other, bench.db, "22", &key), NOT_FOUND);
    bench_close(&bench);
}

static void the_picture_takes_each_latest_report_in_time(void **state)
{
    struct bench bench = bench_open(*state);
    submit(&bench, "2281", 0, 0);
    submit(&bench, "2281", 2, 0);
    submit(&bench, "2282", 1, 0);
    submit(&bench, "2161", 1, 0); /* in county 21 */
    assert_ok(store_draft_put(everywhere, bench.db, "2260", "2020-W09", 0, "{}", "u", 5));
    struct overview_row *rows;
    struct status *statuses;
    size_t count;
    assert_ok(store_overview_reports(everywhere, bench.db, "22", "2020-W09", "2020-W09", &bench.arena, &rows, &count));
    assert_int_equal(count, 7);
    assert_string_equal(rows[0].code, "2260");
    assert_true(rows[0].drafted && !rows[0].reported && rows[0].latest_week == NULL);
    assert_string_equal(rows[3].code, "2281");
    assert_false(rows[3].reported);
    assert_string_equal(rows[3].latest_week, "2020-W08"); /* W10 is later than asked for */
    assert_true(rows[4].reported);
    assert_ok(store_overview_statuses(everywhere, bench.db, "22", "2020-W12", &bench.arena, &statuses, &count));
    assert_int_equal(count, 3); /* 2281's W10 has one article, 2282's W09 two */
    assert_string_equal(statuses[0].week, "2020-W10");
    assert_ok(store_overview_statuses(everywhere, bench.db, "00", "2020-W12", &bench.arena, &statuses, &count));
    assert_int_equal(count, 5);
    bench_close(&bench);
}

static void every_write_moves_the_key(void **state)
{
    struct bench bench = bench_open(*state);
    struct overview_key before, after, other;
    submit(&bench, "2281", 0, 0);
    assert_ok(store_overview_key(everywhere, bench.db, "22", &before));
    submit(&bench, "2281", 0, 0);
    assert_ok(store_overview_key(everywhere, bench.db, "22", &after));
    assert_ok(store_overview_key(everywhere, bench.db, "21", &other));
    assert_int_equal(after.changes, before.changes + 1);
    assert_int_equal(other.changes, 0);
    assert_int_equal(after.articles, 15);
    bench_close(&bench);
}

/* A row on later days: used up day by day, judged grey when too old, with deliveries that are still to come. */
static void an_old_row_on_a_new_day(void **state)
{
    (void)state;
    struct arena arena = arena_open(1024 * 1024);
    int64_t today = 0;
    assert_ok(date_parse("2020-04-20", &today));
    const struct cover_thresholds thresholds = {2, 7, 14, 14};
    const struct status status = {.reported_at = local_moment(today, 10),
                                  .stock = known_int(100),
                                  .use_per_day = known_rational(rational_int(10)),
                                  .usable = rational_int(100),
                                  .inbound = "30:2020-04-19 20:2020-04-25 5:2020-05-20"};
    struct status_now now;
    assert_ok(store_status_now(&arena, &status, &thresholds, today, &now));
    assert_int_equal(now.status, COVER_YELLOW);
    assert_int_equal(now.inbound, 25);
    assert_true(now.runs_out);
    assert_int_equal(now.runs_out_on, today + 12);
    assert_ok(store_status_now(&arena, &status, &thresholds, today + 4, &now));
    assert_int_equal(now.age_days, 4);
    assert_int_equal(rational_compare(now.usable.value, rational_int(60)), 0);
    assert_int_equal(now.status, COVER_RED);
    assert_ok(store_status_now(&arena, &status, &thresholds, today + 6, &now));
    assert_int_equal(now.inbound, 5);
    assert_ok(store_status_now(&arena, &status, &thresholds, today + 15, &now));
    assert_int_equal(now.status, COVER_GREY);
    assert_int_equal(rational_sign(now.usable.value), 0);
    arena_close(&arena);
}

/* Sometimes small, sometimes the largest that a report may hold, mostly anything between. */
static int64_t random_count(uint64_t *seed)
{
    int64_t kind = random_between(seed, 0, 7);
    return kind == 0 ? random_between(seed, 0, 2) : kind == 1 ? 1000000000 : random_between(seed, 0, 1000000000);
}

/* Whatever a report may hold, it can be assessed, stored and aged: no exact fraction leaves its range. */
static void no_report_is_too_large_to_assess(void **state)
{
    (void)state;
    const struct cover_thresholds thresholds = {2, 7, 14, 14};
    uint64_t seed = 20200427;
    for (int round = 0; round < 3000; round++) {
        struct arena arena = arena_open(1024 * 1024);
        struct status_history_row rows[STATUS_WEEKS - 1];
        struct status_history history = {.rows = rows, .count = (size_t)random_between(&seed, 0, STATUS_WEEKS - 1)};
        for (size_t i = 0; i < history.count; i++)
            rows[i] = (struct status_history_row){
                .article = "FFP2",
                .week = "2020-W01",
                .monday = monday_of((int)i),
                .figures = {.stock = known_int(random_count(&seed)), .use_in_week = known_int(random_count(&seed))}};
        static const char *const dates[] = {"2011-01-01", "2020-04-20", "2020-07-01", "2035-05-05", "2049-12-31"};
        struct report_lot lots[3];
        for (size_t i = 0; i < 3; i++)
            lots[i] = (struct report_lot){"", random_count(&seed), dates[random_between(&seed, 0, 4)]};
        struct report_delivery delivery = {random_count(&seed), dates[random_between(&seed, 0, 4)], true};
        const struct status_line line = {.article = "FFP2",
                                         .stock = known_int(random_count(&seed)),
                                         .use_in_week = known_int(random_count(&seed)),
                                         .lots = lots,
                                         .lot_count = (size_t)random_between(&seed, 0, 3),
                                         .deliveries = &delivery,
                                         .delivery_count = 1};
        struct status status;
        struct status_now now;
        int64_t num, den;
        enum outcome computed =
            store_status_compute(&arena, &history, monday_of(8), &line, local_moment(monday_of(8), 100), 50, &status);
        if (computed != OK)
            fail_msg("round %d: %s", round, outcome_name(computed));
        assert_ok(rational_split(status.usable, &num, &den));
        assert_ok(rational_split(status.use_per_day.value, &num, &den));
        computed = store_status_now(&arena, &status, &thresholds, monday_of(8) + random_between(&seed, 0, 399), &now);
        if (computed != OK)
            fail_msg("round %d: aged: %s", round, outcome_name(computed));
        arena_close(&arena);
    }
}

#define TESTS(ON)                                                                                                      \
    {                                                                                                                  \
        ON(derived_rows_do_not_depend_on_the_order), ON(derived_rows_are_made_anew),                                   \
            ON(a_row_tells_rate_questions_and_trend), ON(lines_come_back_as_they_were), ON(an_old_version_is_refused), \
            ON(a_correction_keeps_the_time_of_its_figures), ON(the_list_runs_back_through_reports_and_drafts),         \
            ON(drafts_have_one_writer_at_a_time), ON(nothing_is_seen_outside_the_scope),                               \
            ON(the_picture_takes_each_latest_report_in_time), ON(every_write_moves_the_key),                           \
            ON(an_old_row_on_a_new_day), ON(no_report_is_too_large_to_assess),                                         \
    }

int main(void)
{
    const struct CMUnitTest sqlite_tests[] = TESTS(ON_SQLITE);
    const struct CMUnitTest postgresql_tests[] = TESTS(ON_POSTGRESQL);
    return RUN_ON_ENGINE(sqlite_tests, postgresql_tests);
}
