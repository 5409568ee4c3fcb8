#include "store/migrate.h"

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "store/store.h"

int cli_migrate(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "migrate",
        .arguments = "",
        .about = "Brings the database up to this program: creates it if there is none, runs the migrations that are\n"
                 "missing, each whole or not at all, and loads the reference data. Running it twice does nothing.\n"
                 "Make a backup first; there is no way back.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    struct store *store = NULL;
    const struct clock clock = {0};
    char error[STORE_ERROR_CHARS] = "";
    int applied = 0;
    enum outcome outcome = store_open(option_text(&options, OPTION_DATABASE), STORE_CREATE, &store, error);
    if (outcome == OK)
        outcome = store_migrate(store, clock_now(&clock), &applied, error);
    store_close(store);
    if (outcome != OK) {
        fprintf(stderr, "fordela migrate: %s\n", error[0] != '\0' ? error : outcome_name(outcome));
        return outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
    }
    int newest = store_migration_count > 0 ? store_migrations[store_migration_count - 1].number : 0;
    printf(applied > 0 ? "The database is at step %d; steps run now: %d.\n" : "The database is at step %d already.\n",
           newest, applied);
    return EXIT_DONE;
}
