#include "tables.h"

#include "store/migrate.h"

const char *tables_step(void)
{
    return store_migration_count > 0 ? store_migrations[store_migration_count - 1].name : "";
}

struct writing {
    const struct table *table;
    struct table_writer *writer;
};

static enum outcome write_row(void *context, const struct db_value *values)
{
    const struct writing *writing = context;
    struct table_value row[TABLE_FILE_COLUMNS_MAX];
    size_t count = writing->table->column_count;
    for (size_t i = 0; i < count; i++)
        row[i] = (struct table_value){
            .type = values[i].type == DB_INT    ? TABLE_VALUE_INT
                    : values[i].type == DB_TEXT ? TABLE_VALUE_TEXT
                                                : TABLE_VALUE_NULL,
            .number = values[i].number,
            .text = values[i].text,
        };
    return table_write_row(writing->writer, row, count);
}

enum outcome tables_write(struct db *db, const struct table *table, struct table_writer *writer,
                          char ret_sha256[SHA256_HEX_CHARS + 1])
{
    const char *key[TABLE_FILE_COLUMNS_MAX], *columns[TABLE_FILE_COLUMNS_MAX];
    if (table->column_count > TABLE_FILE_COLUMNS_MAX)
        return TOO_LARGE;
    for (size_t i = 0; i < table->column_count; i++) {
        columns[i] = table->columns[i].name;
        if (table->columns[i].key > 0)
            key[table->columns[i].key - 1] = table->columns[i].name;
    }
    struct writing writing = {.table = table, .writer = writer};
    const struct table_visitor visitor = {.visit = write_row, .context = &writing};
    TRY(table_write_begin(writer, table->name, key, table->key_count, columns, table->column_count));
    TRY(store_table_read(db, table, &visitor));
    return table_write_end(writer, ret_sha256);
}
