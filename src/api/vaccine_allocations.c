/* Decided allocations: the list, one with its lines, its replay, a region's own. */
#include "api/vaccine_allocations.h"

#include "api/app.h"
#include "api/vaccine_common.h"
#include "base/crypto.h"
#include "io/csv.h"
#include "vaccine_allocation_shape.h"

#include <string.h>

const struct query_field vaccine_allocation_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    {.name = "first_week", .format = FORMAT_WEEK, .about = "From this week on"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Up to this week"},
    VACCINE_KNOWN_QUERY,
    {.name = "state", .format = FORMAT_PROBLEM, .max = 9, .about = "decided, delivered or replaced"},
    {0},
};
const struct query_field vaccine_county_allocation_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: twelve weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: 26 weeks on; at most 80 weeks in all"},
    VACCINE_KNOWN_QUERY,
    {0},
};

static const char *query_or(const struct call *c, const char *name, const char *fallback)
{
    const char *value = call_query(c, name);
    return value != NULL ? value : fallback;
}

/* With its lines, and those of the one that it replaces. */
static enum outcome view_whole(struct call *c, const struct allocation_around *around,
                               const struct vaccine_allocation *allocation, struct allocation_view **ret_view)
{
    struct vaccine_allocation_line *lines, *replaced = NULL;
    size_t count, replaced_count = 0;
    TRY(store_vaccine_allocation_lines(c->db, allocation->allocation_id, &c->arena, &lines, &count));
    if (allocation->replaces != NULL)
        TRY(store_vaccine_allocation_lines(c->db, allocation->replaces, &c->arena, &replaced, &replaced_count));
    return vaccine_allocation_view(c, around, allocation, lines, count, allocation->replaces != NULL ? replaced : NULL,
                                   replaced_count, ret_view);
}

enum outcome vaccine_allocation_show(struct call *c, const char *allocation_id, int64_t known_at)
{
    struct vaccine_allocation allocation;
    struct allocation_around around;
    struct allocation_view *view;
    TRY(store_vaccine_allocation_get(c->db, allocation_id, known_at, &c->arena, &allocation));
    TRY(vaccine_allocation_around(c, allocation.product, allocation.week, allocation.week, known_at, &around));
    TRY(view_whole(c, &around, &allocation, &view));
    c->output = view;
    return OK;
}

/* --- one --- */

static void csv_line(struct csv *csv, const struct allocation_view *view, const struct allocation_line_view *line)
{
    csv_text(csv, view->head.week);
    csv_text(csv, view->head.product);
    csv_text(csv, line->county);
    csv_micro(csv, line->share_percent);
    csv_micro(csv, line->balance_before_doses);
    csv_micro(csv, line->right_doses);
    csv_micro(csv, line->waived_doses);
    csv_int(csv, line->second_packs);
    csv_int(csv, line->key_packs);
    csv_int(csv, line->packs);
    csv_int(csv, line->vials);
    csv_int(csv, line->doses);
    csv_micro(csv, line->balance_after_doses);
    csv_int(csv, line->largest_remainder_packs);
    csv_int(csv, line->webster_packs);
    csv_int(csv, line->weekly_packs);
    csv_maybe(csv, line->difference_packs);
    csv_maybe(csv, line->delivered_doses);
    csv_maybe(csv, line->confirmed_doses);
    csv_end_line(csv);
}

static enum outcome write_csv(struct call *c, const struct allocation_view *view)
{
    static const char *const headings[2][19] = {
        {"Vecka", "Vaccin", "Region", "Nyckel %", "Saldo före, doser", "Rätt, doser", "Avstått, doser",
         "Förpackningar andra doser", "Förpackningar efter nyckel", "Förpackningar", "Ampuller", "Doser",
         "Saldo efter, doser", "Största rest", "Webster", "Veckan för sig", "Skillnad mot ersatt", "Levererat",
         "Bekräftat"},
        {"Week", "Vaccine", "Region", "Key %", "Balance before, doses", "Right, doses", "Waived, doses",
         "Packs for second doses", "Packs by key", "Packs", "Vials", "Doses", "Balance after, doses",
         "Largest remainder", "Webster", "Week alone", "Difference to replaced", "Delivered", "Confirmed"},
    };
    AUTO_TEXT out = text_open(LIMIT_REPLY_BYTES);
    struct csv csv = csv_open(&out);
    for (size_t i = 0; i < sizeof headings[0] / sizeof headings[0][0]; i++)
        csv_text(&csv, headings[c->english][i]);
    csv_end_line(&csv);
    for (size_t i = 0; i < view->count; i++)
        csv_line(&csv, view, &view->lines[i]);
    c->raw = text_failed(&out) ? NULL : arena_copy(&c->arena, out.bytes, out.length);
    c->raw_length = out.length;
    c->raw_type = "text/csv; charset=utf-8";
    c->file_name = arena_printf(&c->arena, "%s-%s-%s.csv", c->english ? "allocation" : "fordelning", view->head.product,
                                view->head.week);
    return c->raw != NULL && c->file_name != NULL ? OK : TOO_LARGE;
}

enum outcome api_vaccine_allocation_get(struct call *c)
{
    TRY(vaccine_allocation_show(c, call_parameter(c, "allocation"), vaccine_query_moment(c, "known_at", c->now)));
    return strcmp(query_or(c, "format", ""), "csv") == 0 ? write_csv(c, c->output) : OK;
}

/* --- replay --- */

struct replay {
    const char *input_sha256, *result_sha256;
    bool same;
};
static const struct field replay_fields[] = {
    {AT(struct replay, input_sha256), .kind = FIELD_TEXT, .about = "of the stored input as it is"},
    {AT(struct replay, result_sha256), .kind = FIELD_TEXT, .about = "of what it gives now"},
    {AT(struct replay, same), .kind = FIELD_BOOL, .about = "both as decided, and the stored lines too"},
};
const struct fields vaccine_allocation_replay_output = FIELDS("VaccineAllocationReplay", struct replay, replay_fields);

static bool same_lines(const struct allocation_result *result, const struct vaccine_allocation_line *lines,
                       size_t count)
{
    if (result->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (memcmp(&result->lines[i].county, &lines[i].line.county, sizeof lines[i].line.county) != 0 ||
            result->lines[i].packs != lines[i].line.packs ||
            result->lines[i].balance_micro != lines[i].line.balance_micro ||
            result->lines[i].parked_micro != lines[i].line.parked_micro)
            return false;
    return true;
}

enum outcome api_vaccine_allocation_replay(struct call *c)
{
    struct vaccine_allocation allocation;
    struct vaccine_allocation_line *lines;
    struct allocation_input input;
    struct allocation_result result;
    const char *stored;
    size_t count;
    char input_hex[SHA256_HEX_CHARS + 1], result_hex[SHA256_HEX_CHARS + 1];
    struct replay *replay = ARENA_NEW(&c->arena, struct replay);
    if (replay == NULL)
        return TOO_LARGE;
    const char *id = call_parameter(c, "allocation");
    TRY(store_vaccine_allocation_get(c->db, id, c->now, &c->arena, &allocation));
    TRY(store_vaccine_allocation_input(c->db, id, &c->arena, &stored));
    TRY(store_vaccine_allocation_lines(c->db, id, &c->arena, &lines, &count));
    crypto_sha256_hex(stored, strlen(stored), input_hex);
    if (allocation_input_read(&c->arena, stored, strlen(stored), &input) != OK ||
        allocation_compute(&c->arena, &input, &result) != OK)
        return BROKEN; /* it was written by the same program */
    AUTO_TEXT text = text_open(LIMIT_BODY_BYTES);
    allocation_result_write(&result, &text);
    if (text_failed(&text))
        return TOO_LARGE;
    crypto_sha256_hex(text.bytes, text.length, result_hex);
    replay->input_sha256 = arena_text(&c->arena, input_hex);
    replay->result_sha256 = arena_text(&c->arena, result_hex);
    replay->same = strcmp(input_hex, allocation.input_sha256) == 0 &&
                   strcmp(result_hex, allocation.result_sha256) == 0 && same_lines(&result, lines, count);
    c->output = replay;
    return replay->input_sha256 != NULL && replay->result_sha256 != NULL ? OK : TOO_LARGE;
}

/* --- many --- */

struct allocation_list {
    int64_t known_at;
    struct allocation_view *items;
    size_t count;
    const char *next_cursor;
};
static const struct field allocation_list_fields[] = {
    {AT(struct allocation_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct allocation_list, items), .kind = FIELD_LIST, COUNTED(struct allocation_list, count),
     .of = &vaccine_allocation_fields},
    {AT(struct allocation_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields vaccine_allocation_list_output =
    FIELDS("VaccineAllocationList", struct allocation_list, allocation_list_fields);

/* Deliveries of all weeks in the list, which is by falling week. */
static enum outcome around_of(struct call *c, const struct vaccine_allocation *list, size_t count, int64_t known_at,
                              struct allocation_around *ret_around)
{
    return vaccine_allocation_around(c, query_or(c, "product", ""), count > 0 ? list[count - 1].week : "9999-W01",
                                     count > 0 ? list[0].week : "0000-W01", known_at, ret_around);
}

/* One reading of the table: those of the asked state join the list until it is full. An allocation's state follows from
 * its deliveries and its replacement, which the statement does not know; hence the pages in the caller. */
static enum outcome add_page(struct call *c, struct vaccine_allocation_filter *filter, size_t limit,
                             struct allocation_list *list, bool *ret_more)
{
    const char *state = call_query(c, "state");
    struct vaccine_allocation *rows;
    struct allocation_around around;
    size_t count;
    TRY(store_vaccine_allocation_list(c->db, filter, &c->arena, &rows, &count));
    *ret_more = count > limit;
    if (*ret_more)
        count = limit;
    TRY(around_of(c, rows, count, list->known_at, &around));
    around.sentences_of = ""; /* the list has no lines */
    size_t looked_at = 0;
    for (; looked_at < count && list->count < limit; looked_at++) {
        struct allocation_view *view;
        TRY(view_whole(c, &around, &rows[looked_at], &view));
        if (state == NULL || strcmp(state, view->state) == 0)
            list->items[list->count++] = *view;
        filter->before_id = rows[looked_at].allocation_id;
    }
    *ret_more = *ret_more || looked_at < count;
    return OK;
}

enum outcome api_vaccine_allocation_list(struct call *c)
{
    enum { MOST_READINGS = 20 }; /* then a page is shorter than asked for, and the link leads on */
    struct allocation_list *list = ARENA_NEW(&c->arena, struct allocation_list);
    const size_t limit = (size_t)call_query_int(c, "limit", 100);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    list->items = ARENA_ARRAY(&c->arena, limit, struct allocation_view);
    if (list->items == NULL)
        return TOO_LARGE;
    struct vaccine_allocation_filter filter = {.product = query_or(c, "product", ""),
                                               .first_week = query_or(c, "first_week", ""),
                                               .last_week = query_or(c, "last_week", ""),
                                               .before_id = query_or(c, "cursor", ""),
                                               .known_at = list->known_at,
                                               .limit = (int64_t)limit + 1};
    bool more = true;
    for (int reading = 0; reading < MOST_READINGS && more && list->count < limit; reading++)
        TRY(add_page(c, &filter, limit, list, &more));
    if (more) {
        list->next_cursor = filter.before_id;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

/* --- a region's --- */

struct county_allocation {
    struct allocation_line_view line; /* first */
    const char *allocation_id, *state, *product, *week, *reference_number;
    int64_t known_at_decision, decided_at;
};
static const struct field county_allocation_fields[] = {
    {AT(struct county_allocation, allocation_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct county_allocation, state), .kind = FIELD_TEXT, .about = "decided, delivered or replaced"},
    {AT(struct county_allocation, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct county_allocation, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct county_allocation, known_at_decision), .kind = FIELD_MOMENT},
    {AT(struct county_allocation, decided_at), .kind = FIELD_MOMENT},
    {AT(struct county_allocation, reference_number), .kind = FIELD_TEXT},
    ALLOCATION_LINE_FIELDS,
};
_Static_assert(offsetof(struct county_allocation, line) == 0, "its fields' offsets hold in the view");
static const struct fields county_allocation_output =
    FIELDS("VaccineCountyAllocation", struct county_allocation, county_allocation_fields);
struct county_allocations {
    int64_t known_at;
    struct county_allocation *items;
    size_t count;
};
static const struct field county_allocations_fields[] = {
    {AT(struct county_allocations, known_at), .kind = FIELD_MOMENT},
    {AT(struct county_allocations, items), .kind = FIELD_LIST, COUNTED(struct county_allocations, count),
     .of = &county_allocation_output},
};
const struct fields vaccine_county_allocations_output =
    FIELDS("VaccineCountyAllocations", struct county_allocations, county_allocations_fields);

static void add_county(const struct allocation_view *view, const char *county, struct county_allocations *list)
{
    for (size_t i = 0; i < view->count; i++)
        if (strcmp(view->lines[i].county, county) == 0)
            list->items[list->count++] = (struct county_allocation){
                .line = view->lines[i],
                .allocation_id = view->head.allocation_id,
                .state = view->state,
                .product = view->head.product,
                .week = view->head.week,
                .reference_number = view->head.reference_number,
                .known_at_decision = view->head.known_at,
                .decided_at = view->head.decided_at,
            };
}

enum outcome api_vaccine_county_allocations(struct call *c)
{
    struct county_allocations *list = ARENA_NEW(&c->arena, struct county_allocations);
    struct vaccine_allocation *rows;
    struct allocation_around around;
    struct vaccine_span span;
    size_t count;
    if (list == NULL)
        return TOO_LARGE;
    TRY(vaccine_query_span(c, 12, 26, &span));
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    const char *county = call_parameter(c, "county"), *product = query_or(c, "product", "");
    const char *place = arena_printf(&c->arena, "vaccine allocations %s", county);
    if (place == NULL)
        return TOO_LARGE;
    TRY(vaccine_etag(c, list->known_at,
                     arena_printf(&c->arena, "%s-%s-%s-%s", county, span.first, span.last, product)));
    if (call_is_fresh(c) || call_take_shelved(c, place))
        return OK;
    const struct vaccine_allocation_filter filter = {.product = product,
                                                     .first_week = span.first,
                                                     .last_week = span.last,
                                                     .before_id = "",
                                                     .known_at = list->known_at,
                                                     .limit = INT64_MAX};
    TRY(store_vaccine_allocation_list(c->db, &filter, &c->arena, &rows, &count));
    TRY(around_of(c, rows, count, list->known_at, &around));
    around.sentences_of = county;
    list->items = ARENA_ARRAY(&c->arena, count, struct county_allocation);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        struct allocation_view *view;
        TRY(view_whole(c, &around, &rows[i], &view));
        add_county(view, county, list);
    }
    return call_leave_shelved(c, place, list);
}
