/* Which of our two languages a reader wants. */
#ifndef FORDELA_API_LANGUAGE_H
#define FORDELA_API_LANGUAGE_H

#include <stdbool.h>

/* True if an Accept-Language header (RFC 9110, 12.5.4; NULL = none) weighs English above Swedish: by the q values, of
 * equal ones the earlier. Whoever names neither reads Swedish. */
bool language_is_english(const char *accept_language);

#endif
