/* Writing deliveries, their entries and confirmations, of api/vaccine_deliveries.h. */
#include "api/vaccine_common.h"
#include "api/vaccine_deliveries.h"
#include "api/vaccine_documents.h"
#include "api/vaccine_forecasts.h"
#include "core/week.h"

#include <string.h>

enum { DELIVERY_MAX_DOSES = 1000000000, DELIVERY_ROWS_MAX = 2000 };

/* What a new delivery may begin with: the first words of the entries' kinds. */
static const char *const start_words[] = {"planned", "sent", "received", NULL};

struct delivery_row {
    const char *product, *county, *week, *happened_on;
    int kind; /* position in start_words = enum delivery_kind */
    int64_t doses;
};
static const struct field delivery_row_fields[] = {
    {AT(struct delivery_row, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct delivery_row, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct delivery_row, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct delivery_row, kind), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = start_words},
    {AT(struct delivery_row, doses), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = DELIVERY_MAX_DOSES},
    {AT(struct delivery_row, happened_on), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
};
static const struct fields delivery_row_input = FIELDS("VaccineDeliveryRow", struct delivery_row, delivery_row_fields);

struct delivery_add {
    struct vaccine_document_input document;
    struct delivery_row *rows;
    size_t row_count;
};
static const struct field delivery_add_fields[] = {
    DOCUMENT_INPUT_FIELDS(struct delivery_add, 0, 0),
    {AT(struct delivery_add, rows), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .min = 1, .max = DELIVERY_ROWS_MAX,
     COUNTED(struct delivery_add, row_count), .of = &delivery_row_input},
};
const struct fields vaccine_delivery_add_input = FIELDS("VaccineDeliveries", struct delivery_add, delivery_add_fields);

struct delivery_added {
    bool dry_run;
    struct vaccine_document_view *document;
    struct vaccine_delivery_view *items;
    size_t count;
};
static const struct field delivery_added_fields[] = {
    {AT(struct delivery_added, dry_run), .kind = FIELD_BOOL},
    {AT(struct delivery_added, document), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_document_fields},
    {AT(struct delivery_added, items), .kind = FIELD_LIST, COUNTED(struct delivery_added, count),
     .of = &vaccine_delivery_fields},
};
const struct fields vaccine_delivery_added_output =
    FIELDS("VaccineDeliveriesAdded", struct delivery_added, delivery_added_fields);

/* Nothing happens after today, but plans. */
static bool is_too_late(const struct call *c, const char *date, enum delivery_kind kind)
{
    int64_t day = 0;
    (void)!date_parse(date, &day);
    return kind != DELIVERY_PLANNED && day > call_today(c);
}

static enum outcome check_rows(struct call *c, const struct vaccine_catalogue *catalogue)
{
    const struct delivery_add *input = c->input;
    struct county *counties;
    size_t county_count;
    TRY(store_county_list(c->db, &c->arena, &counties, &county_count));
    for (size_t i = 0; i < input->row_count; i++) {
        const struct delivery_row *row = &input->rows[i];
        if (vaccine_catalogue_product(catalogue, row->product) == NULL)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/rows", i, "product", NULL);
        if (strcmp(row->county, "00") == 0 || !vaccine_area_exists(counties, county_count, row->county))
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/rows", i, "county", NULL);
        if (is_too_late(c, row->happened_on, (enum delivery_kind)row->kind))
            violation_add_at(&c->violations, VIOLATION_OUT_OF_RANGE, "/rows", i, "happened_on", NULL);
    }
    return call_check_violations(c);
}

enum outcome vaccine_delivery_start(struct call *c, const struct vaccine_delivery *delivery,
                                    const struct vaccine_entry *entry)
{
    int64_t number;
    TRY(store_vaccine_delivery_add(c->scope, c->db, delivery));
    /* The region that moves doses writes the first entry of the other region's delivery. */
    const struct scope everywhere = {.allowed = true};
    return store_vaccine_entry_add(delivery->origin_delivery_id != NULL ? everywhere : c->scope, c->db,
                                   delivery->county, entry, &number);
}

static enum outcome add_row(struct call *c, const struct vaccine_catalogue *catalogue,
                            const struct vaccine_document *document, const struct delivery_row *row,
                            struct vaccine_delivery_view *view)
{
    const struct vaccine_delivery delivery = {.delivery_id = call_new_id(c),
                                              .product = row->product,
                                              .county = row->county,
                                              .week = row->week,
                                              .document_id = document->document_id,
                                              .source = document->source,
                                              .created_at = c->now,
                                              .created_by = c->actor.user_id};
    const struct vaccine_entry entry = {.delivery_id = delivery.delivery_id,
                                        .number = 1,
                                        .kind = (enum delivery_kind)row->kind,
                                        .doses = row->doses,
                                        .happened_on = row->happened_on,
                                        .reason = "",
                                        .known_at = document->known_at,
                                        .entered_at = c->now,
                                        .entered_by = c->actor.user_id,
                                        .entered_by_name = c->actor.display_name,
                                        .organisation = c->actor.standing.organisation};
    if (delivery.delivery_id == NULL)
        return TOO_LARGE;
    TRY(vaccine_delivery_start(c, &delivery, &entry));
    return vaccine_delivery_view(c, catalogue, &delivery, &entry, 1, NULL, 0, view);
}

enum outcome api_vaccine_delivery_add(struct call *c)
{
    const struct delivery_add *input = c->input;
    struct vaccine_catalogue catalogue;
    struct vaccine_document document;
    struct delivery_added *added = ARENA_NEW(&c->arena, struct delivery_added);
    if (added == NULL || (added->document = ARENA_NEW(&c->arena, struct vaccine_document_view)) == NULL ||
        (added->items = ARENA_ARRAY(&c->arena, input->row_count, struct vaccine_delivery_view)) == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(vaccine_document_make(c, &input->document, "delivery", NULL, &document));
    TRY(check_rows(c, &catalogue));
    TRY(store_vaccine_document_add(c->scope, c->db, &document));
    added->count = input->row_count;
    for (size_t i = 0; i < input->row_count; i++)
        TRY(add_row(c, &catalogue, &document, &input->rows[i], &added->items[i]));
    vaccine_document_view(&document, added->document);
    TRY(call_audit(c, "vaccine_delivery.add", "vaccine_document", document.document_id, "00", NULL,
                   call_json(c, &vaccine_document_fields, added->document)));
    added->dry_run = call_trial(c);
    c->output = added;
    return OK;
}

struct entry_add {
    int kind; /* enum delivery_kind */
    int64_t doses;
    const char *happened_on, *to_county, *reason;
    struct maybe corrects;
};
static const struct field entry_add_fields[] = {
    {AT(struct entry_add, kind), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = vaccine_entry_words},
    {AT(struct entry_add, doses), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = DELIVERY_MAX_DOSES,
     .about = "never negative: the kind says which way; a correction says what it should have been"},
    {AT(struct entry_add, happened_on), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    {.name = "corrects_entry",
     .offset = offsetof(struct entry_add, corrects),
     .kind = FIELD_MAYBE_INT,
     .min = 1,
     .max = 1000000},
    {AT(struct entry_add, to_county), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_COUNTY},
    {AT(struct entry_add, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = 500,
     .about = "needed for corrected, returned, moved and destroyed"},
};
const struct fields vaccine_entry_input = FIELDS("VaccineDeliveryEntry", struct entry_add, entry_add_fields);

/* The receiving region says what happened to it there; what was planned and sent is the sender's. */
static bool may_say(const struct call *c, enum delivery_kind kind)
{
    return c->actor.standing.kind != KIND_REGION || (kind != DELIVERY_PLANNED && kind != DELIVERY_SENT);
}

static enum outcome check_entry(struct call *c, const struct vaccine_delivery *delivery,
                                const struct vaccine_entry *entries, size_t count)
{
    const struct entry_add *input = c->input;
    enum delivery_kind kind = (enum delivery_kind)input->kind;
    if ((kind == DELIVERY_CORRECTED) != input->corrects.known)
        violation_add(&c->violations, input->corrects.known ? VIOLATION_INCONSISTENT : VIOLATION_MISSING, "",
                      "corrects_entry", NULL);
    if ((kind == DELIVERY_MOVED) != (input->to_county != NULL))
        violation_add(&c->violations, input->to_county != NULL ? VIOLATION_INCONSISTENT : VIOLATION_MISSING, "",
                      "to_county", NULL);
    if (kind >= DELIVERY_CORRECTED && strlen(input->reason) < 3)
        violation_add(&c->violations, VIOLATION_TOO_SHORT, "", "reason", NULL);
    if (is_too_late(c, input->happened_on, kind))
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "happened_on", NULL);
    struct county *counties;
    size_t county_count;
    TRY(store_county_list(c->db, &c->arena, &counties, &county_count));
    if (input->to_county != NULL &&
        (strcmp(input->to_county, "00") == 0 || !vaccine_area_exists(counties, county_count, input->to_county)))
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "to_county", NULL);
    else if (input->to_county != NULL && strcmp(input->to_county, delivery->county) == 0)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "to_county", NULL);
    if (!input->corrects.known)
        return call_check_violations(c);
    if (input->corrects.value > (int64_t)count)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "corrects_entry", NULL);
    else {
        const struct vaccine_entry *corrected = &entries[input->corrects.value - 1];
        if (corrected->kind == DELIVERY_CORRECTED)
            violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "corrects_entry", NULL);
        else if (c->actor.standing.kind == KIND_REGION &&
                 strcmp(corrected->organisation, c->actor.standing.organisation) != 0)
            return call_refuse(c, PROBLEM_FORBIDDEN);
    }
    return call_check_violations(c);
}

/* Whether all entries with the new one still make sense: no more gone than came. */
static enum outcome check_sums(struct call *c, const struct vaccine_entry *entries, size_t count,
                               const struct vaccine_entry *entry)
{
    struct delivery_entry *plain = ARENA_ARRAY(&c->arena, count + 1, struct delivery_entry);
    struct delivery_sums sums;
    if (plain == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i <= count; i++) {
        const struct vaccine_entry *from = i < count ? &entries[i] : entry;
        plain[i] = (struct delivery_entry){.number = from->number, .kind = from->kind, .doses = from->doses};
        if (from->corrects.known)
            plain[i].corrects = known_int(from->corrects.value);
    }
    enum outcome outcome = delivery_sum(plain, count + 1, NULL, &sums);
    bool gone_unseen = outcome == OK && !sums.received.known && entry->kind > DELIVERY_CORRECTED;
    if (outcome != INVALID && !gone_unseen)
        return outcome;
    violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "doses", NULL);
    return call_check_violations(c);
}

/* The other region gets a delivery of its own, to confirm like any other. */
static enum outcome start_moved(struct call *c, const struct vaccine_delivery *from, const struct vaccine_entry *entry)
{
    struct vaccine_delivery delivery = *from;
    delivery.delivery_id = call_new_id(c);
    delivery.county = entry->to_county;
    delivery.document_id = delivery.allocation_id = NULL;
    delivery.origin_delivery_id = from->delivery_id;
    delivery.origin_entry = maybe_known(entry->number);
    delivery.created_at = c->now;
    delivery.created_by = c->actor.user_id;
    struct vaccine_entry sent = *entry;
    sent.delivery_id = delivery.delivery_id;
    sent.kind = DELIVERY_SENT;
    sent.to_county = NULL;
    return delivery.delivery_id != NULL ? vaccine_delivery_start(c, &delivery, &sent) : TOO_LARGE;
}

/* A corrected move is corrected at the other end too. */
static enum outcome correct_moved(struct call *c, const struct vaccine_delivery *from,
                                  const struct vaccine_entry *correction)
{
    struct vaccine_delivery moved;
    const struct scope everywhere = {.allowed = true};
    struct vaccine_entry other = *correction;
    int64_t number;
    TRY(store_vaccine_delivery_of_move(c->db, from->delivery_id, correction->corrects.value, &c->arena, &moved));
    other.delivery_id = moved.delivery_id;
    other.corrects = maybe_known(1);
    return store_vaccine_entry_add(everywhere, c->db, moved.county, &other, &number);
}

static enum outcome write_entry(struct call *c, const struct vaccine_delivery *delivery,
                                const struct vaccine_entry *entries, const struct vaccine_entry *entry)
{
    int64_t number;
    TRY(store_vaccine_entry_add(c->scope, c->db, delivery->county, entry, &number));
    if (number != entry->number)
        return STALE;
    if (entry->kind == DELIVERY_MOVED)
        return start_moved(c, delivery, entry);
    if (entry->kind == DELIVERY_CORRECTED && entries[entry->corrects.value - 1].kind == DELIVERY_MOVED)
        return correct_moved(c, delivery, entry);
    return OK;
}

/* Shows the delivery as it is after a write, and notes the write. */
static enum outcome conclude(struct call *c, const struct vaccine_delivery *delivery, const char *action)
{
    TRY(vaccine_delivery_show(c, delivery->delivery_id, c->now));
    return call_audit(c, action, "vaccine_delivery", delivery->delivery_id, delivery->county, NULL,
                      call_json(c, &vaccine_delivery_output, c->output));
}

/* The delivery, if the actor's scope reaches its region. */
static enum outcome load(struct call *c, struct vaccine_delivery *ret_delivery)
{
    TRY(store_vaccine_delivery_get(c->db, call_parameter(c, "delivery"), &c->arena, ret_delivery));
    return scope_covers_area(&c->scope, ret_delivery->county) ? OK : call_refuse(c, PROBLEM_FORBIDDEN);
}

enum outcome api_vaccine_entry_add(struct call *c)
{
    const struct entry_add *input = c->input;
    struct vaccine_delivery delivery;
    struct vaccine_entry *entries;
    size_t count;
    TRY(load(c, &delivery));
    if (!may_say(c, (enum delivery_kind)input->kind))
        return call_refuse(c, PROBLEM_FORBIDDEN);
    TRY(store_vaccine_entries(c->db, delivery.delivery_id, INT64_MAX, &c->arena, &entries, &count));
    TRY(check_entry(c, &delivery, entries, count));
    const struct vaccine_entry entry = {.delivery_id = delivery.delivery_id,
                                        .number = (int64_t)count + 1,
                                        .kind = (enum delivery_kind)input->kind,
                                        .doses = input->doses,
                                        .happened_on = input->happened_on,
                                        .corrects = input->corrects,
                                        .to_county = input->to_county,
                                        .reason = input->reason,
                                        .known_at = c->now,
                                        .entered_at = c->now,
                                        .entered_by = c->actor.user_id};
    TRY(check_sums(c, entries, count, &entry));
    TRY(write_entry(c, &delivery, entries, &entry));
    return conclude(c, &delivery, "vaccine_delivery.entry");
}

struct confirmation_add {
    int64_t received_doses;
    const char *received_on, *comment;
};
static const struct field confirmation_add_fields[] = {
    {AT(struct confirmation_add, received_doses), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0,
     .max = DELIVERY_MAX_DOSES},
    {AT(struct confirmation_add, received_on), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    {AT(struct confirmation_add, comment), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = 500},
};
const struct fields vaccine_confirmation_input =
    FIELDS("VaccineConfirmation", struct confirmation_add, confirmation_add_fields);

enum outcome api_vaccine_confirmation_add(struct call *c)
{
    const struct confirmation_add *input = c->input;
    struct vaccine_delivery delivery;
    TRY(load(c, &delivery));
    if (is_too_late(c, input->received_on, DELIVERY_RECEIVED)) {
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "received_on", NULL);
        return call_check_violations(c);
    }
    const struct vaccine_confirmation confirmation = {.delivery_id = delivery.delivery_id,
                                                      .received_doses = input->received_doses,
                                                      .received_on = input->received_on,
                                                      .comment = input->comment,
                                                      .confirmed_at = c->now,
                                                      .confirmed_by = c->actor.user_id};
    TRY(store_vaccine_confirmation_add(c->scope, c->db, delivery.county, &confirmation));
    return conclude(c, &delivery, "vaccine_delivery.confirm");
}
