/* The demo's invented figures: Västernorrland, ten weeks of spring 2020. Pure functions, the same every time.
 *
 * Invented from beginning to end: only the municipalities and their populations are real. A rate of use per 1,000
 * inhabitants for each article, a wave over the weeks, and municipalities that are supplied unevenly, so that every
 * status and every kind of movement occurs. */
#ifndef FORDELA_SRC_CLI_DEMO_FIGURES_H
#define FORDELA_SRC_CLI_DEMO_FIGURES_H

#include "base/outcome.h"
#include "store/report_lines.h"

enum { DEMO_WEEKS = 10, DEMO_MUNICIPALITIES = 7, DEMO_ARTICLES = 15 };

extern const char *const demo_municipalities[DEMO_MUNICIPALITIES]; /* codes */

/* "2020-W08" for week 0 … "2020-W17" for week 9. */
void demo_week(int week, char ret_week[9]);

/* The lines of a municipality's report of the week, in the arena. */
MUST_USE enum outcome demo_lines(int municipality, int week, struct arena *arena, struct report_line **ret_lines);

#endif
