#include "status_rows.h"

#include "base/text.h"
#include "core/plausible.h"
#include "driver.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_TEXT_BYTES = 2 * 1024 * 1024 }; /* 200 articles with all their lots and deliveries are well within it */

/* --- writing --- */

const char *status_flag_names(struct arena *arena, uint32_t flags)
{
    struct plausible_question questions[PLAUSIBLE_FLAG__COUNT];
    size_t count = plausible_list(flags, questions);
    const char *names = "";
    for (size_t i = 0; i < count && names != NULL; i++)
        names = arena_printf(arena, "%s%s%s", names, i > 0 ? " " : "", plausible_name(questions[i].flag));
    return names;
}

static void add_number(struct text *text, int64_t number)
{
    text_add_char(text, '\t');
    text_add_int(text, number);
}

static void add_words(struct text *text, const char *words)
{
    text_add_char(text, '\t');
    text_add(text, words);
}

static enum outcome add_fraction(struct text *text, struct rational fraction)
{
    int64_t numerator, denominator;
    TRY(rational_split(fraction, &numerator, &denominator));
    add_number(text, numerator);
    text_add_char(text, '/');
    text_add_int(text, denominator);
    return OK;
}

static enum outcome add_row(struct text *text, const struct status *row, struct arena *arena)
{
    const char *flags = status_flag_names(arena, row->flags);
    if (flags == NULL)
        return TOO_LARGE;
    text_add(text, row->article);
    add_number(text, row->stock.value);
    add_number(text, row->use_in_week.value);
    add_number(text, row->need_next_week.value);
    if (row->use_per_day.known)
        TRY(add_fraction(text, row->use_per_day.value));
    else
        add_words(text, "");
    TRY(add_fraction(text, row->usable));
    add_number(text, row->wasted);
    add_words(text, row->lots);
    add_words(text, row->inbound);
    add_words(text, flags);
    add_words(text, row->trend);
    text_add_char(text, '\n');
    return OK;
}

static int by_article(const void *a, const void *b)
{
    const struct status *const *left = a, *const *right = b;
    return strcmp((*left)->article, (*right)->article);
}

enum outcome status_rows_format(struct arena *arena, const struct status *rows, size_t count, const char **ret_text)
{
    const struct status **ordered = ARENA_ARRAY(arena, count, const struct status *);
    if (ordered == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        ordered[i] = &rows[i];
    qsort(ordered, count, sizeof *ordered, by_article);
    AUTO_TEXT text = text_open(ROWS_TEXT_BYTES);
    text_add(&text, "");
    for (size_t i = 0; i < count; i++)
        TRY(add_row(&text, ordered[i], arena));
    *ret_text = text_failed(&text) ? NULL : arena_copy(arena, text.bytes, text.length);
    return *ret_text != NULL ? OK : TOO_LARGE;
}

STATEMENT(status_put, "ttit", "",
          "INSERT INTO ppe_status (municipality_code, week, reported_at, articles) VALUES ($1, $2, $3, $4) "
          "ON CONFLICT (municipality_code, week) DO UPDATE SET reported_at = excluded.reported_at, "
          "articles = excluded.articles");

enum outcome status_rows_put(struct db *db, const struct status_rows_key *key, const struct status *rows, size_t count,
                             struct arena *arena)
{
    const char *text;
    TRY(status_rows_format(arena, rows, count, &text));
    return db_run_later(
        db, &status_put,
        DB_VALUES(db_text(key->municipality_code), db_text(key->week), db_int(key->reported_at), db_text(text)));
}

/* --- reading --- */

bool status_rows_next(char **at, const char *ret_fields[STATUS_FIELD__COUNT])
{
    if (**at == '\0')
        return false;
    char *end = *at + strcspn(*at, "\n"), *field = *at;
    *at = end + (*end != '\0');
    *end = '\0';
    for (int i = 0; i < STATUS_FIELD__COUNT; i++) {
        ret_fields[i] = field;
        if (i + 1 < STATUS_FIELD__COUNT) /* the last one goes to the end of the line */
            field += strcspn(field, "\t");
        if (field < end && *field == '\t')
            *field++ = '\0';
    }
    return true;
}

/* Digits up to `end`, moving *at behind it. Nothing here is below zero. */
static bool read_number(const char **at, char end, int64_t *ret_number)
{
    const char *digit = *at;
    int64_t number = 0;
    bool fits = *digit != end;
    for (; *digit >= '0' && *digit <= '9'; digit++)
        fits = fits && !__builtin_mul_overflow(number, 10, &number) &&
               !__builtin_add_overflow(number, *digit - '0', &number);
    fits = fits && *digit == end;
    *at = digit + (*digit != '\0');
    *ret_number = number;
    return fits;
}

static bool whole(const char *field, int64_t *ret_number)
{
    return read_number(&field, '\0', ret_number);
}

static bool fraction(const char *field, struct rational *ret_fraction)
{
    int64_t numerator, denominator;
    return read_number(&field, '/', &numerator) && read_number(&field, '\0', &denominator) && denominator != 0 &&
           rational_make(numerator, denominator, ret_fraction) == OK;
}

static uint32_t flags_from_names(const char *names)
{
    uint32_t flags = 0;
    for (unsigned flag = 0; *names != '\0' && flag < PLAUSIBLE_FLAG__COUNT; flag++) {
        const char *name = plausible_name((enum plausible_flag)flag);
        size_t length = strlen(name);
        for (const char *at = names; (at = strstr(at, name)) != NULL; at += length)
            if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
                flags |= 1u << flag;
    }
    return flags;
}

static enum outcome read_row(const struct status_rows_key *key, const char *const fields[STATUS_FIELD__COUNT],
                             struct status *ret_row)
{
    struct status row = {
        .municipality_code = key->municipality_code,
        .week = key->week,
        .article = fields[STATUS_ARTICLE],
        .reported_at = key->reported_at,
        .stock.known = true,
        .use_in_week.known = true,
        .need_next_week.known = true,
        .use_per_day = {.known = *fields[STATUS_USE_PER_DAY] != '\0', .value = rational_int(0)},
        .flags = flags_from_names(fields[STATUS_FLAGS]),
        .lots = fields[STATUS_LOTS],
        .inbound = fields[STATUS_INBOUND],
        .trend = fields[STATUS_TREND],
    };
    if (!whole(fields[STATUS_STOCK], &row.stock.value) || !whole(fields[STATUS_USE_IN_WEEK], &row.use_in_week.value) ||
        !whole(fields[STATUS_NEED_NEXT_WEEK], &row.need_next_week.value) ||
        (row.use_per_day.known && !fraction(fields[STATUS_USE_PER_DAY], &row.use_per_day.value)) ||
        !fraction(fields[STATUS_USABLE], &row.usable) || !whole(fields[STATUS_WASTED], &row.wasted))
        return BROKEN;
    if (cover_of(known_rational(row.usable), row.use_per_day, &row.cover) != OK)
        return BROKEN; /* it was computed before it was written */
    *ret_row = row;
    return OK;
}

enum outcome status_rows_complain(struct db *db, const struct status_rows_key *key)
{
    return db_fail(db, BROKEN, "ppe_status %s/%s is not as it was written: fordela check tells more",
                   key->municipality_code, key->week);
}

/* The article's line, in an arena's copy of it alone; "" if it has none. */
static char *copy_line(struct arena *arena, const char *text, const char *article)
{
    size_t length = strlen(article), line;
    for (; *text != '\0'; text += line + (text[line] == '\n')) {
        line = strcspn(text, "\n");
        if (strncmp(text, article, length) == 0 && text[length] == '\t')
            return arena_copy(arena, text, line);
    }
    return arena_text(arena, "");
}

enum outcome status_rows_read(struct arena *arena, const struct status_rows_key *key, const char *text,
                              const char *article, struct status **list, size_t *count)
{
    const char *fields[STATUS_FIELD__COUNT];
    char *copy = article != NULL ? copy_line(arena, text, article) : arena_text(arena, text);
    if (copy == NULL)
        return TOO_LARGE;
    while (status_rows_next(&copy, fields)) {
        *list = room_for_one(arena, *list, *count, sizeof **list);
        if (*list == NULL)
            return TOO_LARGE;
        TRY(read_row(key, fields, &(*list)[*count]));
        ++*count;
    }
    return OK;
}
