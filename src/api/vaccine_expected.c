/* What a region gets in the weeks, from the surest that is known, of api/vaccine_region.h. */
#include "api/vaccine_deliveries.h"
#include "api/vaccine_region.h"
#include "core/account.h"
#include "core/week.h"
#include "store/vaccine_accounts.h"
#include "store/vaccine_allocations.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_keys.h"
#include "store/vaccine_overview.h"

#include <string.h>

const char *const vaccine_expected_words[EXPECTED__COUNT + 1] = {
    [EXPECTED_NOTHING] = "none",
    [EXPECTED_DELIVERY] = "delivery",
    [EXPECTED_ALLOCATION] = "allocation",
    [EXPECTED_FORECAST] = "region_forecast",
    [EXPECTED_KEY] = "key",
};

struct sight {
    struct call *c;
    const struct vaccine_catalogue *catalogue;
    const char *county;
    int64_t first_monday, known_at;
    size_t weeks;
    const char **names, **mondays; /* of the weeks */
    struct vaccine_expected *list;
};

/* The element of a product and week; NULL outside. */
static struct vaccine_expected *place_of(const struct sight *sight, const char *product, const char *week)
{
    for (size_t p = 0; p < sight->catalogue->product_count; p++)
        if (strcmp(sight->catalogue->products[p].code, product) == 0)
            for (size_t w = 0; w < sight->weeks; w++)
                if (strcmp(sight->names[w], week) == 0)
                    return &sight->list[p * sight->weeks + w];
    return NULL;
}

static enum outcome open_list(struct sight *sight)
{
    struct call *c = sight->c;
    size_t count = sight->catalogue->product_count * sight->weeks;
    sight->names = ARENA_ARRAY(&c->arena, sight->weeks, const char *);
    sight->mondays = ARENA_ARRAY(&c->arena, sight->weeks, const char *);
    sight->list = ARENA_ARRAY(&c->arena, count, struct vaccine_expected);
    if (sight->names == NULL || sight->mondays == NULL || sight->list == NULL)
        return TOO_LARGE;
    for (size_t w = 0; w < sight->weeks; w++) {
        sight->names[w] = vaccine_week_text(c, sight->first_monday + 7 * (int64_t)w);
        sight->mondays[w] = sight->names[w] != NULL ? vaccine_monday(c, sight->names[w]) : NULL;
        if (sight->mondays[w] == NULL)
            return TOO_LARGE;
    }
    for (size_t i = 0; i < count; i++)
        sight->list[i] = (struct vaccine_expected){.product = sight->catalogue->products[i / sight->weeks].code,
                                                   .week = sight->names[i % sight->weeks],
                                                   .certainty = "none"};
    return OK;
}

static enum outcome add_deliveries(const struct sight *sight)
{
    const struct vaccine_delivery_filter filter = {.product = "",
                                                   .county = sight->county,
                                                   .first_week = sight->names[0],
                                                   .last_week = sight->names[sight->weeks - 1],
                                                   .known_at = sight->known_at};
    struct vaccine_delivery_view *views;
    size_t count;
    TRY(vaccine_delivery_views(sight->c, &filter, &views, &count));
    for (size_t i = 0; i < count; i++) {
        struct vaccine_expected *of = place_of(sight, views[i].delivery.product, views[i].delivery.week);
        if (of == NULL || views[i].amount == NULL || vaccine_delivery_is_overtaken(views, count, i))
            continue;
        of->basis = EXPECTED_DELIVERY;
        of->doses = maybe_known(of->doses.value + views[i].amount->doses);
        of->certainty = "firm";
        of->known_since = maybe_known(views[i].delivery.created_at);
    }
    return OK;
}

static enum outcome add_allocations(const struct sight *sight)
{
    const struct vaccine_line_filter filter = {.product = "",
                                               .county = sight->county,
                                               .first_week = sight->names[0],
                                               .last_week = sight->names[sight->weeks - 1],
                                               .known_at = sight->known_at};
    struct vaccine_allocated_line *lines;
    size_t count;
    TRY(store_vaccine_allocated_lines(sight->c->db, &filter, &sight->c->arena, &lines, &count));
    for (size_t i = 0; i < count; i++) {
        struct vaccine_expected *of = place_of(sight, lines[i].product, lines[i].week);
        if (of == NULL)
            continue;
        of->allocation_id = lines[i].allocation_id;
        if (of->basis != EXPECTED_NOTHING)
            continue;
        of->basis = EXPECTED_ALLOCATION;
        of->doses = maybe_known(lines[i].packs * lines[i].pack_doses);
        of->certainty = "firm";
        of->known_since = maybe_known(lines[i].decided_at);
    }
    return OK;
}

static enum outcome read_forecasts(const struct sight *sight, const char *area, struct vaccine_forecast **ret_list,
                                   size_t *ret_count)
{
    const struct vaccine_forecast_filter filter = {.product = "",
                                                   .area = area,
                                                   .first_week = sight->names[0],
                                                   .last_week = sight->names[sight->weeks - 1],
                                                   .known_at = sight->known_at};
    return store_vaccine_forecast_list(sight->c->db, &filter, &sight->c->arena, ret_list, ret_count);
}

static void take_forecast(struct vaccine_expected *of, const struct vaccine_forecast *forecast,
                          enum expected_basis basis, struct maybe doses)
{
    of->basis = basis;
    of->doses = doses;
    of->withdrawn = !forecast->doses.known;
    of->certainty = vaccine_certainty_words[forecast->certainty];
    of->known_since = maybe_known(forecast->known_at);
}

static enum outcome add_own_forecasts(const struct sight *sight)
{
    struct vaccine_forecast *forecasts;
    size_t count;
    TRY(read_forecasts(sight, sight->county, &forecasts, &count));
    for (size_t i = 0; i < count; i++) {
        struct vaccine_expected *of = place_of(sight, forecasts[i].product, forecasts[i].week);
        if (of != NULL && of->basis == EXPECTED_NOTHING)
            take_forecast(of, &forecasts[i], EXPECTED_FORECAST, forecasts[i].doses);
    }
    return OK;
}

/* The accounts' way through the undecided weeks of one product. */
struct walk {
    struct account_region *regions;
    int64_t *weights, *right, *last_weights;
    size_t count, own; /* own: the region's place */
    int64_t doses_under_key;
    int64_t since; /* when the latest of all that it has gone through became known */
};

/* What the weights of the latest decision have shared out so far: it goes on counting while they stay (core/account.h).
 */
static enum outcome open_count(const struct sight *sight, const char *product, struct walk *walk)
{
    struct call *c = sight->c;
    struct vaccine_allocation latest;
    struct vaccine_allocation_line *lines;
    size_t count;
    enum outcome outcome = store_vaccine_allocation_latest(c->db, product, "", sight->known_at, &c->arena, &latest);
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    walk->since = latest.decided_at;
    TRY(store_vaccine_allocation_lines(c->db, latest.allocation_id, &c->arena, &lines, &count));
    if (count != walk->count)
        return OK;
    for (size_t i = 0; i < count; i++)
        walk->last_weights[i] = lines[i].line.weight;
    walk->doses_under_key = latest.doses_under_key;
    return OK;
}

static enum outcome open_walk(const struct sight *sight, const char *product, struct walk *walk)
{
    struct call *c = sight->c;
    struct vaccine_balance *balances;
    TRY(store_vaccine_balances(c->db, product, sight->known_at, &c->arena, &balances, &walk->count));
    walk->regions = ARENA_ARRAY(&c->arena, walk->count, struct account_region);
    walk->weights = ARENA_ARRAY(&c->arena, walk->count, int64_t);
    walk->right = ARENA_ARRAY(&c->arena, walk->count, int64_t);
    walk->last_weights = ARENA_ARRAY(&c->arena, walk->count, int64_t);
    if (walk->regions == NULL || walk->weights == NULL || walk->right == NULL || walk->last_weights == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < walk->count; i++) {
        walk->regions[i] = (struct account_region){.balance_micro = balances[i].balance_udoses};
        if (strcmp(balances[i].county, sight->county) == 0)
            walk->own = i;
    }
    return open_count(sight, product, walk);
}

/* The region's doses of one week by the key; unknown where there is none. */
static enum outcome walk_week(const struct sight *sight, struct walk *walk, const char *product, size_t w,
                              int64_t doses, struct maybe *ret_doses)
{
    struct call *c = sight->c;
    struct vaccine_key_in_force key;
    struct account_result result;
    struct maybe pack = vaccine_catalogue_sizes(sight->catalogue, product, sight->mondays[w]).pack_doses;
    const struct vaccine_property *usable =
        vaccine_catalogue_property(sight->catalogue, product, PROPERTY_USABLE, sight->mondays[w]);
    *ret_doses = (struct maybe){0};
    if (usable != NULL && usable->number.value == 0) {
        *ret_doses = maybe_known(0); /* nothing of it is shared out */
        return OK;
    }
    enum outcome outcome =
        store_vaccine_key_in_force(c->db, product, sight->names[w], sight->known_at, &c->arena, &key);
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    if (!pack.known || key.count != walk->count)
        return OK;
    outcome = vaccine_key_weights(&c->arena, &key, walk->right, walk->weights);
    if (outcome == INVALID)
        return OK; /* deviations leave nothing of the key */
    TRY(outcome);
    if (memcmp(walk->weights, walk->last_weights, walk->count * sizeof *walk->weights) != 0)
        walk->doses_under_key = 0;
    memcpy(walk->last_weights, walk->weights, walk->count * sizeof *walk->weights);
    for (size_t i = 0; i < walk->count; i++)
        walk->regions[i].weight = walk->weights[i];
    const struct account_week week = {.regions = walk->regions,
                                      .count = walk->count,
                                      .pack_doses = pack.value,
                                      .packs = doses / pack.value,
                                      .doses_under_key = walk->doses_under_key};
    TRY(account_week(&c->arena, &week, &result));
    walk->doses_under_key = result.doses_under_key;
    for (size_t i = 0; i < walk->count; i++)
        walk->regions[i].balance_micro = result.lines[i].balance_micro;
    *ret_doses = maybe_known(result.lines[walk->own].key_packs * pack.value);
    return OK;
}

/* The nation's forecast of weeks to come that are not decided, shared out in order. A week for which the region has a
 * forecast of its own is shared out too: the accounts go through it. */
static enum outcome add_by_key(const struct sight *sight)
{
    int64_t this_monday = week_of_date(local_date(sight->known_at));
    struct vaccine_forecast *forecasts;
    size_t count;
    TRY(read_forecasts(sight, "00", &forecasts, &count));
    for (size_t p = 0; p < sight->catalogue->product_count; p++) {
        const char *product = sight->catalogue->products[p].code;
        struct walk walk = {0};
        TRY(open_walk(sight, product, &walk));
        for (size_t i = 0; i < count; i++) {
            struct vaccine_expected *of = place_of(sight, product, forecasts[i].week);
            if (strcmp(forecasts[i].product, product) != 0 || of == NULL || of->allocation_id != NULL ||
                vaccine_week_days(forecasts[i].week) < this_monday)
                continue;
            struct maybe doses = {0};
            if (forecasts[i].known_at > walk.since)
                walk.since = forecasts[i].known_at;
            if (forecasts[i].doses.known)
                TRY(walk_week(sight, &walk, product, (size_t)(of - sight->list) % sight->weeks,
                              forecasts[i].doses.value, &doses));
            if (of->basis == EXPECTED_NOTHING && (doses.known || !forecasts[i].doses.known))
                take_forecast(of, &forecasts[i], EXPECTED_KEY, doses);
            if (of->basis == EXPECTED_KEY)
                of->follows_since = maybe_known(walk.since);
        }
    }
    return OK;
}

enum outcome vaccine_expected_list(struct call *c, const struct vaccine_catalogue *catalogue, const char *county,
                                   int64_t first_monday, size_t weeks, int64_t known_at, bool with_deliveries,
                                   struct vaccine_expected **ret_list)
{
    struct sight sight = {.c = c,
                          .catalogue = catalogue,
                          .county = county,
                          .first_monday = first_monday,
                          .known_at = known_at,
                          .weeks = weeks};
    TRY(open_list(&sight));
    if (with_deliveries)
        TRY(add_deliveries(&sight));
    TRY(add_allocations(&sight));
    TRY(add_own_forecasts(&sight));
    TRY(add_by_key(&sight));
    *ret_list = sight.list;
    return OK;
}
