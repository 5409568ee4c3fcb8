/* Every operation of the API, by path. What is not here does not exist; a row without an action is refused to
 * everybody. */
#include "api/route.h"

#include "api/articles.h"
#include "api/audit_trail.h"
#include "api/computations.h"
#include "api/compute.h"
#include "api/instance.h"
#include "api/policies.h"
#include "api/reference.h"
#include "api/sign_in.h"
#include "api/users.h"

#define V1 "/api/v1"

const struct route api_routes[] = {
    {METHOD_GET, "/healthz", ACTION_PUBLIC, MODE_NONE, .handler = api_health, .output = &health_output, .status = 200,
     .operation = "health", .summary = "Does the process answer?"},
    {METHOD_GET, "/metrics", ACTION_PUBLIC, MODE_NONE, .handler = api_metrics, .status = 200, .operation = "metrics",
     .summary = "Counters in Prometheus' text form"},
    {METHOD_GET, "/readyz", ACTION_PUBLIC, MODE_NONE, .handler = api_ready, .output = &ready_output, .status = 200,
     .operation = "ready", .summary = "Can it serve? 503 while draining or while the disk takes no writes"},
    {METHOD_GET, "/version", ACTION_PUBLIC, MODE_NONE, .handler = api_version, .output = &version_output, .status = 200,
     .operation = "version", .summary = "Name and version of the program"},
    {METHOD_GET, V1 "/instance", ACTION_PUBLIC, MODE_NONE, .handler = api_instance, .output = &instance_output,
     .status = 200, .operation = "instance", .summary = "Exercise or real, the clock, the version"},
    {METHOD_GET, V1 "/openapi.json", ACTION_PUBLIC, MODE_NONE, .handler = api_openapi, .status = 200,
     .operation = "openapi", .summary = "This document"},

    {METHOD_POST, V1 "/account/password", ACTION_SESSION_OWN, MODE_WRITE, .gate = GATE_PASSWORD,
     .admit = api_password_change_admit, .prepare = api_password_change_prepare, .handler = api_password_change,
     .input = &password_change_input, .status = 204, .operation = "changeOwnPassword",
     .summary = "Change the own password; the other sessions end"},
    {METHOD_POST, V1 "/compute/{problem}", ACTION_COMPUTE_RUN, MODE_NONE, .gate = GATE_LONG, .handler = api_compute_run,
     .status = 200, .flags = ROUTE_RAW_BODY, .max_body_bytes = COMPUTE_MAX_BODY_BYTES, .operation = "compute",
     .summary = "Run one of the computations on {\"input\": …}"},

    {METHOD_GET, V1 "/counties", ACTION_REFERENCE_READ, MODE_READ, .handler = api_county_list,
     .output = &county_list_output, .status = 200, .operation = "listCounties", .summary = "The 21 counties"},
    {METHOD_GET, V1 "/counties/{county}/articles", ACTION_ARTICLE_READ, MODE_READ, .handler = api_article_list,
     .output = &article_list_output, .query = article_query, .status = 200, .operation = "listArticles",
     .summary = "The article catalogue that counts in a county (00 = the national one)"},
    {METHOD_GET, V1 "/counties/{county}/articles/{article}", ACTION_ARTICLE_READ, MODE_READ, .handler = api_article_get,
     .output = &article_output, .status = 200, .flags = ROUTE_ETAG, .operation = "getArticle",
     .summary = "The newest version of an article"},
    {METHOD_PUT, V1 "/counties/{county}/articles/{article}", ACTION_ARTICLE_WRITE, MODE_WRITE,
     .handler = api_article_put, .input = &article_input, .output = &article_output, .status = 200,
     .flags = ROUTE_ETAG | ROUTE_MATCH, .operation = "putArticle",
     .summary = "Add an article, or a new version of it; earlier versions stay"},
    {METHOD_GET, V1 "/counties/{county}/articles/{article}/versions", ACTION_ARTICLE_READ, MODE_READ,
     .handler = api_article_versions, .output = &article_list_output, .status = 200, .operation = "listArticleVersions",
     .summary = "All versions of an article, newest first"},
    {METHOD_GET, V1 "/counties/{county}/municipalities", ACTION_REFERENCE_READ, MODE_READ,
     .handler = api_municipality_list, .output = &municipality_list_output, .status = 200,
     .operation = "listMunicipalities", .summary = "Municipalities of a county (00 = all 290)"},
    {METHOD_GET, V1 "/counties/{county}/ppe-policies", ACTION_POLICY_READ, MODE_READ, .handler = api_policy_list,
     .output = &policy_list_output, .status = 200, .operation = "listPolicies",
     .summary = "Thresholds, deadlines and rules, dated, newest first"},
    {METHOD_POST, V1 "/counties/{county}/ppe-policies", ACTION_POLICY_WRITE, MODE_WRITE, .handler = api_policy_add,
     .input = &policy_input, .output = &policy_output, .status = 201, .operation = "addPolicy",
     .summary = "Decide new thresholds and rules from a day on"},

    {METHOD_GET, V1 "/municipalities/{municipality}/population", ACTION_REFERENCE_READ, MODE_READ,
     .handler = api_population, .output = &population_output, .query = population_query, .status = 200,
     .operation = "getPopulation", .summary = "Persons registered, by age band, at a date"},
    {METHOD_GET, V1 "/organisations", ACTION_REFERENCE_READ, MODE_READ, .handler = api_organisation_list,
     .output = &organisation_list_output, .query = organisation_query, .status = 200, .operation = "listOrganisations",
     .summary = "Organisations that take part"},
    {METHOD_GET, V1 "/organisations/{organisation}/audit", ACTION_AUDIT_READ, MODE_READ, .handler = api_audit_list,
     .output = &audit_list_output, .query = audit_query, .status = 200, .flags = ROUTE_LIST, .operation = "listAudit",
     .summary = "Who did what: by the organisation, or to its area's data; newest first"},
    {METHOD_GET, V1 "/organisations/{organisation}/users", ACTION_USER_READ, MODE_READ, .handler = api_user_list,
     .output = &user_list_output, .status = 200, .operation = "listUsers", .summary = "Users of an organisation"},
    {METHOD_POST, V1 "/organisations/{organisation}/users", ACTION_USER_WRITE, MODE_WRITE, .gate = GATE_PASSWORD,
     .admit = api_user_add_admit, .prepare = api_user_add_prepare, .handler = api_user_add, .input = &user_add_input,
     .output = &user_output, .status = 201, .flags = ROUTE_ETAG, .operation = "addUser",
     .summary = "Add a user to the organisation"},

    {METHOD_POST, V1 "/session", ACTION_PUBLIC, MODE_WRITE, .gate = GATE_PASSWORD, .admit = api_sign_in_admit,
     .prepare = api_sign_in_prepare, .handler = api_sign_in, .input = &sign_in_input, .output = &session_output,
     .status = 201, .operation = "signIn", .summary = "Sign in: sets the session cookie"},
    {METHOD_GET, V1 "/session", ACTION_SESSION_OWN, MODE_READ, .handler = api_session_get, .output = &session_output,
     .status = 200, .operation = "getSession", .summary = "Who am I, and what may I do?"},
    {METHOD_DELETE, V1 "/session", ACTION_SESSION_OWN, MODE_WRITE, .handler = api_sign_out, .status = 204,
     .operation = "signOut", .summary = "Sign out: the session ends on the server"},
    {METHOD_POST, V1 "/session/extend", ACTION_SESSION_OWN, MODE_WRITE, .handler = api_session_extend, .status = 204,
     .operation = "extendSession", .summary = "Start the idle time anew"},
    {METHOD_PUT, V1 "/session/language", ACTION_SESSION_OWN, MODE_WRITE, .handler = api_session_language,
     .input = &language_input, .status = 204, .operation = "setLanguage", .summary = "Swedish or English"},

    {METHOD_GET, V1 "/users/{user}", ACTION_USER_READ, MODE_READ, .handler = api_user_get, .output = &user_output,
     .status = 200, .flags = ROUTE_ETAG, .operation = "getUser", .summary = "One user"},
    {METHOD_PUT, V1 "/users/{user}", ACTION_USER_WRITE, MODE_WRITE, .handler = api_user_change,
     .input = &user_change_input, .output = &user_output, .status = 200, .flags = ROUTE_ETAG | ROUTE_MATCH,
     .operation = "changeUser", .summary = "Change name, address, role, status or language of a user"},
    {METHOD_POST, V1 "/users/{user}/password", ACTION_USER_WRITE, MODE_WRITE, .gate = GATE_PASSWORD,
     .admit = api_user_password_admit, .prepare = api_user_password_prepare, .handler = api_user_password,
     .input = &password_input, .status = 204, .operation = "setUserPassword",
     .summary = "Give a user a new password; all the user's sessions end"},
};
const size_t api_route_count = sizeof api_routes / sizeof api_routes[0];
