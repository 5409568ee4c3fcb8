/* Finished answers, kept as bytes so that what has not changed is not made again.
 *
 * An answer stands in a place (what was asked for) under a key (the state it shows: its ETag, read in the caller's own
 * snapshot). Only the same key finds it, so a kept answer is never stale; a new key in the same place replaces it.
 * Whoever has one in hand keeps it alive. Thread-safe. */
#ifndef FORDELA_API_SHELF_H
#define FORDELA_API_SHELF_H

#include "base/text.h"

#include <stddef.h>

struct shelf;

/* An answer; its bytes never change. */
struct shelved {
    const char *bytes;
    size_t length;
};

/* max_bytes: nothing more is kept while all answers with their packed copies take this much. NULL without memory. */
struct shelf *shelf_open(size_t max_bytes);
void shelf_close(struct shelf *shelf); /* accepts NULL; nobody may have an answer in hand */

/* The answer of that place and key, for the caller to release; NULL if it is not there. */
const struct shelved *shelf_find(struct shelf *shelf, const char *place, const char *key);

/* Takes the bytes of a finished text (which is empty afterwards) and keeps them if there is room; the caller has them
 * in hand and releases them. NULL without memory: the text is as it was. */
const struct shelved *shelf_add(struct shelf *shelf, const char *place, const char *key, struct text *bytes);

void shelf_release(struct shelf *shelf, const struct shelved *answer); /* accepts NULL */

/* The gzip coding of an answer in hand, if somebody has left it: borrowed until the release. NULL otherwise. */
const char *shelf_packed(struct shelf *shelf, const struct shelved *answer, size_t *ret_length);

/* Leaves the gzip coding (from malloc; taken) with an answer in hand for the next one. If another was quicker, that one
 * stays. Returns the coding that stands, borrowed until the release. */
const char *shelf_leave_packed(struct shelf *shelf, const struct shelved *answer, char *bytes, size_t length,
                               size_t *ret_length);

#endif
