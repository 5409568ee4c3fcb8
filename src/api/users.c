#include "api/users.h"

#include "api/sign_in.h"
#include "base/crypto.h"
#include "store/sessions.h"
#include "store/users.h"

#include <string.h>

static const char *const role_words[] = {"reader", "reporter", "decider", "administrator", NULL};
static const char *const status_words[] = {"active", "disabled", NULL};
static const char *const language_words[] = {"sv", "en", NULL};

/* Everything about a user but the password's hash. */
static const struct field user_fields[] = {
    {AT(struct user, user_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct user, username), .kind = FIELD_TEXT},
    {AT(struct user, display_name), .kind = FIELD_TEXT},
    {AT(struct user, email), .kind = FIELD_TEXT},
    {AT(struct user, organisation_code), .kind = FIELD_TEXT, .format = FORMAT_ORGANISATION},
    {AT(struct user, role), .kind = FIELD_TEXT, .about = "reader, reporter, decider or administrator"},
    {AT(struct user, status), .kind = FIELD_TEXT, .about = "active or disabled"},
    {AT(struct user, language), .kind = FIELD_TEXT, .about = "sv or en"},
    {AT(struct user, second_factor), .kind = FIELD_BOOL, .about = "signs in with a code besides the password"},
    {AT(struct user, last_login_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct user, version), .kind = FIELD_INT},
};
const struct fields user_output = FIELDS("User", struct user, user_fields);

struct user_list {
    struct user *items;
    size_t count;
};
static const struct field user_list_fields[] = {
    {AT(struct user_list, items), .kind = FIELD_LIST, COUNTED(struct user_list, count), .of = &user_output}};
const struct fields user_list_output = FIELDS("UserList", struct user_list, user_list_fields);

enum outcome api_user_list(struct call *c)
{
    struct user_list *list = ARENA_NEW(&c->arena, struct user_list);
    if (list == NULL)
        return TOO_LARGE;
    c->output = list;
    return store_user_list(c->scope, c->db, call_parameter(c, "organisation"), &c->arena, &list->items, &list->count);
}

/* The user of the path as it is now, with its ETag. */
static enum outcome load(struct call *c, struct user *ret_user)
{
    TRY(store_user_get(c->scope, c->db, call_parameter(c, "user"), &c->arena, ret_user));
    return call_etag(c, "u%lld", (long long)ret_user->version);
}

enum outcome api_user_get(struct call *c)
{
    struct user *user = ARENA_NEW(&c->arena, struct user);
    if (user == NULL)
        return TOO_LARGE;
    TRY(load(c, user));
    c->output = user;
    return OK;
}

/* --- adding --- */

struct user_add {
    const char *username, *display_name, *email, *password;
    int role, language;
};
static const struct field user_add_fields[] = {
    {AT(struct user_add, username), .kind = FIELD_TEXT, .format = FORMAT_USERNAME, .flags = FIELD_REQUIRED, .max = 64},
    {AT(struct user_add, display_name), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 120},
    {AT(struct user_add, email), .kind = FIELD_TEXT, .format = FORMAT_EMAIL, .max = 200, .about = "work address"},
    {AT(struct user_add, role), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = role_words},
    {AT(struct user_add, language), .kind = FIELD_WORD, .words = language_words},
    {AT(struct user_add, password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 12, .max = PASSWORD_MAX_BYTES,
     .about = "a first password, to be changed by the user"},
};
const struct fields user_add_input = FIELDS("UserAdd", struct user_add, user_add_fields);

enum outcome api_user_add_admit(struct call *c)
{
    const struct user_add *input = c->input;
    return password_check(c, input->password, input->username);
}

static enum outcome hash_into_prepared(struct call *c, const char *password)
{
    char *hash = arena_alloc(&c->arena, PASSWORD_HASH_CHARS);
    if (hash == NULL)
        return TOO_LARGE;
    TRY(password_check_breached(c, password));
    c->prepared = hash;
    return crypto_password_hash(password, hash);
}

enum outcome api_user_add_prepare(struct call *c)
{
    return hash_into_prepared(c, ((const struct user_add *)c->input)->password);
}

enum outcome api_user_add(struct call *c)
{
    const struct user_add *input = c->input;
    struct user *user = ARENA_NEW(&c->arena, struct user);
    if (user == NULL)
        return TOO_LARGE;
    *user = (struct user){
        .user_id = call_new_id(c),
        .username = input->username,
        .display_name = input->display_name,
        .email = input->email,
        .organisation_code = call_parameter(c, "organisation"),
        .role = role_words[input->role],
        .status = "active",
        .language = language_words[input->language],
        .password_hash = c->prepared,
        .created_at = c->now,
        .version = 1,
    };
    if (user->user_id == NULL)
        return TOO_LARGE;
    TRY(store_organisation_get(c->db, user->organisation_code, &c->arena, &user->organisation));
    enum outcome outcome = store_user_add(c->scope, c->db, user, c->now);
    if (outcome == CONFLICT)
        return call_refuse_because(c, PROBLEM_CONFLICT, "Användarnamnet är upptaget.", "The user name is taken.");
    TRY(outcome);
    TRY(call_audit(c, "user.add", "user", user->user_id, user->organisation.area_code, NULL,
                   call_json(c, &user_output, user)));
    c->location = arena_printf(&c->arena, "/api/v1/users/%s", user->user_id);
    c->output = user;
    return call_etag(c, "u%lld", 1LL);
}

/* --- changing --- */

struct user_change {
    const char *display_name, *email;
    int role, status, language;
};
static const struct field user_change_fields[] = {
    {AT(struct user_change, display_name), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 120},
    {AT(struct user_change, email), .kind = FIELD_TEXT, .format = FORMAT_EMAIL, .max = 200},
    {AT(struct user_change, role), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = role_words},
    {AT(struct user_change, status), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = status_words},
    {AT(struct user_change, language), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = language_words},
};
const struct fields user_change_input = FIELDS("UserChange", struct user_change, user_change_fields);

/* An organisation that has an administrator keeps one: nobody else could let its users in. */
static enum outcome keep_an_administrator(struct call *c, const struct user *before, const struct user *after)
{
    bool was = strcmp(before->role, "administrator") == 0 && strcmp(before->status, "active") == 0;
    bool is = strcmp(after->role, "administrator") == 0 && strcmp(after->status, "active") == 0;
    if (!was || is)
        return OK;
    int64_t others;
    TRY(store_user_other_administrators(c->db, before->organisation_code, before->user_id, &others));
    return others > 0 ? OK : call_refuse(c, PROBLEM_LAST_ADMINISTRATOR);
}

enum outcome api_user_change(struct call *c)
{
    const struct user_change *input = c->input;
    struct user before, *user = ARENA_NEW(&c->arena, struct user);
    if (user == NULL)
        return TOO_LARGE;
    TRY(load(c, &before));
    TRY(call_require_match(c));
    *user = before;
    user->display_name = input->display_name;
    user->email = input->email;
    user->role = role_words[input->role];
    user->status = status_words[input->status];
    user->language = language_words[input->language];
    user->version = before.version + 1;
    TRY(keep_an_administrator(c, &before, user));
    TRY(store_user_change(c->scope, c->db, user, before.version, c->now));
    if (strcmp(user->status, "disabled") == 0)
        TRY(store_session_end_others(c->db, user->user_id, ""));
    TRY(call_audit(c, "user.change", "user", user->user_id, user->organisation.area_code,
                   call_json(c, &user_output, &before), call_json(c, &user_output, user)));
    c->output = user;
    return call_etag(c, "u%lld", (long long)user->version);
}

/* --- a new password from the administrator --- */

struct password {
    const char *new_password;
};
static const struct field password_fields[] = {
    {AT(struct password, new_password), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 12,
     .max = PASSWORD_MAX_BYTES},
};
const struct fields password_input = FIELDS("NewPassword", struct password, password_fields);

enum outcome api_user_password_admit(struct call *c)
{
    return password_check(c, ((const struct password *)c->input)->new_password, "");
}

enum outcome api_user_password_prepare(struct call *c)
{
    return hash_into_prepared(c, ((const struct password *)c->input)->new_password);
}

enum outcome api_user_password(struct call *c)
{
    struct user user;
    TRY(store_user_get(c->scope, c->db, call_parameter(c, "user"), &c->arena, &user));
    TRY(store_user_set_password(c->db, user.user_id, c->prepared, c->now));
    TRY(store_session_end_others(c->db, user.user_id, ""));
    return call_audit(c, "user.password", "user", user.user_id, user.organisation.area_code, NULL, NULL);
}

/* --- a device that is lost --- */

enum outcome api_user_end_sessions(struct call *c)
{
    struct user user;
    TRY(store_user_get(c->scope, c->db, call_parameter(c, "user"), &c->arena, &user));
    TRY(store_session_end_others(c->db, user.user_id, ""));
    return call_audit(c, "user.end_sessions", "user", user.user_id, user.organisation.area_code, NULL, NULL);
}
