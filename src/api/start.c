#include "api/start.h"

#include "api/policies.h"
#include "api/proposal_state.h"
#include "api/vaccine_region.h"
#include "core/report_rules.h"
#include "core/week.h"
#include "store/drafts.h"
#include "store/overview.h"
#include "store/reports.h"
#include "store/users.h"
#include "store/vaccine_allocations.h"

#include <string.h>

struct task {
    const char *code, *week, *object, *name;
    struct maybe due_at;
    bool late;
    struct maybe count;
    const char *link;
};
static const struct field task_list[] = {
    {AT(struct task, code), .kind = FIELD_TEXT,
     .about = "report_due, report_draft, report_returned, reports_missing, reports_to_review, acute_articles, "
              "proposal_draft, proposal_presented, floor_confirmation, users_without_login, "
              "deliveries_to_confirm, vaccine_week_missing, allocation_drafts, allocation_drafts_waiting"},
    {AT(struct task, week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK},
    {AT(struct task, object), .kind = FIELD_MAYBE_TEXT, .about = "what it is about: a code or an id"},
    {AT(struct task, name), .kind = FIELD_MAYBE_TEXT},
    {AT(struct task, due_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct task, late), .kind = FIELD_BOOL},
    {AT(struct task, count), .kind = FIELD_MAYBE_INT},
    {AT(struct task, link), .kind = FIELD_TEXT, .about = "path of the page"},
};
static const struct fields task_of = FIELDS("Task", struct task, task_list);

struct start {
    const char *week, *report_week;
    struct task *tasks;
    size_t task_count;
};
static const struct field start_list[] = {
    {AT(struct start, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .about = "this week"},
    {AT(struct start, report_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .about = "the week asked for now"},
    {AT(struct start, tasks), .kind = FIELD_LIST, COUNTED(struct start, task_count), .of = &task_of},
};
const struct fields start_output = FIELDS("Start", struct start, start_list);

enum { TASKS_MAX = 32, DRAFTS_MAX = 100 };

/* What the tasks are looked for with. */
struct looking {
    struct start *start;
    int64_t report_monday;
    struct report_window window; /* of the week asked for */
    const char *county;
};

static void add_task(struct looking *looking, struct task task)
{
    if (looking->start->task_count < TASKS_MAX && task.link != NULL)
        looking->start->tasks[looking->start->task_count++] = task;
}

static bool may(const struct call *c, enum action action)
{
    return permit_scope(&c->actor.standing, action).allowed;
}

/* --- a municipality's own report --- */

static enum outcome own_report(struct call *c, struct looking *looking)
{
    struct scope scope = permit_scope(&c->actor.standing, ACTION_REPORT_WRITE);
    const char *area = c->actor.standing.area, *week = looking->start->report_week;
    struct report report;
    struct draft draft;
    if (!scope.allowed)
        return OK;
    enum outcome outcome = store_report_get(scope, c->db, area, week, &c->arena, &report);
    if (outcome == OK && report.stored != REPORT_RETURNED)
        return OK;
    const char *code = "report_returned";
    if (outcome == NOT_FOUND) {
        outcome = store_draft_get(scope, c->db, area, week, &c->arena, &draft);
        code = outcome == OK ? "report_draft" : "report_due";
    }
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    add_task(looking, (struct task){.code = code,
                                    .week = week,
                                    .object = area,
                                    .name = c->actor.organisation_name,
                                    .due_at = maybe_known(looking->window.due_at),
                                    .late = c->now >= looking->window.due_at,
                                    .link = arena_printf(&c->arena, "/rapport?kommun=%s&vecka=%s", area, week)});
    return OK;
}

/* --- the county's reports --- */

static enum outcome county_reports(struct call *c, struct looking *looking)
{
    struct scope scope = permit_scope(&c->actor.standing, ACTION_REPORT_REVIEW);
    const char *week = looking->start->report_week;
    if (!scope.allowed)
        return OK;
    struct overview_row *rows;
    size_t count;
    TRY(store_overview_reports(scope, c->db, looking->county, week, looking->start->week, &c->arena, &rows, &count));
    int64_t missing = 0, to_review = 0;
    for (size_t i = 0; i < count; i++) {
        missing += !rows[i].reported;
        to_review += rows[i].reported && rows[i].stored == REPORT_SUBMITTED;
    }
    const char *link = arena_printf(&c->arena, "/lagesbild?lan=%s&vecka=%s", looking->county, week);
    const struct task task = {.week = week,
                              .object = looking->county,
                              .due_at = maybe_known(looking->window.due_at),
                              .late = c->now >= looking->window.due_at,
                              .link = link};
    if (missing > 0) {
        struct task more = task;
        more.code = "reports_missing";
        more.count = maybe_known(missing);
        add_task(looking, more);
    }
    if (to_review > 0) {
        struct task more = task;
        more.code = "reports_to_review";
        more.link = arena_printf(&c->arena, "/rapport?vecka=%s", week);
        more.count = maybe_known(to_review);
        more.due_at = maybe_known(looking->window.lock_at);
        more.late = c->now >= looking->window.lock_at;
        add_task(looking, more);
    }
    return OK;
}

/* Pairs of municipality and article that will not last two days: the own municipality's, or the county's. */
static enum outcome acute(struct call *c, struct looking *looking)
{
    struct scope scope = permit_scope(&c->actor.standing, ACTION_OVERVIEW_READ);
    bool own = c->actor.standing.kind == KIND_MUNICIPALITY;
    if (!scope.allowed || strcmp(looking->county, "00") == 0)
        return OK;
    struct policy policy;
    struct status *rows;
    size_t count;
    int64_t acute_count = 0;
    TRY(policy_today(c, looking->county, &policy));
    TRY(store_overview_statuses(scope, c->db, looking->county, looking->start->week, &c->arena, &rows, &count));
    const struct cover_thresholds thresholds = {policy.acute_below_days, policy.red_below_days,
                                                policy.yellow_below_days, policy.grey_after_days};
    for (size_t i = 0; i < count; i++) {
        struct status_now now;
        if (own && strcmp(rows[i].municipality_code, c->actor.standing.area) != 0)
            continue;
        TRY(store_status_now(&c->arena, &rows[i], &thresholds, call_today(c), &now));
        acute_count += now.status == COVER_ACUTE;
    }
    if (acute_count > 0)
        add_task(looking, (struct task){.code = "acute_articles",
                                        .week = looking->start->report_week,
                                        .object = own ? c->actor.standing.area : looking->county,
                                        .count = maybe_known(acute_count),
                                        .link = arena_printf(&c->arena, "/lagesbild?lan=%s", looking->county)});
    return OK;
}

/* --- proposals --- */

/* Lines of the proposal that would take the actor's municipality below its floor and wait for its decider. */
static enum outcome floor_waiting(struct call *c, const char *proposal_id, int64_t *ret_count)
{
    struct proposal_state state;
    const char *etag = c->etag;
    struct scope own = c->scope;
    c->scope = permit_scope(&c->actor.standing, ACTION_PROPOSAL_READ);
    enum outcome outcome = proposal_state_load(c, proposal_id, &state);
    c->scope = own;
    c->etag = etag; /* the proposal's tag is not this answer's */
    TRY(outcome);
    *ret_count = 0;
    for (size_t i = 0; i < state.line_count; i++) {
        const struct proposal_line_row *line = &state.lines[i];
        bool breaks;
        if (proposal_line_packs(line) == 0 || strcmp(line->from, c->actor.standing.area) != 0)
            continue;
        TRY(proposal_breaks_floor(&state, proposal_article_index(&state, line->article_code),
                                  proposal_place_index(&state, line->from), &breaks));
        *ret_count += breaks && (*line->floor_confirmed_by == '\0' || line->floor_confirmed_packs < line->packs);
    }
    return OK;
}

static enum outcome proposals(struct call *c, struct looking *looking)
{
    struct scope scope = permit_scope(&c->actor.standing, ACTION_PROPOSAL_READ);
    struct proposal_list_row *rows;
    size_t count;
    if (!scope.allowed)
        return OK;
    TRY(store_proposal_list(scope, c->db, looking->county, "", 5, &c->arena, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        bool draft = strcmp(rows[i].state, "draft") == 0, presented = strcmp(rows[i].state, "presented") == 0;
        struct task task = {.week = rows[i].week,
                            .object = rows[i].proposal_id,
                            .link = arena_printf(&c->arena, "/forslag?id=%s", rows[i].proposal_id)};
        if (draft && may(c, ACTION_PROPOSAL_CHANGE)) {
            task.code = "proposal_draft";
            add_task(looking, task);
        }
        if (presented) {
            task.code = "proposal_presented";
            add_task(looking, task);
        }
        int64_t waiting = 0;
        if ((draft || presented) && may(c, ACTION_PROPOSAL_CONFIRM_FLOOR))
            TRY(floor_waiting(c, rows[i].proposal_id, &waiting));
        if (waiting > 0) {
            task.code = "floor_confirmation";
            task.count = maybe_known(waiting);
            add_task(looking, task);
        }
    }
    return OK;
}

/* --- users --- */

static enum outcome users(struct call *c, struct looking *looking)
{
    struct scope scope = permit_scope(&c->actor.standing, ACTION_USER_WRITE);
    struct user *rows;
    size_t count;
    int64_t never = 0;
    if (!scope.allowed)
        return OK;
    TRY(store_user_list(scope, c->db, c->actor.standing.organisation, &c->arena, &rows, &count));
    for (size_t i = 0; i < count; i++)
        never += !rows[i].last_login_at.known && strcmp(rows[i].status, "active") == 0;
    if (never > 0)
        add_task(looking,
                 (struct task){.code = "users_without_login", .count = maybe_known(never), .link = "/anvandare"});
    return OK;
}

/* --- vaccine --- */

/* A region's deliveries to confirm, and its report of the week that has ended. */
static enum outcome region_waiting(struct call *c, struct looking *looking)
{
    struct vaccine_region_waiting waiting;
    if (c->actor.standing.kind != KIND_REGION || !may(c, ACTION_REGION_REPORT_WRITE))
        return OK;
    TRY(vaccine_region_waiting(c, looking->county, &waiting));
    if (waiting.unconfirmed > 0 && may(c, ACTION_DELIVERY_CONFIRM))
        add_task(looking, (struct task){.code = "deliveries_to_confirm",
                                        .week = looking->start->week,
                                        .object = looking->county,
                                        .count = maybe_known(waiting.unconfirmed),
                                        .link = "/region#confirm"});
    if (waiting.unreported > 0)
        add_task(looking, (struct task){.code = "vaccine_week_missing",
                                        .week = waiting.week,
                                        .object = looking->county,
                                        .count = maybe_known(waiting.unreported),
                                        .link = arena_printf(&c->arena, "/region?vecka=%s#report", waiting.week)});
    return OK;
}

/* Allocations that are computed and not decided: to decide for those who may, to wait for by those who make them. */
static enum outcome allocation_drafts(struct call *c, struct looking *looking)
{
    struct scope scope = permit_scope(&c->actor.standing, ACTION_ALLOCATION_CREATE);
    struct vaccine_allocation_draft *drafts;
    size_t count;
    if (!scope.allowed)
        return OK;
    TRY(store_vaccine_draft_list(scope, c->db, "", DRAFTS_MAX, &c->arena, &drafts, &count));
    if (count > 0)
        add_task(looking,
                 (struct task){
                     .code = may(c, ACTION_ALLOCATION_DECIDE) ? "allocation_drafts" : "allocation_drafts_waiting",
                     .week = count == 1 ? drafts[0].week : looking->start->week,
                     .count = maybe_known((int64_t)count),
                     .link = count == 1 ? arena_printf(&c->arena, "/tilldelning?utkast=%s", drafts[0].allocation_id)
                                        : "/tilldelning"});
    return OK;
}

enum outcome api_start_tasks(struct call *c)
{
    char week[WEEK_CHARS + 1], report_week[WEEK_CHARS + 1];
    struct looking looking = {.county = arena_copy(&c->arena, c->actor.standing.area, 2)};
    struct policy policy;
    struct start *start = looking.start = ARENA_NEW(&c->arena, struct start);
    if (looking.county == NULL || start == NULL ||
        (start->tasks = ARENA_ARRAY(&c->arena, TASKS_MAX, struct task)) == NULL)
        return TOO_LARGE;
    TRY(policy_today(c, looking.county, &policy));
    looking.report_monday = report_week_due(c->now, policy.due_hours);
    looking.window = report_window(looking.report_monday, policy.due_hours, policy.lock_hours, c->now);
    week_format(week_of_date(call_today(c)), week);
    week_format(looking.report_monday, report_week);
    start->week = arena_text(&c->arena, week);
    start->report_week = arena_text(&c->arena, report_week);
    if (start->week == NULL || start->report_week == NULL)
        return TOO_LARGE;
    TRY(own_report(c, &looking));
    TRY(county_reports(c, &looking));
    TRY(acute(c, &looking));
    TRY(proposals(c, &looking));
    TRY(region_waiting(c, &looking));
    TRY(allocation_drafts(c, &looking));
    TRY(users(c, &looking));
    c->output = start;
    return OK;
}
