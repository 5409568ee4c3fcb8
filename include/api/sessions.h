/* The own open sessions: listed, ended one by one or all but this. */
#ifndef FORDELA_API_SESSIONS_H
#define FORDELA_API_SESSIONS_H

#include "api/call.h"

extern const struct fields session_list_output;

enum outcome api_own_sessions(struct call *c);
enum outcome api_own_session_end(struct call *c);
enum outcome api_own_sessions_end_others(struct call *c);

#endif
