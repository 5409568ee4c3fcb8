#include "io/replay_file.h"

#include "dose_heading.h"

#include <string.h>

enum { HEADING_ROWS = 10, WEIGHT_DECIMALS = 6 };
static const int64_t weight_most = 100000000000;

enum csv_value replay_weight(const char *cell, int64_t *ret_scaled)
{
    enum csv_value value = csv_whole_number(cell, ret_scaled);
    if (value == CSV_NUMBER) {
        if (*ret_scaled > weight_most)
            return CSV_MALFORMED;
        *ret_scaled *= REPLAY_WEIGHT_SCALE;
    }
    if (value != CSV_MALFORMED)
        return value;
    size_t whole = strspn(cell, "0123456789"), decimals = 0;
    int64_t number = 0;
    if (whole == 0 || whole > 12)
        return CSV_MALFORMED;
    for (size_t i = 0; i < whole; i++)
        number = number * 10 + (cell[i] - '0');
    const char *at = cell + whole;
    if (*at == ',' || *at == '.')
        decimals = strspn(++at, "0123456789");
    if (number > weight_most || decimals > WEIGHT_DECIMALS || (at[-1] != cell[whole - 1] && decimals == 0))
        return CSV_MALFORMED;
    for (size_t i = 0; i < WEIGHT_DECIMALS; i++)
        number = number * 10 + (i < decimals ? at[i] - '0' : 0);
    at += decimals;
    at += strspn(at, " ");
    bool per_cent = *at == '%';
    if (at[per_cent] != '\0' || (decimals == 3 && !per_cent))
        return CSV_MALFORMED;
    *ret_scaled = number;
    return CSV_NUMBER;
}

struct file {
    struct arena *arena;
    const struct dose_request *request;
    struct csv_table csv;
    struct replay_faults *faults;
};

static void complain(struct file *file, size_t row, size_t column, enum dose_fault_code code)
{
    if (file->faults->count < DOSE_MAX_FAULTS)
        file->faults->list[file->faults->count++] =
            (struct dose_fault){.row = row, .column = column, .code = code, .value = csv_cell(&file->csv, row, column)};
}

/* Reads the file into cells; its own faults become ours. */
static enum outcome open_file(struct arena *arena, const char *text, size_t length, const struct dose_request *request,
                              struct replay_faults *faults, struct file *ret_file)
{
    struct csv_fault fault;
    *ret_file = (struct file){.arena = arena, .request = request, .faults = faults};
    faults->list = ARENA_ARRAY(arena, DOSE_MAX_FAULTS, struct dose_fault);
    if (faults->list == NULL)
        return BROKEN;
    enum outcome outcome = csv_read(arena, text, length, &ret_file->csv, &fault);
    if (outcome != INVALID && outcome != TOO_LARGE)
        return outcome;
    ret_file->csv = (struct csv_table){0};
    faults->list[faults->count++] = (struct dose_fault){
        .row = fault.row - 1,
        .column = fault.column > 0 ? fault.column - 1 : 0,
        .code = outcome == TOO_LARGE ? DOSE_FAULT_TOO_MANY : DOSE_FAULT_MALFORMED,
        .value = "",
    };
    return OK;
}

static enum outcome region_of(struct file *file, const char *cell, int *ret_region)
{
    const char *code;
    *ret_region = -1;
    TRY(heading_name(file->arena, file->request->regions, file->request->region_count, cell, &code));
    for (size_t i = 0; code != NULL && i < file->request->region_count && *ret_region < 0; i++)
        if (strcmp(file->request->regions[i].code, code) == 0)
            *ret_region = (int)i;
    return OK;
}

static void read_weight(struct file *file, size_t row, size_t column, int64_t *ret_weight)
{
    static const enum dose_fault_code codes[] = {[CSV_MISSING] = DOSE_FAULT_MISSING,
                                                 [CSV_WITHDRAWN] = DOSE_FAULT_MISSING,
                                                 [CSV_NEGATIVE] = DOSE_FAULT_NEGATIVE,
                                                 [CSV_MALFORMED] = DOSE_FAULT_MALFORMED};
    enum csv_value value = replay_weight(csv_cell(&file->csv, row, column), ret_weight);
    if (value != CSV_NUMBER)
        complain(file, row, column, codes[value]);
}

/* --- weeks --- */

enum weeks_column { OF_NOTHING, OF_WEEK, OF_PRODUCT, OF_PACK_DOSES, OF_PACKS, OF_DOSES, OF_KEY, OF_AREA, OF_REGION };

struct weeks_heading {
    size_t row, columns;
    enum weeks_column of[CSV_MAX_COLUMNS];
    int regions[CSV_MAX_COLUMNS];
    bool has_regions;
};

static enum outcome column_of(struct file *file, const char *cell, enum weeks_column *ret_of, int *ret_region)
{
    static const struct {
        const char *word;
        enum weeks_column of;
    } words[] = {
        {"week", OF_WEEK},
        {"vecka", OF_WEEK},
        {"isovecka", OF_WEEK},
        {"product", OF_PRODUCT},
        {"produkt", OF_PRODUCT},
        {"vaccin", OF_PRODUCT},
        {"vaccine", OF_PRODUCT},
        {"packdoses", OF_PACK_DOSES},
        {"doserperförpackning", OF_PACK_DOSES},
        {"packs", OF_PACKS},
        {"förpackningar", OF_PACKS},
        {"brickor", OF_PACKS},
        {"trays", OF_PACKS},
        {"doses", OF_DOSES},
        {"doser", OF_DOSES},
        {"antaldoser", OF_DOSES},
        {"key", OF_KEY},
        {"nyckel", OF_KEY},
        {"region", OF_AREA},
        {"län", OF_AREA},
        {"area", OF_AREA},
        {"county", OF_AREA},
    };
    const char *folded = csv_fold(file->arena, cell);
    if (folded == NULL)
        return BROKEN;
    *ret_of = OF_NOTHING;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(folded, words[i].word) == 0)
            *ret_of = words[i].of;
    if (*ret_of != OF_NOTHING || *cell == '\0')
        return OK;
    TRY(region_of(file, cell, ret_region));
    if (*ret_region >= 0)
        *ret_of = OF_REGION;
    return OK;
}

static bool has(const struct weeks_heading *heading, enum weeks_column of)
{
    for (size_t i = 0; i < heading->columns; i++)
        if (heading->of[i] == of)
            return true;
    return false;
}

static enum outcome find_heading(struct file *file, struct weeks_heading *heading, bool *ret_found)
{
    *ret_found = false;
    for (size_t row = 0; row < file->csv.count && row < HEADING_ROWS && !*ret_found; row++) {
        heading->row = row;
        heading->columns = file->csv.rows[row].count;
        for (size_t i = 0; i < heading->columns; i++)
            TRY(column_of(file, csv_cell(&file->csv, row, i), &heading->of[i], &heading->regions[i]));
        *ret_found =
            has(heading, OF_WEEK) && (has(heading, OF_PACKS) || has(heading, OF_DOSES)) && !has(heading, OF_AREA);
    }
    heading->has_regions = *ret_found && has(heading, OF_REGION);
    return OK;
}

/* Columns that nobody knows, and columns that stand twice. */
static void check_heading(struct file *file, const struct weeks_heading *heading)
{
    for (size_t i = 0; i < heading->columns; i++) {
        if (heading->of[i] == OF_NOTHING && *csv_cell(&file->csv, heading->row, i) != '\0')
            complain(file, heading->row, i, DOSE_FAULT_MALFORMED);
        for (size_t j = 0; j < i && heading->of[i] != OF_NOTHING; j++)
            if (heading->of[j] == heading->of[i] &&
                (heading->of[i] != OF_REGION || heading->regions[j] == heading->regions[i]))
                complain(file, heading->row, i, DOSE_FAULT_DUPLICATE);
    }
}

static void read_number(struct file *file, size_t row, size_t column, struct known_int *ret_number)
{
    int64_t number = 0;
    switch (csv_whole_number(csv_cell(&file->csv, row, column), &number)) {
    case CSV_NUMBER:
        *ret_number = known_int(number);
        break;
    case CSV_MISSING:
    case CSV_WITHDRAWN:
        break;
    case CSV_NEGATIVE:
        complain(file, row, column, DOSE_FAULT_NEGATIVE);
        break;
    case CSV_MALFORMED:
        complain(file, row, column, DOSE_FAULT_MALFORMED);
        break;
    }
}

static enum outcome read_weeks_row(struct file *file, const struct weeks_heading *heading, size_t index,
                                   struct replay_row *row)
{
    int64_t *weights = heading->has_regions ? ARENA_ARRAY(file->arena, file->request->region_count, int64_t) : NULL;
    size_t named = 0, before = file->faults->count;
    if (heading->has_regions && weights == NULL)
        return BROKEN;
    *row = (struct replay_row){.row = index, .week = "", .product = file->request->product, .key = ""};
    for (size_t i = 0; i < heading->columns; i++) {
        const char *cell = csv_cell(&file->csv, index, i);
        enum weeks_column of = heading->of[i];
        if (of == OF_WEEK) {
            TRY(heading_week(file->arena, file->request->year, cell, &row->week));
            if (row->week == NULL)
                complain(file, index, i, *cell != '\0' ? DOSE_FAULT_MALFORMED : DOSE_FAULT_MISSING);
        } else if (of == OF_PRODUCT && *cell != '\0') {
            TRY(heading_name(file->arena, file->request->products, file->request->product_count, cell, &row->product));
            row->product = row->product != NULL ? row->product : cell;
        } else if (of == OF_KEY)
            row->key = cell;
        else if (of == OF_PACK_DOSES || of == OF_PACKS || of == OF_DOSES)
            read_number(file, index, i, of == OF_PACKS ? &row->packs : of == OF_DOSES ? &row->doses : &row->pack_doses);
        else if (of == OF_REGION && *cell != '\0') {
            read_weight(file, index, i, &weights[heading->regions[i]]);
            named++;
        }
    }
    if (named > 0 && named < file->request->region_count && before == file->faults->count)
        complain(file, index, heading->columns, DOSE_FAULT_MISSING);
    row->weights = named > 0 ? weights : NULL;
    return OK;
}

static bool is_empty(const struct file *file, size_t row)
{
    for (size_t i = 0; i < file->csv.rows[row].count; i++)
        if (*csv_cell(&file->csv, row, i) != '\0')
            return false;
    return true;
}

enum outcome replay_weeks_read(struct arena *arena, const char *text, size_t length, const struct dose_request *request,
                               struct replay_weeks *ret_weeks)
{
    struct file file;
    struct weeks_heading *heading = ARENA_NEW(arena, struct weeks_heading);
    *ret_weeks = (struct replay_weeks){0};
    if (heading == NULL)
        return BROKEN;
    TRY(open_file(arena, text, length, request, &ret_weeks->faults, &file));
    if (ret_weeks->faults.count > 0) /* what is no table at all is told as one of weeks */
        return OK;
    TRY(find_heading(&file, heading, &ret_weeks->is_weeks));
    if (!ret_weeks->is_weeks)
        return OK;
    check_heading(&file, heading);
    ret_weeks->rows = ARENA_ARRAY(arena, REPLAY_MAX_ROWS, struct replay_row);
    if (ret_weeks->rows == NULL)
        return BROKEN;
    for (size_t i = heading->row + 1; i < file.csv.count; i++) {
        if (is_empty(&file, i))
            continue;
        if (ret_weeks->count == REPLAY_MAX_ROWS) {
            complain(&file, i, 0, DOSE_FAULT_TOO_MANY);
            break;
        }
        TRY(read_weeks_row(&file, heading, i, &ret_weeks->rows[ret_weeks->count++]));
    }
    return OK;
}

/* --- keys --- */

/* One region's weights in all keys. */
static enum outcome read_key_row(struct file *file, size_t row, size_t key_count, int64_t *const *weights, bool *seen)
{
    const char *cell = csv_cell(&file->csv, row, 0), *folded = csv_fold(file->arena, cell);
    int region;
    if (folded == NULL)
        return BROKEN;
    if (*cell == '\0' || heading_total(folded) != TOTAL_NOT)
        return OK;
    TRY(region_of(file, cell, &region));
    if (region < 0 || seen[region]) {
        complain(file, row, 0, region < 0 ? DOSE_FAULT_UNKNOWN_REFERENCE : DOSE_FAULT_DUPLICATE);
        return OK;
    }
    seen[region] = true;
    for (size_t key = 0; key < key_count; key++)
        read_weight(file, row, key + 1, &weights[key][region]);
    return OK;
}

enum outcome replay_keys_read(struct arena *arena, const char *text, size_t length, const struct dose_request *request,
                              struct replay_keys *ret_keys)
{
    struct file file;
    int64_t *weights[REPLAY_MAX_KEYS];
    size_t heading = 0;
    bool *seen = ARENA_ARRAY(arena, request->region_count, bool);
    *ret_keys = (struct replay_keys){.keys = ARENA_ARRAY(arena, REPLAY_MAX_KEYS, struct replay_key)};
    if (seen == NULL || ret_keys->keys == NULL)
        return BROKEN;
    TRY(open_file(arena, text, length, request, &ret_keys->faults, &file));
    while (heading < file.csv.count && is_empty(&file, heading))
        heading++;
    size_t columns = heading < file.csv.count ? file.csv.rows[heading].count : 0;
    if (columns < 2 || columns > REPLAY_MAX_KEYS + 1) {
        complain(&file, heading, 0, columns < 2 ? DOSE_FAULT_MALFORMED : DOSE_FAULT_TOO_MANY);
        return OK;
    }
    for (size_t i = 1; i < columns; i++) {
        if ((weights[i - 1] = ARENA_ARRAY(arena, request->region_count, int64_t)) == NULL)
            return BROKEN;
        ret_keys->keys[ret_keys->count++] =
            (struct replay_key){.name = csv_cell(&file.csv, heading, i), .weights = weights[i - 1]};
        if (*csv_cell(&file.csv, heading, i) == '\0')
            complain(&file, heading, i, DOSE_FAULT_MISSING);
    }
    for (size_t i = heading + 1; i < file.csv.count; i++)
        TRY(read_key_row(&file, i, ret_keys->count, weights, seen));
    for (size_t i = 0; i < request->region_count; i++)
        if (!seen[i] && ret_keys->faults.count < DOSE_MAX_FAULTS)
            ret_keys->faults.list[ret_keys->faults.count++] = (struct dose_fault){
                .row = file.csv.count, .column = 0, .code = DOSE_FAULT_MISSING, .value = request->regions[i].names[0]};
    return OK;
}
