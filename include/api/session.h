/* Who is calling: a person by the session cookie, a program by its key, looked up in every call. */
#ifndef FORDELA_API_SESSION_H
#define FORDELA_API_SESSION_H

#include "api/call.h"
#include "store/users.h"

enum { KEY_CHARS = 51 /* "fordela_" and a token */, KEY_PREFIX_CHARS = 14 /* shown to recognise a key by */ };

/* What stands behind "Bearer" in an Authorization header; NULL if it is none such. */
const char *session_bearer(const char *authorization);

/* Fills c->actor from the key or, only if there is none, from the cookie, and moves its time forward. Not signed in is
 * no refusal here: the permission check says so. db NULL: nobody. */
MUST_USE enum outcome session_load(struct call *c, const char *authorization, const char *cookie, struct db *db);

/* Makes the user the one who acts; the caller adds what tells a session from a key. */
MUST_USE enum outcome session_act_as(struct call *c, const struct user *user);

/* Set-Cookie values. NULL without memory. */
const char *session_cookie(struct call *c, const char *token);
const char *session_no_cookie(struct call *c);

#endif
