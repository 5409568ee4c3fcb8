/* What the region's weeks and the deliveries say of each other, of api/vaccine_region.h. */
#include "api/vaccine_deliveries.h"
#include "api/vaccine_region.h"
#include "core/region_stock.h"
#include "core/week.h"

#include <string.h>

#define BEFORE_ALL "0000-W00" /* weeks are compared as texts */

static const char *const stock_words[STOCK__COUNT] = {
    [STOCK_OPENING] = "opening_stock_doses", [STOCK_DELIVERED] = "delivered_doses",
    [STOCK_MOVED_IN] = "moved_in_doses",     [STOCK_GIVEN] = "given_doses",
    [STOCK_DISCARDED] = "discarded_doses",   [STOCK_MOVED_OUT] = "moved_out_doses",
    [STOCK_STATED] = "stock_doses",
};

struct cumulative_view {
    const char *first_week;
    struct maybe delivered, given, stock, discarded, moved, unexplained;
    const char **weeks_missing;
    size_t missing_count;
};
static const struct field cumulative_fields[] = {
    {AT(struct cumulative_view, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK,
     .about = "of the vaccine in the region: nothing was in stock before it"},
    {AT(struct cumulative_view, delivered), .kind = FIELD_MAYBE_INT,
     .about = "doses, as all of these; null: one of its weeks is missing"},
    {AT(struct cumulative_view, given), .kind = FIELD_MAYBE_INT},
    {AT(struct cumulative_view, stock), .kind = FIELD_MAYBE_INT},
    {AT(struct cumulative_view, discarded), .kind = FIELD_MAYBE_INT},
    {AT(struct cumulative_view, moved), .kind = FIELD_MAYBE_INT, .about = "out less in"},
    {AT(struct cumulative_view, unexplained), .kind = FIELD_MAYBE_INT,
     .about = "delivered less given, stock, discarded and moved"},
    {AT(struct cumulative_view, weeks_missing), .kind = FIELD_TEXT_LIST, .format = FORMAT_WEEK,
     COUNTED(struct cumulative_view, missing_count), .about = "weeks without a figure that the sums need"},
};
static const struct fields cumulative_output =
    FIELDS("VaccineReconciliationSums", struct cumulative_view, cumulative_fields);

struct reconciled {
    const char *product;
    struct maybe figures[STOCK__COUNT], expected, unexplained;
    struct maybe entered_moved_in, entered_moved_out, entered_destroyed;
    struct cumulative_view cumulative;
    bool complete;
    const char *missing[STOCK__COUNT];
    const char **missing_list;
    size_t missing_count;
};
#define STOCK_FIELD(word, figure)                                                                                      \
    .name = word, .offset = offsetof(struct reconciled, figures) + (figure) * sizeof(struct maybe),                    \
    .kind = FIELD_MAYBE_INT
static const struct field reconciled_fields[] = {
    {AT(struct reconciled, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {STOCK_FIELD("opening_stock_doses", STOCK_OPENING), .about = "the week before's stock; 0 before the first week"},
    {STOCK_FIELD("delivered_doses", STOCK_DELIVERED),
     .about = "deliveries of the week from suppliers: received (else confirmed) less returned; null: one that was "
              "planned or sent is neither"},
    {STOCK_FIELD("moved_in_doses", STOCK_MOVED_IN)},
    {STOCK_FIELD("given_doses", STOCK_GIVEN)},
    {STOCK_FIELD("discarded_doses", STOCK_DISCARDED)},
    {STOCK_FIELD("moved_out_doses", STOCK_MOVED_OUT)},
    {STOCK_FIELD("stock_doses", STOCK_STATED), .about = "at the end, as the region says"},
    {.name = "expected_stock_doses", .offset = offsetof(struct reconciled, expected), .kind = FIELD_MAYBE_INT},
    {.name = "unexplained_doses",
     .offset = offsetof(struct reconciled, unexplained),
     .kind = FIELD_MAYBE_INT,
     .about = "expected minus stated"},
    {.name = "entered_moved_in_doses",
     .offset = offsetof(struct reconciled, entered_moved_in),
     .kind = FIELD_MAYBE_INT,
     .about = "what the deliveries' entries say of the week, to hold against the region's own figures"},
    {.name = "entered_moved_out_doses",
     .offset = offsetof(struct reconciled, entered_moved_out),
     .kind = FIELD_MAYBE_INT},
    {.name = "entered_destroyed_doses",
     .offset = offsetof(struct reconciled, entered_destroyed),
     .kind = FIELD_MAYBE_INT},
    {AT(struct reconciled, cumulative), .kind = FIELD_OBJECT, .of = &cumulative_output},
    {AT(struct reconciled, complete), .kind = FIELD_BOOL, .about = "of the week"},
    {.name = "missing",
     .offset = offsetof(struct reconciled, missing_list),
     .kind = FIELD_TEXT_LIST,
     COUNTED(struct reconciled, missing_count),
     .about = "the week's figures that nobody has stated, by their names above"},
};
static const struct fields reconciled_output = FIELDS("VaccineReconciled", struct reconciled, reconciled_fields);

struct reconciliation {
    const char *county, *week;
    int64_t known_at;
    struct reconciled *items;
    size_t count;
};
static const struct field reconciliation_fields[] = {
    {AT(struct reconciliation, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct reconciliation, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct reconciliation, known_at), .kind = FIELD_MOMENT},
    {AT(struct reconciliation, items), .kind = FIELD_LIST, COUNTED(struct reconciliation, count),
     .of = &reconciled_output, .about = "vaccines that were delivered to or reported by the region by then"},
};
const struct fields vaccine_reconciliation_output =
    FIELDS("VaccineReconciliation", struct reconciliation, reconciliation_fields);
const struct query_field vaccine_reconciliation_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    {.name = "week", .format = FORMAT_WEEK, .about = "Default: last week"},
    VACCINE_KNOWN_QUERY,
    {0},
};

/* All that is known of the region to the week's end. */
struct material {
    struct vaccine_week *weeks; /* by week, product */
    size_t week_count;
    struct vaccine_delivery_view *deliveries; /* by week, product */
    size_t delivery_count;
};

static void add(struct known_int *sum, struct maybe figure)
{
    sum->known = sum->known && figure.known;
    sum->value = sum->known ? sum->value + figure.value : 0;
}

static bool is_from_supplier(const struct vaccine_delivery_view *view)
{
    return view->delivery.origin_delivery_id == NULL;
}

/* What came of one delivery; a plan of nothing is nothing. */
static struct maybe came(const struct vaccine_delivery_view *view)
{
    struct maybe said = view->received.known ? view->received : view->confirmed;
    if (said.known)
        return maybe_known(said.value - view->returned);
    return maybe_if(view->amount != NULL && view->amount->doses == 0, 0);
}

/* Sums of deliveries of one product in one week. */
static void add_deliveries(const struct material *material, const char *product, const char *week,
                           struct known_int *delivered, struct reconciled *item)
{
    for (size_t i = 0; i < material->delivery_count; i++) {
        const struct vaccine_delivery_view *view = &material->deliveries[i];
        if (strcmp(view->delivery.product, product) != 0 || strcmp(view->delivery.week, week) != 0 ||
            vaccine_delivery_is_overtaken(material->deliveries, material->delivery_count, i))
            continue;
        if (is_from_supplier(view))
            add(delivered, came(view));
        if (item == NULL)
            continue;
        if (!is_from_supplier(view) && view->amount != NULL)
            item->entered_moved_in = maybe_known(item->entered_moved_in.value + view->amount->doses);
        item->entered_moved_out = maybe_known(item->entered_moved_out.value + view->moved_out);
        item->entered_destroyed = maybe_known(item->entered_destroyed.value + view->destroyed);
    }
}

static const struct vaccine_week *week_of(const struct material *material, const char *product, const char *week)
{
    for (size_t i = 0; i < material->week_count; i++)
        if (strcmp(material->weeks[i].product, product) == 0 && strcmp(material->weeks[i].week, week) == 0)
            return &material->weeks[i];
    return NULL;
}

/* The first week that knows of the product; NULL: none does. */
static const char *first_week(const struct material *material, const char *product)
{
    const char *first = NULL;
    for (size_t i = 0; i < material->week_count; i++)
        if (strcmp(material->weeks[i].product, product) == 0 &&
            (first == NULL || strcmp(material->weeks[i].week, first) < 0))
            first = material->weeks[i].week;
    for (size_t i = 0; i < material->delivery_count; i++)
        if (strcmp(material->deliveries[i].delivery.product, product) == 0 &&
            (first == NULL || strcmp(material->deliveries[i].delivery.week, first) < 0))
            first = material->deliveries[i].delivery.week;
    return first;
}

static struct known_int stated(const struct vaccine_week *week, enum week_figure figure)
{
    return week != NULL && week->figures[figure].known ? known_int(week->figures[figure].value) : (struct known_int){0};
}

static void read_week(const struct vaccine_week *week, struct known_int figures[STOCK__COUNT])
{
    figures[STOCK_MOVED_IN] = stated(week, WEEK_MOVED_IN);
    figures[STOCK_GIVEN] = stated(week, WEEK_GIVEN);
    figures[STOCK_DISCARDED] = stated(week, WEEK_DISCARDED);
    figures[STOCK_MOVED_OUT] = stated(week, WEEK_MOVED_OUT);
    figures[STOCK_STATED] = stated(week, WEEK_STOCK);
}

static struct maybe maybe_of(struct known_int number)
{
    return maybe_if(number.known, number.value);
}

static enum outcome reconcile_week(struct call *c, const struct material *material, const char *week,
                                   struct reconciled *item)
{
    struct known_int figures[STOCK__COUNT] = {[STOCK_DELIVERED] = known_int(0)};
    const char *before = vaccine_week_text(c, vaccine_week_days(week) - 7);
    if (before == NULL)
        return TOO_LARGE;
    read_week(week_of(material, item->product, week), figures);
    add_deliveries(material, item->product, week, &figures[STOCK_DELIVERED], item);
    figures[STOCK_OPENING] = strcmp(item->cumulative.first_week, week) == 0
                                 ? known_int(0)
                                 : stated(week_of(material, item->product, before), WEEK_STOCK);
    struct stock_balance balance = stock_balance(figures);
    for (int i = 0; i < STOCK__COUNT; i++) {
        item->figures[i] = maybe_of(figures[i]);
        if (balance.missing[i])
            item->missing[item->missing_count++] = stock_words[i];
    }
    item->missing_list = item->missing;
    item->expected = maybe_of(balance.expected);
    item->unexplained = maybe_of(balance.unexplained);
    item->complete = balance.complete;
    return OK;
}

static enum outcome accumulate(struct call *c, const struct material *material, const char *week,
                               struct reconciled *item)
{
    struct cumulative_view *sums = &item->cumulative;
    struct known_int total[STOCK__COUNT];
    int64_t monday = vaccine_week_days(sums->first_week), last = vaccine_week_days(week);
    sums->weeks_missing = ARENA_ARRAY(&c->arena, (size_t)((last - monday) / 7 + 1), const char *);
    if (sums->weeks_missing == NULL)
        return TOO_LARGE;
    for (int i = 0; i < STOCK__COUNT; i++)
        total[i] = known_int(0);
    for (; monday <= last; monday += 7) {
        struct known_int figures[STOCK__COUNT] = {[STOCK_DELIVERED] = known_int(0), [STOCK_OPENING] = known_int(0)};
        const char *name = vaccine_week_text(c, monday);
        if (name == NULL)
            return TOO_LARGE;
        read_week(week_of(material, item->product, name), figures);
        add_deliveries(material, item->product, name, &figures[STOCK_DELIVERED], NULL);
        bool missing = false;
        for (int i = 0; i < STOCK__COUNT; i++) {
            if (i == STOCK_STATED && monday < last)
                continue; /* only the last stock is in the sums */
            add(&total[i], maybe_of(figures[i]));
            missing = missing || !figures[i].known;
        }
        if (missing)
            sums->weeks_missing[sums->missing_count++] = name;
    }
    sums->delivered = maybe_of(total[STOCK_DELIVERED]);
    sums->given = maybe_of(total[STOCK_GIVEN]);
    sums->stock = maybe_of(total[STOCK_STATED]);
    sums->discarded = maybe_of(total[STOCK_DISCARDED]);
    sums->moved = maybe_if(total[STOCK_MOVED_OUT].known && total[STOCK_MOVED_IN].known,
                           total[STOCK_MOVED_OUT].value - total[STOCK_MOVED_IN].value);
    sums->unexplained = maybe_of(stock_balance(total).unexplained);
    return OK;
}

static enum outcome read_material(struct call *c, const struct reconciliation *view, const char *product,
                                  struct material *material)
{
    const struct vaccine_week_filter weeks = {.county = view->county,
                                              .product = product,
                                              .first_week = BEFORE_ALL,
                                              .last_week = view->week,
                                              .known_at = view->known_at};
    const struct vaccine_delivery_filter deliveries = {.county = view->county,
                                                       .product = product,
                                                       .first_week = BEFORE_ALL,
                                                       .last_week = view->week,
                                                       .known_at = view->known_at};
    TRY(store_vaccine_week_list(c->db, &weeks, &c->arena, &material->weeks, &material->week_count));
    return vaccine_delivery_views(c, &deliveries, &material->deliveries, &material->delivery_count);
}

enum outcome api_vaccine_reconciliation(struct call *c)
{
    struct reconciliation *view = ARENA_NEW(&c->arena, struct reconciliation);
    const char *week = call_query(c, "week"), *product = call_query(c, "product");
    struct vaccine_catalogue catalogue;
    struct material material;
    if (view == NULL)
        return TOO_LARGE;
    TRY(vaccine_region_check(c));
    view->county = call_parameter(c, "county");
    view->week = week != NULL ? week : vaccine_week_text(c, week_of_date(call_today(c)) - 7);
    view->known_at = vaccine_query_moment(c, "known_at", c->now);
    if (view->week == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(read_material(c, view, product != NULL ? product : "", &material));
    view->items = ARENA_ARRAY(&c->arena, catalogue.product_count, struct reconciled);
    if (view->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < catalogue.product_count; i++) {
        struct reconciled *item = &view->items[view->count];
        *item = (struct reconciled){.product = catalogue.products[i].code};
        item->cumulative.first_week = first_week(&material, item->product);
        if (item->cumulative.first_week == NULL)
            continue;
        TRY(reconcile_week(c, &material, view->week, item));
        TRY(accumulate(c, &material, view->week, item));
        view->count++;
    }
    c->output = view;
    return OK;
}
