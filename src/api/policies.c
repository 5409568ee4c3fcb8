#include "api/policies.h"

#include "core/week.h"

#include <string.h>

/* What both the brief and the full view tell. */
#define RULE_FIELDS                                                                                                    \
    {AT(struct policy, owner), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .about = "00 = national"},                 \
        {AT(struct policy, valid_from), .kind = FIELD_TEXT, .format = FORMAT_DATE},                                    \
        {AT(struct policy, acute_below_days), .kind = FIELD_INT, .about = "cover below this is acute"},                \
        {AT(struct policy, red_below_days), .kind = FIELD_INT},                                                        \
        {AT(struct policy, yellow_below_days), .kind = FIELD_INT},                                                     \
        {AT(struct policy, grey_after_days), .kind = FIELD_INT, .about = "an older report is unknown"},                \
        {AT(struct policy, target_days), .kind = FIELD_INT, .about = "receivers are filled to this cover"},            \
        {AT(struct policy, safety_days), .kind = FIELD_INT, .about = "givers keep this cover"},                        \
        {AT(struct policy, due_hours), .kind = FIELD_INT,                                                              \
         .about = "deadline, hours from Monday 00:00 (Stockholm) of the reported week"},                               \
        {AT(struct policy, lock_hours), .kind = FIELD_INT, .about = "from then on only corrections with a reason"},    \
        {AT(struct policy, strict_rule), .kind = FIELD_BOOL, .about = "no giver may end below a receiver"},            \
        {AT(struct policy, minimum_packs_per_lane), .kind = FIELD_INT},                                                \
        {.name = "minimum_gain_days",                                                                                  \
         .offset = offsetof(struct policy, minimum_gain_centidays),                                                    \
         .kind = FIELD_CENTI,                                                                                          \
         .about = "least gain in cover for the receiver"},                                                             \
        {AT(struct policy, maximum_counterparties), .kind = FIELD_INT, .about = "lanes per municipality and article"}, \
    {                                                                                                                  \
        AT(struct policy, stability_weeks),                                                                            \
            .kind = FIELD_INT, .about = "no gift from one who received the same article within this many weeks"        \
    }

static const struct field policy_brief_list[] = {RULE_FIELDS};
const struct fields policy_brief_fields = FIELDS("PolicyBrief", struct policy, policy_brief_list);

struct policy_view {
    struct policy rules; /* first: its fields' offsets hold here too */
    bool in_force;
};
_Static_assert(offsetof(struct policy_view, rules) == 0, "the rules stand first");

static const struct field policy_view_fields[] = {
    RULE_FIELDS,
    {AT(struct policy, decision), .kind = FIELD_TEXT, .about = "who decided, reference number"},
    {AT(struct policy, created_at), .kind = FIELD_MOMENT},
    {AT(struct policy, created_by_name), .kind = FIELD_TEXT},
    {AT(struct policy_view, in_force), .kind = FIELD_BOOL, .about = "the one that counts today"},
};
const struct fields policy_output = FIELDS("Policy", struct policy_view, policy_view_fields);

struct policy_list {
    struct policy_view *items;
    size_t count;
};
static const struct field policy_list_fields[] = {
    {AT(struct policy_list, items), .kind = FIELD_LIST, COUNTED(struct policy_list, count), .of = &policy_output}};
const struct fields policy_list_output = FIELDS("PolicyList", struct policy_list, policy_list_fields);

#define REQUIRED_INT(member, least, most)                                                                              \
    {                                                                                                                  \
        AT(struct policy, member), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = least, .max = most               \
    }
static const struct field policy_input_fields[] = {
    {AT(struct policy, valid_from), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    REQUIRED_INT(acute_below_days, 1, 365),
    REQUIRED_INT(red_below_days, 1, 365),
    REQUIRED_INT(yellow_below_days, 1, 365),
    REQUIRED_INT(grey_after_days, 1, 60),
    REQUIRED_INT(target_days, 1, 365),
    REQUIRED_INT(safety_days, 0, 365),
    REQUIRED_INT(due_hours, 24, 336),
    REQUIRED_INT(lock_hours, 24, 504),
    {AT(struct policy, strict_rule), .kind = FIELD_BOOL, .flags = FIELD_REQUIRED},
    REQUIRED_INT(minimum_packs_per_lane, 1, 1000),
    {.name = "minimum_gain_days",
     .offset = offsetof(struct policy, minimum_gain_centidays),
     .kind = FIELD_CENTI,
     .flags = FIELD_REQUIRED,
     .min = 0,
     .max = 36500},
    REQUIRED_INT(maximum_counterparties, 1, 300),
    REQUIRED_INT(stability_weeks, 0, 52),
    {AT(struct policy, decision), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 500},
};
const struct fields policy_input = FIELDS("Policy", struct policy, policy_input_fields);

static const char *today_text(struct call *c)
{
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    return arena_copy(&c->arena, today, DATE_CHARS);
}

enum outcome policy_today(struct call *c, const char *county, struct policy *ret_policy)
{
    const char *today = today_text(c);
    return today != NULL ? store_policy_get(c->db, county, today, &c->arena, ret_policy) : TOO_LARGE;
}

enum outcome api_policy_list(struct call *c)
{
    const char *county = call_parameter(c, "county");
    struct policy *policies, now;
    struct policy_list *list = ARENA_NEW(&c->arena, struct policy_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_policy_list(c->db, county, &c->arena, &policies, &list->count));
    TRY(policy_today(c, county, &now));
    list->items = ARENA_ARRAY(&c->arena, list->count, struct policy_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++)
        list->items[i] = (struct policy_view){
            .rules = policies[i],
            .in_force =
                strcmp(policies[i].owner, now.owner) == 0 && strcmp(policies[i].valid_from, now.valid_from) == 0,
        };
    c->output = list;
    return OK;
}

static enum outcome check_rules(struct call *c, const struct policy *input)
{
    if (input->red_below_days <= input->acute_below_days)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "red_below_days", NULL);
    if (input->yellow_below_days <= input->red_below_days)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "yellow_below_days", NULL);
    if (input->target_days < input->safety_days)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "target_days", NULL);
    if (input->lock_hours < input->due_hours)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "lock_hours", NULL);
    /* Policy is never changed backwards: what was shown yesterday was right yesterday. */
    const char *today = today_text(c);
    if (today == NULL)
        return TOO_LARGE;
    if (strcmp(input->valid_from, today) < 0)
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "valid_from", NULL);
    return call_check_violations(c);
}

enum outcome api_policy_add(struct call *c)
{
    const struct policy *input = c->input;
    TRY(check_rules(c, input));
    struct policy_view *view = ARENA_NEW(&c->arena, struct policy_view);
    struct policy before, now;
    if (view == NULL)
        return TOO_LARGE;
    view->rules = *input;
    view->rules.owner = call_parameter(c, "county");
    view->rules.created_at = c->now;
    view->rules.created_by = c->actor.user_id;
    view->rules.created_by_name = c->actor.display_name;
    TRY(policy_today(c, view->rules.owner, &before));
    enum outcome outcome = store_policy_add(c->scope, c->db, &view->rules);
    if (outcome == CONFLICT)
        return call_refuse_because(c, PROBLEM_CONFLICT, "Det finns redan regler som gäller från den dagen.",
                                   "There are rules valid from that day already.");
    TRY(outcome);
    TRY(policy_today(c, view->rules.owner, &now));
    view->in_force = strcmp(now.owner, view->rules.owner) == 0 && strcmp(now.valid_from, view->rules.valid_from) == 0;
    TRY(call_audit(c, "policy.add", "ppe_policy",
                   arena_printf(&c->arena, "%s/%s", view->rules.owner, view->rules.valid_from), view->rules.owner,
                   call_json(c, &policy_brief_fields, &before), call_json(c, &policy_output, view)));
    c->output = view;
    return OK;
}
