#include "api/proposal_source.h"

#include "api/policies.h"
#include "core/report_rules.h"
#include "core/week.h"
#include "store/overview.h"
#include "store/proposals.h"

#include <stdlib.h>
#include <string.h>

/* Transport between two municipalities of a county takes a day; whole days, since lots expire by days. */
enum { TRANSPORT_DAYS = 1, PAIR_LOTS_MAX = 64, NEVER_EXPIRES_DAYS = 100000, SECONDS_PER_WEEK = 7 * 86400 };

static enum outcome choose_articles(struct call *c, const struct proposal_choices *choices,
                                    struct proposal_source *source)
{
    char today[DATE_CHARS + 1];
    struct article *catalogue;
    size_t count;
    date_format(source->today, today);
    TRY(store_article_list(c->db, source->county, today, false, &c->arena, &catalogue, &count));
    source->articles = catalogue;
    source->input.article_count = count;
    if (choices->article_count == 0)
        return OK;
    source->articles = ARENA_ARRAY(&c->arena, choices->article_count, struct article);
    if (source->articles == NULL)
        return TOO_LARGE;
    size_t chosen = 0;
    for (size_t i = 0; i < count; i++) /* in the catalogue's order, each once */
        for (size_t j = 0; j < choices->article_count; j++)
            if (strcmp(catalogue[i].code, choices->articles[j]) == 0) {
                source->articles[chosen++] = catalogue[i];
                break;
            }
    source->input.article_count = chosen;
    for (size_t j = 0; j < choices->article_count; j++) {
        bool known = false;
        for (size_t i = 0; i < chosen && !known; i++)
            known = strcmp(source->articles[i].code, choices->articles[j]) == 0;
        if (!known)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/articles", j, NULL, NULL);
    }
    return call_check_violations(c);
}

static size_t article_index(const struct proposal_source *source, const char *code)
{
    size_t i = 0;
    while (i < source->input.article_count && strcmp(source->articles[i].code, code) != 0)
        i++;
    return i;
}

/* "FFP2 IIR" -> indices of those that take part. */
static enum outcome link_substitutes(struct call *c, const struct proposal_source *source,
                                     const struct article *article, struct proposal_article *ret_article)
{
    char *rest = arena_text(&c->arena, article->stands_in_for);
    size_t *indices = ARENA_ARRAY(&c->arena, 16, size_t);
    if (rest == NULL || indices == NULL)
        return TOO_LARGE;
    size_t count = 0;
    for (char *code; (code = strsep(&rest, " ")) != NULL && count < 16;) {
        size_t index = *code != '\0' ? article_index(source, code) : source->input.article_count;
        if (index < source->input.article_count)
            indices[count++] = index;
    }
    *ret_article =
        (struct proposal_article){.pack = article->pack_size, .stands_in_for = indices, .stands_in_for_count = count};
    return OK;
}

static enum outcome link_articles(struct call *c, struct proposal_source *source)
{
    struct proposal_article *articles = ARENA_ARRAY(&c->arena, source->input.article_count, struct proposal_article);
    if (articles == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < source->input.article_count; i++)
        TRY(link_substitutes(c, source, &source->articles[i], &articles[i]));
    source->input.articles = articles;
    return OK;
}

static enum outcome read_places(struct call *c, struct proposal_source *source)
{
    size_t count;
    TRY(store_municipality_list(c->db, source->county, &c->arena, &source->places, &count));
    struct proposal_place *places = ARENA_ARRAY(&c->arena, count, struct proposal_place);
    if (places == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        places[i] = (struct proposal_place){source->places[i].latitude_udeg, source->places[i].longitude_udeg};
    source->input.places = places;
    source->input.place_count = count;
    return count > 0 ? OK : NOT_FOUND;
}

/* "1200:2020-06-30 40:2021-01-31" as lots counted from today, what has been used since the report taken from the first.
 */
static enum outcome read_lots(struct call *c, const struct proposal_source *source, const char *text, int64_t used,
                              struct lot *lots, const char **expiry, size_t *ret_count)
{
    char *rest = arena_text(&c->arena, text);
    if (rest == NULL)
        return TOO_LARGE;
    size_t count = 0;
    for (char *part; (part = strsep(&rest, " ")) != NULL && count < PAIR_LOTS_MAX;) {
        char *date = strchr(part, ':');
        int64_t expires_on;
        if (date == NULL || date_parse(date + 1, &expires_on) != OK)
            continue;
        int64_t quantity = strtoll(part, NULL, 10);
        int64_t taken = used < quantity ? used : quantity;
        used -= taken;
        if (quantity - taken == 0)
            continue;
        lots[count] = (struct lot){quantity - taken, report_days_to_expiry(expires_on, source->today)};
        expiry[count++] = date + 1;
    }
    *ret_count = count;
    return OK;
}

/* Pieces that will expire here unused, first to expire used first, but not before they can be carried elsewhere. */
static enum outcome expiring_unused(struct rational use, struct proposal_pair *pair)
{
    struct rational used = rational_int(0), wasted = rational_int(0);
    for (size_t i = 0; i < pair->lot_count; i++) { /* by expiry, as the derived rows keep them */
        const struct lot *lot = &pair->lots[i];
        struct rational with_lot, most;
        TRY(rational_add(used, rational_int(lot->quantity), &with_lot));
        TRY(rational_multiply(use, rational_int(lot->days_to_expiry > 0 ? lot->days_to_expiry : 0), &most));
        if (rational_compare(most, used) < 0)
            most = used;
        if (rational_compare(with_lot, most) <= 0) {
            used = with_lot;
            continue;
        }
        struct rational over;
        TRY(rational_subtract(with_lot, most, &over));
        used = most;
        if (lot->days_to_expiry > TRANSPORT_DAYS)
            TRY(rational_add(wasted, over, &wasted));
    }
    pair->expiring = rational_floor(wasted);
    return OK;
}

/* What of the reported stock can still be used today: aged by the burn rate, without what expires first. Whole pieces.
 */
static enum outcome usable_today(struct call *c, const struct status *row, struct rational use, int64_t age_days,
                                 struct proposal_pair *pair)
{
    struct known_rational aged;
    TRY(cover_stale_stock(known_rational(rational_int(row->stock.value)), known_rational(use), age_days, &aged));
    int64_t left = rational_floor(aged.value), dated = 0;
    for (size_t i = 0; i < pair->lot_count; i++)
        dated += pair->lots[i].quantity;
    if (rational_sign(use) == 0 || pair->lot_count == 0) {
        for (size_t i = 0; i < pair->lot_count; i++)
            if (pair->lots[i].days_to_expiry <= 0)
                left -= pair->lots[i].quantity;
        pair->stock = known_int(left > 0 ? left : 0);
        return OK;
    }
    TRY(expiring_unused(use, pair));
    struct lot *lots = ARENA_ARRAY(&c->arena, pair->lot_count + 1, struct lot);
    if (lots == NULL)
        return TOO_LARGE;
    memcpy(lots, pair->lots, pair->lot_count * sizeof *lots);
    size_t count = pair->lot_count;
    if (left > dated)
        lots[count++] = (struct lot){left - dated, NEVER_EXPIRES_DAYS};
    struct effective_stock stock;
    TRY(cover_effective_stock(&c->arena, use, lots, count, &stock));
    pair->stock = known_int(rational_floor(stock.usable));
    return OK;
}

/* Entries of a row's list, as many as are read: most rows have one or none, and a nation has thousands of rows. */
static size_t lots_in(const char *lots)
{
    size_t count = *lots != '\0';
    for (const char *at = lots; count < PAIR_LOTS_MAX && (at = strchr(at, ' ')) != NULL; at++)
        count++;
    return count;
}

static enum outcome fill_pair(struct call *c, const struct proposal_source *source, const struct status *row,
                              struct proposal_pair *pair, struct proposal_pair_origin *origin)
{
    int64_t age_days = report_age_days(row->reported_at, source->today);
    origin->report_week = arena_text(&c->arena, row->week);
    origin->report_age_days = maybe_known(age_days);
    pair->grey = age_days > source->policy.grey_after_days;
    if (origin->report_week == NULL)
        return TOO_LARGE;
    if (!row->use_per_day.known || !row->stock.known)
        return OK; /* no rate: neither gives nor receives */
    struct rational use = row->use_per_day.value, used;
    TRY(rational_multiply(use, rational_int(age_days), &used));
    size_t most = lots_in(row->lots);
    struct lot *lots = ARENA_ARRAY(&c->arena, most, struct lot);
    origin->lot_expiry = ARENA_ARRAY(&c->arena, most, const char *);
    if (lots == NULL || origin->lot_expiry == NULL)
        return TOO_LARGE;
    TRY(read_lots(c, source, row->lots, rational_ceil(used), lots, origin->lot_expiry, &pair->lot_count));
    pair->lots = lots;
    pair->use_per_day = known_rational(use);
    return usable_today(c, row, use, age_days, pair);
}

static size_t place_index(const struct proposal_source *source, const char *code)
{
    size_t low = 0, high = source->input.place_count;
    while (low < high) { /* places are sorted by code */
        size_t middle = low + (high - low) / 2;
        if (strcmp(source->places[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum outcome note_received(struct call *c, struct proposal_source *source, struct proposal_pair *pairs)
{
    struct proposal_received_row *rows;
    size_t count;
    int64_t since = c->now - (source->policy.stability_weeks + 1) * SECONDS_PER_WEEK;
    TRY(store_proposal_received(c->db, source->county, since, &c->arena, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        size_t article = article_index(source, rows[i].article_code),
               place = place_index(source, rows[i].municipality_code);
        if (article < source->input.article_count && place < source->input.place_count)
            pairs[article * source->input.place_count + place].last_received_weeks_ago =
                known_int((c->now - rows[i].decided_at) / SECONDS_PER_WEEK);
    }
    return OK;
}

/* Which municipalities have a report that counts, and how old the oldest is. */
static void count_reports(struct proposal_source *source)
{
    size_t places = source->input.place_count;
    for (size_t place = 0; place < places; place++) {
        struct maybe age = {0};
        for (size_t article = 0; article < source->input.article_count; article++) {
            const struct proposal_pair_origin *origin = &source->origins[article * places + place];
            if (origin->report_age_days.known)
                age = origin->report_age_days;
        }
        source->reports_counted += age.known;
        source->reports_missing += !age.known;
        if (age.known && (!source->oldest_age_days.known || age.value > source->oldest_age_days.value))
            source->oldest_age_days = age;
    }
}

/* The rows lie in room of their own: a nation's are megabytes, and nothing of them is needed once the pairs are filled.
 */
static enum outcome fill_pairs(struct call *c, const struct proposal_source *source, struct proposal_pair *pairs,
                               struct arena *room)
{
    struct status *rows;
    size_t row_count, places = source->input.place_count;
    char week_text[WEEK_CHARS + 1];
    week_format(week_of_date(source->today), week_text); /* nobody can have reported a later one */
    TRY(store_overview_statuses(c->scope, c->db, source->county, week_text, room, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        size_t article = article_index(source, rows[i].article), place = place_index(source, rows[i].municipality_code);
        if (article < source->input.article_count && place < places)
            TRY(fill_pair(c, source, &rows[i], &pairs[article * places + place],
                          &source->origins[article * places + place]));
    }
    return OK;
}

static enum outcome read_pairs(struct call *c, struct proposal_source *source)
{
    size_t places = source->input.place_count, count = source->input.article_count * places;
    struct proposal_pair *pairs = ARENA_ARRAY(&c->arena, count, struct proposal_pair);
    source->origins = ARENA_ARRAY(&c->arena, count, struct proposal_pair_origin);
    if (pairs == NULL || source->origins == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (struct proposal_pair){
            .safety_days = source->policy.safety_days, .may_give = true, .may_receive = true, .grey = true};
        source->origins[i].report_week = "";
    }
    struct arena room = arena_open(c->arena.cap_bytes);
    enum outcome outcome = fill_pairs(c, source, pairs, &room);
    arena_close(&room);
    TRY(outcome);
    TRY(note_received(c, source, pairs));
    source->input.pairs = pairs;
    count_reports(source);
    return OK;
}

enum outcome proposal_source_read(struct call *c, const char *county, const struct proposal_choices *choices,
                                  struct proposal_source *ret_source)
{
    struct proposal_source source = {.county = county, .as_of = c->now, .today = call_today(c)};
    TRY(policy_today(c, county, &source.policy));
    if (choices->target_days.known)
        source.policy.target_days = choices->target_days.value;
    if (choices->safety_days.known)
        source.policy.safety_days = choices->safety_days.value;
    if (choices->strict_rule != 0)
        source.policy.strict_rule = choices->strict_rule == 2;
    if (source.policy.safety_days > source.policy.target_days) {
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "safety_days", NULL);
        return call_check_violations(c);
    }
    TRY(choose_articles(c, choices, &source));
    TRY(link_articles(c, &source));
    TRY(read_places(c, &source));
    TRY(read_pairs(c, &source));
    bool nation = strcmp(county, "00") == 0;
    source.input.policy = (struct proposal_policy){
        .target_days = source.policy.target_days,
        .red_below_days = source.policy.red_below_days,
        .strict = source.policy.strict_rule,
        .filters = {.min_packs_per_lane = source.policy.minimum_packs_per_lane,
                    .ping_pong_weeks = source.policy.stability_weeks},
        .maximum_counterparties = source.policy.maximum_counterparties,
        .transport_days = TRANSPORT_DAYS,
        .goal = nation ? TRANSPORT_LEAST_KM : TRANSPORT_FEWEST_LANES,
    };
    TRY(rational_make(source.policy.minimum_gain_centidays, 100, &source.input.policy.filters.min_gain_days));
    *ret_source = source;
    return OK;
}
