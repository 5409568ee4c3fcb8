/* Users of an organisation, by its administrator (and by the operator for all). */
#ifndef FORDELA_API_USERS_H
#define FORDELA_API_USERS_H

#include "api/call.h"

extern const struct fields user_output, user_list_output, user_add_input, user_change_input, password_input;

enum outcome api_user_list(struct call *c);
enum outcome api_user_get(struct call *c);
enum outcome api_user_add_admit(struct call *c);
enum outcome api_user_add_prepare(struct call *c);
enum outcome api_user_add(struct call *c);
enum outcome api_user_change(struct call *c);
enum outcome api_user_password_admit(struct call *c);
enum outcome api_user_password_prepare(struct call *c);
enum outcome api_user_password(struct call *c);

/* Ends all sessions of a user. */
enum outcome api_user_end_sessions(struct call *c);

#endif
