/* A proposal as the answer shows it. */
#ifndef FORDELA_API_PROPOSAL_VIEW_H
#define FORDELA_API_PROPOSAL_VIEW_H

#include "api/proposal_state.h"

extern const struct fields proposal_output;

/* Leaves the view of the state in c->output. */
MUST_USE enum outcome proposal_show(struct call *c, const struct proposal_state *state);

#endif
