/* fordela verify: walks the audit chain from its seed to its end. */
#include "verify.h"
#include "cli/audit_key.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NOTE_FILE_BYTES = 4096 };

static const enum option_id taken[] = {
    OPTION_DATABASE, OPTION_AUDIT_KEY,      OPTION_CHECKPOINT, OPTION_PUBLIC_KEY,
    OPTION_EXPORT,   OPTION_WITHOUT_STATES, OPTION_CONFIG,
};

static const struct options_wanted wanted = {
    .command = "verify",
    .arguments = "",
    .about = "Checks that the audit trail is whole and unchanged: every row against its link in the chain of hashes,\n"
             "the numbers, the signed checkpoints. Ends with 0 if it is, with 1 and the first fault otherwise. Only\n"
             "reads; a server may run meanwhile. A chain that somebody made anew from its beginning, or an older copy\n"
             "of the database, fits in itself: only --checkpoint with one that was kept elsewhere tells.",
    .options = taken,
    .option_count = sizeof taken / sizeof taken[0],
};

/* A checkpoint that was kept in a file; NULL after a complaint. */
static bool read_kept(const char *path, char ret_note[NOTE_FILE_BYTES], struct verification *verification)
{
    FILE *file = fopen(path, "re");
    size_t length = file != NULL ? fread(ret_note, 1, NOTE_FILE_BYTES - 1, file) : 0;
    if (file == NULL) {
        fprintf(stderr, "fordela verify: cannot read %s: %s\n", path, strerror(errno));
        return false;
    }
    fclose(file);
    ret_note[length] = '\0';
    if (strlen(ret_note) == length && audit_checkpoint_read(ret_note, &verification->kept) == OK) {
        verification->kept_note = ret_note;
        return true;
    }
    fprintf(stderr, "fordela verify: %s holds no checkpoint\n", path);
    return false;
}

/* The keys that whoever asks trusts. False after a complaint. */
static bool read_keys(const struct options *options, enum store_engine engine, struct verification *verification)
{
    char error[STORE_ERROR_CHARS] = "";
    uint8_t key[SIGNING_KEY_BYTES];
    const char *text = option_text(options, OPTION_PUBLIC_KEY);
    if (text != NULL && audit_public_key_read(text, verification->trusted[verification->trusted_count++]) != OK) {
        fprintf(stderr, "fordela verify: --public-key should be ORIGIN+KEYID+KEY, as the checkpoint's page shows it\n");
        return false;
    }
    enum outcome outcome = audit_key_load(options, engine, false, key, error);
    if (outcome == OK)
        crypto_signature_public(key, verification->trusted[verification->trusted_count++]);
    crypto_wipe(key, sizeof key);
    if (outcome == OK || (outcome == NOT_FOUND && option_text(options, OPTION_AUDIT_KEY) == NULL))
        return true;
    fprintf(stderr, "fordela verify: %s\n", *error != '\0' ? error : "the audit key is not there");
    return false;
}

/* Only a file of its own: nothing is overwritten. */
static FILE *open_export(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *export = file >= 0 ? fdopen(file, "w") : NULL;
    if (export == NULL)
        fprintf(stderr, "fordela verify: cannot make %s: %s\n", path, strerror(errno));
    return export;
}

static void print_moment(int64_t at, char ret_text[32])
{
    time_t seconds = (time_t)at;
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL || strftime(ret_text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        snprintf(ret_text, 32, "%lld", (long long)at);
}

static int tell(const struct verification *verification, enum outcome outcome)
{
    if (outcome == CONFLICT) {
        printf("NOT WHOLE: %s\n", verification->fault);
        return EXIT_REFUSED;
    }
    if (outcome != OK) {
        fprintf(stderr, "fordela verify: %s\n",
                verification->fault[0] != '\0' ? verification->fault : outcome_name(outcome));
        return EXIT_BROKEN;
    }
    char at[32];
    print_moment(verification->last_checkpoint_at, at);
    printf("The audit trail is whole: %lld rows, %lld checkpoints", (long long)verification->size,
           (long long)verification->checkpoints);
    if (verification->checkpoints > 0)
        printf(", the last one of %lld rows at %s", (long long)verification->last_checkpoint_size, at);
    printf(".\n");
    if (verification->size > 0)
        printf("Last hash: %s\n", verification->hash);
    if (verification->waiting > 0)
        printf("%lld more rows wait for their link: the server makes it.\n", (long long)verification->waiting);
    if (verification->kept_note != NULL)
        printf("It begins with the %lld rows of the kept checkpoint.\n", (long long)verification->kept.size);
    if (verification->trusted_count == 0 && verification->checkpoints > 0)
        printf("No key was given: the checkpoints are signed with the keys that they name, whosever these are.\n");
    return EXIT_DONE;
}

static enum outcome run(struct verification *verification, const struct options *options, char error[STORE_ERROR_CHARS])
{
    struct store *store = NULL;
    TRY(store_open(option_text(options, OPTION_DATABASE), STORE_READ, &store, error));
    enum outcome outcome =
        read_keys(options, store_engine(store), verification) ? store_connect(store, true, &verification->db) : INVALID;
    if (outcome == OK)
        outcome = store_schema_check(verification->db, error);
    if (outcome == OK)
        outcome = verify_chain(verification);
    else if (outcome == CONFLICT)
        outcome = INVALID; /* another schema is no fault of the chain */
    db_close(verification->db);
    store_close(store);
    return outcome;
}

int cli_verify(int argc, char **argv)
{
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    char error[STORE_ERROR_CHARS] = "", note[NOTE_FILE_BYTES];
    const char *kept = option_text(&options, OPTION_CHECKPOINT), *export = option_text(&options, OPTION_EXPORT);
    struct verification verification = {.without_states = option_flag(&options, OPTION_WITHOUT_STATES)};
    if (crypto_start() != OK)
        return EXIT_BROKEN;
    if (kept != NULL && !read_kept(kept, note, &verification))
        return EXIT_REFUSED;
    if (export != NULL && (verification.export = open_export(export)) == NULL)
        return EXIT_REFUSED;
    enum outcome outcome = run(&verification, &options, error);
    if (verification.export != NULL && fclose(verification.export) != 0 && outcome == OK) {
        snprintf(verification.fault, sizeof verification.fault, "cannot write %.200s: %s", export, strerror(errno));
        outcome = BROKEN;
    }
    if (outcome == CONFLICT || outcome == OK || error[0] == '\0')
        return outcome == INVALID ? EXIT_REFUSED : tell(&verification, outcome);
    fprintf(stderr, "fordela verify: %s\n", error);
    return outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}
