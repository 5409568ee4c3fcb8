/* Query parameters: split, percent-decoded, checked against the route's table; unknown and doubled ones are violations.
 */
#ifndef FORDELA_API_QUERY_H
#define FORDELA_API_QUERY_H

#include "api/route.h"
#include "api/violation.h"
#include "base/outcome.h"

/* Parameters that come with a route's flags (limit, cursor, format), after the route's own. */
const struct query_field *query_field_at(const struct route *route, int index); /* NULL past the last */
int query_index(const struct route *route, const char *name);                   /* -1 = none */

/* Fills ret_values (CALL_MAX_QUERY of them). INVALID with violations at "?name". */
MUST_USE enum outcome query_read(const struct route *route, const char *query, struct arena *arena,
                                 struct violations *violations, const char **ret_values);

#endif
