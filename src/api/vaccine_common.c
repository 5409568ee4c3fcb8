#include "api/vaccine_common.h"

#include "core/week.h"
#include "store/vaccine_overview.h"

#include <string.h>

static int64_t moment_of(const char *when, int64_t hours_of_day)
{
    int64_t moment = 0;
    if (date_parse(when, &moment) == OK)
        return local_moment(moment, hours_of_day);
    (void)!timestamp_parse(when, &moment); /* FORMAT_WHEN was checked */
    return moment;
}

int64_t vaccine_query_moment(const struct call *c, const char *name, int64_t fallback)
{
    const char *when = call_query(c, name);
    if (when == NULL)
        return fallback;
    int64_t days;
    return date_parse(when, &days) == OK ? moment_of(when, 24) - 1 : moment_of(when, 0);
}

int64_t vaccine_moment(const char *when)
{
    return moment_of(when, 0);
}

static const struct field amount_fields[] = {
    {AT(struct vaccine_amount, doses), .kind = FIELD_INT},
    {AT(struct vaccine_amount, vials), .kind = FIELD_MAYBE_INT, .about = "null: not whole, or the vial is not known"},
    {AT(struct vaccine_amount, packs), .kind = FIELD_MAYBE_INT, .about = "null: not whole, or the pack is not known"},
};
const struct fields vaccine_amount_fields = FIELDS("VaccineAmount", struct vaccine_amount, amount_fields);

static struct maybe whole_parts(int64_t doses, struct maybe size)
{
    return maybe_if(size.known && size.value > 0 && doses % size.value == 0, size.known ? doses / size.value : 0);
}

struct vaccine_amount vaccine_amount_of(const struct vaccine_catalogue *catalogue, const char *product,
                                        const char *date, int64_t doses)
{
    struct vaccine_sizes sizes = vaccine_catalogue_sizes(catalogue, product, date);
    return (struct vaccine_amount){
        .doses = doses, .vials = whole_parts(doses, sizes.vial_doses), .packs = whole_parts(doses, sizes.pack_doses)};
}

const char *vaccine_monday(struct call *c, const char *week)
{
    int64_t monday = 0;
    char text[DATE_CHARS + 1];
    (void)!week_parse(week, &monday); /* its form was checked when it came in */
    date_format(monday, text);
    return arena_copy(&c->arena, text, DATE_CHARS);
}

static const char *week_text(struct call *c, int64_t monday)
{
    char text[WEEK_CHARS + 1];
    week_format(monday, text);
    return arena_copy(&c->arena, text, WEEK_CHARS);
}

enum outcome vaccine_query_span(struct call *c, int back, int on, struct vaccine_span *ret_span)
{
    const char *first = call_query(c, "first_week"), *last = call_query(c, "last_week");
    int64_t now = week_of_date(call_today(c)), begin = now - 7 * (int64_t)back, end = now + 7 * (int64_t)on;
    if (first != NULL)
        (void)!week_parse(first, &begin);
    if (last != NULL)
        (void)!week_parse(last, &end);
    if (first != NULL && last == NULL && end < begin)
        end = begin + 7 * (int64_t)on;
    if (last != NULL && first == NULL && end < begin)
        begin = end - 7 * (int64_t)back;
    if (end < begin || end - begin >= 7 * VACCINE_SPAN_WEEKS) {
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "?last_week", NULL, NULL);
        return call_check_violations(c);
    }
    ret_span->first = week_text(c, begin);
    ret_span->last = week_text(c, end);
    return ret_span->first != NULL && ret_span->last != NULL ? OK : TOO_LARGE;
}

enum outcome vaccine_etag(struct call *c, int64_t known_at, const char *asked)
{
    int64_t changes;
    TRY(store_vaccine_changes(c->db, &changes));
    return asked == NULL ? TOO_LARGE : call_etag(c, "v%lld-%lld-%s", (long long)changes, (long long)known_at, asked);
}
