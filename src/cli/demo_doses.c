/* What was delivered, week by week: shared out in whole packs by the keys through the accounts, sent, received and
 * confirmed. The nation's totals are those of demo_forecasts.c; the regions' figures are computed from them. */
#include "demo_doses.h"

#include "store/reference_read.h"
#include "store/vaccine_deliveries.h"
#include "store/vaccine_products.h"

#include <string.h>

struct doses {
    struct demo_loading *loading;
    struct county *counties;
    struct vaccine_catalogue catalogue;
    struct demo_product_keys keys[DEMO_SUPPLIES];
    int64_t key_packs[DEMO_SUPPLIES][DEMO_SUPPLY_WEEKS][DEMO_REGIONS];
    struct demo_received received;
};

/* The days of a delivery, counted from the week's Monday. */
enum { DAY_PLANNED = -3, DAY_SENT = 1, DAY_RECEIVED = 2, DAY_CONFIRMED = 3 };

struct event {
    enum delivery_kind kind;
    int64_t doses, day; /* day: days since 1970 */
    int hour;
    int64_t corrects; /* 0 = nothing */
    const char *to_county, *reason;
};

static enum outcome add_event(struct doses *doses, const struct vaccine_delivery *delivery, const struct event *event)
{
    char date[DATE_CHARS + 1];
    int64_t number;
    date_format(event->day, date);
    bool region = event->kind >= DELIVERY_RECEIVED;
    const char *organisation = arena_printf(&doses->loading->arena, "REG%s", delivery->county);
    if (organisation == NULL)
        return TOO_LARGE;
    const struct vaccine_entry entry = {
        .delivery_id = delivery->delivery_id,
        .kind = event->kind,
        .doses = event->doses,
        .happened_on = date,
        .corrects = maybe_if(event->corrects > 0, event->corrects),
        .to_county = event->to_county,
        .reason = event->reason != NULL ? event->reason : "",
        .known_at = local_moment(event->day, event->hour),
        .entered_at = doses->loading->now,
        .entered_by = demo_user_of(doses->loading, region ? organisation : "FOHM"),
    };
    return store_vaccine_entry_add(demo_everywhere, doses->loading->db, delivery->county, &entry, &number);
}

static enum outcome confirm(struct doses *doses, const struct vaccine_delivery *delivery, int64_t received,
                            const char *comment, int64_t day)
{
    char date[DATE_CHARS + 1];
    date_format(day - 1, date);
    const char *organisation = arena_printf(&doses->loading->arena, "REG%s", delivery->county);
    if (organisation == NULL)
        return TOO_LARGE;
    const struct vaccine_confirmation confirmation = {
        .delivery_id = delivery->delivery_id,
        .received_doses = received,
        .received_on = date,
        .comment = comment,
        .confirmed_at = local_moment(day, 14),
        .confirmed_by = demo_user_of(doses->loading, organisation),
    };
    return store_vaccine_confirmation_add(demo_everywhere, doses->loading->db, delivery->county, &confirmation);
}

/* Things that did not go smoothly; all invented. */
static const struct incident {
    const char *product, *county, *week;
    enum delivery_kind kind;
    int64_t doses;
    const char *to_county, *text;
} incidents[] = {
    {"COMIRNATY", "03", "2021-W07", DELIVERY_CORRECTED, 0, NULL, "Påhittat: en bricka räknades inte vid mottagningen"},
    {"COMIRNATY", "12", "2021-W08", DELIVERY_DESTROYED, 36, NULL, "Påhittat: sex flaskor gick sönder"},
    {"VAXZEVRIA", "09", "2021-W11", DELIVERY_MOVED, 100, "01", "Påhittat: kan inte användas här före utgångsdatum"},
    {"MODERNA", "14", "2021-W09", DELIVERY_RETURNED, 100, NULL, "Påhittat: temperaturlarm under transporten"},
};

static const struct incident *find_incident(const char *product, const char *county, const char *week)
{
    for (size_t i = 0; i < sizeof incidents / sizeof incidents[0]; i++)
        if (strcmp(incidents[i].product, product) == 0 && strcmp(incidents[i].county, county) == 0 &&
            strcmp(incidents[i].week, week) == 0)
            return &incidents[i];
    return NULL;
}

int64_t demo_incident_doses(const char *product, const char *county, const char *week, enum delivery_kind kind)
{
    const struct incident *incident = find_incident(product, county, week);
    return incident != NULL && incident->kind == kind ? incident->doses : 0;
}

int64_t demo_moved_in(const char *product, const char *county, const char *week)
{
    for (size_t i = 0; i < sizeof incidents / sizeof incidents[0]; i++)
        if (incidents[i].to_county != NULL && strcmp(incidents[i].to_county, county) == 0 &&
            strcmp(incidents[i].product, product) == 0 && strcmp(incidents[i].week, week) == 0)
            return incidents[i].doses;
    return 0;
}

static const struct incident *incident_of(const struct vaccine_delivery *delivery)
{
    return find_incident(delivery->product, delivery->county, delivery->week);
}

/* A move makes a delivery for the region that it goes to. */
static enum outcome add_moved(struct doses *doses, const struct vaccine_delivery *origin, int64_t origin_entry,
                              const struct incident *incident, int64_t day)
{
    const struct vaccine_delivery moved = {
        .delivery_id = demo_id(doses->loading, local_moment(day, 12)),
        .product = origin->product,
        .county = incident->to_county,
        .week = origin->week,
        .origin_delivery_id = origin->delivery_id,
        .origin_entry = maybe_known(origin_entry),
        .created_at = doses->loading->now,
        .created_by = origin->created_by,
    };
    const struct event sent = {DELIVERY_SENT, incident->doses, day, 12, 0, NULL, NULL};
    if (moved.delivery_id == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_delivery_add(demo_everywhere, doses->loading->db, &moved));
    TRY(add_event(doses, &moved, &sent));
    return confirm(doses, &moved, incident->doses, "", day + 1);
}

static enum outcome add_incident(struct doses *doses, const struct vaccine_delivery *delivery, int64_t received,
                                 int64_t received_entry, int64_t monday)
{
    const struct incident *incident = incident_of(delivery);
    if (incident == NULL)
        return OK;
    bool correction = incident->kind == DELIVERY_CORRECTED;
    const struct event event = {incident->kind,
                                correction ? received : incident->doses,
                                monday + DAY_CONFIRMED,
                                11,
                                correction ? received_entry : 0,
                                incident->to_county,
                                incident->text};
    TRY(add_event(doses, delivery, &event));
    return incident->kind == DELIVERY_MOVED
               ? add_moved(doses, delivery, received_entry + 1, incident, monday + DAY_CONFIRMED)
               : OK;
}

/* Decided on the Friday before; of the first week on the day of the approval. */
static int64_t decision_day(int64_t monday)
{
    int64_t approved = 0;
    (void)!date_parse("2020-12-21", &approved);
    return monday + DAY_PLANNED < approved ? approved : monday + DAY_PLANNED;
}

/* The last weeks are not over: what is planned, sent, and not yet confirmed by everybody. */
static enum outcome add_delivery(struct doses *doses, const struct vaccine_document *document,
                                 const struct demo_allocation *allocation, const char *allocation_id, int region,
                                 int64_t number)
{
    const char *county = doses->counties[region].code, *product = allocation->product, *week = allocation->week;
    int64_t monday = 0, pack_doses = allocation->pack_doses;
    (void)!week_parse(week, &monday);
    const struct vaccine_delivery delivery = {
        .delivery_id = demo_id(doses->loading, document->known_at + region),
        .product = product,
        .county = county,
        .week = week,
        .document_id = document->document_id,
        .allocation_id = allocation_id,
        .created_at = doses->loading->now,
        .created_by = document->entered_by,
    };
    if (delivery.delivery_id == NULL)
        return TOO_LARGE;
    bool last = strcmp(week, "2021-W14") == 0, before_last = strcmp(week, "2021-W13") == 0;
    const struct incident *incident = incident_of(&delivery);
    bool miscounted = incident != NULL && incident->kind == DELIVERY_CORRECTED;
    const struct event planned = {DELIVERY_PLANNED, number, decision_day(monday), 12, 0, NULL, NULL};
    const struct event sent = {DELIVERY_SENT, number, monday + DAY_SENT, 7, 0, NULL, NULL};
    const struct event received = {DELIVERY_RECEIVED,
                                   miscounted ? number - pack_doses : number,
                                   monday + DAY_RECEIVED,
                                   8 + region % 8,
                                   0,
                                   NULL,
                                   NULL};
    TRY(store_vaccine_delivery_add(demo_everywhere, doses->loading->db, &delivery));
    TRY(add_event(doses, &delivery, &planned));
    if (number > 0)
        TRY(add_event(doses, &delivery, &sent));
    if (last)
        return OK;
    TRY(add_event(doses, &delivery, &received));
    TRY(add_incident(doses, &delivery, number, number > 0 ? 3 : 2, monday));
    if (before_last && (region % 4 == 3 || strcmp(county, "22") == 0))
        return OK; /* still to confirm */
    bool differs = before_last && strcmp(county, "12") == 0 && strcmp(product, "COMIRNATY") == 0;
    return confirm(doses, &delivery, differs ? number - 30 : number,
                   differs ? "Påhittat: fem flaskor saknades i en bricka" : "", monday + DAY_CONFIRMED);
}

/* What was special in a week; invented. */
static void add_choices(const struct doses *doses, int supply, int index, struct demo_allocation *allocation)
{
    enum { INTERVAL_WEEKS = 4 }; /* Moderna's */
    if (strcmp(allocation->product, "MODERNA") == 0 && strcmp(allocation->week, "2021-W12") == 0)
        allocation->second_packs = doses->key_packs[supply][index - INTERVAL_WEEKS];
    if (strcmp(allocation->product, "VAXZEVRIA") == 0 && strcmp(allocation->week, "2021-W11") == 0) {
        allocation->capped_county = "09";
        allocation->cap_packs = 10;
        allocation->cap_reason = "Påhittat: ingen lokal den veckan";
    }
}

static enum outcome load_week(struct doses *doses, int supply, int index)
{
    struct arena *arena = &doses->loading->arena;
    struct arena_mark mark = arena_mark(arena);
    int64_t monday = 0;
    char week[WEEK_CHARS + 1], date[DATE_CHARS + 1], issued_on[DATE_CHARS + 1];
    demo_week_after(demo_supply_first_week, index, week);
    (void)!week_parse(week, &monday);
    date_format(monday, date);
    date_format(decision_day(monday), issued_on);
    struct demo_allocation allocation = {.product = demo_supplies[supply].product,
                                         .week = week,
                                         .packs = demo_supplies[supply].packs[index],
                                         .decided_at = demo_moment(issued_on, 11)};
    struct vaccine_sizes sizes = vaccine_catalogue_sizes(&doses->catalogue, allocation.product, date);
    struct demo_shares shares = {0};
    if (!sizes.pack_doses.known)
        return INVALID;
    allocation.vial_doses = sizes.vial_doses.value;
    allocation.pack_doses = sizes.pack_doses.value;
    add_choices(doses, supply, index, &allocation);
    if (allocation.packs > 0)
        TRY(demo_allocate(doses->loading, &allocation, &doses->keys[supply], &shares));
    memcpy(doses->key_packs[supply][index], shares.key_packs, sizeof shares.key_packs);
    doses->received.known[supply][index] = true;
    for (int region = 0; region < DEMO_REGIONS; region++)
        doses->received.doses[supply][index][region] = shares.packs[region] * allocation.pack_doses;
    const struct demo_document table = {
        "delivery", "Folkhälsomyndigheten", issued_on,
        arena_printf(arena, "Leveranstabell %s, %s", allocation.product, week),
        "Påhittat: regionernas tal, som är uträknade med nyckeln i hela förpackningar ur landets leverans."};
    struct vaccine_document document;
    if (table.source == NULL)
        return TOO_LARGE;
    TRY(demo_document_add(doses->loading, &table, demo_moment(issued_on, 12), &document));
    for (int region = 0; region < DEMO_REGIONS; region++)
        if (shares.packs[region] > 0 || allocation.packs == 0)
            TRY(add_delivery(doses, &document, &allocation, shares.allocation_id, region,
                             shares.packs[region] * allocation.pack_doses));
    arena_reset(arena, mark);
    return OK;
}

/* The published table whose total was not the sum of its rows. */
static enum outcome load_printed_total(struct demo_loading *loading)
{
    static const struct demo_document table = {
        "delivery", "Folkhälsomyndigheten", "2021-02-17", "Leveranser av vaccin, till och med vecka 6",
        "Publicerat: tryckt summa 691 515, rader som blir 691 525. Påhittat: dagen och raderna, som är övningens "
        "leveranser."};
    struct vaccine_document document;
    TRY(demo_document_add(loading, &table, demo_moment(table.issued_on, 12), &document));
    const struct vaccine_printed_total total = {
        .document_id = document.document_id,
        .line_number = 1,
        .label = "Totalt, vecka 52–6",
        .product = "",
        .area = "00",
        .week = "",
        .printed_doses = 691515,
        .row_sum_doses = 691525,
    };
    return store_vaccine_total_add(loading->db, &total);
}

enum outcome demo_load_doses(struct demo_loading *loading, struct demo_received **ret_received)
{
    struct doses *doses = ARENA_NEW(&loading->arena, struct doses);
    size_t count;
    if (doses == NULL)
        return TOO_LARGE;
    doses->loading = loading;
    TRY(store_county_list(loading->db, &loading->arena, &doses->counties, &count));
    TRY(store_vaccine_catalogue(loading->db, loading->now, &loading->arena, &doses->catalogue));
    if (count != DEMO_REGIONS)
        return INVALID;
    TRY(demo_load_keys(loading));
    for (int index = 0; index < DEMO_SUPPLY_WEEKS; index++)
        for (int supply = 0; supply < DEMO_SUPPLIES; supply++)
            if (demo_supplies[supply].packs[index] >= 0)
                TRY(load_week(doses, supply, index));
    TRY(demo_load_draft(loading));
    TRY(load_printed_total(loading));
    for (int region = 0; region < DEMO_REGIONS; region++)
        doses->received.counties[region] = doses->counties[region].code;
    *ret_received = &doses->received;
    return OK;
}
