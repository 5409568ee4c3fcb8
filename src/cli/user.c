/* `fordela user`: the first administrator, and a way back in. */
#include "cli/commands.h"

#include "base/breached.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "cli/options.h"
#include "store/audit_chain.h"
#include "store/migrate.h"
#include "store/second_factors.h"
#include "store/sessions.h"
#include "store/users.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PASSWORD_MIN_CHARS = 12, ARENA_BYTES = 1024 * 1024 };

/* Commands on the machine act for everybody. */
static const struct scope everywhere = {.allowed = true};

/* One line from standard input, without echo when that is a terminal. False: nothing, or too long. */
static bool read_password(char ret_password[PASSWORD_MAX_BYTES + 2])
{
    struct termios old, silent;
    bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;
    if (terminal) {
        fputs("New password (at least 12 characters): ", stderr);
        silent = old;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    bool read = fgets(ret_password, PASSWORD_MAX_BYTES + 2, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
        fputc('\n', stderr);
    }
    if (!read)
        return false;
    ret_password[strcspn(ret_password, "\n")] = '\0';
    size_t length = strlen(ret_password);
    return length >= PASSWORD_MIN_CHARS && length <= PASSWORD_MAX_BYTES;
}

/* True if there is a list and it can be read and the password is not in it; tells otherwise. */
static bool is_unbreached(const struct options *options, const char *password)
{
    const char *path = option_text(options, OPTION_BREACHED_PASSWORDS), *why = "it cannot be read";
    struct breached *breached = NULL;
    bool has = false;
    if (path == NULL)
        return true;
    enum outcome outcome = breached_open(path, &breached, &why);
    if (outcome == OK)
        outcome = breached_has(breached, password, &has);
    breached_close(breached);
    if (outcome != OK)
        fprintf(stderr, "fordela user: %s: %s\n", path, why);
    else if (has)
        fprintf(stderr, "fordela user: the password is known from a breach: choose another\n");
    return outcome == OK && !has;
}

static enum outcome audit(struct db *db, const char *action, const struct user *user, int64_t now)
{
    char id[ID_CHARS + 1];
    crypto_id(now * 1000, id);
    const struct audit_row row = {.audit_id = id,
                                  .at = now,
                                  .user_id = "",
                                  .organisation_code = "",
                                  .action = action,
                                  .object_type = "user",
                                  .object_key = user->user_id,
                                  .area_code = user->organisation.area_code};
    return store_audit_add(db, &row);
}

/* What a subcommand works with. */
struct job {
    struct db *db;
    struct arena arena;
    int64_t now;
    char **arguments; /* behind the subcommand's name */
    int argument_count;
    const char *password_hash;
    const char *complaint; /* what to tell when it is refused */
};

static enum outcome add(struct job *job)
{
    static const char *const defaults[] = {NULL, NULL, "administrator", NULL};
    const char *parts[4];
    for (int i = 0; i < 4; i++)
        parts[i] = i < job->argument_count ? job->arguments[i] : defaults[i];
    if (job->argument_count < 2 || role_from_name(parts[2]) < 0) {
        job->complaint = "add wants: NAME ORGANISATION [reader|reporter|decider|administrator] [DISPLAY NAME]";
        return INVALID;
    }
    char id[ID_CHARS + 1];
    crypto_id(job->now * 1000, id);
    struct user user = {
        .user_id = id,
        .username = parts[0],
        .display_name = parts[3] != NULL ? parts[3] : parts[0],
        .email = "",
        .organisation_code = parts[1],
        .role = parts[2],
        .language = "sv",
        .password_hash = job->password_hash,
    };
    enum outcome outcome = store_organisation_get(job->db, parts[1], &job->arena, &user.organisation);
    if (outcome == NOT_FOUND)
        job->complaint = "there is no such organisation (2281, LST22, REG22, FOHM, SOS, DRIFT ...)";
    if (outcome == OK && (outcome = store_user_add(everywhere, job->db, &user, job->now)) == CONFLICT)
        job->complaint = "the user name is taken";
    return outcome == OK ? audit(job->db, "user.add", &user, job->now) : outcome;
}

static enum outcome find(struct job *job, struct user *ret_user)
{
    if (job->argument_count != 1) {
        job->complaint = "wants: NAME";
        return INVALID;
    }
    enum outcome outcome = store_user_by_name(job->db, job->arguments[0], &job->arena, ret_user);
    if (outcome == NOT_FOUND)
        job->complaint = "there is no such user";
    return outcome;
}

static enum outcome reset(struct job *job)
{
    struct user user;
    TRY(find(job, &user));
    TRY(store_user_set_password(job->db, user.user_id, job->password_hash, job->now));
    TRY(store_session_end_others(job->db, user.user_id, ""));
    return audit(job->db, "user.password", &user, job->now);
}

static enum outcome disable(struct job *job)
{
    struct user user;
    TRY(find(job, &user));
    user.status = "disabled";
    TRY(store_user_change(everywhere, job->db, &user, user.version, job->now));
    TRY(store_session_end_others(job->db, user.user_id, ""));
    return audit(job->db, "user.change", &user, job->now);
}

static enum outcome forget_factor(struct job *job)
{
    struct user user;
    bool was;
    TRY(find(job, &user));
    TRY(store_second_factor_remove(job->db, user.user_id, &was));
    if (!was) {
        job->complaint = "the user has no second factor";
        return NOT_FOUND;
    }
    TRY(store_session_end_others(job->db, user.user_id, ""));
    return audit(job->db, "second_factor.reset", &user, job->now);
}

static const struct subcommand {
    const char *name;
    bool needs_password;
    enum outcome (*run)(struct job *job);
} subcommands[] = {
    {"add", true, add}, {"reset", true, reset}, {"disable", false, disable}, {"reset-factor", false, forget_factor}};

static const struct subcommand *find_subcommand(const char *name)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof subcommands[0]; i++)
        if (strcmp(subcommands[i].name, name) == 0)
            return &subcommands[i];
    return NULL;
}

static enum outcome run(struct job *job, const struct subcommand *subcommand, const char *database,
                        char error[STORE_ERROR_CHARS])
{
    struct store *store;
    TRY(store_open(database, STORE_ADMIN, &store, error));
    enum outcome outcome = store_connect(store, false, &job->db);
    if (outcome == OK)
        outcome = store_schema_check(job->db, error);
    if (outcome == OK && (outcome = db_begin_write(job->db)) == OK) {
        outcome = subcommand->run(job);
        if (outcome == OK)
            outcome = db_commit(job->db);
        else
            db_rollback(job->db);
        store_audit_settle_now(job->db);
    }
    db_close(job->db);
    store_close(store);
    return outcome;
}

int cli_user(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_CONFIG, OPTION_BREACHED_PASSWORDS};
    static const struct options_wanted wanted = {
        .command = "user",
        .arguments = "add NAME ORGANISATION [ROLE] [DISPLAY NAME] | reset NAME | disable NAME | reset-factor NAME",
        .about = "Makes the first administrator of an organisation, gives a user a new password, shuts a user out, or\n"
                 "takes away a second factor that is lost.\n"
                 "add and reset read the password from standard input (asked for on a terminal). The server must be\n"
                 "stopped when the database is a SQLite file.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
        .arguments_min = 2,
        .arguments_max = 5,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    const struct subcommand *subcommand = find_subcommand(options.arguments[0]);
    if (subcommand == NULL) {
        fprintf(stderr, "fordela user: add, reset, disable or reset-factor\n");
        return EXIT_USAGE;
    }
    char password[PASSWORD_MAX_BYTES + 2] = "", hash[PASSWORD_HASH_CHARS] = "", error[STORE_ERROR_CHARS] = "";
    if (crypto_start() != OK)
        return EXIT_BROKEN;
    if (subcommand->needs_password) {
        if (!read_password(password)) {
            fprintf(stderr, "fordela user: the password must have 12 to %d bytes\n", PASSWORD_MAX_BYTES);
            return EXIT_REFUSED;
        }
        if (!is_unbreached(&options, password))
            return EXIT_REFUSED;
        if (crypto_password_hash(password, hash) != OK)
            return EXIT_BROKEN;
        crypto_wipe(password, sizeof password);
    }
    const struct clock clock = {0};
    struct job job = {
        .arena = arena_open(ARENA_BYTES),
        .now = clock_now(&clock),
        .arguments = options.arguments + 1,
        .argument_count = options.argument_count - 1,
        .password_hash = hash,
    };
    enum outcome outcome = run(&job, subcommand, option_text(&options, OPTION_DATABASE), error);
    if (outcome != OK)
        fprintf(stderr, "fordela user %s: %s\n", subcommand->name,
                job.complaint != NULL ? job.complaint
                : error[0] != '\0'    ? error
                                      : outcome_name(outcome));
    arena_close(&job.arena);
    return outcome == OK ? EXIT_DONE : outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}
