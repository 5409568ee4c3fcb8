/* The rules of a report's figures beyond the field table. */
#include "api/report_submit.h"

#include "core/week.h"

#include <string.h>

/* How far from the reported week dates may lie, in days: beyond is a slip of the pen. */
enum {
    LOT_DAYS_BEFORE = 10 * 366, /* an old stock found in a cellar */
    LOT_DAYS_AFTER = 30 * 366,
    DELIVERY_DAYS_BEFORE = 62, /* late by two months and still on its way */
    DELIVERY_DAYS_AFTER = 3 * 366
};

static const char *const sectors[] = {"care", "social_services", "lss"};

static bool is_sector(const char *name)
{
    for (size_t i = 0; i < sizeof sectors / sizeof sectors[0]; i++)
        if (strcmp(sectors[i], name) == 0)
            return true;
    return false;
}

static bool in_lines(const struct report_line *lines, size_t count, const char *article)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lines[i].article, article) == 0)
            return true;
    return false;
}

static bool is_active(const struct report_context *context, const char *code)
{
    for (size_t i = 0; i < context->article_count; i++)
        if (strcmp(context->articles[i].code, code) == 0)
            return context->articles[i].active;
    return false;
}

/* Notes a date that lies outside [monday - before, monday + after]. */
static void check_date(struct call *c, const char *date, int64_t monday, int64_t before, int64_t after,
                       const char *prefix, size_t index, const char *key)
{
    int64_t day;
    if (date_parse(date, &day) != OK || (day >= monday - before && day <= monday + after))
        return; /* the form has been checked with the fields */
    const char *first = date_text(&c->arena, monday - before), *last = date_text(&c->arena, monday + after);
    violation_add_at(&c->violations, VIOLATION_OUT_OF_RANGE, prefix, index, key,
                     arena_printf(&c->arena, "%s–%s", first != NULL ? first : "", last != NULL ? last : ""));
}

static const char *place(struct call *c, size_t line, const char *list)
{
    const char *prefix = arena_printf(&c->arena, "/lines/%zu/%s", line, list);
    return prefix != NULL ? prefix : "/lines";
}

static void check_line(struct call *c, const struct report_context *context, const struct report_line *line,
                       size_t index)
{
    int64_t in_lots = 0; /* 50 lots of at most 10^9 */
    const char *lots = line->lot_count > 0 ? place(c, index, "lots") : "",
               *deliveries = line->delivery_count > 0 ? place(c, index, "deliveries") : "",
               *parts = line->part_count > 0 ? place(c, index, "parts") : "";
    for (size_t i = 0; i < line->lot_count; i++) {
        in_lots += line->lots[i].quantity;
        check_date(c, line->lots[i].expires_on, context->monday, LOT_DAYS_BEFORE, LOT_DAYS_AFTER, lots, i,
                   "expires_on");
    }
    if (in_lots > line->stock)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, lots, NULL, NULL);
    for (size_t i = 0; i < line->delivery_count; i++)
        check_date(c, line->deliveries[i].expected_on, context->monday, DELIVERY_DAYS_BEFORE, DELIVERY_DAYS_AFTER,
                   deliveries, i, "expected_on");
    for (size_t i = 0; i < line->part_count; i++)
        if (line->parts[i].kind == PART_SECTOR && !is_sector(line->parts[i].name))
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, parts, i, "name", NULL);
}

void report_check(struct call *c, const struct report_context *context, const struct report_line *lines, size_t count,
                  const struct report_line *earlier, size_t earlier_count)
{
    for (size_t i = 0; i < count; i++) {
        const char *article = lines[i].article;
        if (!is_active(context, article) && !in_lines(earlier, earlier_count, article))
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/lines", i, "article", NULL);
        else if (in_lines(lines, i, article))
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/lines", i, "article", NULL);
        check_line(c, context, &lines[i], i);
    }
}
