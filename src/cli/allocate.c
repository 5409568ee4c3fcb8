/* fordela allocate: a series of weeks shared out anew, to hold a published table against it. */
#include "allocate.h"
#include "cli/commands.h"

#include <string.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, OUTPUT_MAX_BYTES = 64 * 1024 * 1024, COMPLAINTS_MAX_BYTES = 1024 * 1024 };

static const char about[] =
    "Shares out weeks of vaccine to the 21 regions in whole packs through the accounts, in the order of the\n"
    "weeks, from balances of 0, and prints for each week and region: share of the key, balance before, packs,\n"
    "doses, balance after; and beside a published figure the difference and the account that it leaves. At the\n"
    "end: how many packs a region was off at most, by the accounts, by rounding each week for itself, and as\n"
    "published. Needs no database and no network.\n\n"
    "--replay is one of\n"
    "  weeks    columns week;packs or week;doses, and optionally product, pack_doses, key; columns named after\n"
    "           regions hold the weights of that week's key\n"
    "  a table  as published: a row for each region, a column for each week (or for each product, or a list with\n"
    "           region, product, week, doses). What is shared out is the sum of the rows; the rows themselves are\n"
    "           what is compared\n"
    "Separators ; , or tab; regions by code or name; blanks as thousands. What is missing is never taken for 0.\n\n"
    "--key names the key where the weeks do not: a column of --weights (persons or per cent for each region), or\n"
    "persons of an age band at a date from the program's own population tables:\n"
    "  --key 70+/2019-12-31,65+/2020-12-31@2021-W10,18+/2020-12-31@2021-W18,18-64/2019-12-31@2021-W20\n"
    "--pack-doses says the size of a pack likewise: 975,1170@2021-W02 or COMIRNATY:1170,MODERNA:100\n\n"
    "Exit status: 0 printed, 1 a file or figure is refused (told with row and column), 2 a wrong call.";

static int finish(struct allocation_job *job, enum outcome outcome)
{
    if (job->complaints.length > 0)
        fwrite(job->complaints.bytes, 1, job->complaints.length, stderr);
    if (outcome != OK && !job->refused)
        fprintf(stderr, "fordela allocate: %s\n", outcome_name(outcome));
    if (outcome == OK)
        return EXIT_DONE;
    return job->refused || outcome == TOO_LARGE ? EXIT_REFUSED : EXIT_BROKEN;
}

int cli_allocate(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_REPLAY,     OPTION_KEY,     OPTION_WEIGHTS, OPTION_PUBLISHED,
                                           OPTION_PACK_DOSES, OPTION_PRODUCT, OPTION_YEAR,    OPTION_FORMAT};
    static const struct options_wanted wanted = {
        .command = "allocate",
        .arguments = "",
        .about = about,
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    if (option_text(&options, OPTION_REPLAY) == NULL) {
        fprintf(stderr, "fordela allocate: --replay FILE is missing (--help says more)\n");
        return EXIT_USAGE;
    }
    struct arena arena = arena_open(ARENA_BYTES);
    struct allocation_job *job = ARENA_NEW(&arena, struct allocation_job);
    if (job == NULL)
        return EXIT_BROKEN;
    AUTO_TEXT out = text_open(OUTPUT_MAX_BYTES);
    *job = (struct allocation_job){
        .arena = arena_open(ARENA_BYTES), .options = &options, .complaints = text_open(COMPLAINTS_MAX_BYTES)};
    enum outcome outcome = allocate_read(job);
    if (outcome == OK)
        outcome = allocate_print(job, &out, strcmp(option_text(&options, OPTION_FORMAT), "csv") == 0);
    done = finish(job, outcome);
    if (outcome == OK && (fwrite(out.bytes, 1, out.length, stdout) != out.length || fflush(stdout) != 0)) {
        perror("fordela allocate: standard output");
        done = EXIT_BROKEN;
    }
    text_close(&job->complaints);
    arena_close(&job->arena);
    arena_close(&arena);
    return done;
}
