/* What export and import share: rows of the store as values of the file. Private to src/cli. */
#ifndef FORDELA_CLI_TABLES_H
#define FORDELA_CLI_TABLES_H

#include "io/table_file.h"
#include "store/tables.h"

/* Writes a whole table of the database: its first line, its rows, its last line. ret_sha256 may be NULL. */
MUST_USE enum outcome tables_write(struct db *db, const struct table *table, struct table_writer *writer,
                                   char ret_sha256[SHA256_HEX_CHARS + 1]);

/* The step's name and the hash of the schema, as they stand in a file's first line. */
const char *tables_step(void);

#endif
