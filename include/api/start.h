/* "What do I have to do now?": the tasks of whoever is signed in, each with the page where it is done. */
#ifndef FORDELA_API_START_H
#define FORDELA_API_START_H

#include "api/call.h"

extern const struct fields start_output;

enum outcome api_start_tasks(struct call *c);

#endif
