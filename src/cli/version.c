#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>

int cli_version(int argc, char **argv)
{
    static const struct options_wanted wanted = {
        .command = "version", .arguments = "", .about = "Prints the program's name and version."};
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    puts("fordela " FORDELA_VERSION);
    return EXIT_DONE;
}
