/* Signing in and out, the own account. */
#ifndef FORDELA_API_SIGN_IN_H
#define FORDELA_API_SIGN_IN_H

#include "api/call.h"

extern const struct fields sign_in_input, session_output, language_input, password_change_input;

/* POST /session: throttle, then Argon2id in the gate, then the new session. */
enum outcome api_sign_in_admit(struct call *c);
enum outcome api_sign_in_prepare(struct call *c);
enum outcome api_sign_in(struct call *c);
enum outcome api_sign_out(struct call *c);
enum outcome api_session_get(struct call *c);
enum outcome api_session_extend(struct call *c);
enum outcome api_session_language(struct call *c);
enum outcome api_password_change_admit(struct call *c);
enum outcome api_password_change_prepare(struct call *c);
enum outcome api_password_change(struct call *c);

/* A new password that will do: 12 to 1,024 bytes, not a well-known one, not the user's name. Refuses otherwise. */
MUST_USE enum outcome password_check(struct call *c, const char *password, const char *username);
/* And is not known from a breach, as far as --breached-passwords says. Reads the disk: in `prepare`, before hashing. */
MUST_USE enum outcome password_check_breached(struct call *c, const char *password);

#endif
