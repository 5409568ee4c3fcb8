#include "api/vaccine_import.h"

#include "api/vaccine_common.h"
#include "store/reference_read.h"
#include "store/vaccine_forecasts.h"

#include <string.h>

static const char *const state_words[] = {
    [IMPORT_NEW] = "new", [IMPORT_SAME] = "same", [IMPORT_CHANGED] = "changed", [IMPORT_MISSING] = "missing"};
_Static_assert(sizeof state_words / sizeof state_words[0] == IMPORT_STATE__COUNT, "one word per state");
static const char *const shape_words[] = {
    [SHAPE_LIST] = "list", [SHAPE_WEEKS] = "weeks", [SHAPE_PRODUCTS] = "products", [SHAPE_BANDS] = "bands"};
static const char *const kind_words[] = {"planned", "sent", "received", NULL};

#define TEXT_FIELD                                                                                                     \
    {                                                                                                                  \
        AT(struct import_input, text), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1,                          \
                                       .max = IMPORT_TEXT_BYTES, .about = "CSV, or what was copied from a spreadsheet" \
    }
#define TARGET_FIELDS                                                                                                  \
    {AT(struct import_input, product), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ARTICLE,                             \
     .about = "where the table does not say"},                                                                         \
        {AT(struct import_input, week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK},                              \
    {                                                                                                                  \
        AT(struct import_input, year), .kind = FIELD_MAYBE_INT, .min = 2000, .max = 2199,                              \
                                       .about = "of headings that do not say it: v. 3"                                 \
    }
static const struct field forecast_input_fields[] = {
    DOCUMENT_INPUT_FIELDS(struct import_input, 0, 0),
    TEXT_FIELD,
    TARGET_FIELDS,
    {AT(struct import_input, area), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_COUNTY},
    {AT(struct import_input, certainty), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = vaccine_certainty_words},
};
const struct fields vaccine_import_forecast_input =
    FIELDS("VaccineForecastImport", struct import_input, forecast_input_fields);
static const struct field delivery_input_fields[] = {
    DOCUMENT_INPUT_FIELDS(struct import_input, 0, 0),
    TEXT_FIELD,
    TARGET_FIELDS,
    {AT(struct import_input, area), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_COUNTY},
    {AT(struct import_input, kind), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = kind_words},
    {AT(struct import_input, happened_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE,
     .about = "default: each week's Monday"},
};
const struct fields vaccine_import_delivery_input =
    FIELDS("VaccineDeliveryImport", struct import_input, delivery_input_fields);
static const struct field population_input_fields[] = {
    DOCUMENT_INPUT_FIELDS(struct import_input, 0, 0),
    TEXT_FIELD,
    {AT(struct import_input, date), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED,
     .about = "the day that the persons are registered at"},
};
const struct fields vaccine_import_population_input =
    FIELDS("PopulationImport", struct import_input, population_input_fields);

struct import_row {
    int64_t row, column;
    const char *product, *area, *week;
    struct maybe age_from, age_to, doses, before;
    bool withdrawn;
    const char *state;
};
static const struct field row_fields[] = {
    {AT(struct import_row, row), .kind = FIELD_INT, .about = "from 1, the first line of the text"},
    {AT(struct import_row, column), .kind = FIELD_INT},
    {AT(struct import_row, product), .kind = FIELD_TEXT},
    {AT(struct import_row, area), .kind = FIELD_TEXT},
    {AT(struct import_row, week), .kind = FIELD_TEXT},
    {AT(struct import_row, age_from), .kind = FIELD_MAYBE_INT, .about = "of a population"},
    {AT(struct import_row, age_to), .kind = FIELD_MAYBE_INT, .about = "null = and older"},
    {AT(struct import_row, doses), .kind = FIELD_MAYBE_INT, .about = "or persons"},
    {AT(struct import_row, withdrawn), .kind = FIELD_BOOL},
    {AT(struct import_row, state), .kind = FIELD_TEXT, .about = "new, same (not written), changed or missing (empty)"},
    {AT(struct import_row, before), .kind = FIELD_MAYBE_INT},
};
static const struct fields row_output = FIELDS("VaccineImportRow", struct import_row, row_fields);

struct import_total {
    int64_t row, column;
    const char *label;
    int64_t printed, sum, difference, missing;
};
static const struct field total_fields[] = {
    {AT(struct import_total, row), .kind = FIELD_INT},
    {AT(struct import_total, column), .kind = FIELD_INT},
    {AT(struct import_total, label), .kind = FIELD_TEXT},
    {AT(struct import_total, printed), .kind = FIELD_INT},
    {AT(struct import_total, sum), .kind = FIELD_INT},
    {AT(struct import_total, difference), .kind = FIELD_INT, .about = "printed minus sum"},
    {AT(struct import_total, missing), .kind = FIELD_INT, .about = "empty cells in the sum"},
};
static const struct fields total_output = FIELDS("VaccineImportTotal", struct import_total, total_fields);

struct import_error {
    int64_t row, column;
    const char *value, *code, *message;
};
static const struct field error_fields[] = {
    {AT(struct import_error, row), .kind = FIELD_INT},      {AT(struct import_error, column), .kind = FIELD_INT},
    {AT(struct import_error, value), .kind = FIELD_TEXT},   {AT(struct import_error, code), .kind = FIELD_TEXT},
    {AT(struct import_error, message), .kind = FIELD_TEXT},
};
static const struct fields error_output = FIELDS("VaccineImportError", struct import_error, error_fields);

struct import_view {
    bool dry_run;
    struct vaccine_document_view *document;
    const char *shape, *separator;
    int64_t rows_read;
    struct import_row *rows;
    size_t row_count;
    struct import_total *totals;
    size_t total_count;
    struct import_error *errors;
    size_t error_count;
};
static const struct field view_fields[] = {
    {AT(struct import_view, dry_run), .kind = FIELD_BOOL},
    {AT(struct import_view, document), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_document_fields},
    {AT(struct import_view, shape), .kind = FIELD_TEXT,
     .about = "list, weeks, products or bands: what the columns are"},
    {AT(struct import_view, separator), .kind = FIELD_TEXT},
    {AT(struct import_view, rows_read), .kind = FIELD_INT},
    {AT(struct import_view, rows), .kind = FIELD_LIST, COUNTED(struct import_view, row_count), .of = &row_output},
    {AT(struct import_view, totals), .kind = FIELD_LIST, COUNTED(struct import_view, total_count), .of = &total_output},
    {AT(struct import_view, errors), .kind = FIELD_LIST, COUNTED(struct import_view, error_count), .of = &error_output},
};
const struct fields vaccine_import_output = FIELDS("VaccineImport", struct import_view, view_fields);

static enum outcome name_regions(struct call *c, struct dose_request *request)
{
    struct county *counties;
    size_t count;
    TRY(store_county_list(c->db, &c->arena, &counties, &count));
    struct table_name *names = ARENA_ARRAY(&c->arena, count, struct table_name);
    if (names == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        names[i] =
            (struct table_name){.code = counties[i].code,
                                .names = {counties[i].publisher_name, counties[i].region_name, counties[i].name, NULL}};
    request->regions = names;
    request->region_count = count;
    return OK;
}

static enum outcome name_products(struct call *c, struct dose_request *request)
{
    struct vaccine_catalogue catalogue;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    struct table_name *names = ARENA_ARRAY(&c->arena, catalogue.product_count, struct table_name);
    if (names == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < catalogue.product_count; i++) {
        const struct vaccine_product *product = &catalogue.products[i];
        names[i] = (struct table_name){.code = product->code,
                                       .names = {product->code, product->name, product->manufacturer, NULL}};
        /* One manufacturer of two vaccines names neither. */
        for (size_t j = 0; j < catalogue.product_count; j++)
            if (i != j && strcmp(catalogue.products[j].manufacturer, product->manufacturer) == 0)
                names[i].names[2] = NULL;
    }
    request->products = names;
    request->product_count = catalogue.product_count;
    return OK;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* The request's own product and area are codes of something. */
static void check_request(struct call *c, const struct dose_request *request)
{
    bool product = *request->product == '\0', area = *request->area == '\0' || strcmp(request->area, "00") == 0;
    for (size_t i = 0; i < request->product_count; i++)
        product = product || strcmp(request->products[i].code, request->product) == 0;
    for (size_t i = 0; i < request->region_count; i++)
        area = area || strcmp(request->regions[i].code, request->area) == 0;
    if (!product)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    if (!area)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "area", NULL);
}

static void note_fault(struct import *import, struct import_fault fault)
{
    if (import->fault_count < DOSE_MAX_FAULTS)
        import->faults[import->fault_count++] = fault;
}

void import_complain(struct import *import, size_t index, enum violation_code code)
{
    const struct dose_cell *cell = &import->table.cells[index];
    note_fault(import,
               (struct import_fault){.row = cell->row, .column = cell->column, .value = cell->text, .code = code});
}

bool import_is_sound(const struct import *import)
{
    return import->fault_count == 0;
}

/* The table's own faults, in the words of violations. */
static enum outcome take_faults(struct call *c, struct import *import)
{
    static const enum violation_code codes[] = {
        [DOSE_FAULT_MALFORMED] = VIOLATION_MALFORMED,
        [DOSE_FAULT_NEGATIVE] = VIOLATION_OUT_OF_RANGE,
        [DOSE_FAULT_UNKNOWN_REFERENCE] = VIOLATION_UNKNOWN_REFERENCE,
        [DOSE_FAULT_MISSING] = VIOLATION_MISSING,
        [DOSE_FAULT_DUPLICATE] = VIOLATION_DUPLICATE,
        [DOSE_FAULT_TOO_MANY] = VIOLATION_TOO_MANY,
    };
    _Static_assert(sizeof codes / sizeof codes[0] == DOSE_FAULT__COUNT, "one code per fault");
    import->faults = ARENA_ARRAY(&c->arena, DOSE_MAX_FAULTS, struct import_fault);
    if (import->faults == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < import->table.fault_count; i++) {
        const struct dose_fault *fault = &import->table.faults[i];
        note_fault(import,
                   (struct import_fault){
                       .row = fault->row, .column = fault->column, .value = fault->value, .code = codes[fault->code]});
    }
    return OK;
}

enum outcome import_read(struct call *c, const char *kind, bool population)
{
    const struct import_input *input = c->input;
    struct import *import = ARENA_NEW(&c->arena, struct import);
    struct dose_request request = {.population = population,
                                   .product = or_empty(input->product),
                                   .area = or_empty(input->area),
                                   .week = or_empty(input->week),
                                   .year = input->year.value};
    if (import == NULL)
        return TOO_LARGE;
    *import = (struct import){.input = input};
    TRY(name_regions(c, &request));
    TRY(name_products(c, &request));
    check_request(c, &request);
    TRY(vaccine_document_make(c, &input->document, kind, input->text, &import->document));
    TRY(call_check_violations(c));
    enum outcome outcome = dose_table_read(&c->arena, input->text, strlen(input->text), &request, &import->table);
    if (outcome != OK)
        return TOO_LARGE; /* the arena is full */
    const struct dose_table *table = &import->table;
    TRY(take_faults(c, import));
    import->rows = ARENA_ARRAY(&c->arena, table->cell_count, struct import_row);
    if (import->rows == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct dose_cell *cell = &table->cells[i];
        import->rows[i] = (struct import_row){
            .row = (int64_t)cell->row + 1,
            .column = (int64_t)cell->column + 1,
            .product = cell->product,
            .area = cell->area,
            .week = cell->week,
            .age_from = maybe_if(population, cell->age_from),
            .age_to = maybe_if(population && cell->age_to != 999, cell->age_to),
            .doses = maybe_if(cell->state == DOSE_VALUE, cell->number),
            .withdrawn = cell->state == DOSE_WITHDRAWN,
            .state = state_words[cell->state == DOSE_MISSING ? IMPORT_MISSING : IMPORT_NEW],
        };
    }
    c->prepared = import;
    return OK;
}

enum outcome import_open(struct call *c, struct import *ret_import)
{
    const struct import *read = c->prepared;
    *ret_import = *read;
    ret_import->rows = ARENA_ARRAY(&c->arena, read->table.cell_count, struct import_row);
    ret_import->faults = ARENA_ARRAY(&c->arena, DOSE_MAX_FAULTS, struct import_fault);
    if (ret_import->rows == NULL || ret_import->faults == NULL)
        return TOO_LARGE;
    memcpy(ret_import->rows, read->rows, read->table.cell_count * sizeof *read->rows);
    memcpy(ret_import->faults, read->faults, read->fault_count * sizeof *read->faults);
    return OK;
}

void import_note(struct import *import, size_t index, enum import_state state, struct maybe before)
{
    import->rows[index].state = state_words[state];
    import->rows[index].before = before;
}

static enum outcome view_lists(struct call *c, const struct import *import, struct import_view *view)
{
    const struct dose_table *table = &import->table;
    view->rows = import->rows;
    view->row_count = table->cell_count;
    view->total_count = table->total_count;
    view->error_count = import->fault_count;
    view->totals = ARENA_ARRAY(&c->arena, table->total_count, struct import_total);
    view->errors = ARENA_ARRAY(&c->arena, import->fault_count, struct import_error);
    if (view->totals == NULL || view->errors == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < table->total_count; i++)
        view->totals[i] = (struct import_total){.row = (int64_t)table->totals[i].row + 1,
                                                .column = (int64_t)table->totals[i].column + 1,
                                                .label = table->totals[i].label,
                                                .printed = table->totals[i].printed,
                                                .sum = table->totals[i].sum,
                                                .difference = table->totals[i].printed - table->totals[i].sum,
                                                .missing = (int64_t)table->totals[i].missing};
    for (size_t i = 0; i < import->fault_count; i++) {
        const struct import_fault *fault = &import->faults[i];
        view->errors[i] = (struct import_error){.row = (int64_t)fault->row + 1,
                                                .column = (int64_t)fault->column + 1,
                                                .value = fault->value,
                                                .code = violation_name(fault->code),
                                                .message = violation_message(fault->code, c->english)};
    }
    return OK;
}

static enum outcome refuse(struct call *c, const struct import *import)
{
    for (size_t i = 0; i < import->fault_count; i++) {
        const struct import_fault *fault = &import->faults[i];
        const char *prefix = arena_printf(&c->arena, "/text/%zu/%zu", fault->row + 1, fault->column + 1);
        if (prefix == NULL)
            return TOO_LARGE;
        violation_add(&c->violations, fault->code, prefix, NULL, NULL);
    }
    return call_check_violations(c);
}

static enum outcome keep_totals(struct call *c, const struct import *import)
{
    for (size_t i = 0; i < import->table.total_count; i++) {
        const struct dose_total *from = &import->table.totals[i];
        const struct vaccine_printed_total total = {.document_id = import->document.document_id,
                                                    .line_number = (int64_t)i + 1,
                                                    .label = from->label,
                                                    .product = from->product,
                                                    .area = *from->area != '\0' ? from->area : "00",
                                                    .week = from->week,
                                                    .printed_doses = from->printed,
                                                    .row_sum_doses = from->sum,
                                                    .rows_missing = (int64_t)from->missing};
        TRY(store_vaccine_total_add(c->db, &total));
    }
    return OK;
}

enum outcome import_close(struct call *c, struct import *import)
{
    static const char *const separators[] = {";", ",", "tab"};
    struct import_view *view = ARENA_NEW(&c->arena, struct import_view);
    if (view == NULL || (view->document = ARENA_NEW(&c->arena, struct vaccine_document_view)) == NULL)
        return TOO_LARGE;
    bool trial = call_trial(c);
    if (!trial && !import_is_sound(import))
        return refuse(c, import);
    if (import_is_sound(import))
        TRY(keep_totals(c, import));
    view->dry_run = trial;
    view->shape = shape_words[import->table.shape];
    view->separator = separators[import->table.separator == ',' ? 1 : import->table.separator == '\t' ? 2 : 0];
    view->rows_read = (int64_t)import->table.rows_read;
    vaccine_document_view(&import->document, view->document);
    TRY(view_lists(c, import, view));
    c->output = view;
    return call_audit(c, "vaccine_import.add", "vaccine_document", import->document.document_id, "00", NULL,
                      call_json(c, &vaccine_document_fields, view->document));
}
