/* How forecasts came true: what was known at a chosen time against what was received, by product, week and lead. */
#ifndef FORDELA_API_VACCINE_ACCURACY_H
#define FORDELA_API_VACCINE_ACCURACY_H

#include "api/call.h"

extern const struct fields vaccine_accuracy_output;
extern const struct query_field vaccine_accuracy_query[];

enum outcome api_vaccine_accuracy(struct call *c);

#endif
