/* The process gives up what it does not need (Landlock, no_new_privs): a bug that runs somebody else's code finds the
 * named files and no others, nothing to execute, nobody to connect to.
 *
 * confine_begin, then confine_allow for each file, then confine_enter before any thread is started: only threads that
 * are started afterwards share it. It cannot be undone, and what was opened before stays open. */
#ifndef FORDELA_BASE_CONFINE_H
#define FORDELA_BASE_CONFINE_H

#include "base/outcome.h"

/* What else stays open: bits for confine_begin. */
enum {
    CONFINE_TCP = 1,     /* connections to others over TCP (a database's) */
    CONFINE_ABSTRACT = 2 /* abstract Unix sockets of others (a service manager's); those with a path always are open */
};

enum confine_right {
    CONFINE_READ,
    CONFINE_WRITE /* read, write, make and remove */
};

struct confine {
    int version; /* of the kernel's Landlock; 0 = there is none, and files stay open */
    int ruleset; /* descriptor */
    int fault;   /* errno of the first rule that could not be made; 0 = none */
};

/* Never fails: a kernel without Landlock shows in ->version, any other fault in confine_enter. */
void confine_begin(unsigned open, struct confine *ret_confine);

/* The file, or the directory with all below it. One that is not there stays out of reach, also if it is made later. */
void confine_allow(struct confine *confine, const char *path, enum confine_right right);

/* The directory that the file stands in, whether it is there yet or not, and the one that it really stands in if the
 * path is a link: a file that is replaced there is within reach too. */
void confine_allow_around(struct confine *confine, const char *path, enum confine_right right);

/* From here on it holds; frees what confine_begin took. BROKEN: errno says why, and the process may be open still. */
MUST_USE enum outcome confine_enter(struct confine *confine);

#endif
