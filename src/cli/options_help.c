#include "cli/options.h"

void options_print_help(const struct options_wanted *wanted, FILE *to)
{
    fprintf(to, "Usage: fordela %s%s%s%s\n\n%s\n", wanted->command, wanted->option_count > 0 ? " [OPTION...]" : "",
            *wanted->arguments != '\0' ? " " : "", wanted->arguments, wanted->about);
    if (wanted->option_count > 0)
        fprintf(to, "\nOptions (flag, environment; then [section] of the configuration file, where the key is the\n"
                    "option's name; the default last):\n");
    for (size_t i = 0; i < wanted->option_count; i++) {
        const struct option_row *row = &option_rows[wanted->options[i]];
        char variable[OPTION_VARIABLE_CHARS];
        option_variable(wanted->options[i], variable);
        fprintf(to, "  --%s%s%s, %s\n      %s", row->name, row->argument != NULL ? " " : "",
                row->argument != NULL ? row->argument : "", variable, row->help);
        if (row->section != NULL)
            fprintf(to, " [%s]", row->section);
        if (row->fallback != NULL)
            fprintf(to, " (%s)", row->fallback);
        fputc('\n', to);
    }
}
