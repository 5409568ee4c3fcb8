/* fordela compute: a problem on standard input, its result on standard output. */
#include "api/compute.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, ABOUT_BYTES = 16 * 1024 };

/* The place of the problem in the table; that behind the last if there is none. */
static size_t find_problem(const char *name)
{
    size_t at = 0;
    while (api_compute_name(at) != NULL && strcmp(api_compute_name(at), name) != 0)
        at++;
    return at;
}

/* The problem that the help is asked for: the first word that is no option; NULL without one. */
static const char *asked_problem(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-')
            return api_compute_name(find_problem(argv[i])) != NULL ? argv[i] : NULL;
    return NULL;
}

/* What --help says about one problem. */
static void add_about_problem(struct text *about, const char *name)
{
    const char *example = api_compute_example(name);
    text_printf(
        about,
        "%s: %s.\n\nReads {\"input\": VALUE} from standard input. An example, with every field that is needed:\n\n"
        "  echo '{\"input\": %s}' | fordela compute %s",
        name, api_compute_about(find_problem(name)), example != NULL ? example : "", name);
}

/* What --help says: the problems come from the table. */
static void add_about(struct text *about)
{
    text_add(about,
             "Reads one JSON object {\"problem\": NAME, \"input\": VALUE} from standard input, computes, and writes\n"
             "the result as JSON to standard output. Needs no database. A refusal is\n"
             "{\"error\": {\"code\", \"field\", \"message_sv\", \"message_en\"}}, field being a JSON Pointer into the\n"
             "input, and exit status 1. With PROBLEM the object is {\"input\": VALUE}.\n"
             "\"fordela compute PROBLEM --help\" shows an example that can be run.\n\nProblems:");
    for (size_t i = 0; api_compute_name(i); i++)
        text_printf(about, "\n  %-29s %s", api_compute_name(i), api_compute_about(i));
}

/* All of standard input. TOO_LARGE: over the limit; BROKEN: it cannot be read. */
static enum outcome read_input(struct text *body)
{
    for (;;) {
        char *room = text_reserve(body, READ_BYTES);
        if (!room)
            return TOO_LARGE;
        ssize_t got = read(STDIN_FILENO, room, READ_BYTES);
        if (got < 0)
            return BROKEN;
        if (got == 0)
            return OK;
        body->length += (size_t)got;
    }
}

static enum outcome answer(const char *problem, struct text *ret_result, bool *ret_refused)
{
    AUTO_TEXT body = text_open(COMPUTE_MAX_INPUT_BYTES);
    struct arena arena = arena_open(COMPUTE_ARENA_BYTES);
    enum outcome outcome = read_input(&body);
    if (outcome == OK)
        outcome = api_compute(&arena, problem, body.bytes, body.length, ret_result, ret_refused);
    arena_close(&arena);
    if (outcome == TOO_LARGE) {
        api_compute_refuse_size(ret_result);
        *ret_refused = true;
        outcome = OK;
    }
    return outcome;
}

int cli_compute(int argc, char **argv)
{
    AUTO_TEXT about = text_open(ABOUT_BYTES);
    const char *asked = asked_problem(argc, argv);
    if (asked != NULL)
        add_about_problem(&about, asked);
    else
        add_about(&about);
    if (text_failed(&about))
        return EXIT_BROKEN;
    const struct options_wanted wanted = {.command = "compute",
                                          .arguments = asked != NULL ? asked : "[PROBLEM]",
                                          .about = about.bytes,
                                          .arguments_max = 1};
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    AUTO_TEXT result = text_open(COMPUTE_MAX_RESULT_BYTES);
    bool refused = false;
    enum outcome outcome = answer(options.arguments[0], &result, &refused);
    text_add_char(&result, '\n');
    if (outcome != OK || text_failed(&result)) {
        fprintf(stderr, "fordela compute: %s\n", outcome_name(outcome == OK ? BROKEN : outcome));
        return EXIT_BROKEN;
    }
    if (fwrite(result.bytes, 1, result.length, stdout) != result.length || fflush(stdout) != 0) {
        perror("fordela compute: standard output");
        return EXIT_BROKEN;
    }
    return refused ? EXIT_REFUSED : EXIT_DONE;
}
