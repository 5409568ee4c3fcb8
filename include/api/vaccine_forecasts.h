/* Forecasts: as known at a moment, every version of one target, new versions, revisions of several weeks at once. */
#ifndef FORDELA_API_VACCINE_FORECASTS_H
#define FORDELA_API_VACCINE_FORECASTS_H

#include "api/call.h"
#include "store/reference_read.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_products.h"

/* A version as answers show it. */
struct vaccine_forecast_view;
extern const struct fields vaccine_forecast_fields;
MUST_USE enum outcome vaccine_forecast_views(struct call *c, const struct vaccine_catalogue *catalogue,
                                             const struct vaccine_forecast *forecasts, size_t count,
                                             struct vaccine_forecast_view **ret_views);

/* Adds a version and reads it back with what it replaced. */
MUST_USE enum outcome vaccine_forecast_store(struct call *c, const struct vaccine_forecast *forecast,
                                             struct vaccine_forecast *ret_stored);

/* Days from the day on which something became known to the Monday of a week; negative: after it began. */
int64_t vaccine_notice_days(const char *week, int64_t known_at);

/* Whether the code is a county's, or '00'. */
bool vaccine_area_exists(const struct county *counties, size_t count, const char *code);

extern const struct fields vaccine_forecast_list_output, vaccine_forecast_versions_output, vaccine_forecast_add_input,
    vaccine_forecast_added_output, vaccine_revision_input, vaccine_revision_output;
extern const struct query_field vaccine_forecast_query[];

enum outcome api_vaccine_forecast_list(struct call *c);
enum outcome api_vaccine_forecast_versions(struct call *c);
enum outcome api_vaccine_forecast_add(struct call *c);
enum outcome api_vaccine_revision_add(struct call *c);

#endif
