#include "store/status.h"

#include "base/text.h"
#include "core/plausible.h"
#include "core/week.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_PER_WEEK = 7, STATUS_TEXT_BYTES = 64 * 1024 };

struct maybe status_centidays(struct cover cover)
{
    struct rational hundredths;
    if (cover.kind != COVER_DAYS || rational_multiply(cover.days, rational_int(100), &hundredths) != OK)
        return (struct maybe){0};
    return maybe_known(rational_floor(hundredths));
}

int64_t status_pack_of(const struct article *articles, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(articles[i].code, code) == 0)
            return articles[i].pack_size;
    return 1;
}

static struct known_int known_of(struct maybe value)
{
    return (struct known_int){.known = value.known, .value = value.value};
}

struct status_line status_line_of(const struct report_line *line)
{
    return (struct status_line){
        .article = line->article,
        .stock = known_int(line->stock),
        .use_in_week = known_int(line->use_in_week),
        .need_next_week = known_int(line->need_next_week),
        .received = known_of(line->received),
        .transferred_in = known_of(line->transferred_in),
        .transferred_out = known_of(line->transferred_out),
        .discarded = known_of(line->discarded),
        .lots = line->lots,
        .lot_count = line->lot_count,
        .deliveries = line->deliveries,
        .delivery_count = line->delivery_count,
    };
}

/* --- computing one row --- */

/* The Monday of the oldest report that still counts for a week: reports count, whatever articles they hold, so that a
 * row comes out the same however far back the history reaches. */
static int64_t oldest_that_counts(const struct status_history *history, int64_t monday)
{
    int64_t newest_first[STATUS_WEEKS - 1];
    int count = 0;
    for (size_t i = 0; i < history->count; i++) {
        int64_t week = history->rows[i].monday;
        int at = 0;
        while (at < count && newest_first[at] > week)
            at++;
        if (week >= monday || at == STATUS_WEEKS - 1 || (at < count && newest_first[at] == week))
            continue;
        if (count < STATUS_WEEKS - 1)
            count++;
        memmove(&newest_first[at + 1], &newest_first[at], (size_t)(count - 1 - at) * sizeof *newest_first);
        newest_first[at] = week;
    }
    return count > 0 ? newest_first[count - 1] : monday;
}

void status_history_settle(struct status_history *history, int64_t monday)
{
    history->counts_from = oldest_that_counts(history, monday);
    history->counts_for = monday;
}

/* The article's weeks before the Monday, at most STATUS_WEEKS - 1, oldest first, and then the line itself. */
static size_t weeks_up_to(const struct status_history *history, int64_t monday, const struct status_line *line,
                          struct week_figures ret_weeks[STATUS_WEEKS],
                          const struct status_history_row *ret_rows[STATUS_WEEKS])
{
    int64_t oldest = history->counts_from != 0 && history->counts_for == monday ? history->counts_from
                                                                                : oldest_that_counts(history, monday);
    size_t count = 0;
    for (size_t i = 0; i < history->count && count < STATUS_WEEKS - 1; i++) {
        const struct status_history_row *row = &history->rows[i];
        if (row->monday < oldest || row->monday >= monday || strcmp(row->article, line->article) != 0)
            continue;
        ret_rows[count] = row;
        ret_weeks[count] = row->figures;
        ret_weeks[count++].weeks_ago = (monday - row->monday) / DAYS_PER_WEEK;
    }
    ret_rows[count] = NULL;
    ret_weeks[count++] = (struct week_figures){
        .stock = line->stock,
        .use_in_week = line->use_in_week,
        .received = line->received,
        .transfers_in = line->transferred_in,
        .transfers_out = line->transferred_out,
        .discarded = line->discarded,
    };
    return count;
}

/* "quantity:date" of one dated quantity. */
struct dated {
    int64_t quantity;
    const char *date;
};

static int by_date(const void *a, const void *b)
{
    return strcmp(((const struct dated *)a)->date, ((const struct dated *)b)->date);
}

static const char *dated_text(struct arena *arena, struct dated *list, size_t count)
{
    if (count == 0)
        return arena_copy(arena, "", 0);
    AUTO_TEXT text = text_open(STATUS_TEXT_BYTES);
    qsort(list, count, sizeof *list, by_date);
    for (size_t i = 0; i < count; i++)
        text_printf(&text, "%s%lld:%s", i > 0 ? " " : "", (long long)list[i].quantity, list[i].date);
    return text_failed(&text) ? NULL : arena_copy(arena, text.bytes != NULL ? text.bytes : "", text.length);
}

static enum outcome lots_of(struct arena *arena, const struct status_line *line, int64_t as_of_day,
                            struct lot **ret_lots, const char **ret_text)
{
    struct lot *lots = ARENA_ARRAY(arena, line->lot_count, struct lot);
    struct dated *dated = ARENA_ARRAY(arena, line->lot_count, struct dated);
    if (lots == NULL || dated == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < line->lot_count; i++) {
        int64_t expires_on;
        TRY(date_parse(line->lots[i].expires_on, &expires_on));
        lots[i] = (struct lot){.quantity = line->lots[i].quantity,
                               .days_to_expiry = report_days_to_expiry(expires_on, as_of_day)};
        dated[i] = (struct dated){line->lots[i].quantity, line->lots[i].expires_on};
    }
    *ret_lots = lots;
    *ret_text = dated_text(arena, dated, line->lot_count);
    return *ret_text != NULL ? OK : TOO_LARGE;
}

static const char *inbound_text(struct arena *arena, const struct status_line *line)
{
    struct dated *dated = ARENA_ARRAY(arena, line->delivery_count, struct dated);
    if (dated == NULL)
        return NULL;
    size_t count = 0;
    for (size_t i = 0; i < line->delivery_count; i++)
        if (line->deliveries[i].confirmed && line->deliveries[i].quantity > 0)
            dated[count++] = (struct dated){line->deliveries[i].quantity, line->deliveries[i].expected_on};
    return dated_text(arena, dated, count);
}

static void add_trend_point(struct text *trend, const char *week, const struct week_figures *figures,
                            struct maybe centidays)
{
    text_add(trend, week);
    text_add_char(trend, ':');
    text_add_int(trend, figures->stock.value);
    text_add_char(trend, ':');
    text_add_int(trend, figures->use_in_week.value);
    text_add_char(trend, ':');
    if (centidays.known)
        text_add_int(trend, centidays.value);
}

static const char *trend_text(struct arena *arena, const struct week_figures *weeks,
                              const struct status_history_row *const *rows, size_t count, const struct status *status)
{
    AUTO_TEXT trend = text_open(STATUS_TEXT_BYTES);
    for (size_t i = 0; i + 1 < count; i++) {
        if (rows[i]->point != NULL)
            text_add_bytes(&trend, rows[i]->point, rows[i]->point_length);
        else
            add_trend_point(&trend, rows[i]->week, &weeks[i], rows[i]->cover_centidays);
        text_add_char(&trend, ' ');
    }
    if (status->stock.known && status->use_in_week.known)
        add_trend_point(&trend, status->week, &weeks[count - 1], status_centidays(status->cover));
    else if (trend.length > 0)
        trend.bytes[--trend.length] = '\0'; /* no blank at the end */
    return text_failed(&trend) ? NULL : arena_copy(arena, trend.bytes != NULL ? trend.bytes : "", trend.length);
}

enum outcome store_status_compute(struct arena *arena, const struct status_history *history, int64_t monday,
                                  const struct status_line *line, int64_t as_of, int64_t pack,
                                  struct status *ret_status)
{
    struct week_figures weeks[STATUS_WEEKS];
    const struct status_history_row *rows[STATUS_WEEKS];
    size_t count = weeks_up_to(history, monday, line, weeks, rows);
    char week[WEEK_CHARS + 1];
    week_format(monday, week);
    struct status status = {
        .week = arena_text(arena, week),
        .article = line->article,
        .reported_at = as_of,
        .stock = line->stock,
        .use_in_week = line->use_in_week,
        .need_next_week = line->need_next_week,
        .inbound = inbound_text(arena, line),
    };
    struct lot *lots;
    TRY(lots_of(arena, line, local_date(as_of), &lots, &status.lots));
    struct article_status article;
    TRY(cover_article_status(arena, weeks, count, lots, line->lot_count, pack, &article));
    status.use_per_day = article.use_per_day;
    status.usable = article.usable;
    status.wasted = rational_ceil(article.wasted);
    status.cover = article.cover;
    status.flags = article.flags;
    status.trend = trend_text(arena, weeks, rows, count, &status);
    if (status.week == NULL || status.inbound == NULL || status.trend == NULL)
        return TOO_LARGE;
    *ret_status = status;
    return OK;
}
