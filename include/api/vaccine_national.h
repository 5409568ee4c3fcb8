/* The nation's view of the vaccine chain: allocated, delivered, confirmed; the goal and its arithmetic. */
#ifndef FORDELA_API_VACCINE_NATIONAL_H
#define FORDELA_API_VACCINE_NATIONAL_H

#include "api/call.h"

extern const struct fields vaccine_national_output, vaccine_goal_list_output, vaccine_goal_input, vaccine_goal_output,
    vaccine_arithmetic_output;
extern const struct query_field vaccine_national_query[], vaccine_arithmetic_query[];

enum outcome api_vaccine_national(struct call *c);
enum outcome api_vaccine_goal_list(struct call *c);
enum outcome api_vaccine_goal_add(struct call *c);
enum outcome api_vaccine_arithmetic(struct call *c);

#endif
