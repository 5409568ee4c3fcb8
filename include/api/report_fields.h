/* The fields of a report's figures, as they come in and go out. */
#ifndef FORDELA_API_REPORT_FIELDS_H
#define FORDELA_API_REPORT_FIELDS_H

#include "api/field.h"
#include "store/report_lines.h"
#include "store/reports.h"

/* The largest count of pieces or litres: a thousand million is beyond any municipality's store. */
enum { REPORT_COUNT_MAX = 1000000000, REPORT_TEXT_BYTES = 2000, REPORT_REASON_BYTES = 500 };

extern const struct fields report_line_of; /* of struct report_line */

#endif
