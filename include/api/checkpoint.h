/* Signed checkpoints of the audit trail (core/audit_chain.h): everybody who is signed in may take and keep them. */
#ifndef FORDELA_API_CHECKPOINT_H
#define FORDELA_API_CHECKPOINT_H

#include "api/call.h"

enum outcome api_checkpoint_get(struct call *c);
enum outcome api_checkpoint_make(struct call *c);
extern const struct fields checkpoint_output;

#endif
