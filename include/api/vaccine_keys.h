/* Keys, their decisions, decided deviations, and what a proposed key would mean. */
#ifndef FORDELA_API_VACCINE_KEYS_H
#define FORDELA_API_VACCINE_KEYS_H

#include "api/call.h"
#include "store/population.h"
#include "store/vaccine_keys.h"

extern const struct fields vaccine_key_output, vaccine_key_list_output, vaccine_key_input;
extern const struct fields vaccine_key_decision_list_output, vaccine_key_decided_output, vaccine_key_decision_input;
extern const struct fields vaccine_keys_in_force_output;
extern const struct fields vaccine_key_multiplier_list_output, vaccine_key_multiplier_output,
    vaccine_key_multiplier_input;
extern const struct fields vaccine_key_simulation_output, vaccine_key_simulation_input;
extern const struct query_field vaccine_key_decision_query[], vaccine_keys_in_force_query[];

enum outcome api_vaccine_key_list(struct call *c);
enum outcome api_vaccine_key_get(struct call *c);
enum outcome api_vaccine_key_add(struct call *c);
enum outcome api_vaccine_key_decide(struct call *c);
enum outcome api_vaccine_key_decision_list(struct call *c);
enum outcome api_vaccine_keys_in_force(struct call *c);
enum outcome api_vaccine_key_multiplier_list(struct call *c);
enum outcome api_vaccine_key_multiplier_add(struct call *c);
enum outcome api_vaccine_key_simulate(struct call *c);

/* --- within the slice --- */

/* Whether the actor sees keys that are not decided: of Folkhälsomyndigheten only. */
bool vaccine_key_sees_proposals(const struct call *c);

/* part of whole in millionths of a per cent, to four decimals, half up; 0 of nothing. */
int64_t vaccine_share_percent(int64_t part, int64_t whole);

/* How answers show a key: its fields by vaccine_key_output. */
struct vaccine_key_view;
MUST_USE enum outcome vaccine_key_view(struct call *c, const struct vaccine_key *key, int64_t known_at,
                                       struct vaccine_key_view **ret_view);

/* What an equal-finish key was computed from and what was planned; stored with the key. */
struct vaccine_key_group {
    int64_t age_from;
    struct maybe age_to; /* unknown = no upper age */
    int64_t remaining_persons, planned_doses;
};
struct vaccine_key_supply {
    const char *product;
    int64_t doses, age_from;
    struct maybe age_to;
};
struct vaccine_key_given {
    const char *county;
    int64_t age_from, doses;
};
struct vaccine_key_plan {
    int64_t target_permille;
    const char *population_date;
    struct vaccine_key_group *groups;
    struct vaccine_key_supply *supplies;
    struct vaccine_key_given *given;
    size_t group_count, supply_count, given_count;
};
extern const struct fields vaccine_key_plan_fields;
enum { KEY_MAX_GROUPS = 12, KEY_MAX_SUPPLIES = 20, KEY_MAX_GIVEN = 400 };

/* What a new key is made of; only the fields of its basis. */
struct vaccine_key_add {
    const char *name, *source;
    int basis;
    const char *population_date; /* NULL = absent */
    struct maybe age_from, age_to;
    const char *product; /* NULL = absent */
    struct maybe target_permille;
    struct vaccine_key_weight *weights;
    struct vaccine_key_plan plan; /* its lists */
    size_t weight_count;
};

/* Persons of the ages per county; what is wrong with date or ages becomes a violation at those places. */
MUST_USE enum outcome vaccine_key_persons(struct call *c, const char *date, int64_t age_from, struct maybe age_to,
                                          const char *date_key, const char *age_prefix, size_t age_index,
                                          struct population_of_county **ret_list, size_t *ret_count);

/* The weights of an equal-finish key, one per county by code, and the plan filled in. */
MUST_USE enum outcome vaccine_key_equal_finish(struct call *c, const struct vaccine_key_add *input,
                                               struct vaccine_key_plan *plan, struct vaccine_key_weight **ret_weights,
                                               size_t *ret_count);

#endif
