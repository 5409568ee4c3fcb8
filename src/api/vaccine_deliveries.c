#include "api/vaccine_deliveries.h"

#include "api/app.h"
#include "api/vaccine_common.h"
#include "io/csv.h"

#include <string.h>

static const char *const state_words[] = {
    [DELIVERY_STATE_PLANNED] = "planned",   [DELIVERY_STATE_SENT] = "sent",
    [DELIVERY_STATE_RECEIVED] = "received", [DELIVERY_STATE_CONFIRMED] = "confirmed",
    [DELIVERY_STATE_DIFFERS] = "differs",
};
_Static_assert(sizeof state_words / sizeof state_words[0] == DELIVERY_STATE__COUNT, "one word per state");

struct vaccine_entry_view {
    struct vaccine_entry entry; /* first */
    const char *kind;
    int64_t effective_doses;
    bool corrected;
};
static const struct field entry_fields[] = {
    {.name = "entry_number", .offset = offsetof(struct vaccine_entry, number), .kind = FIELD_INT},
    {AT(struct vaccine_entry_view, kind), .kind = FIELD_TEXT},
    {AT(struct vaccine_entry, doses), .kind = FIELD_INT, .about = "as entered"},
    {AT(struct vaccine_entry_view, effective_doses), .kind = FIELD_INT, .about = "after corrections"},
    {AT(struct vaccine_entry_view, corrected), .kind = FIELD_BOOL, .about = "a later entry corrects it"},
    {AT(struct vaccine_entry, happened_on), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {.name = "corrects_entry", .offset = offsetof(struct vaccine_entry, corrects), .kind = FIELD_MAYBE_INT},
    {AT(struct vaccine_entry, to_county), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_COUNTY},
    {AT(struct vaccine_entry, reason), .kind = FIELD_TEXT},
    {AT(struct vaccine_entry, known_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_entry, entered_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_entry, entered_by_name), .kind = FIELD_TEXT},
    {AT(struct vaccine_entry, organisation), .kind = FIELD_TEXT, .about = "of who entered it; empty: a command"},
};
static const struct fields entry_output = FIELDS("VaccineDeliveryEntry", struct vaccine_entry_view, entry_fields);

static const struct field confirmation_fields[] = {
    {.name = "confirmation_number", .offset = offsetof(struct vaccine_confirmation, number), .kind = FIELD_INT},
    {AT(struct vaccine_confirmation, received_doses), .kind = FIELD_INT},
    {AT(struct vaccine_confirmation, received_on), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct vaccine_confirmation, comment), .kind = FIELD_TEXT},
    {AT(struct vaccine_confirmation, confirmed_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_confirmation, confirmed_by_name), .kind = FIELD_TEXT},
};
static const struct fields confirmation_output =
    FIELDS("VaccineConfirmation", struct vaccine_confirmation, confirmation_fields);

#define VIEW_FIELDS                                                                                                    \
    {AT(struct vaccine_delivery, delivery_id), .kind = FIELD_TEXT, .format = FORMAT_ID},                               \
        {AT(struct vaccine_delivery, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},                          \
        {AT(struct vaccine_delivery, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},                            \
        {AT(struct vaccine_delivery, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},                                \
        {AT(struct vaccine_delivery_view, state), .kind = FIELD_TEXT,                                                  \
         .about = "planned, sent, received, confirmed, or differs: confirmed with another figure"},                    \
        {AT(struct vaccine_delivery_view, planned), .kind = FIELD_MAYBE_INT, .about = "null: no such entry"},          \
        {AT(struct vaccine_delivery_view, sent), .kind = FIELD_MAYBE_INT},                                             \
        {AT(struct vaccine_delivery_view, received), .kind = FIELD_MAYBE_INT},                                         \
        {AT(struct vaccine_delivery_view, received_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE,               \
         .about = "of the latest received entry"},                                                                     \
        {AT(struct vaccine_delivery_view, returned), .kind = FIELD_INT},                                               \
        {AT(struct vaccine_delivery_view, moved_out), .kind = FIELD_INT, .about = "to other regions"},                 \
        {AT(struct vaccine_delivery_view, destroyed), .kind = FIELD_INT},                                              \
        {AT(struct vaccine_delivery_view, net), .kind = FIELD_MAYBE_INT,                                               \
         .about = "received less returned, moved out and destroyed"},                                                  \
        {AT(struct vaccine_delivery_view, confirmed), .kind = FIELD_MAYBE_INT, .about = "what the region says"},       \
        {AT(struct vaccine_delivery_view, confirmed_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE},             \
        {AT(struct vaccine_delivery_view, confirmed_at), .kind = FIELD_MAYBE_MOMENT},                                  \
        {AT(struct vaccine_delivery_view, confirmed_by_name), .kind = FIELD_MAYBE_TEXT},                               \
        {AT(struct vaccine_delivery_view, confirmation_comment), .kind = FIELD_MAYBE_TEXT},                            \
        {AT(struct vaccine_delivery_view, difference), .kind = FIELD_MAYBE_INT,                                        \
         .about = "confirmed minus received, or sent"},                                                                \
        {AT(struct vaccine_delivery_view, amount), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_amount_fields,           \
         .about = "of the furthest of received, sent, planned"},                                                       \
        {AT(struct vaccine_delivery, origin_delivery_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID,               \
         .about = "moved out of that delivery of another region"},                                                     \
        {AT(struct vaccine_delivery, document_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},                     \
        {AT(struct vaccine_delivery, source), .kind = FIELD_MAYBE_TEXT},                                               \
        {AT(struct vaccine_delivery, allocation_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},                   \
    {                                                                                                                  \
        AT(struct vaccine_delivery, created_at), .kind = FIELD_MOMENT                                                  \
    }
static const struct field delivery_fields[] = {VIEW_FIELDS};
const struct fields vaccine_delivery_fields = FIELDS("VaccineDelivery", struct vaccine_delivery_view, delivery_fields);
static const struct field delivery_whole_fields[] = {
    VIEW_FIELDS,
    {AT(struct vaccine_delivery_view, entries), .kind = FIELD_LIST, COUNTED(struct vaccine_delivery_view, entry_count),
     .of = &entry_output},
    {AT(struct vaccine_delivery_view, confirmations), .kind = FIELD_LIST,
     COUNTED(struct vaccine_delivery_view, confirmation_count), .of = &confirmation_output},
};
const struct fields vaccine_delivery_output =
    FIELDS("VaccineDeliveryWhole", struct vaccine_delivery_view, delivery_whole_fields);

static struct maybe maybe_of(struct known_int number)
{
    return maybe_if(number.known, number.value);
}

static struct known_int known_of(struct maybe number)
{
    return number.known ? known_int(number.value) : (struct known_int){0};
}

static enum outcome view_entries(struct call *c, const struct vaccine_entry *entries, size_t count,
                                 struct delivery_sums *ret_sums, struct vaccine_delivery_view *view)
{
    struct delivery_entry *plain = ARENA_ARRAY(&c->arena, count, struct delivery_entry);
    int64_t *effective = ARENA_ARRAY(&c->arena, count, int64_t);
    view->entries = ARENA_ARRAY(&c->arena, count, struct vaccine_entry_view);
    if (plain == NULL || effective == NULL || view->entries == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        plain[i] = (struct delivery_entry){.number = entries[i].number,
                                           .kind = entries[i].kind,
                                           .doses = entries[i].doses,
                                           .corrects = known_of(entries[i].corrects)};
    TRY(delivery_sum(plain, count, effective, ret_sums));
    for (size_t i = 0; i < count; i++) {
        view->entries[i] = (struct vaccine_entry_view){
            .entry = entries[i], .kind = vaccine_entry_words[entries[i].kind], .effective_doses = effective[i]};
        if (entries[i].kind == DELIVERY_RECEIVED)
            view->received_on = entries[i].happened_on;
        for (size_t j = i + 1; j < count; j++)
            if (entries[j].corrects.known && entries[j].corrects.value == entries[i].number)
                view->entries[i].corrected = true;
    }
    view->entry_count = count;
    return OK;
}

static enum outcome view_amount(struct call *c, const struct vaccine_catalogue *catalogue,
                                struct vaccine_delivery_view *view)
{
    struct maybe doses = view->received.known ? view->received : view->sent.known ? view->sent : view->planned;
    const char *monday = vaccine_monday(c, view->delivery.week);
    if (!doses.known)
        return OK;
    view->amount = ARENA_NEW(&c->arena, struct vaccine_amount);
    if (monday == NULL || view->amount == NULL)
        return TOO_LARGE;
    *view->amount = vaccine_amount_of(catalogue, view->delivery.product, monday, doses.value);
    return OK;
}

enum outcome vaccine_delivery_view(struct call *c, const struct vaccine_catalogue *catalogue,
                                   const struct vaccine_delivery *delivery, const struct vaccine_entry *entries,
                                   size_t entry_count, struct vaccine_confirmation *confirmations,
                                   size_t confirmation_count, struct vaccine_delivery_view *view)
{
    *view = (struct vaccine_delivery_view){
        .delivery = *delivery, .confirmations = confirmations, .confirmation_count = confirmation_count};
    struct delivery_sums sums;
    struct known_int difference;
    TRY(view_entries(c, entries, entry_count, &sums, view));
    view->planned = maybe_of(sums.planned);
    view->sent = maybe_of(sums.sent);
    view->received = maybe_of(sums.received);
    view->returned = sums.returned;
    view->moved_out = sums.moved;
    view->destroyed = sums.destroyed;
    view->net = maybe_of(sums.net);
    if (confirmation_count > 0) {
        const struct vaccine_confirmation *last = &confirmations[confirmation_count - 1];
        view->confirmed = maybe_known(last->received_doses);
        view->confirmed_on = last->received_on;
        view->confirmed_at = maybe_known(last->confirmed_at);
        view->confirmed_by_name = last->confirmed_by_name;
        view->confirmation_comment = last->comment;
    }
    view->state = state_words[delivery_state(&sums, known_of(view->confirmed), &difference)];
    view->difference = maybe_of(difference);
    return view_amount(c, catalogue, view);
}

enum outcome vaccine_delivery_views(struct call *c, const struct vaccine_delivery_filter *filter,
                                    struct vaccine_delivery_view **ret_views, size_t *ret_count)
{
    struct vaccine_catalogue catalogue;
    struct vaccine_delivery *deliveries;
    struct vaccine_entry *entries;
    struct vaccine_confirmation *confirmations;
    size_t count, entry_count, confirmation_count, entry = 0, confirmation = 0;
    TRY(store_vaccine_catalogue(c->db, filter->known_at, &c->arena, &catalogue));
    TRY(store_vaccine_delivery_list(c->db, filter, &c->arena, &deliveries, &count));
    TRY(store_vaccine_entry_list(c->db, filter, &c->arena, &entries, &entry_count));
    TRY(store_vaccine_confirmation_list(c->db, filter, &c->arena, &confirmations, &confirmation_count));
    struct vaccine_delivery_view *views = ARENA_ARRAY(&c->arena, count, struct vaccine_delivery_view);
    if (views == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        const char *id = deliveries[i].delivery_id;
        size_t first_entry = entry, first_confirmation = confirmation;
        while (entry < entry_count && strcmp(entries[entry].delivery_id, id) == 0)
            entry++;
        while (confirmation < confirmation_count && strcmp(confirmations[confirmation].delivery_id, id) == 0)
            confirmation++;
        TRY(vaccine_delivery_view(c, &catalogue, &deliveries[i], entries + first_entry, entry - first_entry,
                                  confirmations + first_confirmation, confirmation - first_confirmation, &views[i]));
    }
    *ret_views = views;
    *ret_count = count;
    return OK;
}

bool vaccine_delivery_is_overtaken(const struct vaccine_delivery_view *views, size_t count, size_t which)
{
    const struct vaccine_delivery_view *plan = &views[which];
    if (plan->delivery.allocation_id == NULL || plan->sent.known || plan->received.known || plan->confirmed.known)
        return false;
    for (size_t i = 0; i < count; i++)
        if (i != which && views[i].delivery.origin_delivery_id == NULL &&
            (views[i].sent.known || views[i].received.known) &&
            strcmp(views[i].delivery.week, plan->delivery.week) == 0 &&
            strcmp(views[i].delivery.product, plan->delivery.product) == 0 &&
            strcmp(views[i].delivery.county, plan->delivery.county) == 0)
            return true;
    return false;
}

struct delivery_list {
    int64_t known_at;
    struct vaccine_span span;
    struct vaccine_delivery_view *items;
    size_t count;
};
static const struct field delivery_list_fields[] = {
    {AT(struct delivery_list, known_at), .kind = FIELD_MOMENT},
    {.name = "first_week",
     .offset = offsetof(struct delivery_list, span.first),
     .kind = FIELD_TEXT,
     .format = FORMAT_WEEK},
    {.name = "last_week",
     .offset = offsetof(struct delivery_list, span.last),
     .kind = FIELD_TEXT,
     .format = FORMAT_WEEK},
    {AT(struct delivery_list, items), .kind = FIELD_LIST, COUNTED(struct delivery_list, count),
     .of = &vaccine_delivery_fields},
};
const struct fields vaccine_delivery_list_output =
    FIELDS("VaccineDeliveryList", struct delivery_list, delivery_list_fields);
const struct query_field vaccine_delivery_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    {.name = "county", .format = FORMAT_COUNTY, .about = "Only this region"},
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: twelve weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: four weeks on; at most 80 weeks in all"},
    VACCINE_KNOWN_QUERY,
    {.name = "unconfirmed", .format = FORMAT_LINE, .max = 5, .about = "true: only what the region has not confirmed"},
    {0},
};

static enum outcome write_csv(struct call *c, const struct delivery_list *list)
{
    static const char *const headings[2][11] = {
        {"Vecka", "Vaccin", "Region", "Läge", "Planerat", "Skickat", "Mottaget", "Returnerat", "Flyttat", "Kasserat",
         "Bekräftat"},
        {"Week", "Vaccine", "Region", "State", "Planned", "Sent", "Received", "Returned", "Moved", "Destroyed",
         "Confirmed"},
    };
    AUTO_TEXT out = text_open(LIMIT_REPLY_BYTES);
    struct csv csv = csv_open(&out);
    for (size_t i = 0; i < sizeof headings[0] / sizeof headings[0][0]; i++)
        csv_text(&csv, headings[c->english][i]);
    csv_end_line(&csv);
    for (size_t i = 0; i < list->count; i++) {
        const struct vaccine_delivery_view *view = &list->items[i];
        csv_text(&csv, view->delivery.week);
        csv_text(&csv, view->delivery.product);
        csv_text(&csv, view->delivery.county);
        csv_text(&csv, view->state);
        csv_maybe(&csv, view->planned);
        csv_maybe(&csv, view->sent);
        csv_maybe(&csv, view->received);
        csv_int(&csv, view->returned);
        csv_int(&csv, view->moved_out);
        csv_int(&csv, view->destroyed);
        csv_maybe(&csv, view->confirmed);
        csv_end_line(&csv);
    }
    c->raw = text_failed(&out) ? NULL : arena_copy(&c->arena, out.bytes, out.length);
    c->raw_length = out.length;
    c->raw_type = "text/csv; charset=utf-8";
    c->file_name = arena_printf(&c->arena, "%s-%s-%s.csv", c->english ? "deliveries" : "leveranser", list->span.first,
                                list->span.last);
    return c->raw != NULL && c->file_name != NULL ? OK : TOO_LARGE;
}

enum outcome api_vaccine_delivery_list(struct call *c)
{
    struct delivery_list *list = ARENA_NEW(&c->arena, struct delivery_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(vaccine_query_span(c, 12, 4, &list->span));
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    const char *product = call_query(c, "product"), *county = call_query(c, "county"),
               *format = call_query(c, "format");
    const struct vaccine_delivery_filter filter = {.product = product != NULL ? product : "",
                                                   .county = county != NULL ? county : "",
                                                   .first_week = list->span.first,
                                                   .last_week = list->span.last,
                                                   .known_at = list->known_at};
    size_t count, kept = 0;
    TRY(vaccine_delivery_views(c, &filter, &list->items, &count));
    bool unconfirmed = call_query_flag(c, "unconfirmed");
    for (size_t i = 0; i < count; i++)
        if (!unconfirmed || !list->items[i].confirmed.known)
            list->items[kept++] = list->items[i];
    list->count = kept;
    if (format != NULL && strcmp(format, "csv") == 0)
        return write_csv(c, list);
    c->output = list;
    return OK;
}

enum outcome vaccine_delivery_show(struct call *c, const char *delivery_id, int64_t known_at)
{
    struct vaccine_catalogue catalogue;
    struct vaccine_delivery delivery;
    struct vaccine_entry *entries;
    struct vaccine_confirmation *confirmations;
    size_t entry_count, confirmation_count;
    struct vaccine_delivery_view *view = ARENA_NEW(&c->arena, struct vaccine_delivery_view);
    if (view == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_delivery_get(c->db, delivery_id, &c->arena, &delivery));
    TRY(store_vaccine_entries(c->db, delivery_id, known_at, &c->arena, &entries, &entry_count));
    TRY(store_vaccine_confirmations(c->db, delivery_id, known_at, &c->arena, &confirmations, &confirmation_count));
    TRY(store_vaccine_catalogue(c->db, known_at, &c->arena, &catalogue));
    if (entry_count == 0)
        return NOT_FOUND;
    TRY(vaccine_delivery_view(c, &catalogue, &delivery, entries, entry_count, confirmations, confirmation_count, view));
    c->output = view;
    return call_etag(c, "d%zu-%zu-%zu", entry_count, confirmation_count, catalogue.property_count);
}

enum outcome api_vaccine_delivery_get(struct call *c)
{
    return vaccine_delivery_show(c, call_parameter(c, "delivery"), vaccine_query_moment(c, "known_at", c->now));
}
