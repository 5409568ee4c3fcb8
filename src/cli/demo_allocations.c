/* The demo's keys and decided allocations: each week as it would have been decided then, through the accounts.
 * Published are the keys' age bands and weeks; days, reference numbers, the multiplier, the limit and the draft are
 * invented. */
#include "base/crypto.h"
#include "core/allocation.h"
#include "demo_doses.h"
#include "store/population.h"
#include "store/vaccine_accounts.h"
#include "store/vaccine_allocations.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_keys.h"

#include <string.h>

enum { TEXT_MAX_BYTES = 64 * 1024, DECIDED_HOUR = 11 };

#define DECIDER "Enhetschefen (påhittad)"
#define KEY_GROUNDS "Publicerat: åldersgruppen och veckorna. Påhittat: dagen, diarienumret, skälen."

static const struct demo_key {
    const char *name, *date;
    int age_from, age_to;
    const char *first_week, *last_week, *created_on, *decided_on, *reference_number;
} keys[] = {
    {"70 år och äldre", "2019-12-31", 70, 999, "2020-W52", "2021-W09", "2020-12-17", "2020-12-18",
     "PÅHITTAD 04100-2020"},
    {"65 år och äldre", "2020-12-31", 65, 999, "2021-W10", "2021-W17", "2021-02-26", "2021-03-01",
     "PÅHITTAD 00512-2021"},
    {"18 år och äldre", "2020-12-31", 18, 999, "2021-W18", "2021-W19", "2021-03-30", "2021-04-22",
     "PÅHITTAD 00987-2021"},
    {"18–64 år", "2020-12-31", 18, 64, "2021-W20", NULL, "2021-05-04", "2021-05-06", "PÅHITTAD 01040-2021"},
};

static enum outcome add_key(struct demo_loading *loading, const struct demo_key *from)
{
    struct population_of_county *persons;
    size_t count;
    int64_t number, created_at = demo_moment(from->created_on, DECIDED_HOUR);
    TRY(store_population_by_county(loading->db, from->date, from->age_from, from->age_to, &loading->arena, &persons,
                                   &count));
    struct vaccine_key_weight *weights = ARENA_ARRAY(&loading->arena, count, struct vaccine_key_weight);
    const struct vaccine_key key = {
        .key_id = demo_id(loading, created_at),
        .name = from->name,
        .basis = KEY_OF_POPULATION,
        .population_date = from->date,
        .age_from = maybe_known(from->age_from),
        .age_to = maybe_known(from->age_to),
        .input = "",
        .source = "SCB, folkmängd efter ålder, i programmets befolkningstabeller",
        .created_at = created_at,
        .created_by = demo_user_of(loading, "FOHM"),
    };
    if (weights == NULL || key.key_id == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        weights[i] = (struct vaccine_key_weight){persons[i].county, persons[i].persons};
    TRY(store_vaccine_key_add(demo_everywhere, loading->db, &key, weights, count));
    const struct vaccine_key_decision decision = {
        .key_id = key.key_id,
        .first_week = from->first_week,
        .last_week = from->last_week,
        .reference_number = from->reference_number,
        .decision_maker = DECIDER,
        .grounds = KEY_GROUNDS,
        .decided_at = demo_moment(from->decided_on, DECIDED_HOUR - 2),
        .decided_by = demo_user_named(loading, "fohm.beslut"),
    };
    TRY(store_vaccine_key_decide(demo_everywhere, loading->db, &decision, &number));
    return demo_audit(loading, decision.decided_at, "vaccine_key.decide", "vaccine_key", key.key_id, "00");
}

enum outcome demo_load_keys(struct demo_loading *loading)
{
    int64_t number;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        TRY(add_key(loading, &keys[i]));
    const struct vaccine_key_multiplier multiplier = {
        .county = "06",
        .product = "COMIRNATY",
        .numerator = 6,
        .denominator = 5,
        .first_week = "2021-W07",
        .last_week = "2021-W08",
        .repay = true,
        .reference_number = "PÅHITTAD 00390-2021",
        .decision_maker = DECIDER,
        .grounds = "Påhittat: utbrott på flera boenden i länet. Det som ges utöver nyckeln betalas tillbaka.",
        .decided_at = demo_moment("2021-02-10", DECIDED_HOUR),
        .decided_by = demo_user_named(loading, "fohm.beslut"),
    };
    return store_vaccine_key_multiplier_add(demo_everywhere, loading->db, &multiplier, &number);
}

/* --- one week --- */

/* What its source was: the forecast if it says the same, else a notice of the company. */
static enum outcome read_source(struct demo_loading *loading, struct vaccine_allocation *head)
{
    struct vaccine_forecast *versions;
    size_t count;
    TRY(store_vaccine_forecast_versions(loading->db, head->product, "00", head->week, head->decided_at, &loading->arena,
                                        &versions, &count));
    head->source_kind = "manual";
    head->source_text = "Påhittat: bolagets avisering";
    head->source_certainty = "";
    if (count == 0 || !versions[0].doses.known || versions[0].doses.value != head->source_doses)
        return OK;
    head->source_kind = "forecast";
    head->source_document_id = versions[0].document_id;
    head->source_text = versions[0].source;
    head->source_seq = maybe_known(versions[0].seq);
    head->source_issued_at = maybe_known(versions[0].issued_at);
    head->source_certainty = vaccine_certainty_words[versions[0].certainty];
    return OK;
}

static enum outcome read_regions(struct demo_loading *loading, const struct demo_allocation *allocation,
                                 struct vaccine_allocation *head, struct allocation_region *regions)
{
    struct vaccine_key_in_force key;
    struct vaccine_balance *balances;
    int64_t right[DEMO_REGIONS], weights[DEMO_REGIONS];
    size_t count;
    TRY(store_vaccine_key_in_force(loading->db, head->product, head->week, head->decided_at, &loading->arena, &key));
    TRY(store_vaccine_balances(loading->db, head->product, head->decided_at, &loading->arena, &balances, &count));
    if (key.count != DEMO_REGIONS || count != DEMO_REGIONS)
        return INVALID;
    TRY(vaccine_key_weights(&loading->arena, &key, right, weights));
    head->key_decision_number = key.decision_number;
    for (int i = 0; i < DEMO_REGIONS; i++) {
        memcpy(regions[i].county, balances[i].county, ALLOCATION_COUNTY_CHARS);
        regions[i].weight = weights[i];
        regions[i].right_weight = right[i];
        regions[i].balance_micro = balances[i].balance_udoses;
        regions[i].parked_micro = balances[i].parked_udoses;
        regions[i].second_packs = allocation->second_packs != NULL ? allocation->second_packs[i] : 0;
        if (allocation->capped_county != NULL && strcmp(allocation->capped_county, balances[i].county) == 0)
            regions[i].cap_packs = known_int(allocation->cap_packs);
    }
    return OK;
}

/* What these very weights have shared out so far. */
static int64_t doses_under_key(const struct demo_product_keys *before, const struct allocation_region *regions)
{
    for (int i = 0; i < DEMO_REGIONS; i++)
        if (before->weights[i] != regions[i].weight || before->right_weights[i] != regions[i].right_weight)
            return 0;
    return before->doses;
}

static enum outcome write_texts(struct demo_loading *loading, const struct allocation_input *input,
                                const struct allocation_result *result, struct vaccine_allocation *head)
{
    AUTO_TEXT in = text_open(TEXT_MAX_BYTES);
    AUTO_TEXT out = text_open(TEXT_MAX_BYTES);
    allocation_input_write(input, &in);
    allocation_result_write(result, &out);
    if (text_failed(&in) || text_failed(&out))
        return TOO_LARGE;
    head->input = arena_copy(&loading->arena, in.bytes, in.length);
    head->input_sha256 = crypto_sha256_text(&loading->arena, &in);
    head->result_sha256 = crypto_sha256_text(&loading->arena, &out);
    return head->input != NULL && head->input_sha256 != NULL && head->result_sha256 != NULL ? OK : TOO_LARGE;
}

struct booking {
    struct demo_loading *loading;
    const struct vaccine_allocation *head;
    struct vaccine_balance *balances;
};

static enum outcome enter(struct booking *booking, int region, enum account_entry_kind kind, int64_t right,
                          int64_t parked, int64_t packs)
{
    const struct vaccine_allocation *head = booking->head;
    struct vaccine_balance *balance = &booking->balances[region];
    balance->balance_udoses += right - packs * head->pack_doses * MICRO_DOSES;
    balance->parked_udoses += parked;
    const struct vaccine_account_entry entry = {
        .product = head->product,
        .county = balance->county,
        .entry_number = ++balance->entry_number,
        .kind = (int)kind,
        .week = head->week,
        .allocation_id = head->allocation_id,
        .right_udoses = right,
        .parked_change_udoses = parked,
        .packs = packs,
        .pack_doses = head->pack_doses,
        .balance_udoses = balance->balance_udoses,
        .parked_udoses = balance->parked_udoses,
        .note = head->reference_number,
        .entered_at = head->decided_at,
        .entered_by = head->decided_by,
    };
    return store_vaccine_account_entry_add(demo_everywhere, booking->loading->db, &entry);
}

static enum outcome book(struct demo_loading *loading, const struct vaccine_allocation *head,
                         const struct allocation_result *result)
{
    struct booking booking = {.loading = loading, .head = head};
    size_t count;
    TRY(store_vaccine_balances(loading->db, head->product, head->decided_at, &loading->arena, &booking.balances,
                               &count));
    for (int i = 0; i < (int)result->count; i++) {
        const struct allocation_line *line = &result->lines[i];
        int64_t parked = line->parked_micro - line->parked_before_micro + line->released_micro;
        if (line->released_micro != 0)
            TRY(enter(&booking, i, ENTRY_MULTIPLIER, line->released_micro, -line->released_micro, 0));
        TRY(enter(&booking, i, ENTRY_ALLOCATION, line->credit_micro, 0, line->key_packs));
        if (line->waived_micro != 0)
            TRY(enter(&booking, i, ENTRY_FORGONE, line->waived_micro, 0, 0));
        if (parked != 0)
            TRY(enter(&booking, i, ENTRY_MULTIPLIER, 0, parked, 0));
    }
    return OK;
}

static enum outcome store_decision(struct demo_loading *loading, const struct demo_allocation *allocation,
                                   struct vaccine_allocation *head, const struct allocation_result *result)
{
    struct vaccine_allocation_line lines[DEMO_REGIONS];
    for (int i = 0; i < DEMO_REGIONS; i++)
        lines[i] = (struct vaccine_allocation_line){
            .line = result->lines[i],
            .cap_reason = result->lines[i].cap_packs.known ? allocation->cap_reason : "",
        };
    TRY(store_vaccine_booking_next(loading->db, head->product, &head->booking));
    TRY(store_vaccine_allocation_add(demo_everywhere, loading->db, head, lines, DEMO_REGIONS));
    TRY(book(loading, head, result));
    return demo_audit(loading, head->decided_at, "vaccine_allocation.decide", "vaccine_allocation", head->allocation_id,
                      "00");
}

enum outcome demo_allocate(struct demo_loading *loading, const struct demo_allocation *allocation,
                           struct demo_product_keys *keys_so_far, struct demo_shares *ret_shares)
{
    struct allocation_region regions[DEMO_REGIONS] = {0};
    struct allocation_result result;
    struct vaccine_allocation head = {
        .allocation_id = demo_id(loading, allocation->decided_at),
        .product = allocation->product,
        .week = allocation->week,
        .known_at = allocation->decided_at,
        .doses_per_vial = allocation->vial_doses,
        .pack_doses = allocation->pack_doses,
        .source_doses = allocation->packs * allocation->pack_doses,
        .usable = true,
        .rule = ALLOCATION_RULE,
        .reference_number = arena_printf(&loading->arena, "PÅHITTAD %s %s", allocation->product, allocation->week),
        .decision_maker = DECIDER,
        .grounds = "Påhittat beslut: landets leverans är övningens, fördelningen är uträknad.",
        .drafted_at = allocation->decided_at - 3600,
        .drafted_by = demo_user_of(loading, "FOHM"),
        .decided_at = allocation->decided_at,
        .decided_by = demo_user_named(loading, "fohm.beslut"),
    };
    if (head.allocation_id == NULL || head.reference_number == NULL)
        return TOO_LARGE;
    TRY(read_source(loading, &head));
    TRY(read_regions(loading, allocation, &head, regions));
    const struct allocation_input input = {
        .product = head.product,
        .week = head.week,
        .source_doses = head.source_doses,
        .pack_doses = head.pack_doses,
        .vial_doses = head.doses_per_vial,
        .usable = true,
        .doses_under_key = doses_under_key(keys_so_far, regions),
        .regions = regions,
        .count = DEMO_REGIONS,
    };
    TRY(allocation_compute(&loading->arena, &input, &result));
    head.packs = result.packs;
    head.surplus_packs = result.surplus_packs;
    head.promise_kept = result.promise_kept;
    head.doses_under_key = keys_so_far->doses = result.doses_under_key;
    TRY(write_texts(loading, &input, &result, &head));
    TRY(store_decision(loading, allocation, &head, &result));
    ret_shares->allocation_id = head.allocation_id;
    for (int i = 0; i < DEMO_REGIONS; i++) {
        keys_so_far->weights[i] = regions[i].weight;
        keys_so_far->right_weights[i] = regions[i].right_weight;
        ret_shares->packs[i] = result.lines[i].packs;
        ret_shares->key_packs[i] = result.lines[i].key_packs;
    }
    return OK;
}

/* Next week's, waiting for its decision. */
enum outcome demo_load_draft(struct demo_loading *loading)
{
    int64_t at = demo_moment("2021-04-06", DECIDED_HOUR);
    const struct vaccine_allocation_draft draft = {
        .allocation_id = demo_id(loading, at),
        .product = "COMIRNATY",
        .week = "2021-W15",
        .choices =
            "{\"product\":\"COMIRNATY\",\"week\":\"2021-W15\",\"source\":\"forecast\",\"doses\":null,"
            "\"source_text\":null,\"minimum_one_pack\":1,\"second_doses\":\"none\",\"seconds\":[],\"limits\":"
            "[{\"county\":\"24\",\"maximum_packs\":4,\"mode\":\"defer\",\"reason\":\"Påhittat: frysen är full\"}],"
            "\"replaces\":null}",
        .created_at = at,
        .changed_at = at,
        .version = 1,
        .created_by = demo_user_of(loading, "FOHM"),
        .changed_by = demo_user_of(loading, "FOHM"),
    };
    return draft.allocation_id != NULL ? store_vaccine_draft_add(demo_everywhere, loading->db, &draft) : TOO_LARGE;
}
