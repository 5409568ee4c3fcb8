/* Options and files into weeks that can be shared out; every fault with its file, row and column. */
#include "allocate.h"
#include "core/week.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 4 * 1024 * 1024, PACK_MAX_DOSES = 1000000 };

/* The file's text in the arena; "-" = standard input. INVALID: told why not. */
static enum outcome read_file(struct allocation_job *job, const char *path, const char **ret_text, size_t *ret_length)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *from = standard ? stdin : fopen(path, "rb");
    char *room = arena_alloc(&job->arena, FILE_MAX_BYTES + 1);
    if (from == NULL) {
        allocate_refuse(job, "%s: %s", path, strerror(errno));
        return INVALID;
    }
    size_t length = room != NULL ? fread(room, 1, FILE_MAX_BYTES + 1, from) : 0;
    bool failed = ferror(from) != 0;
    if (!standard)
        (void)fclose(from);
    if (room == NULL)
        return BROKEN;
    if (failed || length > FILE_MAX_BYTES) {
        allocate_refuse(job, "%s: %s", path, failed ? "cannot be read" : "is longer than 4 MiB");
        return INVALID;
    }
    *ret_text = room;
    *ret_length = length;
    return OK;
}

/* "A,B@2021-W10": the parts at commas. "P:" in front of a value where products are allowed. */
static enum outcome read_dated(struct allocation_job *job, enum option_id id, bool of_products,
                               struct allocate_dated *list, size_t *ret_count)
{
    const char *at = option_text(job->options, id);
    for (; at != NULL && *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        char *part = arena_copy(&job->arena, at, strcspn(at, ",")), *week, *colon;
        int64_t monday;
        if (part == NULL)
            return BROKEN;
        if ((week = strchr(part, '@')) != NULL)
            *week++ = '\0';
        if ((colon = of_products ? strchr(part, ':') : NULL) != NULL)
            *colon++ = '\0';
        const char *value = colon != NULL ? colon : part;
        if (*value == '\0' || (of_products && value[strspn(value, "0123456789")] != '\0') ||
            (week != NULL && week_parse(week, &monday) != OK) || *ret_count == ALLOCATE_DATED_MAX) {
            allocate_refuse(job, "--%s: \"%s\" is not understood (--help says more)", option_rows[id].name, part);
            return INVALID;
        }
        list[(*ret_count)++] = (struct allocate_dated){
            .product = colon != NULL ? part : "", .first_week = week != NULL ? week : "", .value = value};
    }
    return OK;
}

static bool has_product(const struct allocation_job *job, const char *code)
{
    for (size_t i = 0; i < job->product_count; i++)
        if (strcmp(job->products[i].code, code) == 0)
            return true;
    return false;
}

static void add_product(struct allocation_job *job, const char *code, const char *name, const char *maker)
{
    if (!has_product(job, code) && job->product_count < ALLOCATE_PRODUCTS_MAX)
        job->products[job->product_count++] = (struct table_name){.code = code, .names = {code, name, maker, NULL}};
}

/* Names that stand in tables: those of --product, then the four vaccines of 2021. */
static enum outcome read_products(struct allocation_job *job)
{
    const char *at = option_text(job->options, OPTION_PRODUCT);
    for (; at != NULL && *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        const char *name = arena_copy(&job->arena, at, strcspn(at, ","));
        if (name == NULL)
            return BROKEN;
        if (*name != '\0')
            add_product(job, name, NULL, NULL);
    }
    add_product(job, "COMIRNATY", "Pfizer/Biontech", "Pfizer");
    add_product(job, "MODERNA", "Spikevax", "COVID-19 Vaccine Moderna");
    add_product(job, "VAXZEVRIA", "Astra Zeneca", "AstraZeneca");
    add_product(job, "JANSSEN", "COVID-19 Vaccine Janssen", NULL);
    return OK;
}

static struct dose_request request_of(const struct allocation_job *job)
{
    return (struct dose_request){
        .regions = job->regions,
        .region_count = job->region_count,
        .products = job->products,
        .product_count = job->product_count,
        .product = job->products[0].code,
        .area = "",
        .week = "",
        .year = option_number(job->options, OPTION_YEAR),
    };
}

/* Pack size and key of a week; told when there is none. */
static enum outcome complete(struct allocation_job *job, struct known_int pack_doses, const char *key,
                             const int64_t *weights, struct allocate_week *week)
{
    const char *size = allocate_dated_of(job->packs, job->pack_count, week->product, week->week);
    week->pack_doses = pack_doses.known ? pack_doses.value : size != NULL ? strtoll(size, NULL, 10) : 0;
    if (!pack_doses.known && size == NULL)
        allocate_refuse(job, "%s %s: no pack size (a column \"pack_doses\", or --pack-doses)", week->week,
                        week->product);
    else if (week->pack_doses < 1 || week->pack_doses > PACK_MAX_DOSES)
        allocate_refuse(job, "%s %s: a pack holds 1 to %d doses", week->week, week->product, PACK_MAX_DOSES);
    if (weights == NULL)
        return allocate_key_of(job, key, week->product, week->week, &week->key);
    int64_t *own = ARENA_ARRAY(&job->arena, job->region_count, int64_t);
    if (own == NULL)
        return BROKEN;
    memcpy(own, weights, job->region_count * sizeof *own);
    allocate_reduce(own, job->region_count);
    week->key = (struct allocate_key){*key != '\0' ? key : "(in the row)", own};
    return OK;
}

static struct allocate_week *find_week(struct allocation_job *job, const char *product, const char *week)
{
    for (size_t i = 0; i < job->week_count; i++)
        if (strcmp(job->weeks[i].week, week) == 0 && strcmp(job->weeks[i].product, product) == 0)
            return &job->weeks[i];
    return NULL;
}

static enum outcome take_weeks(struct allocation_job *job, const char *file, const struct replay_weeks *weeks)
{
    for (size_t i = 0; i < weeks->count; i++) {
        const struct replay_row *row = &weeks->rows[i];
        if (find_week(job, row->product, row->week) != NULL)
            allocate_refuse(job, "%s: row %zu: %s %s stands twice", file, row->row + 1, row->week, row->product);
        struct allocate_week *week = &job->weeks[job->week_count++];
        *week = (struct allocate_week){.product = row->product, .week = row->week};
        add_product(job, row->product, NULL, NULL);
        TRY(complete(job, row->pack_doses, row->key, row->weights, week));
        if (!row->packs.known && !row->doses.known)
            allocate_refuse(job, "%s: row %zu: neither packs nor doses (missing is not zero)", file, row->row + 1);
        bool too_many = row->packs.known && (row->packs.value > ACCOUNT_MAX_DOSES || week->pack_doses > PACK_MAX_DOSES);
        if (too_many)
            allocate_refuse(job, "%s: row %zu: more packs than can be", file, row->row + 1);
        week->doses = row->packs.known && !too_many ? row->packs.value * week->pack_doses : row->doses.value;
        if (row->packs.known && row->doses.known && !too_many && row->doses.value != week->doses)
            allocate_refuse(job, "%s: row %zu: %lld packs of %lld are not %lld doses", file, row->row + 1,
                            (long long)row->packs.value, (long long)week->pack_doses, (long long)row->doses.value);
    }
    return OK;
}

static size_t region_index(const struct allocation_job *job, const char *code)
{
    size_t i = 0;
    while (i < job->region_count && strcmp(job->counties[i], code) != 0)
        i++;
    return i;
}

/* The figures of a published table, with the weeks they belong to; weeks that are not there are made or left out. */
static enum outcome take_cells(struct allocation_job *job, const char *file, const struct dose_table *table, bool make)
{
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct dose_cell *cell = &table->cells[i];
        if (cell->state == DOSE_VALUE && cell->number > ACCOUNT_MAX_DOSES) {
            allocate_refuse(job, "%s: row %zu, column %zu: more than %d doses", file, cell->row + 1, cell->column + 1,
                            ACCOUNT_MAX_DOSES);
            continue;
        }
        struct allocate_week *week = find_week(job, cell->product, cell->week);
        size_t region = region_index(job, cell->area);
        if (week == NULL && make && job->week_count < ALLOCATE_WEEKS_MAX) {
            week = &job->weeks[job->week_count++];
            *week = (struct allocate_week){.product = cell->product, .week = cell->week};
        }
        if (week == NULL) {
            if (region == 0)
                allocate_note(job, "%s %s is published but not among the weeks: left out", cell->week, cell->product);
            continue;
        }
        if (region == job->region_count) { /* the nation's own figure */
            if (make && cell->state == DOSE_VALUE)
                week->doses = cell->number;
            continue;
        }
        if (week->published == NULL &&
            (week->published = ARENA_ARRAY(&job->arena, job->region_count, struct known_int)) == NULL)
            return BROKEN;
        if (cell->state == DOSE_VALUE)
            week->published[region] = known_int(cell->number);
    }
    return OK;
}

static const struct dose_total *printed_total(const struct dose_table *table, const struct allocate_week *week)
{
    for (size_t i = 0; i < table->total_count; i++)
        if (strcmp(table->totals[i].product, week->product) == 0 && strcmp(table->totals[i].week, week->week) == 0 &&
            strcmp(table->totals[i].area, "00") == 0)
            return &table->totals[i];
    return NULL;
}

/* What was shared out in a week of a published table: the sum, or where a figure is missing the printed total. */
static void total_of(struct allocation_job *job, const char *file, const struct dose_table *table,
                     struct allocate_week *week)
{
    const struct dose_total *printed = printed_total(table, week);
    if (week->published == NULL)
        return;
    const char *missing = NULL;
    week->doses = 0;
    for (size_t i = 0; i < job->region_count; i++) {
        week->doses += week->published[i].value;
        if (!week->published[i].known && missing == NULL)
            missing = job->regions[i].names[0];
    }
    if (missing != NULL && printed == NULL)
        allocate_refuse(job, "%s: %s %s: no figure for %s and no printed total: what was shared out is not known", file,
                        week->week, week->product, missing);
    else if (missing != NULL) {
        week->doses = printed->printed;
        allocate_note(job, "%s: %s %s: no figure for %s; shared out is the printed total", file, week->week,
                      week->product, missing);
    } else if (printed != NULL && printed->printed != week->doses)
        allocate_note(job, "%s: %s %s: printed total %lld, rows add up to %lld, which is shared out", file, week->week,
                      week->product, (long long)printed->printed, (long long)week->doses);
}

/* The only product of the weeks: what a published table without products is about. NULL: there are several. */
static const char *only_product(const struct allocation_job *job)
{
    for (size_t i = 1; i < job->week_count; i++)
        if (strcmp(job->weeks[i].product, job->weeks[0].product) != 0)
            return NULL;
    return job->week_count > 0 ? job->weeks[0].product : NULL;
}

static enum outcome read_table(struct allocation_job *job, const char *file, const char *text, size_t length, bool make)
{
    struct dose_table table;
    struct dose_request request = request_of(job);
    if (!make && only_product(job) != NULL)
        request.product = only_product(job);
    TRY(dose_table_read(&job->arena, text, length, &request, &table));
    allocate_refuse_faults(job, file, table.faults, table.fault_count);
    if (job->refused)
        return OK;
    TRY(take_cells(job, file, &table, make));
    for (size_t i = 0; i < job->week_count && make; i++) {
        const struct known_int unknown = {0};
        total_of(job, file, &table, &job->weeks[i]);
        TRY(complete(job, unknown, "", NULL, &job->weeks[i]));
    }
    return OK;
}

static int by_week(const void *left, const void *right)
{
    const struct allocate_week *a = left, *b = right;
    int order = strcmp(a->week, b->week);
    return order != 0 ? order : strcmp(a->product, b->product);
}

static enum outcome read_weights(struct allocation_job *job)
{
    const char *file = option_text(job->options, OPTION_WEIGHTS), *text;
    size_t length;
    if (file == NULL)
        return OK;
    const struct dose_request request = request_of(job);
    TRY(read_file(job, file, &text, &length));
    TRY(replay_keys_read(&job->arena, text, length, &request, &job->weights));
    allocate_refuse_faults(job, file, job->weights.faults.list, job->weights.faults.count);
    return job->refused ? INVALID : OK;
}

static void check_sizes(struct allocation_job *job, const char *file)
{
    for (size_t i = 0; i < job->week_count; i++)
        if (job->weeks[i].doses > ACCOUNT_MAX_DOSES)
            allocate_refuse(job, "%s: %s %s: more than %d doses", file, job->weeks[i].week, job->weeks[i].product,
                            ACCOUNT_MAX_DOSES);
    if (job->week_count == 0 && !job->refused)
        allocate_refuse(job, "%s: no week with figures", file);
}

enum outcome allocate_read(struct allocation_job *job)
{
    const char *file = option_text(job->options, OPTION_REPLAY), *text;
    const char *published = option_text(job->options, OPTION_PUBLISHED);
    struct replay_weeks weeks;
    size_t length;
    job->weeks = ARENA_ARRAY(&job->arena, ALLOCATE_WEEKS_MAX, struct allocate_week);
    if (job->weeks == NULL)
        return BROKEN;
    TRY(allocate_regions(job));
    TRY(read_products(job));
    TRY(read_dated(job, OPTION_KEY, false, job->keys, &job->key_count));
    TRY(read_dated(job, OPTION_PACK_DOSES, true, job->packs, &job->pack_count));
    TRY(read_weights(job));
    TRY(read_file(job, file, &text, &length));
    const struct dose_request request = request_of(job);
    TRY(replay_weeks_read(&job->arena, text, length, &request, &weeks));
    allocate_refuse_faults(job, file, weeks.faults.list, weeks.faults.count);
    if (!job->refused)
        TRY(weeks.is_weeks ? take_weeks(job, file, &weeks) : read_table(job, file, text, length, true));
    check_sizes(job, file);
    if (published != NULL && !job->refused) {
        TRY(read_file(job, published, &text, &length));
        TRY(read_table(job, published, text, length, false));
    }
    qsort(job->weeks, job->week_count, sizeof *job->weeks, by_week);
    return job->refused ? INVALID : OK;
}
