/* POST /api/v1/compute/{problem}: the stateless computations over HTTP. */
#ifndef FORDELA_API_COMPUTATIONS_H
#define FORDELA_API_COMPUTATIONS_H

#include "api/call.h"

enum outcome api_compute_run(struct call *c);

#endif
