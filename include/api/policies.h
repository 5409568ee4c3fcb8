/* Dated policy for equipment: what counts in a county, and deciding a new one. */
#ifndef FORDELA_API_POLICIES_H
#define FORDELA_API_POLICIES_H

#include "api/call.h"
#include "store/policies.h"

/* The thresholds and rules as other answers carry them. */
extern const struct fields policy_brief_fields; /* of struct policy */
extern const struct fields policy_list_output, policy_output, policy_input;

enum outcome api_policy_list(struct call *c);
enum outcome api_policy_add(struct call *c);

/* The policy that counts in a county today. */
MUST_USE enum outcome policy_today(struct call *c, const char *county, struct policy *ret_policy);

#endif
