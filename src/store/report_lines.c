#include "store/report_lines.h"

#include "room.h"

#include <string.h>

const char *const report_part_words[] = {
    [PART_SECTOR] = "sector", [PART_UNIT] = "unit", [PART_PRIVATE_UNIT] = "private_unit", [PART_KIND__COUNT] = NULL};

static struct maybe get_maybe(const struct db_rows *rows, int column)
{
    return db_is_null(rows, column) ? (struct maybe){0} : maybe_known(db_get_int(rows, column));
}

static struct db_value maybe_value(struct maybe value)
{
    return db_maybe(value.known, value.value);
}

/* --- reading --- */

#define FIGURES                                                                                                        \
    "article_code, stock, use_in_week, need_next_week, received, transferred_in, transferred_out, discarded, "         \
    "open_orders "
#define FIGURE_LETTERS "tiiiIIIII"

static void read_line(const struct db_rows *rows, struct arena *arena, bool *failed, struct report_line *ret_line)
{
    *ret_line = (struct report_line){
        .article = db_copy(rows, 0, arena, failed),
        .stock = db_get_int(rows, 1),
        .use_in_week = db_get_int(rows, 2),
        .need_next_week = db_get_int(rows, 3),
        .received = get_maybe(rows, 4),
        .transferred_in = get_maybe(rows, 5),
        .transferred_out = get_maybe(rows, 6),
        .discarded = get_maybe(rows, 7),
        .open_orders = get_maybe(rows, 8),
    };
}

STATEMENT(report_lines_figures, "tti", FIGURE_LETTERS,
          "SELECT " FIGURES "FROM ppe_report_line WHERE municipality_code = $1 AND week = $2 AND revision = $3 "
          "ORDER BY article_code");

static enum outcome read_lines(struct db *db, const struct db_value *key, struct arena *arena,
                               struct report_line **ret_lines, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_lines_figures, key, &rows));
    struct report_line *lines = NULL;
    size_t count = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            break;
        lines = room_for_one(arena, lines, count, sizeof *lines);
        if (lines == NULL)
            return TOO_LARGE;
        read_line(&rows, arena, &failed, &lines[count++]);
    }
    *ret_lines = lines;
    *ret_count = count;
    return failed ? TOO_LARGE : OK;
}

/* Details come in the order of the lines (both by article): the line that a row belongs to is found by going on. */
static struct report_line *line_of(struct report_line *lines, size_t count, size_t *at, const char *article)
{
    while (*at < count && strcmp(lines[*at].article, article) != 0)
        (*at)++;
    return *at < count ? &lines[*at] : NULL;
}

STATEMENT(report_lines_lots, "tti", "ttit",
          "SELECT article_code, lot_name, quantity, expires_on FROM ppe_report_lot WHERE municipality_code = $1 AND "
          "week = $2 AND revision = $3 ORDER BY article_code, lot_number");

static enum outcome read_lots(struct db *db, const struct db_value *key, struct arena *arena, struct report_line *lines,
                              size_t count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_lines_lots, key, &rows));
    size_t at = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        struct report_line *line = more ? line_of(lines, count, &at, db_get_text(&rows, 0)) : NULL;
        if (line == NULL)
            return failed ? TOO_LARGE : OK;
        line->lots = room_for_one(arena, line->lots, line->lot_count, sizeof *line->lots);
        if (line->lots == NULL)
            return TOO_LARGE;
        line->lots[line->lot_count++] = (struct report_lot){
            .lot_name = db_copy(&rows, 1, arena, &failed),
            .quantity = db_get_int(&rows, 2),
            .expires_on = db_copy(&rows, 3, arena, &failed),
        };
    }
}

STATEMENT(report_lines_deliveries, "tti", "titi",
          "SELECT article_code, quantity, expected_on, confirmed FROM ppe_report_delivery WHERE municipality_code = $1 "
          "AND week = $2 AND revision = $3 ORDER BY article_code, delivery_number");

static enum outcome read_deliveries(struct db *db, const struct db_value *key, struct arena *arena,
                                    struct report_line *lines, size_t count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_lines_deliveries, key, &rows));
    size_t at = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        struct report_line *line = more ? line_of(lines, count, &at, db_get_text(&rows, 0)) : NULL;
        if (line == NULL)
            return failed ? TOO_LARGE : OK;
        line->deliveries = room_for_one(arena, line->deliveries, line->delivery_count, sizeof *line->deliveries);
        if (line->deliveries == NULL)
            return TOO_LARGE;
        line->deliveries[line->delivery_count++] = (struct report_delivery){
            .quantity = db_get_int(&rows, 1),
            .expected_on = db_copy(&rows, 2, arena, &failed),
            .confirmed = db_get_int(&rows, 3) != 0,
        };
    }
}

STATEMENT(report_lines_parts, "tti", "tttII",
          "SELECT article_code, kind, name, stock, use_in_week FROM ppe_report_part WHERE municipality_code = $1 AND "
          "week = $2 AND revision = $3 ORDER BY article_code, part_number");

static int part_kind(const char *word)
{
    int kind = 0;
    while (kind + 1 < PART_KIND__COUNT && strcmp(report_part_words[kind], word) != 0)
        kind++;
    return kind;
}

static enum outcome read_parts(struct db *db, const struct db_value *key, struct arena *arena,
                               struct report_line *lines, size_t count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_lines_parts, key, &rows));
    size_t at = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        struct report_line *line = more ? line_of(lines, count, &at, db_get_text(&rows, 0)) : NULL;
        if (line == NULL)
            return failed ? TOO_LARGE : OK;
        line->parts = room_for_one(arena, line->parts, line->part_count, sizeof *line->parts);
        if (line->parts == NULL)
            return TOO_LARGE;
        line->parts[line->part_count++] = (struct report_part){
            .kind = part_kind(db_get_text(&rows, 1)),
            .name = db_copy(&rows, 2, arena, &failed),
            .stock = get_maybe(&rows, 3),
            .use_in_week = get_maybe(&rows, 4),
        };
    }
}

enum outcome store_report_lines(struct scope scope, struct db *db, const char *municipality, const char *week,
                                int64_t revision, struct arena *arena, struct report_line **ret_lines,
                                size_t *ret_count)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    const struct db_value key[] = {db_text(municipality), db_text(week), db_int(revision)};
    struct report_line *lines;
    size_t count;
    TRY(read_lines(db, key, arena, &lines, &count));
    TRY(read_lots(db, key, arena, lines, count));
    TRY(read_deliveries(db, key, arena, lines, count));
    TRY(read_parts(db, key, arena, lines, count));
    *ret_lines = lines;
    *ret_count = count;
    return OK;
}

enum outcome store_report_figures(struct scope scope, struct db *db, const char *municipality, const char *week,
                                  int64_t revision, struct arena *arena, struct report_line **ret_lines,
                                  size_t *ret_count)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    return read_lines(db, DB_VALUES(db_text(municipality), db_text(week), db_int(revision)), arena, ret_lines,
                      ret_count);
}

STATEMENT(report_lines_history, "tti", FIGURE_LETTERS "i",
          "SELECT " FIGURES ", revision FROM ppe_report_line WHERE municipality_code = $1 AND week = $2 AND "
          "revision >= $3 ORDER BY revision, article_code");

enum outcome store_report_history(struct scope scope, struct db *db, const char *municipality, const char *week,
                                  int64_t first, struct arena *arena, struct report_revision_line **ret_lines,
                                  size_t *ret_count)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_lines_history, DB_VALUES(db_text(municipality), db_text(week), db_int(first)), &rows));
    struct report_revision_line *lines = NULL;
    size_t count = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            break;
        lines = room_for_one(arena, lines, count, sizeof *lines);
        if (lines == NULL)
            return TOO_LARGE;
        lines[count].revision = db_get_int(&rows, 9);
        read_line(&rows, arena, &failed, &lines[count++].line);
    }
    *ret_lines = lines;
    *ret_count = count;
    return failed ? TOO_LARGE : OK;
}

/* --- writing --- */

STATEMENT(report_line_add, "ttitiiiIIIII", "",
          "INSERT INTO ppe_report_line (municipality_code, week, revision, article_code, stock, use_in_week, "
          "need_next_week, received, transferred_in, transferred_out, discarded, open_orders) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
STATEMENT(report_lot_add, "ttititit", "",
          "INSERT INTO ppe_report_lot (municipality_code, week, revision, article_code, lot_number, lot_name, "
          "quantity, expires_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
STATEMENT(report_delivery_add, "ttitiiti", "",
          "INSERT INTO ppe_report_delivery (municipality_code, week, revision, article_code, delivery_number, "
          "quantity, expected_on, confirmed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
STATEMENT(report_part_add, "ttitittII", "",
          "INSERT INTO ppe_report_part (municipality_code, week, revision, article_code, part_number, kind, name, "
          "stock, use_in_week) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

static enum outcome add_details(struct db *db, const char *municipality, const char *week, int64_t revision,
                                const struct report_line *line)
{
    const struct db_value key[] = {db_text(municipality), db_text(week), db_int(revision), db_text(line->article)};
    for (size_t i = 0; i < line->lot_count; i++) {
        const struct report_lot *lot = &line->lots[i];
        TRY(db_run_later(db, &report_lot_add,
                         DB_VALUES(key[0], key[1], key[2], key[3], db_int((int64_t)i), db_text(lot->lot_name),
                                   db_int(lot->quantity), db_text(lot->expires_on))));
    }
    for (size_t i = 0; i < line->delivery_count; i++) {
        const struct report_delivery *delivery = &line->deliveries[i];
        TRY(db_run_later(db, &report_delivery_add,
                         DB_VALUES(key[0], key[1], key[2], key[3], db_int((int64_t)i), db_int(delivery->quantity),
                                   db_text(delivery->expected_on), db_int(delivery->confirmed))));
    }
    for (size_t i = 0; i < line->part_count; i++) {
        const struct report_part *part = &line->parts[i];
        TRY(db_run_later(db, &report_part_add,
                         DB_VALUES(key[0], key[1], key[2], key[3], db_int((int64_t)i),
                                   db_text(report_part_words[part->kind]), db_text(part->name),
                                   maybe_value(part->stock), maybe_value(part->use_in_week))));
    }
    return OK;
}

enum outcome store_report_lines_add(struct db *db, const char *municipality, const char *week, int64_t revision,
                                    const struct report_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct report_line *line = &lines[i];
        TRY(db_run_later(db, &report_line_add,
                         DB_VALUES(db_text(municipality), db_text(week), db_int(revision), db_text(line->article),
                                   db_int(line->stock), db_int(line->use_in_week), db_int(line->need_next_week),
                                   maybe_value(line->received), maybe_value(line->transferred_in),
                                   maybe_value(line->transferred_out), maybe_value(line->discarded),
                                   maybe_value(line->open_orders))));
        TRY(add_details(db, municipality, week, revision, line));
    }
    return OK;
}
