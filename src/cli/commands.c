/* The table of commands, and the choice among them. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

const struct cli_command cli_commands[] = {
    {"serve", "answer browsers and programs", cli_serve},
    {"migrate", "bring the database up to this program", cli_migrate},
    {"backup", "copy the database while it is used, and look whether the copy is sound", cli_backup},
    {"restore", "put a backup in the place of the database", cli_restore},
    {"check", "look for damage, and compute everything derived anew", cli_check},
    {"export", "write all tables into one portable file, for either engine", cli_export},
    {"import", "fill an empty database from such a file", cli_import},
    {"compute", "compute cover, redistribution ... from JSON on standard input", cli_compute},
    {"allocate", "share out weeks of vaccine anew and hold published tables against it", cli_allocate},
    {"verify", "check that the audit trail is whole and unchanged; export it", cli_verify},
    {"checkpoint", "print or make a signed checkpoint of the audit trail", cli_checkpoint},
    {"user", "add a user, give a new password, shut a user out", cli_user},
    {"demo", "load an exercise with invented figures", cli_demo},
    {"config", "check the configuration and show what counts", cli_config},
    {"version", "print the version", cli_version},
    {"help", "list the commands", cli_help},
    {0},
};

int cli_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "help";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0)
        name = "version";
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0) {
            if (argc <= 1) {
                (void)cli_help(0, NULL);
                return EXIT_USAGE;
            }
            return command->run(argc - 1, argv + 1);
        }
    fprintf(stderr, "fordela: there is no command \"%s\" (fordela help lists them)\n", name);
    return EXIT_USAGE;
}
