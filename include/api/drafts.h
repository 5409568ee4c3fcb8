/* The draft of a report: autosaved cells, kept literally, with what the server thinks of them.
 *
 * A draft is seen in its own municipality only; that there is one is no secret. */
#ifndef FORDELA_API_DRAFTS_H
#define FORDELA_API_DRAFTS_H

#include "api/assess_draft.h"
#include "api/call.h"

enum { DRAFT_CELLS_MAX = 2000, DRAFT_CELL_BYTES = 200, DRAFT_BODY_BYTES = 1024 * 1024 };

struct draft_body {
    struct draft_cell *cells;
    size_t cell_count;
    const char *infection_count; /* as typed */
    int light;                   /* enum report_light */
    const char *comment;
    const char *based_on; /* week, or NULL */
};
extern const struct fields draft_cell_of; /* of struct draft_cell */
extern const struct fields draft_input;   /* of struct draft_body */
extern const struct fields draft_output;

enum outcome api_draft_put(struct call *c);
enum outcome api_draft_delete(struct call *c);

/* A stored draft's body. BROKEN if it is not what was stored. */
MUST_USE enum outcome draft_read(struct arena *arena, const struct draft *draft, struct draft_body *ret_body);

/* Whether the caller may see the draft of this municipality. */
bool draft_is_visible(const struct call *c, const char *municipality);

#endif
