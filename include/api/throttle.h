/* Slows down guessing: failures are counted per account and per address in a table of fixed size, and decay with time.
 *
 * After a few failures the next attempt has to wait, longer each time, never longer than five minutes: an account
 * cannot be locked for good by somebody else. Lives in memory; a restart forgets. Thread-safe. */
#ifndef FORDELA_API_THROTTLE_H
#define FORDELA_API_THROTTLE_H

#include <stdint.h>

struct throttle;

struct throttle *throttle_open(void); /* NULL without memory */
void throttle_close(struct throttle *throttle);

enum throttle_kind { THROTTLE_ACCOUNT, THROTTLE_ADDRESS };

/* Milliseconds to wait before the next attempt may be tried; 0 = now. now_ms: any clock that does not jump back. */
int64_t throttle_wait(struct throttle *throttle, enum throttle_kind kind, const char *key, int64_t now_ms);

void throttle_failure(struct throttle *throttle, enum throttle_kind kind, const char *key, int64_t now_ms);
void throttle_success(struct throttle *throttle, enum throttle_kind kind, const char *key);

#endif
