/* Lines to standard error, one per event, with a syslog priority prefix that journald reads.
 *
 * Used by api, http and cli only; base, core and store never log. Never write names, bodies, tokens or addresses.
 * Control characters are escaped, so that a line cannot be forged. */
#ifndef FORDELA_BASE_LOG_H
#define FORDELA_BASE_LOG_H

enum log_level { LOG_ERRORS = 3, LOG_WARNINGS = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

/* The only global of the project; set once at start. */
extern enum log_level log_level;

__attribute__((format(printf, 2, 3))) void log_line(enum log_level level, const char *format, ...);

#endif
