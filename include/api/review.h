/* The county board's answer to a report: returned with a reason, or approved. */
#ifndef FORDELA_API_REVIEW_H
#define FORDELA_API_REVIEW_H

#include "api/call.h"

extern const struct fields return_input, review_output;

enum outcome api_report_return(struct call *c);
enum outcome api_report_approve(struct call *c);

#endif
