/* config check: what counts, and from where. */
#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

/* The password of a database address is nobody's to see on a screen or in a ticket. */
static void print_value(enum option_id id, const char *text)
{
    const char *scheme = id == OPTION_DATABASE ? strstr(text, "://") : NULL;
    const char *at = scheme != NULL ? strchr(scheme, '@') : NULL;
    const char *colon = at != NULL ? strchr(scheme + 3, ':') : NULL;
    if (colon != NULL && colon < at)
        printf("%.*s:***%s", (int)(colon - text), text, at);
    else if (scheme != NULL && strstr(text, "password=") != NULL)
        printf("%.*s?***", (int)strcspn(text, "?"), text);
    else
        fputs(text, stdout);
}

int cli_config(int argc, char **argv)
{
    static const char *const sources[] = {[OPTION_FROM_DEFAULT] = "default",
                                          [OPTION_FROM_FILE] = "file",
                                          [OPTION_FROM_ENVIRONMENT] = "environment",
                                          [OPTION_FROM_FLAG] = "flag"};
    enum option_id all[OPTION__COUNT];
    for (int id = 0; id < OPTION__COUNT; id++)
        all[id] = (enum option_id)id;
    const struct options_wanted wanted = {
        .command = "config",
        .arguments = "check",
        .about = "Reads the configuration as serve would, tells every fault with its line, and prints each setting\n"
                 "that counts and where it comes from. Exit code 1 if there is a fault.",
        .options = all,
        .option_count = OPTION__COUNT,
        .arguments_min = 1,
        .arguments_max = 1,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    if (strcmp(options.arguments[0], "check") != 0) {
        fprintf(stderr, "fordela config: the only thing to do is \"check\"\n");
        return EXIT_USAGE;
    }
    for (int id = 0; id < OPTION__COUNT; id++) {
        if (options.texts[id] == NULL)
            continue;
        printf("%s = ", option_rows[id].name);
        print_value((enum option_id)id, options.texts[id]);
        printf("    ; %s\n", sources[options.sources[id]]);
    }
    return EXIT_DONE;
}
