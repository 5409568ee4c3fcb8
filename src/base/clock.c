#include "base/clock.h"

#include <time.h>

int64_t clock_now(const struct clock *clock)
{
    return (int64_t)time(NULL) + clock->offset_seconds;
}

int64_t clock_monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_condition(pthread_cond_t *ret_condition)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(ret_condition, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

struct timespec clock_monotonic_in(int64_t ms)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    ms += time.tv_nsec / 1000000;
    time.tv_sec += ms / 1000;
    time.tv_nsec = ms % 1000 * 1000000 + time.tv_nsec % 1000000;
    return time;
}
