/* Keys that an organisation's programs carry: made, followed by another, revoked. The key itself is in one answer only.
 */
#ifndef FORDELA_API_API_KEYS_H
#define FORDELA_API_API_KEYS_H

#include "api/call.h"

enum {
    API_KEY_MAX_DAYS = 366,          /* a key that nobody renews ends */
    API_KEY_MAX_OVERLAP_HOURS = 720, /* 30 days to change over */
    API_KEYS_IN_USE = 50             /* of an organisation: its programs can be counted */
};

extern const struct fields api_key_list_output, api_key_add_input, api_key_made_output, api_key_rotate_input;

enum outcome api_key_list(struct call *c);
enum outcome api_key_add(struct call *c);
enum outcome api_key_rotate(struct call *c);
enum outcome api_key_revoke(struct call *c);

#endif
