#include "demo_figures.h"

#include "core/week.h"

#include <stdio.h>

const char *const demo_municipalities[DEMO_MUNICIPALITIES] = {"2260", "2262", "2280", "2281", "2282", "2283", "2284"};

/* Thousands of inhabitants (SCB, 31 December 2019, rounded): what use grows with. */
static const int thousands[DEMO_MUNICIPALITIES] = {9, 18, 25, 99, 18, 19, 56};

static const struct {
    const char *code;
    int use_per_thousand; /* units a week at the height of the wave */
    int plenty;           /* per cent of the usual stock when the spring began: what was scarce everywhere */
    bool expires;
} articles[DEMO_ARTICLES] = {
    {"FFP2", 8, 60, true},          {"FFP3", 2, 80, true},          {"FORKL-KORT", 90, 105, false},
    {"FORKL-LANG", 25, 50, false},  {"GLASOGON", 1, 90, false},     {"HANDDESINF", 4, 70, true},
    {"HANDSKE-L", 160, 120, false}, {"HANDSKE-M", 220, 115, false}, {"HANDSKE-S", 60, 110, false},
    {"HANDSKE-XL", 30, 120, false}, {"IIR", 60, 85, true},          {"OVERALL", 1, 75, false},
    {"PROVTAGN", 3, 90, true},      {"VISIR", 4, 65, false},        {"YTDESINF", 3, 100, false},
};

/* The wave: per cent of the height in each week. */
static const int wave[DEMO_WEEKS] = {20, 20, 25, 40, 60, 80, 95, 100, 100, 95};

/* Days of stock at the height's use when the spring began, by municipality. */
static const int first_days[DEMO_MUNICIPALITIES] = {26, 21, 18, 31, 23, 18, 38};

/* What suppliers delivered, in per cent of the week's use. */
static const int supply[DEMO_MUNICIPALITIES] = {82, 86, 84, 96, 78, 80, 103};

/* A fixed scatter of 0 to 99, so that no two rows look alike. */
static int scatter(int municipality, int article, int week)
{
    unsigned hash = 2166136261u;
    const int parts[] = {municipality + 1, article + 1, week + 1};
    for (int i = 0; i < 3; i++)
        hash = (hash ^ (unsigned)parts[i] * 2654435761u) * 16777619u;
    hash ^= hash >> 15;
    return (int)(hash % 100);
}

void demo_week(int week, char ret_week[9])
{
    int64_t monday = 0;
    if (week_parse("2020-W08", &monday) == OK)
        monday += 7 * (int64_t)week;
    week_format(monday, ret_week);
}

static int64_t use_of(int municipality, int article, int week)
{
    int64_t full = (int64_t)thousands[municipality] * articles[article].use_per_thousand;
    int64_t use = full * wave[week] * (90 + scatter(municipality, article, week) / 5) / 10000;
    return use > 0 ? use : 1;
}

/* Stock at the end of the week and what came in during it, by the balance equation from the first week on. */
static void stock_of(int municipality, int article, int week, int64_t *ret_stock, int64_t *ret_received)
{
    int64_t full = (int64_t)thousands[municipality] * articles[article].use_per_thousand;
    int64_t stock = full * first_days[municipality] * articles[article].plenty / 100 *
                    (70 + scatter(municipality, article, 90) * 6 / 10) / 700;
    int64_t received = 0;
    for (int w = 0; w <= week; w++) {
        int64_t use = use_of(municipality, article, w);
        received = use * supply[municipality] * (60 + scatter(municipality, article, w + 40) * 8 / 10) / 10000;
        stock += received - use;
        if (stock < 0) { /* an emergency delivery kept care going, and that was all */
            received -= stock;
            stock = 0;
        }
    }
    *ret_stock = stock;
    *ret_received = received;
}

/* Two lots: an old one that expires soon and a newer one. */
static enum outcome add_lots(int municipality, int article, int64_t monday, struct arena *arena,
                             struct report_line *line)
{
    if (!articles[article].expires || line->stock < 20)
        return OK;
    line->lots = ARENA_ARRAY(arena, 2, struct report_lot);
    if (line->lots == NULL)
        return TOO_LARGE;
    const int days[] = {18 + scatter(municipality, article, 70) / 2, 240 + scatter(municipality, article, 71)};
    int64_t old = line->stock * (20 + scatter(municipality, article, 72) / 4) / 100;
    const int64_t quantities[] = {old, line->stock - old};
    for (int i = 0; i < 2; i++) {
        char date[DATE_CHARS + 1];
        date_format(monday + days[i], date);
        line->lots[i] = (struct report_lot){
            .lot_name = arena_printf(arena, "PÅHITTAD-%d%02d%d", municipality + 1, article + 1, i + 1),
            .quantity = quantities[i],
            .expires_on = arena_text(arena, date),
        };
    }
    line->lot_count = 2;
    return OK;
}

/* Some wait for a confirmed delivery. */
static enum outcome add_delivery(int municipality, int article, int week, int64_t monday, struct arena *arena,
                                 struct report_line *line)
{
    if (scatter(municipality, article, week + 20) >= 15)
        return OK;
    char date[DATE_CHARS + 1];
    date_format(monday + 7 + scatter(municipality, article, week + 21) / 20, date);
    line->deliveries = ARENA_NEW(arena, struct report_delivery);
    if (line->deliveries == NULL)
        return TOO_LARGE;
    *line->deliveries = (struct report_delivery){
        .quantity = line->use_in_week / 2 + 1,
        .expected_on = arena_text(arena, date),
        .confirmed = scatter(municipality, article, week + 22) < 60,
    };
    line->delivery_count = 1;
    return OK;
}

enum outcome demo_lines(int municipality, int week, struct arena *arena, struct report_line **ret_lines)
{
    struct report_line *lines = ARENA_ARRAY(arena, DEMO_ARTICLES, struct report_line);
    char week_text[WEEK_CHARS + 1];
    int64_t monday;
    if (lines == NULL)
        return TOO_LARGE;
    demo_week(week, week_text);
    TRY(week_parse(week_text, &monday));
    for (int article = 0; article < DEMO_ARTICLES; article++) {
        struct report_line *line = &lines[article];
        int64_t received;
        line->article = articles[article].code;
        line->use_in_week = use_of(municipality, article, week);
        stock_of(municipality, article, week, &line->stock, &received);
        line->received = maybe_known(received);
        line->transferred_in = line->transferred_out = line->discarded = maybe_known(0);
        line->need_next_week = line->use_in_week * 105 / 100;
        TRY(add_lots(municipality, article, monday, arena, line));
        TRY(add_delivery(municipality, article, week, monday, arena, line));
    }
    *ret_lines = lines;
    return OK;
}
