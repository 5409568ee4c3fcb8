/* fordela compute: a problem on standard input, its result on standard output. */
#include "api/compute.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, ABOUT_BYTES = 16 * 1024 };

/* What --help says: the problems come from the table. */
static void add_about(struct text *about)
{
    text_add(about,
             "Reads one JSON object {\"problem\": NAME, \"input\": VALUE} from standard input, computes, and writes\n"
             "the result as JSON to standard output. Needs no database. A refusal is\n"
             "{\"error\": {\"code\", \"field\", \"message_sv\", \"message_en\"}}, field being a JSON Pointer into the\n"
             "input, and exit status 1.\n\nProblems:");
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

static enum outcome answer(struct text *ret_result, bool *ret_refused)
{
    AUTO_TEXT body = text_open(COMPUTE_MAX_INPUT_BYTES);
    struct arena arena = arena_open(COMPUTE_ARENA_BYTES);
    enum outcome outcome = read_input(&body);
    if (outcome == OK)
        outcome = api_compute(&arena, NULL, body.bytes, body.length, ret_result, ret_refused);
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
    add_about(&about);
    if (text_failed(&about))
        return EXIT_BROKEN;
    const struct options_wanted wanted = {.command = "compute", .arguments = "", .about = about.bytes};
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    AUTO_TEXT result = text_open(COMPUTE_MAX_RESULT_BYTES);
    bool refused = false;
    enum outcome outcome = answer(&result, &refused);
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
