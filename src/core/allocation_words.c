/* The sentences of core/allocation.h. */
#include "core/allocation.h"

#include <stdlib.h>

enum { HUNDREDTHS = 100 };

/* numerator/denominator with a fixed number of decimals (scale 100: two), rounded half away from zero. */
static void add_decimal(__int128 numerator, __int128 denominator, int64_t scale, bool english, struct text *out)
{
    bool negative = numerator < 0;
    __int128 size = negative ? -numerator : numerator;
    int64_t value = (int64_t)((size * scale * 2 + denominator) / (denominator * 2));
    text_printf(out, "%s%lld%c", negative && value != 0 ? "\u2212" : "", (long long)(value / scale),
                english ? '.' : ',');
    for (int64_t place = scale / 10; place > 0; place /= 10)
        text_add_char(out, (char)('0' + value / place % 10));
}

/* Micro-doses as packs with two decimals. */
static void add_packs(int64_t micro, int64_t pack_doses, bool english, struct text *out)
{
    add_decimal(micro, (__int128)pack_doses * MICRO_DOSES, HUNDREDTHS, english, out);
}

static void add_whole_packs(int64_t packs, bool english, struct text *out)
{
    text_printf(out, "%lld %s", (long long)packs,
                english ? (packs == 1 ? "pack" : "packs") : (packs == 1 ? "förpackning" : "förpackningar"));
}

static void what_the_key_gives(const struct allocation_words *words, const struct allocation_line *line, bool english,
                               struct text *out)
{
    int64_t balance = line->balance_before_micro, right = balance + line->credit_micro + line->waived_micro;
    text_printf(out, english ? "%s: the key's " : "%s: nyckelns ", words->name);
    add_decimal((__int128)line->weight * 100, words->key_sum, 10000, english, out);
    text_add(out, english ? "% of " : " % av ");
    add_whole_packs(words->key_packs, english, out);
    text_add(out, english ? " is " : " är ");
    add_packs(line->credit_micro, words->pack_doses, english, out);
    text_add(out, balance >= 0 ? "; plus " : english ? "; less " : "; minus ");
    add_packs(balance < 0 ? -balance : balance, words->pack_doses, english, out);
    text_add(out, balance < 0 ? (english ? " already received in advance" : " som redan levererats i förskott")
                              : (english ? " owed from before" : " att få sedan tidigare"));
    if (line->waived_micro != 0) {
        text_add(out, line->waived_micro > 0 ? "; plus " : english ? "; less " : "; minus ");
        add_packs(llabs(line->waived_micro), words->pack_doses, english, out);
        text_add(out, line->waived_micro < 0 ? (english ? " that it gives up" : " som regionen avstår")
                                             : (english ? " that others give up" : " som andra avstår"));
    }
    text_add(out, english ? " makes " : " blir ");
    add_packs(right, words->pack_doses, english, out);
    text_add(out, english ? ", which gives " : ", vilket ger ");
    add_whole_packs(line->key_packs, english, out);
    text_add_char(out, '.');
}

static void what_was_special(const struct allocation_line *line, bool english, struct text *out)
{
    if (line->cap_packs.known && line->rule_packs > line->cap_packs.value) {
        text_add(out, english ? " It takes at most " : " Regionen tar emot högst ");
        add_whole_packs(line->cap_packs.value, english, out);
        text_add(out, line->forgoes ? (english ? "; what is above is given up." : "; det överskjutande avstås.")
                                    : (english ? "; what is above stays owed." : "; det överskjutande står kvar."));
    } else if (line->key_packs - line->advance_packs > line->rule_packs)
        text_add(out, english ? " It gets packs that others do not take."
                              : " Den får förpackningar som andra inte tar emot.");
    if (line->advance_packs > 0)
        text_add(out, english ? " One of them is an advance, so that nobody goes without."
                              : " En av dem är ett förskott, för att ingen ska bli utan.");
    if (line->minimum_refused)
        text_add(out, english ? " No pack in advance: an account would be a whole pack wrong."
                              : " Ingen förpackning i förskott: ett konto skulle bli en hel förpackning fel.");
    if (line->released_micro != 0)
        text_add(out, english ? " The balance includes an instalment of an earlier deviation."
                              : " I saldot ingår en avbetalning av en tidigare avvikelse från nyckeln.");
}

static void what_second_doses_take(const struct allocation_line *line, bool english, struct text *out)
{
    if (line->second_packs == 0 && line->second_short == 0)
        return;
    text_add(out, english ? " For second doses it gets " : " Till andra doser får den ");
    add_whole_packs(line->second_packs, english, out);
    if (line->second_short > 0) {
        text_add(out, english ? "; missing: " : "; det saknas ");
        add_whole_packs(line->second_short, english, out);
    }
    text_add_char(out, '.');
}

void allocation_sentence(const struct allocation_words *words, const struct allocation_line *line, bool english,
                         struct text *out)
{
    if (!words->usable) {
        text_printf(out,
                    english ? "%s: nothing is shared out, because the vaccine may not be used this week."
                            : "%s: inget fördelas, eftersom vaccinet inte får användas den här veckan.",
                    words->name);
        return;
    }
    what_the_key_gives(words, line, english, out);
    what_was_special(line, english, out);
    what_second_doses_take(line, english, out);
}

void allocation_next_sentence(const struct allocation_words *words, const struct allocation_line *line, bool english,
                              struct text *out)
{
    int64_t balance = line->balance_micro;
    if (balance == 0)
        text_printf(out, english ? "Next week %s begins even." : "Nästa vecka börjar %s jämnt.", words->name);
    else {
        text_printf(out, english ? "Next week %s begins with " : "Nästa vecka börjar %s med ", words->name);
        add_packs(balance < 0 ? -balance : balance, words->pack_doses, english, out);
        text_add(out, english ? " packs (" : " förpackningar (");
        add_decimal(balance < 0 ? -(__int128)balance : balance, MICRO_DOSES, 10, english, out);
        text_add(out, english ? " doses) " : " doser) ");
        text_add(out, balance > 0 ? (english ? "owed to it." : "att få.")
                                  : (english ? "received in advance." : "som redan levererats i förskott."));
    }
    if (line->parked_micro != 0) {
        text_add(out, english ? " Parked beside it: " : " Parkerat vid sidan av: ");
        add_packs(llabs(line->parked_micro), words->pack_doses, english, out);
        text_add(out, english ? " packs " : " förpackningar ");
        text_add(out,
                 line->parked_micro > 0 ? (english ? "to get" : "att få") : (english ? "to pay back" : "att ge igen"));
        text_add(out,
                 english ? " once the decided deviation has ended." : " när den beslutade avvikelsen har upphört.");
    }
}

void allocation_reason_note(enum account_reason reason, bool english, struct text *out)
{
    static const char *const notes[][2] = {
        [ACCOUNT_KEPT] = {"Kontot är mindre än en hel förpackning fel.", "The account is less than a whole pack off."},
        [ACCOUNT_OVER_CAP] = {"Mottagningen är begränsad: det som inte tas emot står kvar på kontona.",
                              "Receiving is limited: what is not taken stays in the accounts."},
        [ACCOUNT_CARRIED] = {"Obalansen fanns före veckan, som inte räckte till att jämna ut den.",
                             "The imbalance was there before the week, which was too small to mend it."},
        [ACCOUNT_KEY_CHANGED] = {"Garantin bröts av byte av nyckel eller förpackning.",
                                 "The guarantee was broken by a change of key or pack."},
    };
    _Static_assert(sizeof notes / sizeof notes[0] == ACCOUNT_REASON__COUNT, "one note per reason");
    text_add(out, notes[reason][english]);
}

void allocation_promise_note(const struct allocation_line *lines, size_t count, int64_t pack_doses,
                             const char *(*name)(const void *context, const char *county), const void *context,
                             bool english, struct text *out)
{
    bool kept = true;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].reason == ACCOUNT_KEPT)
            continue;
        text_printf(out, "%s%s ", kept ? "" : " ", name(context, lines[i].county));
        add_packs(lines[i].balance_micro, pack_doses, english, out);
        text_add(out, english ? " packs: " : " förpackningar: ");
        allocation_reason_note(lines[i].reason, english, out);
        kept = false;
    }
    if (kept)
        text_add(out, english ? "No account is a whole pack wrong." : "Inget konto är en hel förpackning fel.");
}
