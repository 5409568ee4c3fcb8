#include "core/explain.h"

/* At most this many names before "and n more". */
enum { NAMES_SHOWN = 3 };

/* "12,5 dagar", two decimals rounded down; "lager men ingen förbrukning" where there are no days. */
static void add_cover(struct cover cover, bool english, struct text *out)
{
    switch (cover.kind) {
    case COVER_NO_USE:
        text_add(out, english ? "stock but no use" : "lager men ingen förbrukning");
        return;
    case COVER_NOT_USED:
        text_add(out, english ? "neither stock nor use" : "varken lager eller förbrukning");
        return;
    case COVER_UNKNOWN:
    case COVER_KIND__COUNT:
        text_add(out, english ? "an unknown cover" : "okänd uthållighet");
        return;
    case COVER_DAYS:
        break;
    }
    struct rational hundredths;
    if (rational_multiply(cover.days, rational_int(100), &hundredths) != OK)
        hundredths = rational_int(INT64_MAX);
    int64_t value = rational_floor(hundredths);
    text_add_int(out, value / 100);
    if (value % 100 != 0) {
        text_add_char(out, english ? '.' : ',');
        text_add_char(out, (char)('0' + value % 100 / 10));
        if (value % 10 != 0)
            text_add_char(out, (char)('0' + value % 10));
    }
    text_add(out, english ? " days" : " dagar");
}

static void where_the_giver_stands(const struct explain_line *line, bool english, struct text *out)
{
    text_printf(out, english ? "%s has " : "%s har ", line->giver);
    add_cover(line->giver_before, english, out);
    text_printf(out, english ? " of %s" : " av %s", line->article);
    if (line->lowest != NULL) {
        text_printf(out, english ? "; the lowest is %s with " : "; lägst ligger %s med ", line->lowest);
        add_cover(line->lowest_before, english, out);
    }
    text_add_char(out, '.');
}

static void where_both_end(const struct explain_line *line, bool english, struct text *out)
{
    text_printf(out, english ? "Afterwards %s has " : "Efter förslaget har %s ", line->giver);
    add_cover(line->giver_after, english, out);
    if (line->below_safety)
        text_printf(out, english ? ", BELOW its safety level of %lld days" : ", UNDER sin säkerhetsnivå på %lld dagar",
                    (long long)line->safety_days);
    else
        text_printf(
            out, english ? ", not below its safety level of %lld days" : ", inte under sin säkerhetsnivå på %lld dagar",
            (long long)line->safety_days);
    text_printf(out, english ? ", and %s " : ", och %s ", line->receiver);
    add_cover(line->receiver_after, english, out);
    text_add_char(out, '.');
}

static void what_happens_otherwise(const struct explain_line *line, bool english, struct text *out)
{
    const char *article = line->covered != NULL ? line->covered : line->article;
    if (line->receiver_before.kind == COVER_DAYS && rational_sign(line->receiver_before.days) == 0)
        text_printf(out, english ? "%s has no %s left" : "%s har redan slut på %s", line->receiver, article);
    else if (line->receiver_before.kind == COVER_DAYS) {
        text_printf(out, english ? "Without it %s runs out of %s in " : "Utan förslaget är %s utan %s om ",
                    line->receiver, article);
        add_cover(line->receiver_before, english, out);
    } else {
        text_printf(out, english ? "%s has " : "%s har ", line->receiver);
        add_cover(line->receiver_before, english, out);
        text_printf(out, english ? " of %s" : " av %s", article);
    }
    if (line->covered != NULL)
        text_printf(out, english ? "; %s can stand in for it" : "; %s kan användas i stället", line->article);
    text_add_char(out, '.');
}

static void who_else_gives(const struct explain_line *line, bool english, struct text *out)
{
    if (line->other_giver_count == 0)
        text_printf(out, english ? "Nobody else has %s to give" : "Ingen annan har %s att ge", line->article);
    else {
        text_add(out, english ? "Others who give: " : "Andra som ger: ");
        for (size_t i = 0; i < line->other_giver_count && i < NAMES_SHOWN; i++)
            text_printf(out, "%s%s", i > 0 ? ", " : "", line->other_givers[i]);
        if (line->other_giver_count > NAMES_SHOWN)
            text_printf(out, english ? " and %zu more" : " och %zu till", line->other_giver_count - NAMES_SHOWN);
    }
    if (line->oldest_age_days <= 0)
        text_add(out, english ? "; the reports are from today" : "; rapporterna är från i dag");
    else if (line->oldest_age_days == 1)
        text_add(out, english ? "; the reports are at most 1 day old" : "; rapporterna är högst 1 dag gamla");
    else
        text_printf(out,
                    english ? "; the reports are at most %lld days old" : "; rapporterna är högst %lld dagar gamla",
                    (long long)line->oldest_age_days);
    text_add(out, english ? ", and whoever has the shortest cover is helped first"
                          : ", och den som har kortast uthållighet får först");
    if (line->strict)
        text_add(out, english ? "; no giver may end below a receiver" : "; ingen givare får hamna under mottagaren");
    text_add_char(out, '.');
}

void explain_sentence(const struct explain_line *line, int sentence, bool english, struct text *out)
{
    static void (*const sentences[])(const struct explain_line *, bool, struct text *) = {
        where_the_giver_stands, where_both_end, what_happens_otherwise, who_else_gives};
    _Static_assert(sizeof sentences / sizeof sentences[0] == EXPLAIN_SENTENCES, "four sentences");
    sentences[sentence](line, english, out);
}
