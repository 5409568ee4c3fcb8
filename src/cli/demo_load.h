/* What the parts of `fordela demo load` share. */
#ifndef FORDELA_SRC_CLI_DEMO_LOAD_H
#define FORDELA_SRC_CLI_DEMO_LOAD_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "core/week.h"
#include "store/db.h"

#include <stdint.h>

struct demo_user {
    const char *username, *display_name, *organisation, *role, *about;
};

enum { DEMO_USERS_MAX = 40, DEMO_ISSUED_HOUR = 9 /* when papers are issued */ };
struct demo_document;
struct vaccine_document;

struct demo_loading {
    struct db *db;
    struct arena arena;
    int64_t now; /* the machine's: when everything was in truth entered */
    const struct demo_user *users[DEMO_USERS_MAX];
    const char *user_ids[DEMO_USERS_MAX];
    int user_count;
};

/* Logins of all of them. */
#define DEMO_PASSWORD "Ovning-Vasternorrland-2020"

/* Commands on the machine act for everybody. */
static const struct scope demo_everywhere = {.allowed = true};

/* The organisation's first user; "" = none, which stands for a command. */
const char *demo_user_of(const struct demo_loading *loading, const char *organisation);

const char *demo_user_named(const struct demo_loading *loading, const char *username);

/* A new id that sorts by the moment, in the arena; NULL without memory. */
const char *demo_id(struct demo_loading *loading, int64_t at);

MUST_USE enum outcome demo_add_user(struct demo_loading *loading, const struct demo_user *user, int64_t at);

/* A moment in Stockholm; the week so many weeks after one. */
int64_t demo_moment(const char *date, int hour);
void demo_week_after(const char *week, int weeks, char ret_week[WEEK_CHARS + 1]);

/* An audit row of Folkhälsomyndigheten (area 00) or of an area's region. */
MUST_USE enum outcome demo_audit(struct demo_loading *loading, int64_t at, const char *action, const char *object_type,
                                 const char *object_key, const char *area);

/* A source document as entered now, with its audit row. */
MUST_USE enum outcome demo_document_add(struct demo_loading *loading, const struct demo_document *from,
                                        int64_t known_at, struct vaccine_document *ret_document);

/* src/cli/demo_vaccine.c: the vaccine story, winter 2020 to 2021. Its people are added before. */
extern const struct demo_user demo_vaccine_users[];
extern const int demo_vaccine_user_count;
MUST_USE enum outcome demo_load_vaccine(struct demo_loading *loading);

#endif
