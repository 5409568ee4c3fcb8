/* Options of all commands, from one table: flag before environment (FORDELA_...) before configuration file before
 * default. A command says which ones it takes. */
#ifndef FORDELA_CLI_OPTIONS_H
#define FORDELA_CLI_OPTIONS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_id {
    OPTION_CONFIG,
    OPTION_DATABASE,
    OPTION_LISTEN,
    OPTION_THREADS,
    OPTION_WRITER_THREADS,
    OPTION_AS_OF,
    OPTION_HOST,
    OPTION_TRUST_PROXY,
    OPTION_SECURE,
    OPTION_TLS_CERTIFICATE,
    OPTION_TLS_KEY,
    OPTION_STATIC,
    OPTION_NO_CONFINE,
    OPTION_LOG_LEVEL,
    OPTION_CONNECTIONS,
    OPTION_CONNECTIONS_PER_ADDRESS,
    OPTION_COUNT_LOOPBACK,
    OPTION_HEADERS_MS,
    OPTION_BODY_MS,
    OPTION_REPLY_MS,
    OPTION_IDLE_MS,
    OPTION_DRAIN_MS,
    OPTION_KEY_FILE,
    OPTION_REQUIRE_SECOND_FACTOR,
    OPTION_BREACHED_PASSWORDS,
    OPTION_JSON,
    OPTION_STORY,
    OPTION_REPLAY,
    OPTION_PUBLISHED,
    OPTION_WEIGHTS,
    OPTION_KEY,
    OPTION_PACK_DOSES,
    OPTION_PRODUCT,
    OPTION_YEAR,
    OPTION_FORMAT,
    OPTION_FORCE,
    OPTION_NO_BACKUP,
    OPTION_AUDIT_KEY,
    OPTION_CHECKPOINT,
    OPTION_PUBLIC_KEY,
    OPTION_EXPORT,
    OPTION_WITHOUT_STATES,
    OPTION_NEW,
    OPTION__COUNT
};

enum option_type {
    OPTION_TYPE_TEXT,
    OPTION_TYPE_NUMBER, /* min to max */
    OPTION_TYPE_FLAG,   /* "true" or "false"; as a flag without value */
    OPTION_TYPE_DATE,
    OPTION_TYPE_LISTEN,    /* an address and a port to listen at */
    OPTION_TYPE_ADDRESSES, /* addresses and ranges */
    OPTION_TYPE_DIRECTORY, /* one that can be read */
    OPTION_TYPE_FILE,      /* one that can be read */
    OPTION_TYPE_CHOICE,    /* one of the words in `argument`, which are separated by '|' */
    OPTION_TYPE_ROLES,     /* roles of users, separated by commas */
    OPTION_TYPE_BREACHED   /* a list that base/breached.h takes */
};

struct option_row {
    const char *name;    /* --name, FORDELA_NAME with '_' for '-' */
    const char *section; /* of the configuration file, where the key is the name; NULL = not there */
    enum option_type type;
    int64_t min, max;
    const char *fallback; /* NULL = not set */
    const char *argument; /* for the help text */
    const char *help;
};
extern const struct option_row option_rows[OPTION__COUNT];

enum option_source { OPTION_FROM_DEFAULT, OPTION_FROM_FILE, OPTION_FROM_ENVIRONMENT, OPTION_FROM_FLAG };

struct options {
    const char *texts[OPTION__COUNT]; /* NULL = not set */
    enum option_source sources[OPTION__COUNT];
    char **arguments; /* what is left besides the flags */
    int argument_count;
    struct arena arena;
};

/* What a command takes. */
struct options_wanted {
    const char *command;   /* "serve" */
    const char *arguments; /* for the help text: "NAME [ROLE]"; "" */
    const char *about;     /* one sentence or more */
    const enum option_id *options;
    size_t option_count;
    int arguments_min, arguments_max;
};

enum { OPTIONS_GO_ON = -1 };

/* Reads them all. OPTIONS_GO_ON, or the exit code to end with: --help has been printed (0), the configuration is wrong
 * (1), or the call is (2); messages have gone to standard error, with the line where there is one. Afterwards
 * options_close. */
int options_read(const struct options_wanted *wanted, int argc, char **argv, struct options *ret_options);
void options_close(struct options *options);
#define AUTO_OPTIONS __attribute__((cleanup(options_close))) struct options

/* NULL if it is not set or empty. */
const char *option_text(const struct options *options, enum option_id id);
int64_t option_number(const struct options *options, enum option_id id); /* 0 if not set */
unsigned option_roles(const struct options *options, enum option_id id); /* bits 1 << enum role */
bool option_flag(const struct options *options, enum option_id id);

/* NULL if the text is right for the option, otherwise what it should be. The text lies in the arena. */
const char *option_fault(enum option_id id, const char *text, struct arena *arena);

/* src/cli/options_file.c: takes the values of a configuration file for options that have none yet. Every fault is
 * written to standard error with its line; returns their number. */
int options_read_file(const char *path, struct options *options);

/* src/cli/options_help.c */
void options_print_help(const struct options_wanted *wanted, FILE *to);

/* "FORDELA_TRUST_PROXY" for --trust-proxy. */
enum { OPTION_VARIABLE_CHARS = 64 };
void option_variable(enum option_id id, char ret_name[OPTION_VARIABLE_CHARS]);

#endif
