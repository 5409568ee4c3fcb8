#include "api/cover_view.h"

static const char *const kind_words[] = {
    [COVER_DAYS] = "days", [COVER_NO_USE] = "no_use", [COVER_NOT_USED] = "not_used", [COVER_UNKNOWN] = "unknown", NULL};
_Static_assert(sizeof kind_words / sizeof kind_words[0] == COVER_KIND__COUNT + 1, "one word per kind");

const char *const cover_status_words[] = {[COVER_ACUTE] = "acute",
                                          [COVER_RED] = "red",
                                          [COVER_YELLOW] = "yellow",
                                          [COVER_GREEN] = "green",
                                          [COVER_GREY] = "grey",
                                          [COVER_NOT_APPLICABLE] = "not_applicable",
                                          NULL};
_Static_assert(sizeof cover_status_words / sizeof cover_status_words[0] == COVER_STATUS__COUNT + 1,
               "one word per status");

static const struct field cover_list[] = {
    {AT(struct cover_view, days), .kind = FIELD_MAYBE_CENTI, .about = "days, two decimals, rounded down"},
    {AT(struct cover_view, exact), .kind = FIELD_MAYBE_TEXT, .about = "the exact fraction of days"},
    {AT(struct cover_view, kind), .kind = FIELD_WORD, .words = kind_words,
     .about = "no_use: stock without use; not_used: neither; unknown: not reported"},
    {AT(struct cover_view, status), .kind = FIELD_WORD, .words = cover_status_words},
};
const struct fields cover_fields = FIELDS("Cover", struct cover_view, cover_list);

enum outcome cover_view_of(struct arena *arena, const struct cover_thresholds *thresholds, struct cover cover,
                           struct known_int age_days, struct cover_view *ret_view)
{
    struct cover_view view = {.kind = (int)cover.kind, .status = (int)cover_judge(thresholds, cover, age_days)};
    if (cover.kind == COVER_DAYS) {
        char exact[RATIONAL_TEXT_CHARS];
        struct rational hundredths;
        size_t length = rational_format(cover.days, exact);
        view.exact = arena_copy(arena, exact, length);
        if (view.exact == NULL)
            return TOO_LARGE;
        /* A cover beyond any use of hundredths (10^16 days) is shown by its fraction alone. */
        if (rational_multiply(cover.days, rational_int(100), &hundredths) == OK)
            view.days = maybe_known(rational_floor(hundredths));
    }
    *ret_view = view;
    return OK;
}
