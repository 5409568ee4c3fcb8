/* What a goal asks for and what there is, of api/vaccine_national.h. */
#include "api/vaccine_goal_shape.h"
#include "api/vaccine_national.h"
#include "core/goal.h"
#include "core/week.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_overview.h"

#include <string.h>

enum { DAYS_PER_WEEK = 7, ASSUMPTIONS_MAX = 8 };

struct product_view {
    const char *product;
    struct maybe interval_min, interval_max;
    const char *latest_min, *latest_max;
    bool usable;
    int64_t delivered, forecast;
};
static const struct field product_fields[] = {
    {AT(struct product_view, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {.name = "interval_min_days", .offset = offsetof(struct product_view, interval_min), .kind = FIELD_MAYBE_INT},
    {.name = "interval_max_days", .offset = offsetof(struct product_view, interval_max), .kind = FIELD_MAYBE_INT},
    {.name = "latest_first_dose_min_interval",
     .offset = offsetof(struct product_view, latest_min),
     .kind = FIELD_MAYBE_TEXT,
     .format = FORMAT_DATE,
     .about = "last day for a first dose whose second is in time, at the shortest interval"},
    {.name = "latest_first_dose_max_interval",
     .offset = offsetof(struct product_view, latest_max),
     .kind = FIELD_MAYBE_TEXT,
     .format = FORMAT_DATE},
    {AT(struct product_view, usable), .kind = FIELD_BOOL, .about = "false: its doses are not in the supply"},
    {.name = "delivered_doses", .offset = offsetof(struct product_view, delivered), .kind = FIELD_INT},
    {.name = "forecast_doses", .offset = offsetof(struct product_view, forecast), .kind = FIELD_INT},
};
static const struct fields product_output = FIELDS("VaccineGoalProduct", struct product_view, product_fields);

struct assumption {
    const char *what_sv, *what_en, *source;
    int64_t value;
};
static const struct field assumption_fields[] = {
    {AT(struct assumption, what_sv), .kind = FIELD_TEXT},
    {AT(struct assumption, what_en), .kind = FIELD_TEXT},
    {AT(struct assumption, value), .kind = FIELD_INT},
    {AT(struct assumption, source), .kind = FIELD_TEXT},
};
static const struct fields assumption_output = FIELDS("VaccineGoalAssumption", struct assumption, assumption_fields);

struct arithmetic {
    int64_t known_at;
    struct goal_view *goal;
    int64_t persons, doses_needed, persons_accepting, doses_at_coverage, supply, delivered, forecast;
    int64_t missing_doses, missing_persons, over_doses;
    struct product_view *products;
    size_t product_count;
    const char *explanation_sv, *explanation_en;
    struct assumption assumptions[ASSUMPTIONS_MAX], *assumption_list;
    size_t assumption_count;
    int64_t weeks_withdrawn, weeks_without; /* of forecasts */
};
static const struct field arithmetic_fields[] = {
    {AT(struct arithmetic, known_at), .kind = FIELD_MOMENT},
    {AT(struct arithmetic, goal), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_goal_output},
    {AT(struct arithmetic, persons), .kind = FIELD_INT, .about = "of the goal's ages"},
    {AT(struct arithmetic, doses_needed), .kind = FIELD_INT, .about = "for all of them: 2 (P - J) + J"},
    {AT(struct arithmetic, persons_accepting), .kind = FIELD_INT, .about = "by the coverage, rounded up"},
    {.name = "doses_needed_at_coverage", .offset = offsetof(struct arithmetic, doses_at_coverage), .kind = FIELD_INT},
    {.name = "supply_doses",
     .offset = offsetof(struct arithmetic, supply),
     .kind = FIELD_INT,
     .about = "delivered in weeks before this one, and forecast from this one to the goal's"},
    {.name = "delivered_doses", .offset = offsetof(struct arithmetic, delivered), .kind = FIELD_INT},
    {.name = "forecast_doses", .offset = offsetof(struct arithmetic, forecast), .kind = FIELD_INT},
    {AT(struct arithmetic, missing_doses), .kind = FIELD_INT, .about = "at the coverage"},
    {AT(struct arithmetic, missing_persons), .kind = FIELD_INT, .about = "courses, rounded up"},
    {AT(struct arithmetic, over_doses), .kind = FIELD_INT},
    {AT(struct arithmetic, products), .kind = FIELD_LIST, COUNTED(struct arithmetic, product_count),
     .of = &product_output},
    {AT(struct arithmetic, explanation_sv), .kind = FIELD_TEXT},
    {AT(struct arithmetic, explanation_en), .kind = FIELD_TEXT},
    {.name = "assumptions",
     .offset = offsetof(struct arithmetic, assumption_list),
     .kind = FIELD_LIST,
     COUNTED(struct arithmetic, assumption_count),
     .of = &assumption_output},
};
const struct fields vaccine_arithmetic_output = FIELDS("VaccineGoalArithmetic", struct arithmetic, arithmetic_fields);
const struct query_field vaccine_arithmetic_query[] = {
    {.name = "goal", .min = 1, .max = 1000000, .about = "Number of the goal; default the one that counts"},
    VACCINE_KNOWN_QUERY,
    {0},
};

static enum outcome find_goal(struct call *c, int64_t known_at, struct goal_view **ret_goal)
{
    struct goal_view *goals;
    size_t count;
    int64_t number = call_query_int(c, "goal", 0);
    TRY(vaccine_goal_views(c, known_at, &goals, &count));
    for (size_t i = 0; i < count; i++)
        if (number == 0 || goals[i].goal.goal_number == number) {
            *ret_goal = &goals[i];
            return OK;
        }
    return NOT_FOUND;
}

static const char *day_before(struct call *c, int64_t day, struct maybe interval)
{
    char text[DATE_CHARS + 1];
    if (!interval.known)
        return NULL;
    date_format(day - interval.value, text);
    return arena_copy(&c->arena, text, DATE_CHARS);
}

static struct maybe number_of(const struct vaccine_catalogue *catalogue, const char *product,
                              enum vaccine_property_kind kind, const char *date)
{
    const struct vaccine_property *row = vaccine_catalogue_property(catalogue, product, kind, date);
    return row != NULL ? row->number : (struct maybe){0};
}

static enum outcome view_products(struct call *c, int64_t goal_day, struct arithmetic *view)
{
    struct vaccine_catalogue catalogue;
    char today[DATE_CHARS + 1];
    date_format(local_date(view->known_at), today);
    TRY(store_vaccine_catalogue(c->db, view->known_at, &c->arena, &catalogue));
    view->product_count = catalogue.product_count;
    view->products = ARENA_ARRAY(&c->arena, catalogue.product_count, struct product_view);
    if (view->products == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < catalogue.product_count; i++) {
        const char *code = catalogue.products[i].code;
        struct maybe course = number_of(&catalogue, code, PROPERTY_DOSES_PER_COURSE, today),
                     usable = number_of(&catalogue, code, PROPERTY_USABLE, today), none = {0};
        bool two = !course.known || course.value > 1;
        struct product_view *product = &view->products[i];
        *product = (struct product_view){
            .product = code,
            .usable = !usable.known || usable.value != 0,
            .interval_min = two ? number_of(&catalogue, code, PROPERTY_INTERVAL_MIN_DAYS, today) : none,
            .interval_max = two ? number_of(&catalogue, code, PROPERTY_INTERVAL_MAX_DAYS, today) : none,
        };
        product->latest_min = day_before(c, goal_day, product->interval_min);
        product->latest_max = day_before(c, goal_day, product->interval_max);
    }
    return OK;
}

static struct product_view *product_of(struct arithmetic *view, const char *code)
{
    for (size_t i = 0; i < view->product_count; i++)
        if (strcmp(view->products[i].product, code) == 0)
            return &view->products[i];
    return NULL;
}

static enum outcome week_text(struct call *c, int64_t monday, const char **ret_text)
{
    char text[WEEK_CHARS + 1];
    week_format(monday, text);
    *ret_text = arena_copy(&c->arena, text, WEEK_CHARS);
    return *ret_text != NULL ? OK : TOO_LARGE;
}

static void add_forecasts(const struct vaccine_forecast *forecasts, size_t count, int64_t weeks,
                          struct arithmetic *view)
{
    view->weeks_without = weeks;
    for (size_t i = 0; i < count; i++) {
        struct product_view *product = product_of(view, forecasts[i].product);
        if (i == 0 || strcmp(forecasts[i].week, forecasts[i - 1].week) != 0)
            view->weeks_without--;
        if (product != NULL && forecasts[i].doses.known)
            product->forecast += forecasts[i].doses.value;
        view->weeks_withdrawn += !forecasts[i].doses.known;
    }
}

static enum outcome read_supply(struct call *c, int64_t goal_day, struct arithmetic *view)
{
    int64_t monday = week_of_date(local_date(view->known_at)), last = week_of_date(goal_day);
    struct vaccine_delivered *delivered;
    struct vaccine_forecast *forecasts;
    size_t count;
    struct vaccine_forecast_filter filter = {.product = "", .area = "00", .known_at = view->known_at};
    TRY(week_text(c, monday, &filter.first_week));
    TRY(week_text(c, last, &filter.last_week));
    TRY(store_vaccine_delivered(c->db, filter.first_week, view->known_at, &c->arena, &delivered, &count));
    for (size_t i = 0; i < count; i++) {
        struct product_view *product = product_of(view, delivered[i].product);
        if (product != NULL)
            product->delivered = delivered[i].doses;
    }
    TRY(store_vaccine_forecast_list(c->db, &filter, &c->arena, &forecasts, &count));
    add_forecasts(forecasts, count, last >= monday ? (last - monday) / DAYS_PER_WEEK + 1 : 0, view);
    for (size_t i = 0; i < view->product_count; i++)
        if (view->products[i].usable) {
            view->delivered += view->products[i].delivered;
            view->forecast += view->products[i].forecast;
        }
    view->supply = view->delivered + view->forecast;
    return OK;
}

static enum outcome compute(const struct vaccine_goal *goal, struct arithmetic *view)
{
    /* One dose each: everybody is one who needs one. */
    int64_t one_dose = goal->doses_per_person == 1 ? view->persons : goal->one_dose_persons;
    struct rational coverage, share = rational_int(0);
    struct goal_gap gap;
    if (one_dose > view->persons)
        one_dose = view->persons;
    TRY(goal_doses_needed(view->persons, one_dose, &view->doses_needed));
    TRY(rational_make(goal->coverage_permille, 1000, &coverage));
    if (view->persons > 0)
        TRY(rational_make(one_dose, view->persons, &share));
    TRY(goal_gap(view->persons, coverage, share, view->supply, &gap));
    view->persons_accepting = gap.persons;
    view->doses_at_coverage = gap.doses_needed;
    view->missing_doses = gap.doses_missing;
    view->missing_persons = goal->doses_per_person == 1 ? gap.doses_missing : gap.persons_missing;
    view->over_doses = view->supply > gap.doses_needed ? view->supply - gap.doses_needed : 0;
    return OK;
}

static void assume(struct arithmetic *view, const char *what_sv, const char *what_en, int64_t value, const char *source)
{
    view->assumptions[view->assumption_count++] =
        (struct assumption){.what_sv = what_sv, .what_en = what_en, .value = value, .source = source};
    view->assumption_list = view->assumptions;
}

static enum outcome explain(struct call *c, const struct vaccine_goal *goal, struct arithmetic *view)
{
    const char *population = arena_printf(&c->arena, "SCB %s", goal->population_date);
    long long persons = view->persons, needed = view->doses_needed, accepting = view->persons_accepting,
              wanted = view->doses_at_coverage, supply = view->supply, missing = view->missing_doses,
              courses = view->missing_persons, over = view->over_doses;
    view->explanation_sv = arena_printf(
        &c->arena,
        "%lld personer behöver %lld doser. %lld väntas tacka ja: %lld doser. Levererat och prognos till målveckan: "
        "%lld doser. %s",
        persons, needed, accepting, wanted, supply,
        missing > 0 ? arena_printf(&c->arena, "Det saknas %lld doser, för %lld personer.", missing, courses)
                    : arena_printf(&c->arena, "Det räcker; %lld doser blir över.", over));
    view->explanation_en = arena_printf(
        &c->arena,
        "%lld persons need %lld doses. %lld are expected to accept: %lld doses. Delivered, and forecast to the goal's "
        "week: %lld doses. %s",
        persons, needed, accepting, wanted, supply,
        missing > 0 ? arena_printf(&c->arena, "%lld doses are missing, for %lld persons.", missing, courses)
                    : arena_printf(&c->arena, "That is enough; %lld doses are left over.", over));
    if (population == NULL || view->explanation_sv == NULL || view->explanation_en == NULL)
        return TOO_LARGE;
    assume(view, "Personer i målets åldrar", "Persons of the goal's ages", view->persons, population);
    assume(view, "Doser per person", "Doses per person", goal->doses_per_person, goal->source);
    assume(view, "Personer som får ett vaccin med en dos", "Persons who get a vaccine of one dose",
           goal->one_dose_persons, goal->source);
    assume(view, "Promille som tackar ja", "Per mille who accept", goal->coverage_permille, goal->source);
    assume(view, "Veckor till målet utan någon prognos (räknas som inga doser)",
           "Weeks to the goal without any forecast (counted as no doses)", view->weeks_without, "Fördela");
    assume(view, "Återkallade prognoser (räknas som inga doser)", "Withdrawn forecasts (counted as no doses)",
           view->weeks_withdrawn, "Fördela");
    return OK;
}

enum outcome api_vaccine_arithmetic(struct call *c)
{
    struct arithmetic *view = ARENA_NEW(&c->arena, struct arithmetic);
    int64_t goal_day = 0;
    if (view == NULL)
        return TOO_LARGE;
    view->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(find_goal(c, view->known_at, &view->goal));
    (void)!date_parse(view->goal->goal.goal_date, &goal_day); /* its form was checked when it came in */
    TRY(vaccine_goal_persons(c, &view->goal->goal, &view->persons));
    TRY(view_products(c, goal_day, view));
    TRY(read_supply(c, goal_day, view));
    TRY(compute(&view->goal->goal, view));
    TRY(explain(c, &view->goal->goal, view));
    c->output = view;
    return OK;
}
