/* Lines to standard error, one per event, with a syslog priority prefix that journald reads.
 *
 * Used by api, http and cli only; base, core and store never log. Never write names, bodies, tokens or addresses.
 * Control characters are escaped, so that a line cannot be forged. */
#ifndef FORDELA_BASE_LOG_H
#define FORDELA_BASE_LOG_H

#include <stddef.h>

enum log_level { LOG_ERRORS = 3, LOG_WARNINGS = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

/* The only global of the project; set once at start. */
extern enum log_level log_level;

__attribute__((format(printf, 2, 3))) void log_line(enum log_level level, const char *format, ...);

/* Lines that one thread collects and writes together: a system call for each costs as much as a small request. No more
 * than a pipe takes whole, so that lines of different threads do not mix. */
enum { LOG_BATCH_BYTES = 4096 };
struct log_batch {
    char bytes[LOG_BATCH_BYTES];
    size_t length;
};

/* Like log_line, into the batch, which is written first if it is full. */
__attribute__((format(printf, 3, 4))) void log_collect(struct log_batch *batch, enum log_level level,
                                                       const char *format, ...);
void log_write(struct log_batch *batch);

#endif
