/* `fordela check`: is the database sound? */
#include "cli/commands.h"

#include "base/crypto.h"
#include "cli/options.h"
#include "sound.h"

int cli_check(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "check",
        .arguments = "",
        .about =
            "Looks whether the database is sound: damaged pages and broken references (on a SQLite file), then our\n"
            "own: everything that follows from facts is computed anew and held against what is kept (derived rows,\n"
            "newest revisions, accounts entry by entry, sums, hashes of inputs). Each difference is a line on "
            "standard\n"
            "error: table and column, key, what was expected and what was found. Reads one snapshot and writes "
            "nothing:\n"
            "it may run beside a server. Ends with 0 if all is well, 1 if not.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    char error[STORE_ERROR_CHARS] = "";
    struct sound sound = {0};
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = sound_look(option_text(&options, OPTION_DATABASE), &sound, error);
    if (outcome != OK)
        return sound_fail("check", outcome, error);
    if (sound.damaged > 0) {
        fprintf(stderr, "fordela check: the database is damaged: restore a backup\n");
        return EXIT_REFUSED;
    }
    if (!sound.own_checks) {
        fprintf(stderr,
                "fordela check: no damage; what follows from facts was not looked at: the schema is at step %d, "
                "older than this program (fordela migrate)\n",
                sound.step);
        return EXIT_REFUSED;
    }
    if (sound.differing > 0) {
        fprintf(stderr, "fordela check: %lld differences\n", (long long)sound.differing);
        return EXIT_REFUSED;
    }
    puts("The database is sound: no damage, and everything derived follows from the facts.");
    return EXIT_DONE;
}
