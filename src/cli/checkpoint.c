/* fordela checkpoint: a signed checkpoint on standard output, to be mailed or kept elsewhere. */
#include "base/clock.h"
#include "cli/audit_key.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "store/audit_chain.h"
#include "store/migrate.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 1024 * 1024 };

/* What the command works with. */
struct job {
    struct db *db;
    struct arena arena;
    uint8_t key[SIGNING_KEY_BYTES];
    int64_t now;
    struct stored_checkpoint checkpoint;
};

static enum outcome in_transaction(struct job *job, enum outcome (*work)(struct job *job))
{
    TRY(db_begin_write(job->db));
    enum outcome outcome = work(job);
    if (outcome == OK)
        return db_commit(job->db);
    db_rollback(job->db);
    return outcome;
}

static enum outcome introduce(struct job *job)
{
    return store_audit_key_introduce(job->db, job->key, job->now);
}

static enum outcome sign(struct job *job)
{
    return store_audit_checkpoint_make(job->db, job->key, job->now, &job->arena, &job->checkpoint);
}

static enum outcome newest(struct job *job)
{
    TRY(db_begin_read(job->db));
    enum outcome outcome = store_audit_checkpoint_latest(job->db, &job->arena, &job->checkpoint);
    db_rollback(job->db);
    return outcome;
}

static enum outcome run(struct job *job, const struct options *options, bool make, char error[STORE_ERROR_CHARS])
{
    struct store *store = NULL;
    TRY(store_open(option_text(options, OPTION_DATABASE), make ? STORE_ADMIN : STORE_READ, &store, error));
    enum outcome outcome = store_connect(store, !make, &job->db);
    if (outcome == OK)
        outcome = store_schema_check(job->db, error);
    if (outcome == OK && make)
        outcome = audit_key_load(options, store_engine(store), true, job->key, error);
    if (outcome == OK && make)
        outcome = in_transaction(job, introduce);
    if (outcome == OK && make)
        outcome = store_audit_settle(job->db);
    if (outcome == OK)
        outcome = make ? in_transaction(job, sign) : newest(job);
    if (outcome == NOT_FOUND && error[0] == '\0')
        snprintf(error, STORE_ERROR_CHARS, "no checkpoint has been made yet: --new makes one");
    db_close(job->db);
    store_close(store);
    return outcome;
}

int cli_checkpoint(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_AUDIT_KEY, OPTION_NEW, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "checkpoint",
        .arguments = "",
        .about =
            "Prints the newest signed checkpoint of the audit trail on standard output, and on standard error the\n"
            "public key to check it with. Kept by somebody else it proves later that the trail was not rewritten\n"
            "(fordela verify --checkpoint FILE). A server makes one at least every hour and when it stops.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    char error[STORE_ERROR_CHARS] = "", key[AUDIT_PUBLIC_KEY_CHARS];
    const struct clock clock = {0};
    struct job job = {.arena = arena_open(ARENA_BYTES), .now = clock_now(&clock)};
    struct audit_checkpoint read;
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = run(&job, &options, option_flag(&options, OPTION_NEW), error);
    if (outcome == OK && (audit_checkpoint_read(job.checkpoint.note, &read) != OK ||
                          !crypto_read_hex(job.checkpoint.public_key, public_key, sizeof public_key))) {
        snprintf(error, sizeof error, "the newest checkpoint was changed: fordela verify tells more");
        outcome = INVALID;
    }
    if (outcome == OK) {
        audit_public_key_text(read.origin, public_key, key);
        fputs(job.checkpoint.note, stdout);
        fprintf(stderr, "%s\n", key);
    } else
        fprintf(stderr, "fordela checkpoint: %s\n", error[0] != '\0' ? error : outcome_name(outcome));
    crypto_wipe(job.key, sizeof job.key);
    arena_close(&job.arena);
    return outcome == OK ? EXIT_DONE : outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}
