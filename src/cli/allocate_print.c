/* Runs the weeks through the accounts and prints them, for people or for a spreadsheet. */
#include "allocate.h"
#include "io/csv.h"

#include <inttypes.h>
#include <string.h>

enum { DOSES_PER_CENTI = MICRO_DOSES / 100, NAME_LETTERS = 16 };

/* What a product's weeks led to. */
struct outcome_of_product {
    const char *product;
    struct replay_account account;
    struct extreme {
        double packs;
        const char *week, *region;
    } ours, weekly, published;
    int weeks, guarded, broken;
    bool compared;
};

/* Millionths as hundredths, half away from zero. */
static int64_t centi(int64_t micro)
{
    return (micro + (micro < 0 ? -1 : 1) * DOSES_PER_CENTI / 2) / DOSES_PER_CENTI;
}

/* Right-aligned in a column, with two decimals. */
static void print_centi(struct text *out, int64_t micro, int width)
{
    int64_t value = centi(micro), size = value < 0 ? -value : value;
    char number[40];
    snprintf(number, sizeof number, "%s%" PRId64 ".%02d", value < 0 ? "-" : "", size / 100, (int)(size % 100));
    text_printf(out, " %*s", width, number);
}

/* The region's share of the key, in per cent. */
static double share_of(const struct replay_result *result, const struct replay_line *line)
{
    return 100.0 * (double)line->weight / (double)result->key_sum;
}

/* Padded by letters, not bytes. */
static void print_name(struct text *out, const char *name)
{
    int letters = 0;
    for (const char *at = name; *at != '\0'; at++)
        letters += (*at & 0xc0) != 0x80;
    text_add(out, name);
    for (; letters < NAME_LETTERS; letters++)
        text_add_char(out, ' ');
}

static void print_known(struct text *out, struct known_int number, int width)
{
    if (number.known)
        text_printf(out, " %*" PRId64, width, number.value);
    else
        text_printf(out, " %*s", width, "-");
}

static void print_week(const struct allocation_job *job, const struct allocate_week *week,
                       const struct replay_result *result, struct text *out)
{
    bool compared = week->published != NULL;
    text_printf(out, "%s  %s  %" PRId64 " packs of %" PRId64 " (%" PRId64 " doses)  key %s%s%s", week->week,
                week->product, result->packs, week->pack_doses, result->packs * week->pack_doses, week->key.name,
                result->guard_used ? "  guard used" : "", result->promise_kept ? "" : "  PROMISE BROKEN");
    if (result->left_doses > 0)
        text_printf(out, "  %" PRId64 " doses are no whole pack", result->left_doses);
    text_printf(out, "\n  %-2s %-16s %9s %13s %7s %9s %13s%s\n", "", "region", "share %", "before", "packs", "doses",
                "after", compared ? " published difference  its account" : "");
    for (size_t i = 0; i < job->region_count; i++) {
        const struct replay_line *line = &result->lines[i];
        text_printf(out, "  %-2s ", job->counties[i]);
        print_name(out, job->regions[i].names[0]);
        text_printf(out, " %9.4f", share_of(result, line));
        print_centi(out, line->before_micro, 13);
        text_printf(out, " %7" PRId64 " %9" PRId64, line->packs, line->doses);
        print_centi(out, line->after_micro, 13);
        if (compared) {
            print_known(out, line->published_doses, 9);
            print_known(out, line->difference_doses, 10);
            if (line->published_micro.known)
                print_centi(out, line->published_micro.value, 12);
            else
                print_known(out, line->published_micro, 12);
        }
        text_add_char(out, '\n');
    }
    text_add_char(out, '\n');
}

static void heading_csv(struct csv *csv)
{
    static const char *const names[] = {"week",
                                        "product",
                                        "key",
                                        "pack_doses",
                                        "county",
                                        "region",
                                        "key_weight",
                                        "share_percent",
                                        "balance_before_doses",
                                        "right_doses",
                                        "packs",
                                        "doses",
                                        "balance_after_doses",
                                        "weekly_rounding_packs",
                                        "weekly_rounding_balance_doses",
                                        "published_doses",
                                        "difference_doses",
                                        "published_balance_doses",
                                        "promise_kept"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        csv_text(csv, names[i]);
    csv_end_line(csv);
}

static struct maybe known(struct known_int number)
{
    return maybe_if(number.known, number.value);
}

/* Four decimals behind a comma, as spreadsheets here read it. */
static void csv_share(struct csv *csv, double percent)
{
    char number[32];
    snprintf(number, sizeof number, "%.4f", percent);
    char *point = strchr(number, '.');
    if (point != NULL)
        *point = ',';
    csv_text(csv, number);
}

static void write_week(const struct allocation_job *job, const struct allocate_week *week,
                       const struct replay_result *result, struct csv *csv)
{
    for (size_t i = 0; i < job->region_count; i++) {
        const struct replay_line *line = &result->lines[i];
        csv_text(csv, week->week);
        csv_text(csv, week->product);
        csv_text(csv, week->key.name);
        csv_int(csv, week->pack_doses);
        csv_text(csv, job->counties[i]);
        csv_text(csv, job->regions[i].names[0]);
        csv_int(csv, line->weight);
        csv_share(csv, share_of(result, line));
        csv_centi(csv, maybe_known(centi(line->before_micro)));
        csv_centi(csv, maybe_known(centi(line->credit_micro)));
        csv_int(csv, line->packs);
        csv_int(csv, line->doses);
        csv_centi(csv, maybe_known(centi(line->after_micro)));
        csv_int(csv, line->weekly_packs);
        csv_centi(csv, maybe_known(centi(line->weekly_micro)));
        csv_maybe(csv, known(line->published_doses));
        csv_maybe(csv, known(line->difference_doses));
        csv_centi(csv, maybe_if(line->published_micro.known,
                                line->published_micro.known ? centi(line->published_micro.value) : 0));
        csv_int(csv, result->promise_kept);
        csv_end_line(csv);
    }
}

static void widen(const struct allocation_job *job, const struct allocate_week *week, const int64_t *balances,
                  struct extreme *extreme)
{
    struct replay_extreme found = replay_extreme(balances, job->region_count, week->pack_doses);
    if (found.packs > extreme->packs)
        *extreme = (struct extreme){found.packs, week->week, job->regions[found.region].names[0]};
}

static enum outcome product_of(struct allocation_job *job, struct outcome_of_product *products, size_t *count,
                               const char *product, struct outcome_of_product **ret_product)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(products[i].product, product) == 0) {
            *ret_product = &products[i];
            return OK;
        }
    if (*count == ALLOCATE_WEEKS_MAX)
        return TOO_LARGE;
    *ret_product = &products[(*count)++];
    (*ret_product)->product = product;
    return replay_open(&job->arena, job->region_count, &(*ret_product)->account);
}

static void print_extreme(struct text *out, const char *what, const struct extreme *extreme)
{
    text_printf(out, "  %-38s %6.2f packs", what, extreme->packs);
    if (extreme->week != NULL)
        text_printf(out, "  (%s, %s)", extreme->region, extreme->week);
    text_add_char(out, '\n');
}

static void print_summary(const struct outcome_of_product *products, size_t count, struct text *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct outcome_of_product *product = &products[i];
        text_printf(out, "%s: %d weeks, guard used in %d, promise broken in %d. Most that a region was off:\n",
                    product->product, product->weeks, product->guarded, product->broken);
        print_extreme(out, "by the accounts", &product->ours);
        print_extreme(out, "each week rounded for itself", &product->weekly);
        if (product->compared && product->account.published_known)
            print_extreme(out, "as published", &product->published);
        else if (product->compared)
            text_printf(out, "  %-38s not known: a published figure is missing\n", "as published");
    }
}

static enum outcome run_week(struct allocation_job *job, struct outcome_of_product *product,
                             const struct allocate_week *week, struct replay_result *ret_result)
{
    const struct replay_week input = {
        .product = week->product,
        .week = week->week,
        .pack_doses = week->pack_doses,
        .doses = week->doses,
        .counties = job->counties,
        .weights = week->key.weights,
        .published = week->published,
    };
    enum outcome outcome = replay_week(&job->arena, &product->account, &input, ret_result);
    if (outcome == INVALID || outcome == TOO_LARGE)
        allocate_refuse(job, "%s %s: %s", week->week, week->product,
                        outcome == INVALID ? "the key has no weight" : "the numbers are too large");
    if (outcome != OK)
        return outcome;
    product->weeks++;
    product->guarded += ret_result->guard_used;
    product->broken += !ret_result->promise_kept;
    product->compared = product->compared || week->published != NULL;
    widen(job, week, product->account.balances_micro, &product->ours);
    widen(job, week, product->account.weekly_micro, &product->weekly);
    if (week->published != NULL && product->account.published_known)
        widen(job, week, product->account.published_micro, &product->published);
    return OK;
}

enum outcome allocate_print(struct allocation_job *job, struct text *out, bool as_csv)
{
    struct outcome_of_product *products = ARENA_ARRAY(&job->arena, job->week_count, struct outcome_of_product);
    size_t count = 0;
    struct csv csv = {0};
    if (products == NULL)
        return BROKEN;
    if (as_csv) {
        csv = csv_open(out);
        heading_csv(&csv);
    }
    for (size_t i = 0; i < job->week_count; i++) {
        struct outcome_of_product *product;
        struct replay_result result;
        TRY(product_of(job, products, &count, job->weeks[i].product, &product));
        struct arena_mark mark = arena_mark(&job->arena);
        TRY(run_week(job, product, &job->weeks[i], &result));
        if (as_csv)
            write_week(job, &job->weeks[i], &result, &csv);
        else
            print_week(job, &job->weeks[i], &result, out);
        arena_reset(&job->arena, mark);
    }
    if (!as_csv)
        print_summary(products, count, out);
    return text_failed(out) ? TOO_LARGE : OK;
}
