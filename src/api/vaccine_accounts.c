/* The regions' public accounts of vaccine. */
#include "store/vaccine_accounts.h"
#include "api/vaccine_allocations.h"
#include "api/vaccine_common.h"
#include "core/week.h"

#include <stdlib.h>
#include <string.h>

enum { NOTE_MAX_BYTES = 4096 };

struct account_view {
    const char *county;
    int64_t balance_doses, parked_doses, packs_total, doses_total, right_total_doses, largest_abs_packs;
    struct maybe deviation_percent;
    bool within_promise;
};
static const struct field account_fields[] = {
    {AT(struct account_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct account_view, balance_doses), .kind = FIELD_MICRO, .about = "positive = owed to the region"},
    {AT(struct account_view, parked_doses), .kind = FIELD_MICRO,
     .about = "owed outside the balance, by a multiplier that is paid back once it has ended"},
    {AT(struct account_view, packs_total), .kind = FIELD_INT, .about = "that followed the key"},
    {AT(struct account_view, doses_total), .kind = FIELD_INT},
    {AT(struct account_view, right_total_doses), .kind = FIELD_MICRO, .about = "doses_total + balance + parked"},
    {AT(struct account_view, deviation_percent), .kind = FIELD_MAYBE_CENTI, .about = "doses against right"},
    {AT(struct account_view, largest_abs_packs), .kind = FIELD_MICRO, .about = "furthest ever from 0 after a week"},
    {AT(struct account_view, within_promise), .kind = FIELD_BOOL, .about = "less than a pack off"},
};
static const struct fields account_output = FIELDS("VaccineAccount", struct account_view, account_fields);

struct broken_view {
    const char *week, *allocation_id, *county, *reason, *note_sv, *note_en;
    int64_t balance_doses, pack_doses;
};
static const struct field broken_fields[] = {
    {AT(struct broken_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct broken_view, allocation_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct broken_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct broken_view, balance_doses), .kind = FIELD_MICRO},
    {AT(struct broken_view, pack_doses), .kind = FIELD_INT},
    {AT(struct broken_view, reason), .kind = FIELD_TEXT, .about = "over_cap, carried or key_changed"},
    {AT(struct broken_view, note_sv), .kind = FIELD_TEXT},
    {AT(struct broken_view, note_en), .kind = FIELD_TEXT},
};
static const struct fields broken_output = FIELDS("VaccineBrokenWeek", struct broken_view, broken_fields);

struct account_list {
    const char *product, *promise_sv, *promise_en;
    int64_t known_at, sum_doses, allocations;
    struct maybe pack_doses;
    struct account_view *items;
    size_t count;
    struct broken_view *broken_weeks;
    size_t broken_count;
};
static const struct field account_list_fields[] = {
    {AT(struct account_list, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct account_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct account_list, pack_doses), .kind = FIELD_MAYBE_INT, .about = "on that day"},
    {AT(struct account_list, promise_sv), .kind = FIELD_TEXT},
    {AT(struct account_list, promise_en), .kind = FIELD_TEXT},
    {AT(struct account_list, items), .kind = FIELD_LIST, COUNTED(struct account_list, count), .of = &account_output},
    {AT(struct account_list, sum_doses), .kind = FIELD_MICRO, .about = "of all balances and parked accounts: 0"},
    {AT(struct account_list, broken_weeks), .kind = FIELD_LIST, COUNTED(struct account_list, broken_count),
     .of = &broken_output},
    {AT(struct account_list, allocations), .kind = FIELD_INT, .about = "decided and not replaced"},
};
const struct fields vaccine_account_list_output =
    FIELDS("VaccineAccountList", struct account_list, account_list_fields);
const struct query_field vaccine_account_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Which vaccine's; needed"},
    VACCINE_KNOWN_QUERY,
    {0},
};

/* The day of the moment, for the pack that held then. */
static const char *date_of(struct call *c, int64_t moment)
{
    char date[DATE_CHARS + 1];
    date_format(local_date(moment), date);
    return arena_text(&c->arena, date);
}

static enum outcome read_product(struct call *c, const char *product, int64_t known_at, const char *pointer,
                                 struct maybe *ret_pack)
{
    struct vaccine_catalogue catalogue;
    const char *date = date_of(c, known_at);
    if (product == NULL)
        violation_add(&c->violations, VIOLATION_MISSING, pointer, NULL, NULL);
    TRY(call_check_violations(c));
    TRY(store_vaccine_catalogue(c->db, known_at, &c->arena, &catalogue));
    if (vaccine_catalogue_product(&catalogue, product) == NULL && pointer == NULL)
        return NOT_FOUND;
    if (vaccine_catalogue_product(&catalogue, product) == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, pointer, NULL, NULL);
    if (date == NULL)
        return TOO_LARGE;
    *ret_pack = vaccine_catalogue_sizes(&catalogue, product, date).pack_doses;
    return call_check_violations(c);
}

/* pack: the product's on the day, if it is known. */
static struct account_view view_sums(const struct vaccine_account_sums *sums, struct maybe pack)
{
    int64_t unit = pack.known ? pack.value : sums->pack_doses.value;
    int64_t right = sums->doses * MICRO_DOSES + sums->balance_udoses + sums->parked_udoses;
    struct account_view view = {
        .county = sums->county,
        .balance_doses = sums->balance_udoses,
        .parked_doses = sums->parked_udoses,
        .packs_total = sums->packs,
        .doses_total = sums->doses,
        .right_total_doses = right,
        .largest_abs_packs = sums->largest_upacks,
        .within_promise = llabs(sums->balance_udoses) < unit * MICRO_DOSES || sums->balance_udoses == 0,
    };
    if (right > 0) {
        __int128 off = ((__int128)sums->doses * MICRO_DOSES - right) * 20000;
        view.deviation_percent = maybe_known((int64_t)((off + (off < 0 ? -right : right)) / (2 * (__int128)right)));
    }
    return view;
}

static enum outcome read_accounts(struct call *c, struct account_list *list)
{
    struct vaccine_account_sums *sums;
    TRY(store_vaccine_account_sums(c->db, list->product, list->known_at, &c->arena, &sums, &list->count));
    list->items = ARENA_ARRAY(&c->arena, list->count, struct account_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++) {
        list->items[i] = view_sums(&sums[i], list->pack_doses);
        list->sum_doses += list->items[i].balance_doses + list->items[i].parked_doses;
    }
    return OK;
}

static const char *reason_text(struct call *c, enum account_reason reason, bool english)
{
    AUTO_TEXT text = text_open(NOTE_MAX_BYTES);
    allocation_reason_note(reason, english, &text);
    return text_failed(&text) ? NULL : arena_copy(&c->arena, text.bytes, text.length);
}

static enum outcome read_broken(struct call *c, struct account_list *list)
{
    static const char *const words[] = {[ACCOUNT_KEPT] = "kept",
                                        [ACCOUNT_OVER_CAP] = "over_cap",
                                        [ACCOUNT_CARRIED] = "carried",
                                        [ACCOUNT_KEY_CHANGED] = "key_changed"};
    struct vaccine_broken_week *weeks;
    TRY(store_vaccine_broken_weeks(c->db, list->product, list->known_at, &c->arena, &weeks, &list->broken_count));
    list->broken_weeks = ARENA_ARRAY(&c->arena, list->broken_count, struct broken_view);
    if (list->broken_weeks == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->broken_count; i++) {
        struct broken_view *view = &list->broken_weeks[i];
        *view = (struct broken_view){.week = weeks[i].week,
                                     .allocation_id = weeks[i].allocation_id,
                                     .county = weeks[i].county,
                                     .reason = words[weeks[i].reason],
                                     .note_sv = reason_text(c, weeks[i].reason, false),
                                     .note_en = reason_text(c, weeks[i].reason, true),
                                     .balance_doses = weeks[i].balance_udoses,
                                     .pack_doses = weeks[i].pack_doses};
        if (view->note_sv == NULL || view->note_en == NULL)
            return TOO_LARGE;
    }
    return OK;
}

enum outcome api_vaccine_account_list(struct call *c)
{
    struct account_list *list = ARENA_NEW(&c->arena, struct account_list);
    if (list == NULL)
        return TOO_LARGE;
    list->product = call_query(c, "product");
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    list->promise_sv = "Aldrig en hel förpackning fel: med en och samma nyckel är varje regions konto alltid mindre än "
                       "en förpackning från noll. Kontona summerar till exakt noll.";
    list->promise_en = "Never a whole pack wrong: under one and the same key every region's account is always less "
                       "than a pack from zero. The accounts sum to exactly zero.";
    TRY(read_product(c, list->product, list->known_at, "?product", &list->pack_doses));
    TRY(read_accounts(c, list));
    TRY(read_broken(c, list));
    TRY(store_vaccine_allocation_count(c->db, list->product, list->known_at, &list->allocations));
    c->output = list;
    return OK;
}

/* --- one --- */

struct entry_view {
    struct vaccine_account_entry entry; /* first */
    const char *kind, *note_sv, *note_en;
};
static const struct field entry_fields[] = {
    {AT(struct vaccine_account_entry, entry_number), .kind = FIELD_INT},
    {AT(struct entry_view, kind), .kind = FIELD_TEXT, .about = "opening, allocation, forgone, multiplier or reversal"},
    {AT(struct vaccine_account_entry, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct vaccine_account_entry, allocation_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},
    {.name = "right_doses", .offset = offsetof(struct vaccine_account_entry, right_udoses), .kind = FIELD_MICRO},
    {.name = "parked_change_doses",
     .offset = offsetof(struct vaccine_account_entry, parked_change_udoses),
     .kind = FIELD_MICRO},
    {AT(struct vaccine_account_entry, packs), .kind = FIELD_INT, .about = "negative in a reversal"},
    {AT(struct vaccine_account_entry, pack_doses), .kind = FIELD_INT},
    {.name = "balance_doses",
     .offset = offsetof(struct vaccine_account_entry, balance_udoses),
     .kind = FIELD_MICRO,
     .about = "after the entry"},
    {.name = "parked_doses",
     .offset = offsetof(struct vaccine_account_entry, parked_udoses),
     .kind = FIELD_MICRO,
     .about = "after the entry"},
    {AT(struct entry_view, note_sv), .kind = FIELD_TEXT},
    {AT(struct entry_view, note_en), .kind = FIELD_TEXT},
    {AT(struct vaccine_account_entry, entered_at), .kind = FIELD_MOMENT},
};
_Static_assert(offsetof(struct entry_view, entry) == 0, "its fields' offsets hold in the view");
static const struct fields entry_output = FIELDS("VaccineAccountEntry", struct entry_view, entry_fields);

struct account_whole {
    const char *product, *county;
    int64_t known_at, balance_doses, parked_doses;
    struct entry_view *entries;
    size_t count;
};
static const struct field account_whole_fields[] = {
    {AT(struct account_whole, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct account_whole, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct account_whole, known_at), .kind = FIELD_MOMENT},
    {AT(struct account_whole, balance_doses), .kind = FIELD_MICRO},
    {AT(struct account_whole, parked_doses), .kind = FIELD_MICRO},
    {AT(struct account_whole, entries), .kind = FIELD_LIST, COUNTED(struct account_whole, count), .of = &entry_output},
};
const struct fields vaccine_account_output = FIELDS("VaccineAccountWhole", struct account_whole, account_whole_fields);

static enum outcome note_entry(struct call *c, struct entry_view *view)
{
    static const char *const notes[ENTRY__COUNT + 1][2] = {
        [ENTRY_OPENING] = {"Ingående saldo", "Opening balance"},
        [ENTRY_ALLOCATION] = {"Veckans rätt enligt nyckeln och levererade förpackningar",
                              "The week's right by the key and the packs allocated"},
        [ENTRY_FORGONE] = {"Rätt som avståtts, eller kommit från dem som avstått",
                           "Right given up, or received from those who gave up"},
        [ENTRY_MULTIPLIER] = {"Beslutad avvikelse från nyckeln: parkeras", "Decided deviation from the key: parked"},
        [ENTRY_REVERSAL] = {"Återföring av ersatt beslut", "Reversal of a replaced decision"},
        [ENTRY__COUNT] = {"Avbetalning av tidigare avvikelse", "Instalment of an earlier deviation"},
    };
    bool released = view->entry.kind == ENTRY_MULTIPLIER && view->entry.right_udoses != 0;
    const char *const *note = notes[released ? ENTRY__COUNT : view->entry.kind];
    view->note_sv = arena_printf(&c->arena, "%s (beslut %s)", note[0], view->entry.note);
    view->note_en = arena_printf(&c->arena, "%s (decision %s)", note[1], view->entry.note);
    return view->note_sv != NULL && view->note_en != NULL ? OK : TOO_LARGE;
}

enum outcome api_vaccine_account_get(struct call *c)
{
    struct account_whole *whole = ARENA_NEW(&c->arena, struct account_whole);
    struct vaccine_account_entry *entries;
    struct maybe pack;
    const char *name;
    if (whole == NULL)
        return TOO_LARGE;
    whole->product = call_parameter(c, "product");
    whole->county = call_parameter(c, "county");
    whole->known_at = vaccine_query_moment(c, "known_at", c->now);
    if (strcmp(whole->county, "00") == 0)
        return NOT_FOUND; /* the nation has none */
    TRY(store_county_name(c->db, whole->county, &c->arena, &name));
    TRY(read_product(c, whole->product, whole->known_at, NULL, &pack));
    TRY(store_vaccine_account_entries(c->db, whole->product, whole->county, whole->known_at, &c->arena, &entries,
                                      &whole->count));
    whole->entries = ARENA_ARRAY(&c->arena, whole->count, struct entry_view);
    if (whole->entries == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < whole->count; i++) {
        whole->entries[i] =
            (struct entry_view){.entry = entries[i], .kind = vaccine_account_entry_words[entries[i].kind]};
        TRY(note_entry(c, &whole->entries[i]));
        whole->balance_doses = entries[i].balance_udoses;
        whole->parked_doses = entries[i].parked_udoses;
    }
    c->output = whole;
    return OK;
}
