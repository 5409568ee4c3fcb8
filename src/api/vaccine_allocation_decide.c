/* Deciding a draft: locked, booked in the accounts, planned as deliveries; all in one transaction. */
#include "api/vaccine_allocations.h"
#include "api/vaccine_common.h"
#include "api/vaccine_deliveries.h"
#include "api/vaccine_documents.h"
#include "base/crypto.h"
#include "store/vaccine_accounts.h"

#include <string.h>

struct decision {
    const char *reference_number, *decision_maker, *grounds, *result_sha256;
};
static const struct field decision_fields[] = {
    {AT(struct decision, reference_number), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 100},
    {AT(struct decision, decision_maker), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 200},
    {AT(struct decision, grounds), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 1000},
    {AT(struct decision, result_sha256), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = SHA256_HEX_CHARS, .max = SHA256_HEX_CHARS, .about = "of the result that the decider has seen"},
};
const struct fields vaccine_decide_input = FIELDS("VaccineAllocationDecision", struct decision, decision_fields);

/* --- accounts --- */

struct booking {
    struct call *c;
    const struct allocation_computed *computed;
    struct vaccine_balance *balances; /* as they stand while entries are added */
    size_t count;
};

static struct vaccine_balance *balance_of(struct booking *booking, const char *county)
{
    for (size_t i = 0; i < booking->count; i++)
        if (strcmp(booking->balances[i].county, county) == 0)
            return &booking->balances[i];
    return NULL;
}

struct change {
    enum account_entry_kind kind;
    int64_t right_udoses, parked_udoses, packs;
};

static enum outcome enter(struct booking *booking, const struct vaccine_allocation *of, const char *county,
                          const struct change *change)
{
    const struct vaccine_allocation *head = &booking->computed->head;
    struct call *c = booking->c;
    struct vaccine_balance *balance = balance_of(booking, county);
    if (balance == NULL)
        return BROKEN; /* there is one for every county */
    balance->entry_number++;
    balance->balance_udoses += change->right_udoses - change->packs * of->pack_doses * MICRO_DOSES;
    balance->parked_udoses += change->parked_udoses;
    const struct vaccine_account_entry entry = {
        .product = head->product,
        .county = county,
        .entry_number = balance->entry_number,
        .kind = change->kind,
        .week = of->week,
        .allocation_id = of->allocation_id,
        .right_udoses = change->right_udoses,
        .parked_change_udoses = change->parked_udoses,
        .packs = change->packs,
        .pack_doses = of->pack_doses,
        .balance_udoses = balance->balance_udoses,
        .parked_udoses = balance->parked_udoses,
        .note = head->reference_number,
        .entered_at = c->now,
        .entered_by = c->actor.user_id,
    };
    return store_vaccine_account_entry_add(c->scope, c->db, &entry);
}

static enum outcome reverse(struct booking *booking, const struct allocation_line *line)
{
    const struct change change = {
        .kind = ENTRY_REVERSAL,
        .right_udoses = -(line->released_micro + line->credit_micro + line->waived_micro),
        .parked_udoses = line->parked_before_micro - line->parked_micro,
        .packs = -line->key_packs,
    };
    return enter(booking, &booking->computed->replaced, line->county, &change);
}

static enum outcome book(struct booking *booking, const struct allocation_line *line)
{
    const struct vaccine_allocation *head = &booking->computed->head;
    int64_t parked = line->parked_micro - line->parked_before_micro + line->released_micro;
    const struct change changes[] = {
        {ENTRY_MULTIPLIER, line->released_micro, -line->released_micro, 0},
        {ENTRY_ALLOCATION, line->credit_micro, 0, line->key_packs},
        {ENTRY_FORGONE, line->waived_micro, 0, 0},
        {ENTRY_MULTIPLIER, 0, parked, 0},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        if (changes[i].kind == ENTRY_ALLOCATION || changes[i].right_udoses != 0 || changes[i].parked_udoses != 0)
            TRY(enter(booking, head, line->county, &changes[i]));
    const struct vaccine_balance *balance = balance_of(booking, line->county);
    return balance->balance_udoses == line->balance_micro && balance->parked_udoses == line->parked_micro ? OK : BROKEN;
}

static enum outcome book_all(struct call *c, const struct allocation_computed *computed)
{
    struct booking booking = {.c = c, .computed = computed};
    TRY(store_vaccine_balances(c->db, computed->head.product, c->now, &c->arena, &booking.balances, &booking.count));
    for (size_t i = 0; i < computed->replaced_count; i++)
        TRY(reverse(&booking, &computed->replaced_lines[i].line));
    for (size_t i = 0; i < computed->count; i++)
        TRY(book(&booking, &computed->lines[i].line));
    return OK;
}

/* --- deliveries --- */

static enum outcome plan_new(struct call *c, const struct vaccine_allocation *head,
                             const struct vaccine_document *document, const struct allocation_line *line)
{
    const struct vaccine_delivery delivery = {.delivery_id = call_new_id(c),
                                              .product = head->product,
                                              .county = line->county,
                                              .week = head->week,
                                              .document_id = document->document_id,
                                              .source = document->source,
                                              .allocation_id = head->allocation_id,
                                              .created_at = c->now,
                                              .created_by = c->actor.user_id};
    const struct vaccine_entry entry = {.delivery_id = delivery.delivery_id,
                                        .number = 1,
                                        .kind = DELIVERY_PLANNED,
                                        .doses = line->packs * head->pack_doses,
                                        .happened_on = vaccine_monday(c, head->week),
                                        .reason = "",
                                        .known_at = c->now,
                                        .entered_at = c->now,
                                        .entered_by = c->actor.user_id};
    return delivery.delivery_id != NULL && entry.happened_on != NULL ? vaccine_delivery_start(c, &delivery, &entry)
                                                                     : TOO_LARGE;
}

/* The plan of the decision before becomes this one's, by a correction. */
static enum outcome correct_plan(struct call *c, const struct vaccine_allocation *head,
                                 const struct allocation_line *line, const struct vaccine_delivery_view *before)
{
    int64_t doses = line->packs * head->pack_doses, number;
    if (before->planned.known && before->planned.value == doses)
        return OK;
    struct vaccine_entry *entries;
    size_t count;
    TRY(store_vaccine_entries(c->db, before->delivery.delivery_id, INT64_MAX, &c->arena, &entries, &count));
    const struct vaccine_entry *planned = NULL;
    for (size_t i = 0; i < count && planned == NULL; i++)
        if (entries[i].kind == DELIVERY_PLANNED)
            planned = &entries[i];
    if (planned == NULL)
        return BROKEN; /* an allocation's delivery begins with its plan */
    const struct vaccine_entry entry = {
        .delivery_id = before->delivery.delivery_id,
        .kind = DELIVERY_CORRECTED,
        .doses = doses,
        .happened_on = vaccine_monday(c, head->week),
        .corrects = maybe_known(planned->number),
        .reason = arena_printf(&c->arena, "%s %s", c->english ? "Decision" : "Beslut", head->reference_number),
        .known_at = c->now,
        .entered_at = c->now,
        .entered_by = c->actor.user_id,
    };
    if (entry.happened_on == NULL || entry.reason == NULL)
        return TOO_LARGE;
    return store_vaccine_entry_add(c->scope, c->db, line->county, &entry, &number);
}

static enum outcome add_document(struct call *c, const struct vaccine_allocation *head,
                                 struct vaccine_document *ret_document)
{
    *ret_document = (struct vaccine_document){
        .document_id = call_new_id(c),
        .kind = "delivery",
        .issuer = c->actor.organisation_name,
        .issued_at = c->now,
        .known_at = c->now,
        .entered_at = c->now,
        .source = head->reference_number,
        .note = head->grounds,
        .text_sha256 = "",
        .entered_by = c->actor.user_id,
    };
    return ret_document->document_id != NULL ? store_vaccine_document_add(c->scope, c->db, ret_document) : TOO_LARGE;
}

static enum outcome plan_all(struct call *c, const struct allocation_computed *computed)
{
    const struct vaccine_allocation *head = &computed->head;
    struct allocation_around around;
    struct vaccine_document document;
    TRY(vaccine_allocation_around(c, head->product, head->week, head->week, c->now, &around));
    TRY(add_document(c, head, &document));
    for (size_t i = 0; i < computed->count; i++) {
        const struct allocation_line *line = &computed->lines[i].line;
        const struct vaccine_delivery_view *before = NULL;
        for (size_t j = 0; j < around.delivery_count && computed->replaces; j++)
            if (around.deliveries[j].delivery.allocation_id != NULL &&
                strcmp(around.deliveries[j].delivery.county, line->county) == 0)
                before = &around.deliveries[j];
        if (before != NULL)
            TRY(correct_plan(c, head, line, before));
        else if (line->packs > 0)
            TRY(plan_new(c, head, &document, line));
    }
    return OK;
}

/* --- the decision --- */

static void complete(struct call *c, const struct vaccine_allocation_draft *draft, struct vaccine_allocation *head)
{
    const struct decision *decision = c->input;
    head->allocation_id = draft->allocation_id;
    head->drafted_at = draft->created_at;
    head->drafted_by = draft->created_by;
    head->reference_number = decision->reference_number;
    head->decision_maker = decision->decision_maker;
    head->grounds = decision->grounds;
    head->decided_at = c->now;
    head->decided_by = c->actor.user_id;
}

enum outcome api_vaccine_allocation_decide(struct call *c)
{
    const struct decision *decision = c->input;
    struct vaccine_allocation_draft draft;
    struct allocation_choices choices;
    struct allocation_computed computed;
    TRY(vaccine_draft_read(c, call_parameter(c, "allocation"), &draft, &choices));
    c->etag = NULL; /* of the draft */
    TRY(vaccine_allocation_compute(c, &choices, &computed));
    if (strcmp(computed.head.result_sha256, decision->result_sha256) != 0)
        return call_refuse(c, PROBLEM_CHANGED);
    complete(c, &draft, &computed.head);
    TRY(store_vaccine_booking_next(c->db, computed.head.product, &computed.head.booking));
    TRY(store_vaccine_allocation_add(c->scope, c->db, &computed.head, computed.lines, computed.count));
    TRY(book_all(c, &computed));
    TRY(plan_all(c, &computed));
    TRY(store_vaccine_draft_delete(c->scope, c->db, draft.allocation_id));
    TRY(vaccine_allocation_show(c, draft.allocation_id, c->now));
    TRY(call_audit(c, "vaccine_allocation.decide", "vaccine_allocation", draft.allocation_id, "00", draft.choices,
                   call_json(c, &vaccine_allocation_fields, c->output)));
    c->location = arena_printf(&c->arena, "/api/v1/vaccine/allocations/%s", draft.allocation_id);
    return c->location != NULL ? OK : TOO_LARGE;
}
