/* Weekly reports of protective equipment: submitting, reading, revisions, the list of weeks. */
#ifndef FORDELA_API_REPORTS_H
#define FORDELA_API_REPORTS_H

#include "api/call.h"
#include "api/report_submit.h"

extern const struct fields report_input, report_output, report_list_output, report_revisions_output;

enum outcome api_report_put(struct call *c);
enum outcome api_report_confirm(struct call *c);
enum outcome api_report_get(struct call *c);
enum outcome api_report_list(struct call *c);
enum outcome api_report_revisions(struct call *c);

#endif
