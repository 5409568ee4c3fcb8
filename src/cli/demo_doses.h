/* The demo's doses: shared out, sent, received, confirmed, given. And what both halves of the vaccine story use. */
#ifndef FORDELA_SRC_CLI_DEMO_DOSES_H
#define FORDELA_SRC_CLI_DEMO_DOSES_H

#include "core/week.h"
#include "demo_forecasts.h"
#include "demo_load.h"
#include "store/vaccine_documents.h"

/* src/cli/demo_vaccine.c */
int64_t demo_moment(const char *date, int hour);
MUST_USE enum outcome demo_audit(struct demo_loading *loading, int64_t at, const char *action, const char *object_type,
                                 const char *object_key, const char *area);
MUST_USE enum outcome demo_document_add(struct demo_loading *loading, const struct demo_document *from,
                                        int64_t known_at, struct vaccine_document *ret_document);

/* src/cli/demo_doses.c */
void demo_week_after(const char *week, int weeks, char ret_week[WEEK_CHARS + 1]);
MUST_USE enum outcome demo_load_doses(struct demo_loading *loading);

#endif
