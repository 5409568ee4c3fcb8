/* The commands of the binary: one file each in src/cli, one row each in src/cli/commands.c. */
#ifndef FORDELA_CLI_COMMANDS_H
#define FORDELA_CLI_COMMANDS_H

/* How a command ends; documented in src/cli/README.md. */
enum exit_code {
    EXIT_DONE,    /* 0 */
    EXIT_REFUSED, /* 1: refused, or the input is invalid; nothing was changed */
    EXIT_USAGE,   /* 2: called in a way that makes no sense */
    EXIT_BROKEN   /* 3: the machine's fault or ours */
};

struct cli_command {
    const char *name, *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns an exit_code */
};

/* Ends with a row without a name. */
extern const struct cli_command cli_commands[];

int cli_serve(int argc, char **argv);
int cli_migrate(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_verify(int argc, char **argv);
int cli_checkpoint(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_demo(int argc, char **argv);
int cli_config(int argc, char **argv);
int cli_allocate(int argc, char **argv);
int cli_compute(int argc, char **argv);
int cli_version(int argc, char **argv);
int cli_help(int argc, char **argv);

/* Runs the command that argv[1] names. */
int cli_main(int argc, char **argv);

#endif
