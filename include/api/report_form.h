/* Everything that the page of a weekly report needs, in one answer. */
#ifndef FORDELA_API_REPORT_FORM_H
#define FORDELA_API_REPORT_FORM_H

#include "api/call.h"

extern const struct fields report_form_output;

enum outcome api_report_form(struct call *c);

#endif
