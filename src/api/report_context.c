#include "api/report_context.h"

#include "api/catalogue.h"
#include "api/policies.h"
#include "core/week.h"

#include <string.h>

const char *week_text(struct arena *arena, int64_t monday)
{
    char text[WEEK_CHARS + 1];
    week_format(monday, text);
    return arena_text(arena, text);
}

const char *date_text(struct arena *arena, int64_t day)
{
    char text[DATE_CHARS + 1];
    date_format(day, text);
    return arena_text(arena, text);
}

enum outcome report_window_of(struct call *c, const char *county, int64_t monday, struct report_window *ret_window)
{
    struct policy policy;
    TRY(policy_today(c, county, &policy));
    return report_window_by(c, county, monday, &policy, ret_window);
}

enum outcome report_window_by(struct call *c, const char *county, int64_t monday, const struct policy *today,
                              struct report_window *ret_window)
{
    struct policy policy = *today;
    char date[DATE_CHARS + 1];
    date_format(monday, date);
    /* What holds today and held then already is the newest of then, too. Before all policies: as today. */
    if (strcmp(today->valid_from, date) > 0 || monday > call_today(c)) {
        enum outcome outcome = store_policy_get(c->db, county, date, &c->arena, &policy);
        if (outcome != NOT_FOUND)
            TRY(outcome);
    }
    *ret_window = report_window(monday, policy.due_hours, policy.lock_hours, c->now);
    return OK;
}

static enum outcome found(enum outcome outcome, bool *ret_found)
{
    *ret_found = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome report_context_load(struct call *c, struct report_context *ret_context)
{
    struct report_context context = {.week = call_parameter(c, "week")};
    const char *municipality = call_parameter(c, "municipality");
    TRY(week_parse(context.week, &context.monday));
    TRY(store_municipality_get(c->db, municipality, &c->arena, &context.municipality));
    TRY(policy_today(c, context.municipality.county_code, &context.policy));
    TRY(report_window_by(c, context.municipality.county_code, context.monday, &context.policy, &context.window));
    TRY(found(store_report_get(c->scope, c->db, municipality, context.week, &c->arena, &context.report),
              &context.has_report));
    *ret_context = context;
    return OK;
}

enum outcome report_context_draft(struct call *c, struct report_context *context)
{
    return found(
        store_draft_get(c->scope, c->db, context->municipality.code, context->week, &c->arena, &context->draft),
        &context->has_draft);
}

enum outcome report_context_articles(struct call *c, struct report_context *context)
{
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    return catalogue_list(c, context->municipality.county_code, today, true, &context->articles,
                          &context->article_count);
}

enum outcome report_require_open(struct call *c, const struct report_context *context)
{
    if (context->window.open)
        return OK;
    return context->window.begun
               ? call_refuse_because(c, PROBLEM_REPORT_NOT_OPEN,
                                     "Veckan ligger för långt tillbaka. Bara de åtta senaste veckorna kan ändras.",
                                     "The week is too far back. Only the last eight weeks can be changed.")
               : call_refuse_because(c, PROBLEM_REPORT_NOT_OPEN, "Veckan har inte börjat än.",
                                     "The week has not begun yet.");
}

enum report_state report_context_state(const struct report_context *context)
{
    if (context->has_report)
        return report_state_shown(&context->window, context->report.stored);
    return context->has_draft ? REPORT_DRAFT : REPORT_MISSING;
}

static const char *const locked_suffix[] = {"", "-locked"};

enum outcome report_etag(struct call *c, const struct report_context *context)
{
    bool locked = report_context_state(context) == REPORT_LOCKED;
    return call_etag(c, "r%lld%s", (long long)context->report.version, locked_suffix[locked]);
}

enum outcome draft_etag(struct call *c, const struct draft *draft)
{
    return call_etag(c, "d%lld-%lld", (long long)draft->version, (long long)draft->changed_at);
}

enum outcome report_require_match(struct call *c, const struct report_context *context)
{
    TRY(call_etag(c, "r%lld", (long long)context->report.version));
    if (c->if_match != NULL && strcmp(c->if_match, c->etag) == 0)
        return OK;
    TRY(report_etag(c, context));
    return call_require_match(c);
}

const char *report_key(struct call *c, const struct report_context *context)
{
    return arena_printf(&c->arena, "%s/%s", context->municipality.code, context->week);
}

bool report_is_correction(const struct report_context *context)
{
    return context->has_report && report_needs_reason(&context->window, context->report.stored);
}

enum outcome report_figures_time(struct call *c, const struct report_context *context, int64_t *ret_as_of)
{
    *ret_as_of = c->now;
    if (!report_is_correction(context))
        return OK;
    return store_report_as_of(c->db, context->municipality.code, context->week, context->report.revision, ret_as_of);
}
