/* The family of a browser, so that people recognise their sessions: nothing finer is kept. */
#ifndef FORDELA_API_BROWSER_H
#define FORDELA_API_BROWSER_H

/* "Firefox", "Chrome" …; "" if the header is missing or tells none of them. Static text. */
const char *browser_family(const char *user_agent);

#endif
