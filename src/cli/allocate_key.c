/* Keys: columns of a weights file, or persons of an age band at a date from the reference data inside the program. */
#include "allocate.h"
#include "io/csv_read.h"
#include "store/reference.h"

#include <stdlib.h>
#include <string.h>

enum { NO_UPPER_AGE = 999, COUNTY_CHARS = 2 };

/* A reference file as cells, from its heading on. NULL count: no such file. */
static enum outcome reference_table(struct arena *arena, const char *name, struct csv_table *ret_table)
{
    struct csv_fault fault;
    *ret_table = (struct csv_table){0};
    for (int i = 0; i < store_reference_file_count; i++) {
        const struct reference_file *file = &store_reference_files[i];
        if (strcmp(file->name, name) != 0)
            continue;
        const char *at = file->text, *end = file->text + file->length;
        while (at < end && *at == '#') {
            const char *line_end = memchr(at, '\n', (size_t)(end - at));
            at = line_end != NULL ? line_end + 1 : end;
        }
        return csv_read(arena, at, (size_t)(end - at), ret_table, &fault);
    }
    return NOT_FOUND;
}

static size_t column_named(const struct csv_table *table, const char *name)
{
    for (size_t i = 0; table->count > 0 && i < table->rows[0].count; i++)
        if (strcmp(csv_cell(table, 0, i), name) == 0)
            return i;
    return CSV_MAX_COLUMNS; /* no cell there */
}

enum outcome allocate_regions(struct allocation_job *job)
{
    struct csv_table table;
    TRY(reference_table(&job->arena, "counties.tsv", &table));
    for (size_t i = 1; i < table.count && job->region_count < ALLOCATE_REGIONS_MAX; i++) {
        const char *code = csv_cell(&table, i, column_named(&table, "county_code"));
        if (*code == '\0')
            continue;
        job->counties[job->region_count] = code;
        job->regions[job->region_count++] =
            (struct table_name){.code = code,
                                .names = {csv_cell(&table, i, column_named(&table, "publisher_name")),
                                          csv_cell(&table, i, column_named(&table, "region_name")),
                                          csv_cell(&table, i, column_named(&table, "name")), NULL}};
    }
    return job->region_count > 0 ? OK : BROKEN;
}

/* "70+", "18-64", "7", "total" of a heading. */
static bool read_band(const char *text, int64_t *ret_from, int64_t *ret_to)
{
    char *end;
    if (strcmp(text, "total") == 0) {
        *ret_from = 0;
        *ret_to = NO_UPPER_AGE;
        return true;
    }
    if (*text < '0' || *text > '9')
        return false;
    *ret_from = *ret_to = strtol(text, &end, 10);
    if (strcmp(end, "+") == 0)
        *ret_to = NO_UPPER_AGE;
    else if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        *ret_to = strtol(end + 1, &end, 10);
    else if (*end != '\0')
        return false;
    return *ret_from <= *ret_to && *ret_to <= NO_UPPER_AGE;
}

/* The columns that make up the band without gap or overlap: from each age the widest. */
static size_t tile(const struct csv_table *table, int64_t from, int64_t to, size_t columns[CSV_MAX_COLUMNS])
{
    size_t count = 0;
    while (from <= to) {
        int64_t widest = -1;
        for (size_t i = 2; i < table->rows[0].count; i++) {
            int64_t band_from, band_to;
            if (read_band(csv_cell(table, 0, i), &band_from, &band_to) && band_from == from && band_to <= to &&
                band_to > widest) {
                widest = band_to;
                columns[count] = i;
            }
        }
        if (widest < 0 || ++count == CSV_MAX_COLUMNS)
            return 0;
        from = widest + 1;
    }
    return count;
}

/* Adds the file's rows of the date, municipalities to their county. False: the file has not that band or date. */
static bool sum_band(const struct allocation_job *job, const struct csv_table *table, const char *date, int64_t from,
                     int64_t to, int64_t *weights)
{
    size_t columns[CSV_MAX_COLUMNS], count = table->count > 1 ? tile(table, from, to, columns) : 0;
    bool any = false;
    for (size_t row = 1; row < table->count && count > 0; row++) {
        if (strcmp(csv_cell(table, row, 1), date) != 0)
            continue;
        for (size_t region = 0; region < job->region_count; region++)
            if (strncmp(csv_cell(table, row, 0), job->counties[region], COUNTY_CHARS) == 0) {
                for (size_t i = 0; i < count; i++)
                    weights[region] += strtoll(csv_cell(table, row, columns[i]), NULL, 10);
                any = true;
            }
    }
    return any;
}

/* Persons of the band at the date from the first table that can be cut there. */
static enum outcome band_persons(struct allocation_job *job, const char *date, int64_t from, int64_t to,
                                 int64_t *weights, bool *ret_known)
{
    static const char *const files[] = {"population_county_groups.tsv", "population_groups_2020.tsv",
                                        "population_groups_2021.tsv", "population_age1_2019.tsv"};
    *ret_known = false;
    for (size_t i = 0; i < sizeof files / sizeof files[0] && !*ret_known; i++) {
        struct arena_mark mark = arena_mark(&job->arena);
        struct csv_table table;
        TRY(reference_table(&job->arena, files[i], &table));
        *ret_known = sum_band(job, &table, date, from, to, weights);
        arena_reset(&job->arena, mark);
    }
    return OK;
}

/* "70+/2019-12-31". Where no table can be cut at both ends: those from the lower age on without those above the upper.
 * ret_known false: not a band at a date, or none that can be told. */
static enum outcome population_key(struct allocation_job *job, const char *name, int64_t *weights, bool *ret_known)
{
    const char *slash = strchr(name, '/');
    const char *band = slash != NULL ? arena_copy(&job->arena, name, (size_t)(slash - name)) : NULL;
    int64_t from, to, *above = ARENA_ARRAY(&job->arena, job->region_count, int64_t);
    *ret_known = false;
    if (above == NULL || (slash != NULL && band == NULL))
        return BROKEN;
    if (band == NULL || !read_band(band, &from, &to))
        return OK;
    TRY(band_persons(job, slash + 1, from, to, weights, ret_known));
    if (*ret_known || to == NO_UPPER_AGE)
        return OK;
    TRY(band_persons(job, slash + 1, from, NO_UPPER_AGE, weights, ret_known));
    if (*ret_known)
        TRY(band_persons(job, slash + 1, to + 1, NO_UPPER_AGE, above, ret_known));
    for (size_t i = 0; i < job->region_count && *ret_known; i++)
        weights[i] -= above[i];
    return OK;
}

void allocate_reduce(int64_t *weights, size_t count)
{
    int64_t divisor = 0;
    for (size_t i = 0; i < count; i++)
        for (int64_t a = weights[i]; a != 0;) {
            int64_t rest = divisor % a;
            divisor = a;
            a = rest;
        }
    for (size_t i = 0; i < count && divisor > 1; i++)
        weights[i] /= divisor;
}

const char *allocate_dated_of(const struct allocate_dated *list, size_t count, const char *product, const char *week)
{
    const struct allocate_dated *found = NULL;
    for (size_t i = 0; i < count; i++) {
        bool holds = (*list[i].product == '\0' || strcmp(list[i].product, product) == 0) &&
                     strcmp(list[i].first_week, week) <= 0;
        /* What is said of the product counts before what is said of all. */
        bool closer = found == NULL || (*found->product == '\0' && *list[i].product != '\0') ||
                      ((*found->product != '\0') == (*list[i].product != '\0') &&
                       strcmp(found->first_week, list[i].first_week) <= 0);
        if (holds && closer)
            found = &list[i];
    }
    return found != NULL ? found->value : NULL;
}

enum outcome allocate_key_of(struct allocation_job *job, const char *name, const char *product, const char *week,
                             struct allocate_key *ret_key)
{
    *ret_key = (struct allocate_key){0};
    if (*name == '\0')
        name = allocate_dated_of(job->keys, job->key_count, product, week);
    if (name == NULL) {
        allocate_refuse(job, "%s %s: no key (a column \"key\", weights in the row, or --key)", week, product);
        return OK;
    }
    for (size_t i = 0; i < job->resolved_count; i++)
        if (strcmp(job->resolved[i].name, name) == 0) {
            *ret_key = job->resolved[i];
            return OK;
        }
    int64_t *weights = ARENA_ARRAY(&job->arena, job->region_count, int64_t);
    bool known = false;
    if (weights == NULL)
        return BROKEN;
    for (size_t i = 0; i < job->weights.count && !known; i++)
        if (strcmp(job->weights.keys[i].name, name) == 0) {
            memcpy(weights, job->weights.keys[i].weights, job->region_count * sizeof *weights);
            known = true;
        }
    if (!known)
        TRY(population_key(job, name, weights, &known));
    if (!known) {
        allocate_refuse(job,
                        "%s %s: the key \"%s\" is neither a column of --weights nor an age band at a date that the\n"
                        "  population tables can be cut at (as 70+/2019-12-31, 65+/2020-12-31, 18-64/2021-12-31)",
                        week, product, name);
        return OK;
    }
    allocate_reduce(weights, job->region_count);
    *ret_key = (struct allocate_key){name, weights};
    if (job->resolved_count < ALLOCATE_DATED_MAX)
        job->resolved[job->resolved_count++] = *ret_key;
    return OK;
}
