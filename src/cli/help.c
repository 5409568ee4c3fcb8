#include "cli/commands.h"

#include <stdio.h>

int cli_help(int argc, char **argv)
{
    (void)argc, (void)argv;
    puts("Fördela: vaccines and protective equipment, shared out within and between Sweden's regions.\n\n"
         "Usage: fordela COMMAND [OPTION...]\n");
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++)
        printf("  %-10s %s\n", command->name, command->summary);
    puts("\nfordela COMMAND --help says more. Exit codes: 0 done, 1 refused or invalid, 2 wrong usage, 3 broken.");
    return EXIT_DONE;
}
