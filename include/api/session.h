/* Who is calling: the session cookie, looked up in every call. */
#ifndef FORDELA_API_SESSION_H
#define FORDELA_API_SESSION_H

#include "api/call.h"

/* Fills c->actor from the cookie (if there is a valid one) and moves the session's idle time forward. Not signed in is
 * no refusal here: the permission check says so. db NULL: nobody. */
MUST_USE enum outcome session_load(struct call *c, const char *cookie, struct db *db);

/* Set-Cookie values. NULL without memory. */
const char *session_cookie(struct call *c, const char *token);
const char *session_no_cookie(struct call *c);

#endif
