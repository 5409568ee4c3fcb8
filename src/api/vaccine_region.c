/* A region's page in one call, of api/vaccine_region.h. */
#include "api/vaccine_region.h"
#include "api/vaccine_deliveries.h"
#include "core/allocation.h"
#include "core/week.h"
#include "store/vaccine_accounts.h"

#include <stdlib.h>
#include <string.h>

enum { REGION_WEEKS = 12, DAYS_PER_WEEK = 7, SECONDS_PER_WEEK = 604800 };

struct compared {
    bool known;
    struct maybe doses, difference;
};
static const struct field compared_fields[] = {
    {AT(struct compared, known), .kind = FIELD_BOOL, .about = "false: nothing was known then"},
    {AT(struct compared, doses), .kind = FIELD_MAYBE_INT},
    {AT(struct compared, difference), .kind = FIELD_MAYBE_INT, .about = "now minus then"},
};
static const struct fields compared_output = FIELDS("VaccineRegionCompared", struct compared, compared_fields);

struct week_view {
    const char *week, *kind, *basis, *certainty, *allocation_id;
    struct maybe doses, vials, packs, notice_days, changed_at;
    bool withdrawn, follows;
    struct compared compared;
};
static const struct field week_fields[] = {
    {AT(struct week_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct week_view, kind), .kind = FIELD_TEXT, .about = "decided or expected"},
    {AT(struct week_view, basis), .kind = FIELD_TEXT,
     .about = "allocation; region_forecast: of the region itself; key: the nation's forecast by the key in force and "
              "the accounts as they stand; none: nothing is known"},
    {AT(struct week_view, certainty), .kind = FIELD_TEXT, .about = "firm (decided too), outlook or none"},
    {AT(struct week_view, doses), .kind = FIELD_MAYBE_INT, .about = "null: withdrawn or unknown; 0: nothing comes"},
    {AT(struct week_view, vials), .kind = FIELD_MAYBE_INT},
    {AT(struct week_view, packs), .kind = FIELD_MAYBE_INT},
    {AT(struct week_view, withdrawn), .kind = FIELD_BOOL},
    {AT(struct week_view, allocation_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},
    {AT(struct week_view, compared), .kind = FIELD_OBJECT, .of = &compared_output},
    {AT(struct week_view, notice_days), .kind = FIELD_MAYBE_INT,
     .about = "from the day when the figure was known to the week's Monday"},
    {AT(struct week_view, changed_at), .kind = FIELD_MAYBE_MOMENT, .about = "when the figure was known"},
    {AT(struct week_view, follows), .kind = FIELD_BOOL,
     .about =
         "changed since, though the week's own forecast has not: it follows from the accounts and the weeks before"},
};
static const struct fields week_output = FIELDS("VaccineRegionWeek", struct week_view, week_fields);

struct product_view {
    const char *product, *account_note_sv, *account_note_en;
    struct maybe pack_doses, doses_per_vial;
    bool usable;
    int64_t account_balance_doses;
    struct week_view weeks[REGION_WEEKS], *week_list;
    size_t week_count;
};
static const struct field product_fields[] = {
    {AT(struct product_view, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct product_view, pack_doses), .kind = FIELD_MAYBE_INT},
    {AT(struct product_view, doses_per_vial), .kind = FIELD_MAYBE_INT},
    {AT(struct product_view, usable), .kind = FIELD_BOOL},
    {AT(struct product_view, account_balance_doses), .kind = FIELD_MICRO, .about = "positive = owed to the region"},
    {AT(struct product_view, account_note_sv), .kind = FIELD_TEXT},
    {AT(struct product_view, account_note_en), .kind = FIELD_TEXT},
    {.name = "weeks",
     .offset = offsetof(struct product_view, week_list),
     .kind = FIELD_LIST,
     COUNTED(struct product_view, week_count),
     .of = &week_output},
};
static const struct fields product_output = FIELDS("VaccineRegionProduct", struct product_view, product_fields);

struct report_view {
    const char *week;
    bool reported;
    const char **missing;
    size_t missing_count;
};
static const struct field report_fields[] = {
    {AT(struct report_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .about = "the last one that has ended"},
    {AT(struct report_view, reported), .kind = FIELD_BOOL, .about = "of every vaccine that the region has"},
    {.name = "products_missing",
     .offset = offsetof(struct report_view, missing),
     .kind = FIELD_TEXT_LIST,
     .format = FORMAT_ARTICLE,
     COUNTED(struct report_view, missing_count)},
};
static const struct fields report_output = FIELDS("VaccineRegionReport", struct report_view, report_fields);

struct region_view {
    const char *county, *week;
    int64_t known_at, compare_at;
    struct product_view *products;
    size_t product_count;
    struct vaccine_delivery_view *to_confirm;
    size_t confirm_count;
    struct report_view week_report;
};
static const struct field region_fields[] = {
    {AT(struct region_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct region_view, known_at), .kind = FIELD_MOMENT},
    {AT(struct region_view, compare_at), .kind = FIELD_MOMENT},
    {AT(struct region_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct region_view, products), .kind = FIELD_LIST, COUNTED(struct region_view, product_count),
     .of = &product_output},
    {AT(struct region_view, to_confirm), .kind = FIELD_LIST, COUNTED(struct region_view, confirm_count),
     .of = &vaccine_delivery_fields, .about = "sent or received, and not confirmed"},
    {AT(struct region_view, week_report), .kind = FIELD_OBJECT, .of = &report_output},
};
const struct fields vaccine_region_output = FIELDS("VaccineRegion", struct region_view, region_fields);
const struct query_field vaccine_region_query[] = {
    VACCINE_KNOWN_QUERY,
    {.name = "compare_at", .format = FORMAT_WHEN, .about = "What has changed since; default a week before known_at"},
    {0},
};

/* "12,5" with the language's own sign; tenths say enough in a sentence. */
static const char *doses_text(struct call *c, int64_t micro, bool english)
{
    AUTO_TEXT text = text_open(64);
    const int64_t tenth = 100000, half = micro < 0 ? -tenth / 2 : tenth / 2;
    text_add_micro(&text, (micro + half) / tenth * tenth, english ? '.' : ',');
    return text_failed(&text) ? NULL : arena_copy(&c->arena, text.bytes, text.length);
}

static const char *account_note(struct call *c, const struct product_view *product, bool english)
{
    static const char *const ends[2][3] = {
        {".", ", mindre än en förpackning.", ", en förpackning eller mer."},
        {".", ", less than a pack.", ", a pack or more."},
    };
    int64_t balance = product->account_balance_doses, size = llabs(balance);
    int end = !product->pack_doses.known ? 0 : size < product->pack_doses.value * MICRO_DOSES ? 1 : 2;
    if (balance == 0)
        return english ? "The account is even." : "Kontot är i balans.";
    const char *doses = doses_text(c, size, english);
    if (doses == NULL)
        return NULL;
    if (balance > 0)
        return english ? arena_printf(&c->arena, "%s doses owed to the region%s", doses, ends[1][end])
                       : arena_printf(&c->arena, "%s doser till godo%s", doses, ends[0][end]);
    return english ? arena_printf(&c->arena, "%s doses in advance%s", doses, ends[1][end])
                   : arena_printf(&c->arena, "%s doser i förskott%s", doses, ends[0][end]);
}

/* A figure by the key moves with the accounts too: then the forecast of the week is older than the change. */
static bool change_follows(const struct vaccine_expected *now, const struct vaccine_expected *then, int64_t compare_at)
{
    return now->basis == EXPECTED_KEY && now->doses.known && then->doses.known &&
           now->doses.value != then->doses.value && now->known_since.value <= compare_at && now->follows_since.known &&
           now->follows_since.value > compare_at;
}

static enum outcome view_week(struct call *c, const struct vaccine_catalogue *catalogue,
                              const struct vaccine_expected *now, const struct vaccine_expected *then,
                              int64_t compare_at, struct week_view *view)
{
    const char *monday = vaccine_monday(c, now->week);
    if (monday == NULL)
        return TOO_LARGE;
    bool both = now->doses.known && then->doses.known;
    *view = (struct week_view){.week = now->week,
                               .kind = now->basis == EXPECTED_ALLOCATION ? "decided" : "expected",
                               .basis = vaccine_expected_words[now->basis],
                               .certainty = now->certainty,
                               .allocation_id = now->allocation_id,
                               .doses = now->doses,
                               .withdrawn = now->withdrawn,
                               .compared = {.known = then->basis != EXPECTED_NOTHING,
                                            .doses = then->doses,
                                            .difference = maybe_if(both, now->doses.value - then->doses.value)},
                               .follows = change_follows(now, then, compare_at)};
    view->changed_at = view->follows ? now->follows_since : now->known_since;
    if (view->changed_at.known)
        view->notice_days = maybe_known(vaccine_week_days(now->week) - local_date(view->changed_at.value));
    if (now->doses.known) {
        struct vaccine_amount amount = vaccine_amount_of(catalogue, now->product, monday, now->doses.value);
        view->vials = amount.vials;
        view->packs = amount.packs;
    }
    return OK;
}

static enum outcome view_account(struct call *c, const struct region_view *region, struct product_view *product)
{
    struct vaccine_balance *balances;
    size_t count;
    TRY(store_vaccine_balances(c->db, product->product, region->known_at, &c->arena, &balances, &count));
    for (size_t i = 0; i < count; i++)
        if (strcmp(balances[i].county, region->county) == 0)
            product->account_balance_doses = balances[i].balance_udoses;
    product->account_note_sv = account_note(c, product, false);
    product->account_note_en = account_note(c, product, true);
    return product->account_note_sv != NULL && product->account_note_en != NULL ? OK : TOO_LARGE;
}

static enum outcome view_products(struct call *c, const struct vaccine_catalogue *catalogue, int64_t monday,
                                  struct region_view *region)
{
    struct vaccine_expected *now, *then;
    const char *date = vaccine_monday(c, region->week);
    TRY(vaccine_expected_list(c, catalogue, region->county, monday, REGION_WEEKS, region->known_at, false, &now));
    TRY(vaccine_expected_list(c, catalogue, region->county, monday, REGION_WEEKS, region->compare_at, false, &then));
    region->product_count = catalogue->product_count;
    region->products = ARENA_ARRAY(&c->arena, region->product_count, struct product_view);
    if (date == NULL || region->products == NULL)
        return TOO_LARGE;
    for (size_t p = 0; p < region->product_count; p++) {
        struct product_view *product = &region->products[p];
        const char *code = catalogue->products[p].code;
        struct vaccine_sizes sizes = vaccine_catalogue_sizes(catalogue, code, date);
        const struct vaccine_property *usable = vaccine_catalogue_property(catalogue, code, PROPERTY_USABLE, date);
        *product = (struct product_view){.product = code,
                                         .pack_doses = sizes.pack_doses,
                                         .doses_per_vial = sizes.vial_doses,
                                         .usable = usable == NULL || usable->number.value != 0,
                                         .week_count = REGION_WEEKS};
        product->week_list = product->weeks;
        TRY(view_account(c, region, product));
        for (size_t w = 0; w < REGION_WEEKS; w++)
            TRY(view_week(c, catalogue, &now[p * REGION_WEEKS + w], &then[p * REGION_WEEKS + w], region->compare_at,
                          &product->weeks[w]));
    }
    return OK;
}

static bool has_come(const struct vaccine_delivery_view *view)
{
    return view->sent.known || view->received.known;
}

static bool has_product(const struct vaccine_delivery_view *deliveries, size_t delivery_count,
                        const struct vaccine_week *reports, size_t report_count, const char *product)
{
    for (size_t i = 0; i < delivery_count; i++)
        if (has_come(&deliveries[i]) && strcmp(deliveries[i].delivery.product, product) == 0)
            return true;
    for (size_t i = 0; i < report_count; i++)
        if (strcmp(reports[i].product, product) == 0)
            return true;
    return false;
}

/* What waits for the region: deliveries to confirm, and the week to report. */
static enum outcome view_tasks(struct call *c, const struct vaccine_catalogue *catalogue, struct region_view *region)
{
    struct report_view *report = &region->week_report;
    const struct vaccine_week_filter weeks = {.county = region->county,
                                              .product = "",
                                              .first_week = "0000-W00",
                                              .last_week = report->week,
                                              .known_at = region->known_at};
    struct vaccine_delivery_filter filter = {.product = "",
                                             .county = region->county,
                                             .first_week = "0000-W00",
                                             .last_week = "9999-W99",
                                             .known_at = region->known_at};
    struct vaccine_week *reports;
    struct vaccine_delivery_view *deliveries;
    size_t report_count, count, before = 0;
    TRY(store_vaccine_week_list(c->db, &weeks, &c->arena, &reports, &report_count));
    TRY(vaccine_delivery_views(c, &filter, &deliveries, &count));
    region->to_confirm = ARENA_ARRAY(&c->arena, count, struct vaccine_delivery_view);
    report->missing = ARENA_ARRAY(&c->arena, catalogue->product_count, const char *);
    if (region->to_confirm == NULL || report->missing == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(deliveries[i].delivery.week, report->week) <= 0)
            before = i + 1; /* they are by week */
        if (has_come(&deliveries[i]) && !deliveries[i].confirmed.known)
            region->to_confirm[region->confirm_count++] = deliveries[i];
    }
    for (size_t p = 0; p < catalogue->product_count; p++) {
        const char *product = catalogue->products[p].code;
        bool there = false;
        for (size_t i = 0; i < report_count; i++)
            there = there || (strcmp(reports[i].week, report->week) == 0 && strcmp(reports[i].product, product) == 0);
        report->reported = report->reported || there;
        if (!there && has_product(deliveries, before, reports, report_count, product))
            report->missing[report->missing_count++] = product;
    }
    report->reported = report->reported && report->missing_count == 0;
    return OK;
}

enum outcome api_vaccine_region(struct call *c)
{
    struct region_view *region = ARENA_NEW(&c->arena, struct region_view);
    struct vaccine_catalogue catalogue;
    if (region == NULL)
        return TOO_LARGE;
    TRY(vaccine_region_check(c));
    region->county = call_parameter(c, "county");
    region->known_at = vaccine_query_moment(c, "known_at", c->now);
    region->compare_at = vaccine_query_moment(c, "compare_at", region->known_at - SECONDS_PER_WEEK);
    const char *place = arena_printf(&c->arena, "vaccine region %s", region->county);
    if (place == NULL)
        return TOO_LARGE;
    TRY(vaccine_etag(c, region->known_at,
                     arena_printf(&c->arena, "%s-%lld", region->county, (long long)region->compare_at)));
    if (call_is_fresh(c) || call_take_shelved(c, place))
        return OK;
    int64_t monday = week_of_date(local_date(region->known_at));
    region->week = vaccine_week_text(c, monday);
    region->week_report.week = vaccine_week_text(c, monday - DAYS_PER_WEEK);
    if (region->week == NULL || region->week_report.week == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, region->known_at, &c->arena, &catalogue));
    TRY(view_products(c, &catalogue, monday, region));
    TRY(view_tasks(c, &catalogue, region));
    return call_leave_shelved(c, place, region);
}

enum outcome vaccine_region_waiting(struct call *c, const char *county, struct vaccine_region_waiting *ret_waiting)
{
    struct vaccine_catalogue catalogue;
    struct region_view region = {.county = county, .known_at = c->now};
    region.week_report.week = vaccine_week_text(c, week_of_date(call_today(c)) - DAYS_PER_WEEK);
    if (region.week_report.week == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(view_tasks(c, &catalogue, &region));
    *ret_waiting = (struct vaccine_region_waiting){.week = region.week_report.week,
                                                   .unconfirmed = (int64_t)region.confirm_count,
                                                   .unreported = (int64_t)region.week_report.missing_count};
    return OK;
}
