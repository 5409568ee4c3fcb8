/* How every fallible function of Fördela ends.
 *
 * A refusal (INVALID, FORBIDDEN, STALE ...) is an ordinary outcome, never an engine error. One place turns outcomes
 * into HTTP (api/problem.c); one place per database driver turns engine codes into outcomes. */
#ifndef FORDELA_BASE_OUTCOME_H
#define FORDELA_BASE_OUTCOME_H

enum outcome {
    OK,            /* done; outputs are written */
    INVALID,       /* the caller's data break a rule; nothing was done */
    UNKNOWN_ACTOR, /* nobody is signed in, or no longer */
    FORBIDDEN,     /* signed in, but may not */
    NOT_FOUND,     /* no such object, or none that the actor may know of */
    CONFLICT,      /* contradicts what is stored (unique key, state machine) */
    STALE,         /* the object has changed since the caller read it */
    TOO_LARGE,     /* over a limit: body, arena, rows */
    BUSY,          /* a queue is full or the database is locked: try again */
    BROKEN,        /* our fault or the machine's: engine error, disk, memory, a bug */
    OUTCOME__COUNT
};

/* Must-use mark for everything that returns an outcome. */
#define MUST_USE __attribute__((warn_unused_result))

/* Passes a refusal on to the caller: the one control-flow macro of the project. */
#define TRY(expression)                                                                                                \
    do {                                                                                                               \
        enum outcome try_outcome = (expression);                                                                       \
        if (try_outcome != OK)                                                                                         \
            return try_outcome;                                                                                        \
    } while (0)

/* The outcome's name in lower case, for logs and tests ("ok", "not_found"). Static text. */
const char *outcome_name(enum outcome outcome);

#endif
