/* The audit trail, readable on the object and by organisation. */
#ifndef FORDELA_API_AUDIT_TRAIL_H
#define FORDELA_API_AUDIT_TRAIL_H

#include "api/call.h"

extern const struct fields audit_list_output;
extern const struct query_field audit_query[];

enum outcome api_audit_list(struct call *c);

#endif
