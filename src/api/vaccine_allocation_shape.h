/* The structs behind an allocation's answers, shared by the files that fill and those that write them. */
#ifndef FORDELA_API_VACCINE_ALLOCATION_SHAPE_H
#define FORDELA_API_VACCINE_ALLOCATION_SHAPE_H

#include "api/vaccine_allocations.h"

struct allocation_line_view {
    const char *county;
    int64_t weight, share_percent;
    int64_t balance_before_doses, released_doses, right_doses, waived_doses, balance_after_doses, parked_doses;
    int64_t second_packs, second_short, rule_packs, key_packs, advance_packs, packs, vials, doses;
    struct maybe cap_packs;
    const char *cap_mode, *cap_reason, *reason;
    int64_t largest_remainder_packs, webster_packs, weekly_packs;
    struct maybe difference_packs, delivered_doses, confirmed_doses;
    bool unusable, minimum_refused;
    const char *sentence_sv, *sentence_en, *next_sv, *next_en;
};

struct allocation_source_view {
    const char *kind, *document_id, *source, *certainty;
    struct maybe issued_at, forecast_seq;
    int64_t doses;
};
struct allocation_key_view {
    const char *key_id, *name;
    int64_t decision_number;
};
struct allocation_totals_view {
    int64_t packs, doses, second_packs, key_packs, largest_remainder_packs, webster_packs, weekly_packs;
};
struct allocation_view {
    struct vaccine_allocation head; /* first */
    const char *state;
    struct allocation_source_view source;
    struct allocation_key_view key;
    int64_t left_doses, doses, committed_second_packs, served_second_packs, key_packs;
    const char *promise_note_sv, *promise_note_en;
    struct maybe decided_at;
    const char *decision_reference, *decision_maker, *grounds, *decided_by_name; /* NULL of a draft */
    struct allocation_line_view *lines;
    size_t count;
    struct allocation_totals_view totals;
};
_Static_assert(offsetof(struct allocation_view, head) == 0, "its fields' offsets hold in the view");

#define ALLOCATION_LINE_FIELDS                                                                                         \
    {.name = "county",                                                                                                 \
     .offset = offsetof(struct allocation_line_view, county),                                                          \
     .kind = FIELD_TEXT,                                                                                               \
     .format = FORMAT_COUNTY},                                                                                         \
        {.name = "weight",                                                                                             \
         .offset = offsetof(struct allocation_line_view, weight),                                                      \
         .kind = FIELD_INT,                                                                                            \
         .about = "of the key with all multipliers"},                                                                  \
        {.name = "share_percent",                                                                                      \
         .offset = offsetof(struct allocation_line_view, share_percent),                                               \
         .kind = FIELD_MICRO},                                                                                         \
        {.name = "balance_before_doses",                                                                               \
         .offset = offsetof(struct allocation_line_view, balance_before_doses),                                        \
         .kind = FIELD_MICRO,                                                                                          \
         .about = "positive = owed to the region; with what was released"},                                            \
        {.name = "released_doses",                                                                                     \
         .offset = offsetof(struct allocation_line_view, released_doses),                                              \
         .kind = FIELD_MICRO,                                                                                          \
         .about = "instalment out of what was parked"},                                                                \
        {.name = "right_doses",                                                                                        \
         .offset = offsetof(struct allocation_line_view, right_doses),                                                 \
         .kind = FIELD_MICRO,                                                                                          \
         .about = "its share of this week"},                                                                           \
        {.name = "waived_doses",                                                                                       \
         .offset = offsetof(struct allocation_line_view, waived_doses),                                                \
         .kind = FIELD_MICRO,                                                                                          \
         .about = "given up at the cap (negative), or got from those who gave up"},                                    \
        {.name = "second_packs", .offset = offsetof(struct allocation_line_view, second_packs), .kind = FIELD_INT},    \
        {.name = "second_short",                                                                                       \
         .offset = offsetof(struct allocation_line_view, second_short),                                                \
         .kind = FIELD_INT,                                                                                            \
         .about = "due but not served"},                                                                               \
        {.name = "cap_packs", .offset = offsetof(struct allocation_line_view, cap_packs), .kind = FIELD_MAYBE_INT},    \
        {.name = "cap_mode",                                                                                           \
         .offset = offsetof(struct allocation_line_view, cap_mode),                                                    \
         .kind = FIELD_TEXT,                                                                                           \
         .about = "defer, forgo or empty"},                                                                            \
        {.name = "cap_reason", .offset = offsetof(struct allocation_line_view, cap_reason), .kind = FIELD_TEXT},       \
        {.name = "rule_packs",                                                                                         \
         .offset = offsetof(struct allocation_line_view, rule_packs),                                                  \
         .kind = FIELD_INT,                                                                                            \
         .about = "before cap and minimum"},                                                                           \
        {.name = "key_packs",                                                                                          \
         .offset = offsetof(struct allocation_line_view, key_packs),                                                   \
         .kind = FIELD_INT,                                                                                            \
         .about = "of what follows the key"},                                                                          \
        {.name = "advance_packs", .offset = offsetof(struct allocation_line_view, advance_packs), .kind = FIELD_INT},  \
        {.name = "minimum_refused",                                                                                    \
         .offset = offsetof(struct allocation_line_view, minimum_refused),                                             \
         .kind = FIELD_BOOL},                                                                                          \
        {.name = "packs",                                                                                              \
         .offset = offsetof(struct allocation_line_view, packs),                                                       \
         .kind = FIELD_INT,                                                                                            \
         .about = "second and key packs"},                                                                             \
        {.name = "vials", .offset = offsetof(struct allocation_line_view, vials), .kind = FIELD_INT},                  \
        {.name = "doses", .offset = offsetof(struct allocation_line_view, doses), .kind = FIELD_INT},                  \
        {.name = "largest_remainder_packs",                                                                            \
         .offset = offsetof(struct allocation_line_view, largest_remainder_packs),                                     \
         .kind = FIELD_INT,                                                                                            \
         .about = "compare with key_packs: through the account without the guard"},                                    \
        {.name = "webster_packs",                                                                                      \
         .offset = offsetof(struct allocation_line_view, webster_packs),                                               \
         .kind = FIELD_INT,                                                                                            \
         .about = "of this week alone"},                                                                               \
        {.name = "weekly_packs",                                                                                       \
         .offset = offsetof(struct allocation_line_view, weekly_packs),                                                \
         .kind = FIELD_INT,                                                                                            \
         .about = "largest remainder of this week alone"},                                                             \
        {.name = "balance_after_doses",                                                                                \
         .offset = offsetof(struct allocation_line_view, balance_after_doses),                                         \
         .kind = FIELD_MICRO},                                                                                         \
        {.name = "parked_doses",                                                                                       \
         .offset = offsetof(struct allocation_line_view, parked_doses),                                                \
         .kind = FIELD_MICRO,                                                                                          \
         .about = "owed outside the balance until a multiplier has ended"},                                            \
        {.name = "reason",                                                                                             \
         .offset = offsetof(struct allocation_line_view, reason),                                                      \
         .kind = FIELD_TEXT,                                                                                           \
         .about = "kept, or why a whole pack off: over_cap, carried, key_changed"},                                    \
        {.name = "difference_packs",                                                                                   \
         .offset = offsetof(struct allocation_line_view, difference_packs),                                            \
         .kind = FIELD_MAYBE_INT,                                                                                      \
         .about = "to the decision that it replaces"},                                                                 \
        {.name = "delivered_doses",                                                                                    \
         .offset = offsetof(struct allocation_line_view, delivered_doses),                                             \
         .kind = FIELD_MAYBE_INT},                                                                                     \
        {.name = "confirmed_doses",                                                                                    \
         .offset = offsetof(struct allocation_line_view, confirmed_doses),                                             \
         .kind = FIELD_MAYBE_INT},                                                                                     \
        {.name = "unusable", .offset = offsetof(struct allocation_line_view, unusable), .kind = FIELD_BOOL},           \
        {.name = "sentence_sv", .offset = offsetof(struct allocation_line_view, sentence_sv), .kind = FIELD_TEXT},     \
        {.name = "sentence_en", .offset = offsetof(struct allocation_line_view, sentence_en), .kind = FIELD_TEXT},     \
        {.name = "next_sv", .offset = offsetof(struct allocation_line_view, next_sv), .kind = FIELD_TEXT},             \
    {                                                                                                                  \
        .name = "next_en", .offset = offsetof(struct allocation_line_view, next_en), .kind = FIELD_TEXT                \
    }
#endif
