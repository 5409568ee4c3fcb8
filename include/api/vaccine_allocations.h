/* Allocations of vaccine to the regions: drafts that are computed anew each time they are looked at, decisions that are
 * locked and booked, the regions' public accounts. */
#ifndef FORDELA_API_VACCINE_ALLOCATIONS_H
#define FORDELA_API_VACCINE_ALLOCATIONS_H

#include "api/call.h"
#include "store/reference_read.h"
#include "store/vaccine_allocations.h"

/* --- what a draft chooses --- */

enum allocation_source { SOURCE_FORECAST, SOURCE_DELIVERY, SOURCE_MANUAL };
enum allocation_seconds { SECONDS_OWN_FIRST_DOSES, SECONDS_NONE, SECONDS_GIVEN };

struct allocation_second {
    const char *county;
    int64_t packs;
};
struct allocation_limit {
    const char *county, *reason;
    int64_t maximum_packs;
    int mode; /* 0 defer, 1 forgo */
};
struct allocation_choices {
    const char *product, *week;
    int source, second_doses; /* the enums above */
    struct maybe doses;       /* manual */
    const char *source_text;  /* manual; NULL otherwise */
    int64_t minimum_one_pack; /* 0 or 1 */
    struct allocation_second *seconds;
    size_t second_count;
    struct allocation_limit *limits;
    size_t limit_count;
    const char *replaces; /* NULL: nothing */
};
extern const struct fields vaccine_allocation_input;

/* What the choices give with what is known now. */
struct allocation_computed {
    struct vaccine_allocation head; /* without what a decision adds */
    struct vaccine_allocation_line *lines;
    size_t count;
    bool replaces;
    struct vaccine_allocation replaced;
    struct vaccine_allocation_line *replaced_lines;
    size_t replaced_count;
    struct county *counties;
    size_t county_count;
};

/* Violations and conflicts as they stand: nothing is computed then. */
MUST_USE enum outcome vaccine_allocation_compute(struct call *c, const struct allocation_choices *choices,
                                                 struct allocation_computed *ret_computed);

/* --- how answers show one --- */

struct allocation_view;
extern const struct fields vaccine_allocation_fields; /* without lines */
extern const struct fields vaccine_allocation_output; /* with them */
extern const struct fields vaccine_allocation_line_fields;

/* Deliveries and names that lines are shown with. */
struct allocation_around {
    struct county *counties;
    size_t county_count;
    struct vaccine_delivery_view *deliveries;
    size_t delivery_count;
    const char *sentences_of; /* the county whose line is shown with sentences; "00": all; "": none */
};
/* Deliveries of the weeks as known at a moment; product "" = all. Sentences of all. */
MUST_USE enum outcome vaccine_allocation_around(struct call *c, const char *product, const char *first_week,
                                                const char *last_week, int64_t known_at,
                                                struct allocation_around *ret_around);

/* replaced_lines: of the one that it replaces, or NULL. Lines are shown if with_lines. */
MUST_USE enum outcome vaccine_allocation_view(struct call *c, const struct allocation_around *around,
                                              const struct vaccine_allocation *allocation,
                                              const struct vaccine_allocation_line *lines, size_t count,
                                              const struct vaccine_allocation_line *replaced_lines,
                                              size_t replaced_count, struct allocation_view **ret_view);

/* --- operations --- */

extern const struct fields vaccine_draft_list_output, vaccine_decide_input, vaccine_allocation_list_output,
    vaccine_allocation_replay_output, vaccine_county_allocations_output, vaccine_account_list_output,
    vaccine_account_output;
extern const struct query_field vaccine_allocation_query[], vaccine_county_allocation_query[], vaccine_account_query[];

enum outcome api_vaccine_draft_list(struct call *c);
enum outcome api_vaccine_draft_add(struct call *c);
enum outcome api_vaccine_draft_get(struct call *c);
enum outcome api_vaccine_draft_put(struct call *c);
enum outcome api_vaccine_draft_delete(struct call *c);
enum outcome api_vaccine_allocation_decide(struct call *c);
enum outcome api_vaccine_allocation_list(struct call *c);
enum outcome api_vaccine_allocation_get(struct call *c);
enum outcome api_vaccine_allocation_replay(struct call *c);
enum outcome api_vaccine_county_allocations(struct call *c);
enum outcome api_vaccine_account_list(struct call *c);
enum outcome api_vaccine_account_get(struct call *c);

/* The draft's choices and state, for deciding. */
MUST_USE enum outcome vaccine_draft_read(struct call *c, const char *allocation_id,
                                         struct vaccine_allocation_draft *ret_draft,
                                         struct allocation_choices *ret_choices);

/* One decided allocation with lines as the call's output. */
MUST_USE enum outcome vaccine_allocation_show(struct call *c, const char *allocation_id, int64_t known_at);

#endif
