/* From a draft's choices and what is known now to the result. */
#include "api/vaccine_allocations.h"
#include "api/vaccine_deliveries.h"
#include "base/crypto.h"
#include "core/week.h"
#include "store/vaccine_accounts.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_keys.h"

#include <string.h>

enum { DAYS_PER_WEEK = 7, TEXT_MAX_BYTES = 64 * 1024 };

struct reading {
    struct call *c;
    const struct allocation_choices *choices;
    struct allocation_computed *out;
    struct vaccine_catalogue catalogue;
    const char *monday;
    int64_t monday_days;
    struct allocation_input input;
    struct allocation_region *regions; /* one per county, by code */
};

static size_t county_index(const struct allocation_computed *out, const char *code)
{
    size_t i = 0;
    while (i < out->county_count && strcmp(out->counties[i].code, code) != 0)
        i++;
    return i;
}

static const struct vaccine_property *property(const struct reading *r, enum vaccine_property_kind kind)
{
    return vaccine_catalogue_property(&r->catalogue, r->choices->product, kind, r->monday);
}

static enum outcome read_product(struct reading *r)
{
    struct call *c = r->c;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &r->catalogue));
    struct vaccine_sizes sizes = vaccine_catalogue_sizes(&r->catalogue, r->choices->product, r->monday);
    const struct vaccine_property *usable = property(r, PROPERTY_USABLE);
    if (vaccine_catalogue_product(&r->catalogue, r->choices->product) == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    else if (!sizes.pack_doses.known)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "product", NULL);
    r->input.product = r->choices->product;
    r->input.week = r->choices->week;
    r->input.pack_doses = sizes.pack_doses.value;
    r->input.vial_doses = sizes.vial_doses.value;
    r->input.usable = usable == NULL || usable->number.value != 0;
    return OK;
}

/* --- what comes --- */

static enum outcome read_forecast(struct reading *r)
{
    struct call *c = r->c;
    struct vaccine_allocation *head = &r->out->head;
    struct vaccine_forecast *versions;
    size_t count;
    TRY(store_vaccine_forecast_versions(c->db, r->choices->product, "00", r->choices->week, c->now, &c->arena,
                                        &versions, &count));
    if (count == 0 || !versions[0].doses.known) {
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "week", NULL);
        return OK;
    }
    head->source_kind = "forecast";
    head->source_document_id = versions[0].document_id;
    head->source_text = versions[0].source;
    head->source_seq = maybe_known(versions[0].seq);
    head->source_issued_at = maybe_known(versions[0].issued_at);
    head->source_certainty = vaccine_certainty_words[versions[0].certainty];
    r->input.source_doses = versions[0].doses.value;
    return OK;
}

/* What suppliers deliver in the week: what was sent or received, else planned. Plans that an allocation made itself are
 * no source for one. */
static enum outcome read_deliveries(struct reading *r)
{
    struct call *c = r->c;
    const struct vaccine_delivery_filter filter = {.product = r->choices->product,
                                                   .county = "",
                                                   .first_week = r->choices->week,
                                                   .last_week = r->choices->week,
                                                   .known_at = c->now};
    struct vaccine_delivery_view *views;
    size_t count, used = 0;
    int64_t doses = 0;
    TRY(vaccine_delivery_views(c, &filter, &views, &count));
    for (size_t i = 0; i < count; i++) {
        const struct vaccine_delivery_view *view = &views[i];
        if (view->delivery.origin_delivery_id != NULL || view->delivery.allocation_id != NULL || view->amount == NULL)
            continue;
        doses += view->amount->doses;
        used++;
    }
    if (used == 0)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "week", NULL);
    r->out->head.source_kind = "delivery";
    r->out->head.source_text =
        arena_printf(&c->arena, c->english ? "%zu deliveries entered" : "%zu införda leveranser", used);
    r->out->head.source_certainty = "";
    r->input.source_doses = doses;
    return r->out->head.source_text != NULL ? OK : TOO_LARGE;
}

static enum outcome read_source(struct reading *r)
{
    const struct allocation_choices *choices = r->choices;
    struct call *c = r->c;
    bool manual = choices->source == SOURCE_MANUAL;
    if (choices->doses.known != manual)
        violation_add(&c->violations, manual ? VIOLATION_MISSING : VIOLATION_INCONSISTENT, "", "doses", NULL);
    if ((choices->source_text != NULL) != manual)
        violation_add(&c->violations, manual ? VIOLATION_MISSING : VIOLATION_INCONSISTENT, "", "source_text", NULL);
    if (choices->source == SOURCE_FORECAST)
        return read_forecast(r);
    if (choices->source == SOURCE_DELIVERY)
        return read_deliveries(r);
    r->out->head.source_kind = "manual";
    r->out->head.source_text = choices->source_text != NULL ? choices->source_text : "";
    r->out->head.source_certainty = "";
    r->input.source_doses = choices->doses.value;
    return OK;
}

/* --- the order of decisions --- */

static enum outcome refuse_taken(struct call *c, const struct vaccine_allocation *other)
{
    violation_add(&c->violations, VIOLATION_MISSING, "", "replaces", NULL);
    return call_refuse_because(
        c, PROBLEM_CONFLICT,
        arena_printf(&c->arena, "Veckan är redan beslutad (%s, %s). Ange beslutet i replaces för att ersätta det.",
                     other->reference_number, other->allocation_id),
        arena_printf(&c->arena, "The week is decided already (%s, %s). Name that decision in replaces to change it.",
                     other->reference_number, other->allocation_id));
}

static enum outcome check_replaced(struct reading *r)
{
    struct call *c = r->c;
    struct allocation_computed *out = r->out;
    enum outcome outcome = store_vaccine_allocation_get(c->db, r->choices->replaces, c->now, &c->arena, &out->replaced);
    if (outcome == NOT_FOUND) {
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "replaces", NULL);
        return call_check_violations(c);
    }
    TRY(outcome);
    if (strcmp(out->replaced.product, r->choices->product) != 0 || strcmp(out->replaced.week, r->choices->week) != 0) {
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "replaces", NULL);
        return call_check_violations(c);
    }
    if (out->replaced.replaced_by != NULL)
        return call_refuse_because(c, PROBLEM_CONFLICT, "Beslutet är redan ersatt av ett annat.",
                                   "The decision has been replaced by another already.");
    out->replaces = true;
    return store_vaccine_allocation_lines(c->db, out->replaced.allocation_id, &c->arena, &out->replaced_lines,
                                          &out->replaced_count);
}

/* A new week comes after all that are decided; an earlier one only by replacing what was decided for it. */
static enum outcome check_order(struct reading *r)
{
    struct call *c = r->c;
    if (r->choices->replaces != NULL)
        return check_replaced(r);
    const struct vaccine_allocation_filter filter = {.product = r->choices->product,
                                                     .first_week = r->choices->week,
                                                     .last_week = "",
                                                     .before_id = "",
                                                     .known_at = c->now,
                                                     .limit = 1,
                                                     .counting = true};
    struct vaccine_allocation *later;
    size_t count;
    TRY(store_vaccine_allocation_list(c->db, &filter, &c->arena, &later, &count));
    if (count == 0)
        return OK;
    if (strcmp(later[0].week, r->choices->week) == 0)
        return refuse_taken(c, &later[0]);
    return call_refuse_because(c, PROBLEM_CONFLICT, "En senare vecka är redan beslutad: kontona har gått vidare.",
                               "A later week is decided already: the accounts have moved on.");
}

/* --- key, accounts --- */

static enum outcome read_key(struct reading *r)
{
    struct call *c = r->c;
    struct vaccine_allocation *head = &r->out->head;
    struct vaccine_key_in_force key;
    enum outcome outcome =
        store_vaccine_key_in_force(c->db, r->choices->product, r->choices->week, c->now, &c->arena, &key);
    if (outcome == NOT_FOUND) {
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "week", NULL);
        return OK;
    }
    TRY(outcome);
    int64_t *right = ARENA_ARRAY(&c->arena, key.count, int64_t), *weights = ARENA_ARRAY(&c->arena, key.count, int64_t);
    if (right == NULL || weights == NULL)
        return TOO_LARGE;
    outcome = vaccine_key_weights(&c->arena, &key, right, weights);
    if (outcome == INVALID || outcome == TOO_LARGE) {
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "week", NULL);
        return OK;
    }
    TRY(outcome);
    for (size_t i = 0; i < key.count; i++) {
        size_t county = county_index(r->out, key.shares[i].county);
        if (county == r->out->county_count)
            return BROKEN; /* the schema refers to counties */
        r->regions[county].weight = weights[i];
        r->regions[county].right_weight = right[i];
    }
    head->key_decision_number = key.decision_number;
    head->key_id = key.key_id;
    head->key_name = key.name;
    return OK;
}

/* As they stand, without what the replaced decision did to them. */
static enum outcome read_accounts(struct reading *r)
{
    struct call *c = r->c;
    struct vaccine_balance *balances;
    size_t count;
    TRY(store_vaccine_balances(c->db, r->choices->product, c->now, &c->arena, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        size_t county = county_index(r->out, balances[i].county);
        if (county == r->out->county_count)
            return BROKEN;
        r->regions[county].balance_micro = balances[i].balance_udoses;
        r->regions[county].parked_micro = balances[i].parked_udoses;
    }
    for (size_t i = 0; i < r->out->replaced_count; i++) {
        const struct allocation_line *line = &r->out->replaced_lines[i].line;
        size_t county = county_index(r->out, line->county);
        if (county == r->out->county_count)
            return BROKEN;
        r->regions[county].balance_micro -= line->released_micro + line->credit_micro + line->waived_micro -
                                            line->key_packs * r->out->replaced.pack_doses * MICRO_DOSES;
        r->regions[county].parked_micro -= line->parked_micro - line->parked_before_micro;
    }
    return OK;
}

static bool has_weights(const struct reading *r, const struct vaccine_allocation_line *lines, size_t count)
{
    if (count != r->out->county_count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (lines[i].line.weight != r->regions[i].weight || lines[i].line.right_weight != r->regions[i].right_weight)
            return false;
    return true;
}

/* What these very weights have shared out so far: the count of the latest decision that counts, if it had them. */
static enum outcome read_count(struct reading *r)
{
    struct call *c = r->c;
    struct vaccine_allocation latest;
    struct vaccine_allocation_line *lines;
    size_t count;
    const char *except = r->choices->replaces != NULL ? r->choices->replaces : "";
    enum outcome outcome =
        store_vaccine_allocation_latest(c->db, r->choices->product, except, c->now, &c->arena, &latest);
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    TRY(store_vaccine_allocation_lines(c->db, latest.allocation_id, &c->arena, &lines, &count));
    r->input.parked_stays = strcmp(latest.week, r->choices->week) > 0;
    if (has_weights(r, lines, count))
        r->input.doses_under_key = latest.doses_under_key;
    return OK;
}

/* --- second doses, limits --- */

/* The region's own packs by the key of one interval ago, in doses, as packs of today. */
static enum outcome read_own_first_doses(struct reading *r)
{
    struct call *c = r->c;
    const struct vaccine_property *interval = property(r, PROPERTY_INTERVAL_MIN_DAYS),
                                  *course = property(r, PROPERTY_DOSES_PER_COURSE);
    if (interval == NULL || interval->number.value == 0 || (course != NULL && course->number.value < 2))
        return OK;
    int64_t weeks = (interval->number.value + DAYS_PER_WEEK - 1) / DAYS_PER_WEEK;
    char week[WEEK_CHARS + 1];
    week_format(r->monday_days - weeks * DAYS_PER_WEEK, week);
    const struct vaccine_allocation_filter filter = {.product = r->choices->product,
                                                     .first_week = week,
                                                     .last_week = week,
                                                     .before_id = "",
                                                     .known_at = c->now,
                                                     .limit = 1,
                                                     .counting = true};
    struct vaccine_allocation *then;
    struct vaccine_allocation_line *lines;
    size_t count, line_count;
    TRY(store_vaccine_allocation_list(c->db, &filter, &c->arena, &then, &count));
    if (count == 0)
        return OK;
    TRY(store_vaccine_allocation_lines(c->db, then[0].allocation_id, &c->arena, &lines, &line_count));
    for (size_t i = 0; i < line_count; i++) {
        size_t county = county_index(r->out, lines[i].line.county);
        int64_t doses = lines[i].line.key_packs * then[0].pack_doses, pack = r->input.pack_doses;
        if (county < r->out->county_count && pack > 0)
            r->regions[county].second_packs = (doses + pack - 1) / pack; /* nobody goes without */
    }
    return OK;
}

static enum outcome read_seconds(struct reading *r)
{
    const struct allocation_choices *choices = r->choices;
    struct call *c = r->c;
    if (choices->second_doses != SECONDS_GIVEN && choices->second_count > 0)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "seconds", NULL);
    if (choices->second_doses == SECONDS_OWN_FIRST_DOSES)
        return read_own_first_doses(r);
    for (size_t i = 0; i < choices->second_count; i++) {
        size_t county = county_index(r->out, choices->seconds[i].county);
        if (county == r->out->county_count)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/seconds", i, "county", NULL);
        else
            r->regions[county].second_packs = choices->seconds[i].packs;
        for (size_t j = 0; j < i; j++)
            if (strcmp(choices->seconds[i].county, choices->seconds[j].county) == 0)
                violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/seconds", i, "county", NULL);
    }
    return OK;
}

static void read_limits(struct reading *r)
{
    const struct allocation_choices *choices = r->choices;
    struct call *c = r->c;
    for (size_t i = 0; i < choices->limit_count; i++) {
        const struct allocation_limit *limit = &choices->limits[i];
        size_t county = county_index(r->out, limit->county);
        if (county == r->out->county_count)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/limits", i, "county", NULL);
        else if (r->regions[county].cap_packs.known)
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/limits", i, "county", NULL);
        else {
            r->regions[county].cap_packs = known_int(limit->maximum_packs);
            r->regions[county].forgoes = limit->mode == 1;
        }
    }
}

static const char *cap_reason(const struct allocation_choices *choices, const char *county)
{
    for (size_t i = 0; i < choices->limit_count; i++)
        if (strcmp(choices->limits[i].county, county) == 0)
            return choices->limits[i].reason;
    return "";
}

/* --- the result --- */

static enum outcome write_texts(struct reading *r, const struct allocation_result *result)
{
    struct vaccine_allocation *head = &r->out->head;
    struct arena *arena = &r->c->arena;
    AUTO_TEXT input = text_open(TEXT_MAX_BYTES);
    AUTO_TEXT output = text_open(TEXT_MAX_BYTES);
    allocation_input_write(&r->input, &input);
    allocation_result_write(result, &output);
    if (text_failed(&input) || text_failed(&output))
        return TOO_LARGE;
    head->input = arena_copy(arena, input.bytes, input.length);
    head->input_sha256 = crypto_sha256_text(arena, &input);
    head->result_sha256 = crypto_sha256_text(arena, &output);
    return head->input != NULL && head->input_sha256 != NULL && head->result_sha256 != NULL ? OK : TOO_LARGE;
}

static enum outcome fill_result(struct reading *r, const struct allocation_result *result)
{
    struct vaccine_allocation *head = &r->out->head;
    head->product = r->choices->product;
    head->week = r->choices->week;
    head->known_at = r->c->now;
    head->doses_per_vial = r->input.vial_doses;
    head->pack_doses = r->input.pack_doses;
    head->source_doses = r->input.source_doses;
    head->packs = result->packs;
    head->surplus_packs = result->surplus_packs;
    head->usable = r->input.usable;
    head->minimum_one_pack = r->input.minimum_one_pack;
    head->promise_kept = result->promise_kept;
    head->rule = ALLOCATION_RULE;
    head->doses_under_key = result->doses_under_key;
    head->replaces = r->choices->replaces;
    r->out->count = result->count;
    r->out->lines = ARENA_ARRAY(&r->c->arena, result->count, struct vaccine_allocation_line);
    if (r->out->lines == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < result->count; i++)
        r->out->lines[i] = (struct vaccine_allocation_line){
            .line = result->lines[i], .cap_reason = cap_reason(r->choices, result->lines[i].county)};
    return write_texts(r, result);
}

enum outcome vaccine_allocation_compute(struct call *c, const struct allocation_choices *choices,
                                        struct allocation_computed *ret_computed)
{
    struct reading r = {.c = c, .choices = choices, .out = ret_computed};
    struct allocation_result result;
    *ret_computed = (struct allocation_computed){0};
    TRY(store_county_list(c->db, &c->arena, &ret_computed->counties, &ret_computed->county_count));
    r.regions = ARENA_ARRAY(&c->arena, ret_computed->county_count, struct allocation_region);
    r.monday = vaccine_monday(c, choices->week);
    if (r.regions == NULL || r.monday == NULL)
        return TOO_LARGE;
    (void)!week_parse(choices->week, &r.monday_days); /* its form was checked when it came in */
    for (size_t i = 0; i < ret_computed->county_count; i++)
        memcpy(r.regions[i].county, ret_computed->counties[i].code, ALLOCATION_COUNTY_CHARS);
    r.input.regions = r.regions;
    r.input.count = ret_computed->county_count;
    r.input.minimum_one_pack = choices->minimum_one_pack != 0;
    TRY(read_product(&r));
    TRY(read_source(&r));
    TRY(read_key(&r));
    TRY(read_seconds(&r));
    read_limits(&r);
    TRY(call_check_violations(c));
    TRY(check_order(&r));
    TRY(read_accounts(&r));
    TRY(read_count(&r));
    enum outcome outcome = allocation_compute(&c->arena, &r.input, &result);
    if (outcome == TOO_LARGE) {
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "doses", NULL);
        return call_check_violations(c);
    }
    if (outcome != OK)
        return BROKEN; /* what is stored was checked when it came in */
    return fill_result(&r, &result);
}
