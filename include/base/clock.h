/* The time of day, handed down so that tests and exercises can set it.
 *
 * Wall time is UTC seconds since 1970; deadlines and durations use the monotonic clock, which never jumps. */
#ifndef FORDELA_BASE_CLOCK_H
#define FORDELA_BASE_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct clock {
    int64_t offset_seconds; /* added to the machine's time: serve --as-of moves the day, time goes on from there */
    bool moved;             /* true: this is an exercise clock, and every page says so */
};

/* Seconds since 1970-01-01T00:00:00Z. */
int64_t clock_now(const struct clock *clock);

/* Milliseconds of a clock that only goes forward; for deadlines. */
int64_t clock_monotonic_ms(void);

/* For pthread_cond_timedwait: a condition that waits by the monotonic clock, and the moment so many milliseconds from
 * now. A wall clock that is set must not lengthen a wait. */
void clock_condition(pthread_cond_t *ret_condition);
struct timespec clock_monotonic_in(int64_t ms);

#endif
