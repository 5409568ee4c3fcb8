#include "core/permit.h"

#include <stdio.h>
#include <string.h>

/* How far a grant reaches. */
enum reach {
    REACH_NOTHING,
    REACH_NATION,        /* every area */
    REACH_NATION_ITSELF, /* '00' only: what is decided for the nation as a whole */
    REACH_COUNTY,        /* the county of the actor's area, its municipalities included */
    REACH_AREA,          /* the actor's own area */
    REACH_ORGANISATION,  /* the actor's own organisation, whatever area */
    REACH_ANY_ORGANISATION
};

struct grant {
    enum organisation_kind kind;
    const char *organisation; /* NULL = any of the kind */
    enum role least_role;
    enum action action;
    enum reach reach;
};

/* The table. The first row that fits counts; what is not here is refused. */
static const struct grant grants[] = {
    {KIND_MUNICIPALITY, NULL, ROLE_READER, ACTION_REPORT_READ, REACH_COUNTY},
    {KIND_MUNICIPALITY, NULL, ROLE_REPORTER, ACTION_REPORT_WRITE, REACH_AREA},
    {KIND_MUNICIPALITY, NULL, ROLE_READER, ACTION_OVERVIEW_READ, REACH_COUNTY},
    {KIND_MUNICIPALITY, NULL, ROLE_READER, ACTION_PROPOSAL_READ, REACH_COUNTY},
    {KIND_MUNICIPALITY, NULL, ROLE_DECIDER, ACTION_PROPOSAL_CONFIRM_FLOOR, REACH_AREA},
    {KIND_MUNICIPALITY, NULL, ROLE_READER, ACTION_AUDIT_READ, REACH_AREA},

    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_REPORT_READ, REACH_COUNTY},
    {KIND_COUNTY_BOARD, NULL, ROLE_REPORTER, ACTION_REPORT_REVIEW, REACH_COUNTY},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_OVERVIEW_READ, REACH_COUNTY},
    {KIND_COUNTY_BOARD, NULL, ROLE_DECIDER, ACTION_ARTICLE_WRITE, REACH_AREA},
    {KIND_COUNTY_BOARD, NULL, ROLE_DECIDER, ACTION_POLICY_WRITE, REACH_AREA},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_PROPOSAL_READ, REACH_COUNTY},
    {KIND_COUNTY_BOARD, NULL, ROLE_REPORTER, ACTION_PROPOSAL_CREATE, REACH_AREA},
    {KIND_COUNTY_BOARD, NULL, ROLE_REPORTER, ACTION_PROPOSAL_CHANGE, REACH_AREA},
    {KIND_COUNTY_BOARD, NULL, ROLE_DECIDER, ACTION_PROPOSAL_DECIDE, REACH_AREA},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_AUDIT_READ, REACH_COUNTY},

    {KIND_REGION, NULL, ROLE_READER, ACTION_REPORT_READ, REACH_COUNTY},
    {KIND_REGION, NULL, ROLE_READER, ACTION_OVERVIEW_READ, REACH_COUNTY},
    {KIND_REGION, NULL, ROLE_READER, ACTION_PROPOSAL_READ, REACH_COUNTY},

    {KIND_REGION, NULL, ROLE_REPORTER, ACTION_DELIVERY_WRITE, REACH_AREA},
    {KIND_REGION, NULL, ROLE_REPORTER, ACTION_DELIVERY_CONFIRM, REACH_AREA},
    {KIND_REGION, NULL, ROLE_REPORTER, ACTION_REGION_REPORT_WRITE, REACH_AREA},

    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_REPORT_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_OVERVIEW_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_PROPOSAL_READ, REACH_NATION},
    {KIND_NATIONAL, "SOS", ROLE_DECIDER, ACTION_ARTICLE_WRITE, REACH_NATION_ITSELF},
    {KIND_NATIONAL, "SOS", ROLE_DECIDER, ACTION_POLICY_WRITE, REACH_NATION_ITSELF},
    {KIND_NATIONAL, "SOS", ROLE_REPORTER, ACTION_PROPOSAL_CREATE, REACH_NATION_ITSELF},
    {KIND_NATIONAL, "SOS", ROLE_REPORTER, ACTION_PROPOSAL_CHANGE, REACH_NATION_ITSELF},
    {KIND_NATIONAL, "SOS", ROLE_DECIDER, ACTION_PROPOSAL_DECIDE, REACH_NATION_ITSELF},
    {KIND_NATIONAL, "FOHM", ROLE_REPORTER, ACTION_PRODUCT_WRITE, REACH_NATION},
    {KIND_NATIONAL, "FOHM", ROLE_REPORTER, ACTION_FORECAST_WRITE, REACH_NATION},
    {KIND_NATIONAL, "FOHM", ROLE_REPORTER, ACTION_DELIVERY_WRITE, REACH_NATION},
    {KIND_NATIONAL, "FOHM", ROLE_REPORTER, ACTION_KEY_WRITE, REACH_NATION},
    {KIND_NATIONAL, "FOHM", ROLE_REPORTER, ACTION_ALLOCATION_CREATE, REACH_NATION},
    {KIND_NATIONAL, "FOHM", ROLE_DECIDER, ACTION_KEY_DECIDE, REACH_NATION},
    {KIND_NATIONAL, "FOHM", ROLE_DECIDER, ACTION_ALLOCATION_DECIDE, REACH_NATION},

    /* Doses are seen by everybody who helps to give them out: every region sees what every other gets. */
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_PRODUCT_READ, REACH_NATION},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_FORECAST_READ, REACH_NATION},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_DELIVERY_READ, REACH_NATION},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_KEY_READ, REACH_NATION},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_ALLOCATION_READ, REACH_NATION},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_ACCOUNT_READ, REACH_NATION},
    {KIND_COUNTY_BOARD, NULL, ROLE_READER, ACTION_REGION_REPORT_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_PRODUCT_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_FORECAST_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_DELIVERY_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_KEY_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_ALLOCATION_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_ACCOUNT_READ, REACH_NATION},
    {KIND_REGION, NULL, ROLE_READER, ACTION_REGION_REPORT_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_PRODUCT_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_FORECAST_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_DELIVERY_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_KEY_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_ALLOCATION_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_ACCOUNT_READ, REACH_NATION},
    {KIND_NATIONAL, NULL, ROLE_READER, ACTION_REGION_REPORT_READ, REACH_NATION},

    {KIND_OPERATOR, NULL, ROLE_ADMINISTRATOR, ACTION_USER_READ, REACH_ANY_ORGANISATION},
    {KIND_OPERATOR, NULL, ROLE_ADMINISTRATOR, ACTION_USER_WRITE, REACH_ANY_ORGANISATION},
    {KIND_OPERATOR, NULL, ROLE_ADMINISTRATOR, ACTION_AUDIT_READ, REACH_ORGANISATION},
    /* The operator can stop any organisation's key, and make none but its own. */
    {KIND_OPERATOR, NULL, ROLE_ADMINISTRATOR, ACTION_API_KEY_READ, REACH_ANY_ORGANISATION},
    {KIND_OPERATOR, NULL, ROLE_ADMINISTRATOR, ACTION_API_KEY_REVOKE, REACH_ANY_ORGANISATION},
};

/* The same for every kind of organisation. */
static const struct grant common_grants[] = {
    {0, NULL, ROLE_READER, ACTION_SESSION_OWN, REACH_ORGANISATION},
    {0, NULL, ROLE_READER, ACTION_REFERENCE_READ, REACH_NATION},
    {0, NULL, ROLE_READER, ACTION_COMPUTE_RUN, REACH_NATION},
    {0, NULL, ROLE_READER, ACTION_ARTICLE_READ, REACH_NATION},
    {0, NULL, ROLE_READER, ACTION_POLICY_READ, REACH_NATION},
    {0, NULL, ROLE_ADMINISTRATOR, ACTION_USER_READ, REACH_ORGANISATION},
    {0, NULL, ROLE_ADMINISTRATOR, ACTION_USER_WRITE, REACH_ORGANISATION},
    {0, NULL, ROLE_ADMINISTRATOR, ACTION_AUDIT_READ, REACH_ORGANISATION},
    {0, NULL, ROLE_ADMINISTRATOR, ACTION_API_KEY_READ, REACH_ORGANISATION},
    {0, NULL, ROLE_ADMINISTRATOR, ACTION_API_KEY_WRITE, REACH_ORGANISATION},
    {0, NULL, ROLE_ADMINISTRATOR, ACTION_API_KEY_REVOKE, REACH_ORGANISATION},
};

static struct scope scope_of(const struct standing *actor, enum reach reach)
{
    struct scope scope = {.allowed = reach != REACH_NOTHING};
    switch (reach) {
    case REACH_NOTHING:
    case REACH_NATION:
    case REACH_ANY_ORGANISATION:
        break;
    case REACH_NATION_ITSELF:
        snprintf(scope.area, sizeof scope.area, "00");
        break;
    case REACH_COUNTY:
        snprintf(scope.area, sizeof scope.area, "%.2s", actor->area);
        break;
    case REACH_AREA:
        snprintf(scope.area, sizeof scope.area, "%s", actor->area);
        break;
    case REACH_ORGANISATION:
        snprintf(scope.organisation, sizeof scope.organisation, "%s", actor->organisation);
        break;
    }
    return scope;
}

struct scope permit_scope(const struct standing *actor, enum action action)
{
    for (size_t i = 0; i < sizeof grants / sizeof grants[0]; i++) {
        const struct grant *grant = &grants[i];
        if (grant->action == action && grant->kind == actor->kind && actor->role >= grant->least_role &&
            (grant->organisation == NULL || strcmp(grant->organisation, actor->organisation) == 0))
            return scope_of(actor, grant->reach);
    }
    for (size_t i = 0; i < sizeof common_grants / sizeof common_grants[0]; i++)
        if (common_grants[i].action == action && actor->role >= common_grants[i].least_role)
            return scope_of(actor, common_grants[i].reach);
    return scope_of(actor, REACH_NOTHING);
}

bool scope_covers_area(const struct scope *scope, const char *area)
{
    return scope->allowed && scope->organisation[0] == '\0' && strncmp(area, scope->area, strlen(scope->area)) == 0;
}

/* The area is in the code itself: "2281", "LST22", "REG22"; all others act for the nation. */
static void area_of_organisation(const char *organisation, char ret_area[AREA_CHARS + 1])
{
    bool county = strncmp(organisation, "LST", 3) == 0 || strncmp(organisation, "REG", 3) == 0;
    bool municipality = organisation[0] >= '0' && organisation[0] <= '9';
    snprintf(ret_area, AREA_CHARS + 1, "%.4s", county ? organisation + 3 : municipality ? organisation : "00");
}

bool scope_covers_organisation(const struct scope *scope, const char *organisation)
{
    if (!scope->allowed)
        return false;
    if (scope->organisation[0] != '\0')
        return strcmp(scope->organisation, organisation) == 0;
    char area[AREA_CHARS + 1];
    area_of_organisation(organisation, area);
    return scope_covers_area(scope, area);
}

static const char *const action_names[] = {
    [ACTION_NOBODY] = "nobody",
    [ACTION_PUBLIC] = "public",
    [ACTION_SESSION_OWN] = "session.own",
    [ACTION_REFERENCE_READ] = "reference.read",
    [ACTION_COMPUTE_RUN] = "compute.run",
    [ACTION_REPORT_READ] = "report.read",
    [ACTION_REPORT_WRITE] = "report.write",
    [ACTION_REPORT_REVIEW] = "report.review",
    [ACTION_OVERVIEW_READ] = "overview.read",
    [ACTION_ARTICLE_READ] = "article.read",
    [ACTION_ARTICLE_WRITE] = "article.write",
    [ACTION_POLICY_READ] = "policy.read",
    [ACTION_POLICY_WRITE] = "policy.write",
    [ACTION_PROPOSAL_READ] = "proposal.read",
    [ACTION_PROPOSAL_CREATE] = "proposal.create",
    [ACTION_PROPOSAL_CHANGE] = "proposal.change",
    [ACTION_PROPOSAL_CONFIRM_FLOOR] = "proposal.confirm_floor",
    [ACTION_PROPOSAL_DECIDE] = "proposal.decide",
    [ACTION_PRODUCT_READ] = "product.read",
    [ACTION_PRODUCT_WRITE] = "product.write",
    [ACTION_FORECAST_READ] = "forecast.read",
    [ACTION_FORECAST_WRITE] = "forecast.write",
    [ACTION_DELIVERY_READ] = "delivery.read",
    [ACTION_DELIVERY_WRITE] = "delivery.write",
    [ACTION_DELIVERY_CONFIRM] = "delivery.confirm",
    [ACTION_KEY_READ] = "key.read",
    [ACTION_KEY_WRITE] = "key.write",
    [ACTION_KEY_DECIDE] = "key.decide",
    [ACTION_ALLOCATION_READ] = "allocation.read",
    [ACTION_ALLOCATION_CREATE] = "allocation.create",
    [ACTION_ALLOCATION_DECIDE] = "allocation.decide",
    [ACTION_ACCOUNT_READ] = "account.read",
    [ACTION_REGION_REPORT_READ] = "region_report.read",
    [ACTION_REGION_REPORT_WRITE] = "region_report.write",
    [ACTION_USER_READ] = "user.read",
    [ACTION_USER_WRITE] = "user.write",
    [ACTION_API_KEY_READ] = "api_key.read",
    [ACTION_API_KEY_WRITE] = "api_key.write",
    [ACTION_API_KEY_REVOKE] = "api_key.revoke",
    [ACTION_AUDIT_READ] = "audit.read",
};
_Static_assert(sizeof action_names / sizeof action_names[0] == ACTION__COUNT, "one name per action");

static const char *const kind_names[] = {
    [KIND_MUNICIPALITY] = "municipality", [KIND_COUNTY_BOARD] = "county_board", [KIND_REGION] = "region",
    [KIND_NATIONAL] = "national",         [KIND_OPERATOR] = "operator",
};
_Static_assert(sizeof kind_names / sizeof kind_names[0] == KIND__COUNT, "one name per kind");

static const char *const role_names[] = {
    [ROLE_READER] = "reader",
    [ROLE_REPORTER] = "reporter",
    [ROLE_DECIDER] = "decider",
    [ROLE_ADMINISTRATOR] = "administrator",
};
_Static_assert(sizeof role_names / sizeof role_names[0] == ROLE__COUNT, "one name per role");

const char *action_name(enum action action)
{
    return action_names[action];
}

const char *kind_name(enum organisation_kind kind)
{
    return kind_names[kind];
}

const char *role_name(enum role role)
{
    return role_names[role];
}

static int find(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

int kind_from_name(const char *name)
{
    return find(kind_names, KIND__COUNT, name);
}

int role_from_name(const char *name)
{
    return find(role_names, ROLE__COUNT, name);
}
