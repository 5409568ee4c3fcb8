/* Who may do what to what: one table, default deny.
 *
 * An organisation has a kind and an area (a municipality's 4 digits, a county's 2, or '00'); its users have one role
 * each, and roles include the lower ones. For an action the table gives the widest scope: the prefix of area codes that
 * the actor may do it to (SCB's municipality codes begin with their county's). */
#ifndef FORDELA_CORE_PERMIT_H
#define FORDELA_CORE_PERMIT_H

#include <stdbool.h>

enum organisation_kind { KIND_MUNICIPALITY, KIND_COUNTY_BOARD, KIND_REGION, KIND_NATIONAL, KIND_OPERATOR, KIND__COUNT };

enum role { ROLE_READER, ROLE_REPORTER, ROLE_DECIDER, ROLE_ADMINISTRATOR, ROLE__COUNT };

enum action {
    ACTION_NOBODY, /* the zero of a route row that forgot its permission: never allowed */
    ACTION_PUBLIC, /* allowed without signing in */
    ACTION_SESSION_OWN,
    ACTION_REFERENCE_READ,
    ACTION_COMPUTE_RUN,
    ACTION_REPORT_READ,
    ACTION_REPORT_WRITE,
    ACTION_REPORT_REVIEW,
    ACTION_OVERVIEW_READ,
    ACTION_ARTICLE_READ,
    ACTION_ARTICLE_WRITE,
    ACTION_POLICY_READ,
    ACTION_POLICY_WRITE,
    ACTION_PROPOSAL_READ,
    ACTION_PROPOSAL_CREATE,
    ACTION_PROPOSAL_CHANGE,
    ACTION_PROPOSAL_CONFIRM_FLOOR,
    ACTION_PROPOSAL_DECIDE,
    ACTION_PRODUCT_READ,
    ACTION_PRODUCT_WRITE,
    ACTION_FORECAST_READ,
    ACTION_FORECAST_WRITE,
    ACTION_DELIVERY_READ,
    ACTION_DELIVERY_WRITE,
    ACTION_DELIVERY_CONFIRM,
    ACTION_KEY_READ,
    ACTION_KEY_WRITE,
    ACTION_KEY_DECIDE,
    ACTION_ALLOCATION_READ,
    ACTION_ALLOCATION_CREATE,
    ACTION_ALLOCATION_DECIDE,
    ACTION_ACCOUNT_READ,
    ACTION_REGION_REPORT_READ,
    ACTION_REGION_REPORT_WRITE,
    ACTION_USER_READ,
    ACTION_USER_WRITE,
    ACTION_API_KEY_READ,
    ACTION_API_KEY_WRITE, /* make one, or one that follows another */
    ACTION_API_KEY_REVOKE,
    ACTION_AUDIT_READ,
    ACTION__COUNT
};

enum { AREA_CHARS = 4, ORGANISATION_CHARS = 8 };

/* What an actor may do one action to. Every store function over owned data takes one first. */
struct scope {
    bool allowed;              /* false: nothing at all */
    char area[AREA_CHARS + 1]; /* prefix of area codes: "" all, "22" a county, "2281", "00" the nation as such */
    char organisation[ORGANISATION_CHARS + 1]; /* only this organisation's objects; "" any */
};

/* The actor's part of the question. */
struct standing {
    enum organisation_kind kind;
    enum role role;
    char organisation[ORGANISATION_CHARS + 1];
    char area[AREA_CHARS + 1];
};

/* The widest scope of the action for the actor. */
struct scope permit_scope(const struct standing *actor, enum action action);

/* True if the scope reaches the area: a municipality, a county or '00'. */
bool scope_covers_area(const struct scope *scope, const char *area);

/* True if the scope reaches the organisation (by name, or by the area that its code tells). */
bool scope_covers_organisation(const struct scope *scope, const char *organisation);

/* Stable names: "report.write", "county_board", "decider". */
const char *action_name(enum action action);
const char *kind_name(enum organisation_kind kind);
const char *role_name(enum role role);
/* -1 if the word is none. */
int kind_from_name(const char *name);
int role_from_name(const char *name);

#endif
