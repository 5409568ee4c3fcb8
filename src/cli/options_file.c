/* The configuration file: sections and keys of the option table, nothing else. */
#include "cli/options.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <string.h>

struct reading {
    FILE *file;
    const char *path;
    struct options *options;
    bool taken[OPTION__COUNT]; /* by this file */
    int line;
    int faults;
};

__attribute__((format(printf, 2, 3))) static void fault(struct reading *reading, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s:%d: ", reading->path, reading->line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    reading->faults++;
}

/* inih asks for one line at a time; it would take the rest of a long one for a line of its own. */
static char *next_line(char *line, int size, void *context)
{
    struct reading *reading = context;
    if (fgets(line, size, reading->file) == NULL)
        return NULL;
    reading->line++;
    if (strchr(line, '\n') == NULL && !feof(reading->file)) {
        fault(reading, "the line is longer than %d bytes", size - 2);
        for (int c = getc(reading->file); c != EOF && c != '\n';)
            c = getc(reading->file);
        line[0] = '\0';
    }
    return line;
}

static enum option_id find(const char *section, const char *key)
{
    for (int id = 0; id < OPTION__COUNT; id++)
        if (option_rows[id].section != NULL && strcmp(option_rows[id].section, section) == 0 &&
            strcmp(option_rows[id].name, key) == 0)
            return (enum option_id)id;
    return OPTION__COUNT;
}

static int take(void *context, const char *section, const char *key, const char *value)
{
    struct reading *reading = context;
    struct options *options = reading->options;
    enum option_id id = find(section, key);
    if (id == OPTION__COUNT) {
        fault(reading, "there is no setting \"%s\" in [%s]", key, section);
        return 1;
    }
    const char *wrong = option_fault(id, value, &options->arena);
    if (wrong != NULL)
        fault(reading, "%s should be %s, not \"%s\"", key, wrong, value);
    if (reading->taken[id])
        fault(reading, "%s stands twice", key);
    else if (wrong == NULL && options->texts[id] == NULL) {
        options->texts[id] = arena_text(&options->arena, value);
        options->sources[id] = OPTION_FROM_FILE;
    }
    reading->taken[id] = true;
    return 1;
}

int options_read_file(const char *path, struct options *options)
{
    struct reading reading = {.path = path, .options = options, .file = fopen(path, "re")};
    if (reading.file == NULL) {
        fprintf(stderr, "fordela: cannot read %s: %s\n", path, strerror(errno));
        return 1;
    }
    int first_bad_line = ini_parse_stream(next_line, &reading, take, &reading);
    if (first_bad_line > 0) {
        reading.line = first_bad_line;
        fault(&reading, "this is neither [section] nor key = value");
    }
    fclose(reading.file);
    return reading.faults;
}
