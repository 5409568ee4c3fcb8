#include "cli/notify.h"

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void notify_manager(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@') /* the abstract name space */
        address.sun_path[0] = '\0';
    int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (manager < 0)
        return;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    /* A manager that does not listen must not stop us. */
    (void)!sendto(manager, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, length);
    close(manager);
}

static bool number_of(const char *variable, long long *ret_number)
{
    const char *text = getenv(variable);
    char *end = NULL;
    if (text == NULL || text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    *ret_number = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0';
}

int notify_watchdog_ms(void)
{
    enum { MICROSECONDS = 1000 };
    long long process, interval_us;
    if (!number_of("WATCHDOG_USEC", &interval_us) || interval_us / MICROSECONDS > INT_MAX)
        return 0;
    if (number_of("WATCHDOG_PID", &process) && process != getpid())
        return 0;
    return (int)(interval_us / MICROSECONDS);
}

void notify_reloading(void)
{
    char state[64];
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic_ms() * 1000);
    notify_manager(state);
}
