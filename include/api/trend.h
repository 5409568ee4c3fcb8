/* One article's stock, use and cover over the weeks, for each municipality of a county. */
#ifndef FORDELA_API_TREND_H
#define FORDELA_API_TREND_H

#include "api/call.h"

extern const struct fields trend_output;
extern const struct query_field trend_query[];

enum outcome api_trend(struct call *c);

#endif
