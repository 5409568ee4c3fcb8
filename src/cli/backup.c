/* `fordela backup`: a copy that is known to be sound. */
#include "cli/commands.h"

#include "base/file.h"
#include "cli/options.h"
#include "sound.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 * 1024 };

static int print_pg_dump(void)
{
    fputs("fordela backup: a PostgreSQL database is copied by its own tool:\n"
          "  pg_dump --format=custom --no-owner --file=FILE --dbname=ADDRESS\n"
          "and put back into an empty one by\n"
          "  pg_restore --no-owner --single-transaction --exit-on-error --dbname=ADDRESS FILE\n"
          "then: fordela check --database ADDRESS. `fordela export` works on both engines.\n",
          stderr);
    return EXIT_USAGE;
}

static enum outcome place(const char *part, const char *file, bool force, char error[STORE_ERROR_CHARS])
{
    enum outcome outcome = file_place(part, file, force);
    if (outcome == CONFLICT)
        snprintf(error, STORE_ERROR_CHARS, "%.300s is there already: name another file, or --force", file);
    else if (outcome != OK)
        snprintf(error, STORE_ERROR_CHARS, "cannot name the copy %.300s: %s", file, strerror(errno));
    return outcome;
}

static enum outcome back_up(const char *database, const char *file, bool force, struct arena *arena,
                            struct sound *ret_sound, char ret_sha256[SHA256_HEX_CHARS + 1],
                            char error[STORE_ERROR_CHARS])
{
    if (!force && file_exists(file)) {
        snprintf(error, STORE_ERROR_CHARS, "%.300s is there already: name another file, or --force", file);
        return CONFLICT;
    }
    const char *part = file_name_beside(arena, file);
    if (part == NULL)
        return BROKEN;
    TRY(sound_copy(database, part, ret_sound, error));
    enum outcome outcome = file_sha256(part, ret_sha256);
    if (outcome != OK)
        snprintf(error, STORE_ERROR_CHARS, "cannot read the copy %.300s: %s", part, strerror(errno));
    else
        outcome = place(part, file, force, error);
    if (outcome != OK)
        unlink(part);
    return outcome;
}

int cli_backup(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_FORCE, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "backup",
        .arguments = "FILE",
        .about =
            "Copies the database, a SQLite file, into one file (mode 0600), also while the server runs: one snapshot,\n"
            "nobody is held up. The copy is looked through as by `fordela check` and brought to the disk before it "
            "gets\n"
            "its name; then its SHA-256 is printed as sha256sum does. A file that is there stays, without --force. If\n"
            "only derived rows differ the copy is kept, but the command ends with 1: the facts are whole, look at "
            "them\n"
            "with check. For PostgreSQL it prints the command of PostgreSQL's own tool.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
        .arguments_min = 1,
        .arguments_max = 1,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    const char *database = option_text(&options, OPTION_DATABASE), *file = options.arguments[0];
    if (store_is_address(database))
        return print_pg_dump();
    struct arena arena = arena_open(ARENA_BYTES);
    char error[STORE_ERROR_CHARS] = "", sha256[SHA256_HEX_CHARS + 1];
    struct sound sound = {0};
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = back_up(database, file, option_flag(&options, OPTION_FORCE), &arena, &sound, sha256, error);
    arena_close(&arena);
    if (outcome != OK)
        return sound_fail("backup", outcome, error);
    printf("%s  %s\n", sha256, file);
    if (!sound.own_checks)
        fprintf(stderr,
                "fordela backup: the schema is at step %d, older than this program: whole and undamaged, but what "
                "follows from facts was not looked at\n",
                sound.step);
    if (sound.differing == 0)
        return EXIT_DONE;
    fprintf(stderr,
            "fordela backup: the copy is undamaged and kept, but derived rows differ, in the database as well\n");
    return EXIT_REFUSED;
}
