/* Passwords and codes that are tried: the account and the address that fail have to wait before the next try. */
#ifndef FORDELA_API_GUESSING_H
#define FORDELA_API_GUESSING_H

#include "api/call.h"

/* Refuses with the longer of the two waits if there is one; for admit functions. */
MUST_USE enum outcome guessing_admit(struct call *c, const char *username);

/* A try has failed: counted for the account and the address. Only in prepare functions, which run once. */
void guessing_failed(struct call *c, const char *username);

/* Everything was right: the account's count starts over. */
void guessing_over(struct call *c, const char *username);

#endif
