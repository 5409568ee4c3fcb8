#include "cli/options.h"

#include "base/breached.h"
#include "cli/commands.h"
#include "core/permit.h"
#include "core/week.h"
#include "http/address.h"
#include "http/listener.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 1024 * 1024 };

void option_variable(enum option_id id, char ret_name[OPTION_VARIABLE_CHARS])
{
    int length = snprintf(ret_name, OPTION_VARIABLE_CHARS, "FORDELA_%s", option_rows[id].name);
    for (int i = 0; i < length && i < OPTION_VARIABLE_CHARS - 1; i++)
        if (ret_name[i] == '-')
            ret_name[i] = '_';
        else if (ret_name[i] >= 'a' && ret_name[i] <= 'z')
            ret_name[i] = (char)(ret_name[i] - 'a' + 'A');
}

static bool parse_number(const char *text, int64_t *ret_number)
{
    enum { DIGITS_MAX = 18 };
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || text[digits] != '\0')
        return false;
    *ret_number = strtoll(text, NULL, 10);
    return true;
}

static bool is_among(const char *word, const char *choices)
{
    size_t length = strlen(word);
    for (const char *at = choices; length > 0; at += strcspn(at, "|") + 1) {
        if (strcspn(at, "|") == length && memcmp(at, word, length) == 0)
            return true;
        if (strchr(at, '|') == NULL)
            break;
    }
    return false;
}

static bool is_readable(const char *path, mode_t kind)
{
    struct stat about;
    return stat(path, &about) == 0 && (about.st_mode & S_IFMT) == kind &&
           access(path, kind == S_IFDIR ? R_OK | X_OK : R_OK) == 0;
}

static const char *breached_fault(const char *path, struct arena *arena)
{
    struct breached *breached;
    const char *why;
    if (breached_open(path, &breached, &why) != OK)
        return arena_printf(arena, "a list of breached passwords (%s)", why);
    breached_close(breached);
    return NULL;
}

/* Bits 1 << enum role. */
static bool roles_read(const char *text, unsigned *ret_roles)
{
    unsigned roles = 0;
    for (const char *at = text; *at != '\0'; at += *at == ',' ? 1 : 0) {
        char word[16];
        size_t length = strcspn(at, ",");
        if (length >= sizeof word)
            return false;
        memcpy(word, at, length);
        word[length] = '\0';
        int role = role_from_name(word);
        if (role < 0)
            return false;
        roles |= 1U << role;
        at += length;
    }
    *ret_roles = roles;
    return true;
}

const char *option_fault(enum option_id id, const char *text, struct arena *arena)
{
    const struct option_row *row = &option_rows[id];
    struct address_ranges ranges;
    int64_t number;
    unsigned roles;
    switch (row->type) {
    case OPTION_TYPE_TEXT:
        return NULL;
    case OPTION_TYPE_NUMBER:
        return parse_number(text, &number) && number >= row->min && number <= row->max
                   ? NULL
                   : arena_printf(arena, "a whole number from %lld to %lld", (long long)row->min, (long long)row->max);
    case OPTION_TYPE_FLAG:
        return is_among(text, "true|false") ? NULL : "true or false";
    case OPTION_TYPE_DATE:
        return *text == '\0' || date_parse(text, &number) == OK ? NULL : "a date (as 2020-04-27)";
    case OPTION_TYPE_LISTEN:
        return listen_address_is_valid(text) ? NULL : "ADDRESS:PORT (as 127.0.0.1:8080 or [::1]:8080)";
    case OPTION_TYPE_ADDRESSES:
        return address_ranges_parse(text, &ranges) == OK
                   ? NULL
                   : arena_printf(arena, "at most %d addresses or ranges (as 10.0.0.7,2001:db8::/32)",
                                  ADDRESS_RANGES_MAX);
    case OPTION_TYPE_DIRECTORY:
        return *text == '\0' || is_readable(text, S_IFDIR) ? NULL : "a directory that can be read";
    case OPTION_TYPE_ROLES:
        return roles_read(text, &roles) ? NULL : "roles (as decider,administrator)";
    case OPTION_TYPE_FILE:
        return *text == '\0' || is_readable(text, S_IFREG) ? NULL : "a file that can be read";
    case OPTION_TYPE_BREACHED:
        return *text == '\0' ? NULL : breached_fault(text, arena);
    case OPTION_TYPE_CHOICE:
        return is_among(text, row->argument) ? NULL : arena_printf(arena, "one of %s", row->argument);
    }
    return NULL;
}

static int complain(const struct options_wanted *wanted, const char *what, const char *about)
{
    fprintf(stderr, "fordela %s: %s%s (--help says more)\n", wanted->command, what, about);
    return EXIT_USAGE;
}

/* The option of a flag "name" or "name=value"; OPTION__COUNT if the command has none such. */
static enum option_id find_option(const struct options_wanted *wanted, const char *flag, size_t length)
{
    for (size_t i = 0; i < wanted->option_count; i++) {
        const char *name = option_rows[wanted->options[i]].name;
        if (strlen(name) == length && memcmp(name, flag, length) == 0)
            return wanted->options[i];
    }
    return OPTION__COUNT;
}

static void set(struct options *options, enum option_id id, const char *text, enum option_source source)
{
    options->texts[id] = text;
    options->sources[id] = source;
}

/* Takes the flag at argv[*at], and its value from there or from the next one. */
static int read_flag(const struct options_wanted *wanted, int argc, char **argv, int *at, struct options *options)
{
    const char *flag = argv[*at] + 2, *equals = strchr(flag, '=');
    size_t length = equals != NULL ? (size_t)(equals - flag) : strlen(flag);
    enum option_id id = find_option(wanted, flag, length);
    if (id == OPTION__COUNT)
        return complain(wanted, "there is no option ", argv[*at]);
    const char *value = equals != NULL ? equals + 1 : NULL;
    if (value == NULL && option_rows[id].type == OPTION_TYPE_FLAG)
        value = "true";
    if (value == NULL && *at + 1 < argc)
        value = argv[++*at];
    if (value == NULL)
        return complain(wanted, "a value is missing behind ", argv[*at]);
    const char *fault = option_fault(id, value, &options->arena);
    if (fault != NULL) {
        fprintf(stderr, "fordela %s: --%s should be %s, not \"%s\"\n", wanted->command, option_rows[id].name, fault,
                value);
        return EXIT_USAGE;
    }
    set(options, id, value, OPTION_FROM_FLAG);
    return OPTIONS_GO_ON;
}

static int read_arguments(const struct options_wanted *wanted, int argc, char **argv, struct options *options)
{
    bool flags_over = false;
    options->arguments = ARENA_ARRAY(&options->arena, (size_t)argc + 1, char *);
    if (options->arguments == NULL)
        return EXIT_BROKEN;
    for (int i = 1; i < argc; i++) {
        if (!flags_over && strcmp(argv[i], "--") == 0) {
            flags_over = true;
        } else if (!flags_over && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
            options_print_help(wanted, stdout);
            return EXIT_DONE;
        } else if (!flags_over && strncmp(argv[i], "--", 2) == 0) {
            int done = read_flag(wanted, argc, argv, &i, options);
            if (done != OPTIONS_GO_ON)
                return done;
        } else if (!flags_over && argv[i][0] == '-' && argv[i][1] != '\0') {
            return complain(wanted, "there is no option ", argv[i]);
        } else
            options->arguments[options->argument_count++] = argv[i];
    }
    if (options->argument_count < wanted->arguments_min)
        return complain(wanted, "something is missing: ", wanted->arguments);
    if (options->argument_count > wanted->arguments_max)
        return complain(wanted, "there is too much: ", options->arguments[wanted->arguments_max]);
    return OPTIONS_GO_ON;
}

/* Number of faults. All variables are read, whichever options the command takes: a fault in one is never silent. */
static int read_environment(struct options *options)
{
    int faults = 0;
    for (int id = 0; id < OPTION__COUNT; id++) {
        char name[OPTION_VARIABLE_CHARS];
        option_variable((enum option_id)id, name);
        const char *value = getenv(name);
        if (value == NULL || options->texts[id] != NULL)
            continue;
        const char *fault = option_fault((enum option_id)id, value, &options->arena);
        if (fault != NULL) {
            fprintf(stderr, "fordela: %s should be %s, not \"%s\"\n", name, fault, value);
            faults++;
        } else
            set(options, (enum option_id)id, value, OPTION_FROM_ENVIRONMENT);
    }
    return faults;
}

int options_read(const struct options_wanted *wanted, int argc, char **argv, struct options *ret_options)
{
    *ret_options = (struct options){.arena = arena_open(ARENA_BYTES)};
    int done = read_arguments(wanted, argc, argv, ret_options);
    if (done != OPTIONS_GO_ON)
        return done;
    int faults = read_environment(ret_options);
    if (option_text(ret_options, OPTION_CONFIG) != NULL)
        faults += options_read_file(option_text(ret_options, OPTION_CONFIG), ret_options);
    for (int id = 0; id < OPTION__COUNT; id++)
        if (ret_options->texts[id] == NULL)
            set(ret_options, (enum option_id)id, option_rows[id].fallback, OPTION_FROM_DEFAULT);
    return faults > 0 ? EXIT_REFUSED : OPTIONS_GO_ON;
}

void options_close(struct options *options)
{
    arena_close(&options->arena);
}

const char *option_text(const struct options *options, enum option_id id)
{
    const char *text = options->texts[id];
    return text != NULL && *text != '\0' ? text : NULL;
}

int64_t option_number(const struct options *options, enum option_id id)
{
    int64_t number = 0;
    return options->texts[id] != NULL && parse_number(options->texts[id], &number) ? number : 0;
}

unsigned option_roles(const struct options *options, enum option_id id)
{
    unsigned roles = 0;
    return options->texts[id] != NULL && roles_read(options->texts[id], &roles) ? roles : 0;
}

bool option_flag(const struct options *options, enum option_id id)
{
    return options->texts[id] != NULL && strcmp(options->texts[id], "true") == 0;
}
