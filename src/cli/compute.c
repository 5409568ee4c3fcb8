/* fordela compute: a problem on standard input, its result on standard output. */
#include "api/compute.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

static void help(void)
{
    puts("fordela compute < QUESTION.json\n"
         "\n"
         "Reads one JSON object {\"problem\": NAME, \"input\": VALUE} from standard input, computes, and writes the\n"
         "result as JSON to standard output. Needs no database. A refusal is {\"error\": {\"code\", \"field\", ...}},\n"
         "field being a JSON Pointer into the input.\n"
         "\n"
         "Exit status: 0 done, 1 refused, 2 wrong usage, 3 out of memory or another failure of the machine.\n"
         "\n"
         "Problems:");
    for (size_t i = 0; api_compute_name(i); i++)
        printf("  %-20s %s\n", api_compute_name(i), api_compute_about(i));
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
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        help();
        return EXIT_DONE;
    }
    if (argc > 1) {
        fputs("fordela compute: takes no arguments; the question comes on standard input (see --help)\n", stderr);
        return EXIT_USAGE;
    }
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
