#include "dose_heading.h"

#include "core/week.h"

#include <stdio.h>
#include <string.h>

static bool is_one_of(const char *folded, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(folded, words[i]) == 0)
            return true;
    return false;
}

enum total_kind heading_total(const char *folded)
{
    static const char *const totals[] = {"totalt", "total",        "totalsumma", "summa", "samtliga",
                                         "alla",   "allaregioner", "sum",        NULL};
    static const char *const nations[] = {"sverige", "riket", "helariket", "totaltriket", "sweden", "00", NULL};
    return is_one_of(folded, totals) ? TOTAL_OF_ROWS : is_one_of(folded, nations) ? TOTAL_NATION : TOTAL_NOT;
}

/* Digits at the place; -1 without any or with more than four. */
static int64_t read_number(const char **at)
{
    int64_t number = 0;
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > 4)
        return -1;
    for (size_t i = 0; i < length; i++)
        number = number * 10 + ((*at)[i] - '0');
    *at += length;
    return number;
}

static bool skip_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

enum outcome heading_week(struct arena *arena, int64_t year, const char *cell, const char **ret_week)
{
    int64_t monday, week = -1;
    *ret_week = NULL;
    if (week_parse(cell, &monday) == OK) {
        *ret_week = arena_text(arena, cell);
        return *ret_week != NULL ? OK : BROKEN;
    }
    const char *at = csv_fold(arena, cell);
    if (at == NULL)
        return BROKEN;
    /* [year] [week's word] number [year] */
    bool worded = skip_word(&at, "vecka") || skip_word(&at, "week") || skip_word(&at, "v") || skip_word(&at, "w");
    int64_t first = read_number(&at);
    if (!worded && first >= 1000) {
        year = first;
        worded = skip_word(&at, "vecka") || skip_word(&at, "week") || skip_word(&at, "v") || skip_word(&at, "w");
        week = worded ? read_number(&at) : -1;
    } else if (worded && first > 1000 && first % 10000 != first) {
        return OK;
    } else
        week = first;
    /* "v. 3 2021" folds to "v32021": then the number was not read. */
    if (week < 0 && worded) {
        size_t length = strspn(at, "0123456789");
        if (length == 5 || length == 6) {
            char digits[8];
            snprintf(digits, sizeof digits, "%.*s", (int)length, at);
            const char *tail = digits + length - 4;
            year = read_number(&tail);
            digits[length - 4] = '\0';
            const char *head = digits;
            week = read_number(&head);
            at += length;
        }
    }
    if (week < 1 || week > 53 || *at != '\0' || year < 2000 || year > YEAR_MAX)
        return OK;
    char text[16];
    snprintf(text, sizeof text, "%04d-W%02d", (int)year, (int)week);
    if (week_parse(text, &monday) == OK && (*ret_week = arena_copy(arena, text, WEEK_CHARS)) == NULL)
        return BROKEN;
    return OK;
}

/* Without a leading "region" and a trailing "län": "Region Jönköpings län" and "Jönköpings län" are one. */
static const char *bare_name(struct arena *arena, const char *text)
{
    const char *folded = csv_fold(arena, text);
    if (folded == NULL)
        return NULL;
    if (strncmp(folded, "region", 6) == 0 && folded[6] != '\0')
        folded += 6;
    size_t length = strlen(folded);
    if (length > 4 && strcmp(folded + length - 4, "län") == 0)
        length -= 4;
    return arena_copy(arena, folded, length);
}

static enum outcome is_named(struct arena *arena, const struct table_name *name, const char *cell, const char *wanted,
                             bool *ret_named)
{
    *ret_named = strcmp(cell, name->code) == 0 || (name->code[0] == '0' && strcmp(cell, name->code + 1) == 0);
    for (size_t i = 0; i < sizeof name->names / sizeof name->names[0] && !*ret_named; i++) {
        const char *other = name->names[i] != NULL ? bare_name(arena, name->names[i]) : "";
        if (other == NULL)
            return BROKEN;
        *ret_named = strcmp(other, wanted) == 0;
    }
    return OK;
}

enum outcome heading_name(struct arena *arena, const struct table_name *names, size_t count, const char *cell,
                          const char **ret_code)
{
    struct arena_mark mark = arena_mark(arena);
    const char *wanted = bare_name(arena, cell);
    enum outcome outcome = wanted != NULL ? OK : BROKEN;
    bool named = false;
    *ret_code = NULL;
    for (size_t i = 0; outcome == OK && i < count && *wanted != '\0' && !named; i++) {
        outcome = is_named(arena, &names[i], cell, wanted, &named);
        if (named)
            *ret_code = names[i].code;
    }
    arena_reset(arena, mark); /* thousands of cells are looked up */
    return outcome;
}

/* "7", "18-64", "18–64 år", "70+", "65 år och äldre", "totalt". */
static bool read_band(struct arena *arena, const char *cell, struct column *column, bool *ret_failed)
{
    const char *at = cell;
    int64_t from = read_number(&at);
    bool plus = *at == '+';
    int64_t to = from;
    if (from < 0 || from > 120)
        return false;
    while (*at == ' ')
        at++;
    if (*at == '-' || strncmp(at, "–", strlen("–")) == 0) {
        at += *at == '-' ? 1 : strlen("–");
        while (*at == ' ')
            at++;
        to = read_number(&at);
        if (to < from || to > 120)
            return false;
    }
    const char *rest = csv_fold(arena, at);
    *ret_failed = rest == NULL;
    if (rest == NULL)
        return false;
    static const char *const older[] = {"+",
                                        "år+",
                                        "+år",
                                        "åroch"
                                        "äldre",
                                        "ochäldre",
                                        NULL};
    static const char *const years[] = {"", "år", NULL};
    if (plus || is_one_of(rest, older))
        to = 999;
    else if (!is_one_of(rest, years))
        return false;
    *column = (struct column){.role = COLUMN_OF_BAND, .age_from = from, .age_to = to};
    return true;
}

enum outcome heading_read(struct arena *arena, const struct dose_request *request, const char *cell,
                          struct column *ret_column)
{
    static const char *const areas[] = {"region",  "län",       "area",      "county",    "område", "regioner",
                                        "länskod", "regionkod", "landsting", "regionlän", NULL};
    static const char *const products[] = {"vaccin", "produkt", "product", "vaccine", "vaccinprodukt", NULL};
    static const char *const weeks[] = {"vecka", "week", "isovecka", "leveransvecka", NULL};
    static const char *const figures[] = {"doser",      "doses",      "antal",     "antaldoser", "mängd",
                                          "befolkning", "population", "folkmängd", "personer",   NULL};
    const char *folded = csv_fold(arena, cell);
    *ret_column = (struct column){.role = COLUMN_UNKNOWN};
    if (folded == NULL)
        return BROKEN;
    if (is_one_of(folded, areas))
        ret_column->role = COLUMN_AREA;
    else if (is_one_of(folded, products))
        ret_column->role = COLUMN_PRODUCT;
    else if (is_one_of(folded, weeks))
        ret_column->role = COLUMN_WEEK;
    else if (is_one_of(folded, figures))
        ret_column->role = COLUMN_FIGURE;
    else if (heading_total(folded) != TOTAL_NOT)
        *ret_column = request->population ? (struct column){.role = COLUMN_OF_BAND, .age_from = 0, .age_to = 999}
                                          : (struct column){.role = COLUMN_TOTAL};
    if (ret_column->role != COLUMN_UNKNOWN || *cell == '\0')
        return OK;
    bool failed = false;
    if (request->population)
        return read_band(arena, cell, ret_column, &failed) || !failed ? OK : BROKEN;
    TRY(heading_week(arena, request->year, cell, &ret_column->week));
    if (ret_column->week != NULL) {
        ret_column->role = COLUMN_OF_WEEK;
        return OK;
    }
    TRY(heading_name(arena, request->products, request->product_count, cell, &ret_column->product));
    if (ret_column->product != NULL)
        ret_column->role = COLUMN_OF_PRODUCT;
    return OK;
}
