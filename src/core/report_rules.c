#include "core/report_rules.h"

#include "core/week.h"

#include <stddef.h>
#include <string.h>

const char *const report_state_words[] = {
    [REPORT_MISSING] = "missing",   [REPORT_DRAFT] = "draft",       [REPORT_SUBMITTED] = "submitted",
    [REPORT_RETURNED] = "returned", [REPORT_APPROVED] = "approved", [REPORT_LOCKED] = "locked",
    [REPORT_STATE__COUNT] = NULL,
};

enum { DAYS_PER_WEEK = 7 };

struct report_window report_window(int64_t monday, int64_t due_hours, int64_t lock_hours, int64_t now)
{
    int64_t this_week = week_of_date(local_date(now));
    struct report_window window = {
        .due_at = local_moment(monday, due_hours),
        .lock_at = local_moment(monday, lock_hours),
        .begun = monday <= this_week,
    };
    window.open = window.begun && monday >= this_week - REPORT_OPEN_WEEKS * DAYS_PER_WEEK;
    window.locked = now >= window.lock_at;
    return window;
}

int64_t report_week_due(int64_t now, int64_t due_hours)
{
    int64_t weeks = due_hours > 0 ? (due_hours - 1) / HOURS_PER_WEEK : 0;
    return week_of_date(local_date(now)) - weeks * DAYS_PER_WEEK;
}

bool report_needs_reason(const struct report_window *window, enum report_state stored)
{
    return window->locked && (stored == REPORT_SUBMITTED || stored == REPORT_APPROVED);
}

enum report_state report_state_shown(const struct report_window *window, enum report_state stored)
{
    return report_needs_reason(window, stored) ? REPORT_LOCKED : stored;
}

int report_state_from_word(const char *word)
{
    for (int i = 0; i < REPORT_STATE__COUNT; i++)
        if (strcmp(report_state_words[i], word) == 0)
            return i;
    return -1;
}

int64_t report_days_to_expiry(int64_t expires_on, int64_t as_of)
{
    return expires_on - as_of + 1;
}

int64_t report_age_days(int64_t reported_at, int64_t today)
{
    int64_t age = today - local_date(reported_at);
    return age > 0 ? age : 0;
}
