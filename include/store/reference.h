/* Reference data: the counties, municipalities, neighbours and populations of migrations/reference, embedded in the
 * binary and loaded by `migrate`; and the organisations that follow from them. */
#ifndef FORDELA_STORE_REFERENCE_H
#define FORDELA_STORE_REFERENCE_H

#include "base/outcome.h"
#include "store/db.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

/* A table as delivered: tab-separated, '#' lines name source and date, then a header line, then rows. */
struct reference_file {
    const char *name;
    const char *text;
    size_t length;
};
extern const struct reference_file store_reference_files[];
extern const int store_reference_file_count;

/* Loads every file whose SHA-256 differs from the loaded one, inside the caller's write transaction. Rows are inserted
 * or updated, never deleted (other rows point at them). INVALID: a file is malformed (ret_error says where). */
MUST_USE enum outcome store_reference_load(struct db *db, int64_t now, char ret_error[STORE_ERROR_CHARS]);

#endif
