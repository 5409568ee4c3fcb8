/* Importing published tables: forecasts, deliveries, population; as CSV or pasted; tried first if wanted. */
#ifndef FORDELA_API_VACCINE_IMPORT_H
#define FORDELA_API_VACCINE_IMPORT_H

#include "api/call.h"
#include "api/vaccine_documents.h"
#include "io/dose_table.h"

enum { IMPORT_TEXT_BYTES = 1024 * 1024, IMPORT_BODY_BYTES = 3 * 1024 * 1024 };

enum import_state { IMPORT_NEW, IMPORT_SAME, IMPORT_CHANGED, IMPORT_MISSING, IMPORT_STATE__COUNT };

struct import_input {
    struct vaccine_document_input document;
    const char *text, *product, *area, *week, *date, *happened_on;
    struct maybe year;
    int certainty, kind;
};

/* What is wrong with a cell; row and column from 0. */
struct import_fault {
    size_t row, column;
    const char *value;
    enum violation_code code;
};

/* One import on its way through: the table, what was found of each figure, what is wrong. */
struct import {
    const struct import_input *input;
    struct dose_table table;
    struct vaccine_document document;
    struct import_row *rows; /* as answered, one per figure */
    struct import_fault *faults;
    size_t fault_count;
};

/* Reads the table by the input (violations of the form alone are refused here) and makes the document of the kind, for
 * c->prepared: half a second for the worst megabyte, in which nobody else could write. */
MUST_USE enum outcome import_read(struct call *c, const char *kind, bool population);

/* What was read, as it was read: the writer may try again. */
MUST_USE enum outcome import_open(struct call *c, struct import *ret_import);

/* Notes what a figure does; before: what stood there. */
void import_note(struct import *import, size_t index, enum import_state state, struct maybe before);

/* Notes that a figure cannot be taken over. */
void import_complain(struct import *import, size_t index, enum violation_code code);
bool import_is_sound(const struct import *import);

/* The answer: with faults and not a trial, 422 with all of them; otherwise the whole import. Writes totals and audit.
 */
MUST_USE enum outcome import_close(struct call *c, struct import *import);

extern const struct fields vaccine_import_forecast_input, vaccine_import_delivery_input,
    vaccine_import_population_input, vaccine_import_output;

enum outcome api_vaccine_import_read_forecasts(struct call *c);
enum outcome api_vaccine_import_read_deliveries(struct call *c);
enum outcome api_vaccine_import_read_population(struct call *c);
enum outcome api_vaccine_import_forecasts(struct call *c);
enum outcome api_vaccine_import_deliveries(struct call *c);
enum outcome api_vaccine_import_population(struct call *c);

#endif
