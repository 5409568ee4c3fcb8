/* Redistribution proposals: compute, show, compare, adjust by hand, present, decide.
 *
 * States: draft -> presented -> decided. In a draft the county board changes packs with a reason; presented, the
 * committee agrees, changes or declines each line; decided, the proposal is locked and bound to the figures as seen. */
#ifndef FORDELA_API_PROPOSALS_H
#define FORDELA_API_PROPOSALS_H

#include "api/call.h"
#include "api/proposal_view.h"

extern const struct fields proposal_list_output, proposal_create_input, replay_output;
extern const struct fields line_add_input, line_change_input, floor_confirmation_input, line_decision_input,
    proposal_decision_input;

enum outcome api_proposal_create_prepare(struct call *c); /* reads and computes */
enum outcome api_proposal_create(struct call *c);         /* stores */
enum outcome api_proposal_list(struct call *c);
enum outcome api_proposal_get(struct call *c);
enum outcome api_proposal_replay(struct call *c);

enum outcome api_proposal_line_add(struct call *c);
enum outcome api_proposal_line_change(struct call *c);
enum outcome api_proposal_floor_confirm(struct call *c);
enum outcome api_proposal_present(struct call *c);
enum outcome api_proposal_line_decide(struct call *c);
enum outcome api_proposal_decide(struct call *c);

#endif
