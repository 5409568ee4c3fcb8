/* `fordela export`: all facts in one portable file. */
#include "cli/commands.h"

#include "base/file.h"
#include "cli/options.h"
#include "sound.h"
#include "store/migrate.h"
#include "tables.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 1024 * 1024 };

/* In one snapshot. */
static enum outcome write_tables(struct db *db, FILE *file, struct arena *arena, int64_t *ret_rows,
                                 char error[STORE_ERROR_CHARS])
{
    char schema[SHA256_HEX_CHARS + 1];
    struct table *tables;
    size_t count;
    AUTO_TABLE_WRITER writer = table_writer_open(file);
    store_schema_sha256(schema);
    TRY(db_begin_read(db));
    TRY(store_schema_check(db, error));
    TRY(store_tables(db, arena, &tables, &count));
    TRY(table_write_head(&writer, tables_step(), schema));
    for (size_t i = 0; i < count; i++)
        if (!store_table_is_left_out(tables[i].name))
            TRY(tables_write(db, &tables[i], &writer, NULL));
    TRY(table_write_finish(&writer));
    *ret_rows = writer.all_rows;
    return fflush(file) == 0 && fsync(fileno(file)) == 0 ? OK : BROKEN;
}

static enum outcome export_to(const char *database, const char *part, struct arena *arena, int64_t *ret_rows,
                              char error[STORE_ERROR_CHARS])
{
    struct store *store = NULL;
    struct db *db = NULL;
    FILE *file = fopen(part, "r+e");
    enum outcome outcome = file != NULL ? OK : BROKEN;
    if (outcome == OK)
        outcome = store_open(database, STORE_READ, &store, error);
    if (outcome == OK)
        outcome = store_connect(store, true, &db);
    if (outcome == OK)
        outcome = write_tables(db, file, arena, ret_rows, error);
    if (outcome != OK && error[0] == '\0')
        snprintf(error, STORE_ERROR_CHARS, "%.200s: %.250s", part,
                 db != NULL && db_last_error(db)[0] != '\0' ? db_last_error(db) : strerror(errno));
    db_close(db);
    store_close(store);
    if (file != NULL && fclose(file) != 0)
        outcome = outcome == OK ? BROKEN : outcome;
    return outcome;
}

static enum outcome export_all(const char *database, const char *path, bool force, struct arena *arena,
                               int64_t *ret_rows, char error[STORE_ERROR_CHARS])
{
    const char *part = file_name_beside(arena, path);
    if (!force && file_exists(path)) {
        snprintf(error, STORE_ERROR_CHARS, "%.300s is there already: name another file, or --force", path);
        return CONFLICT;
    }
    enum outcome outcome = part != NULL ? file_make(part) : BROKEN;
    if (outcome != OK) {
        snprintf(error, STORE_ERROR_CHARS, "cannot make %.300s: %s", path, strerror(errno));
        return outcome;
    }
    outcome = export_to(database, part, arena, ret_rows, error);
    if (outcome == OK && (outcome = file_place(part, path, force)) != OK)
        snprintf(error, STORE_ERROR_CHARS, "cannot name the file %.300s: %s", path, strerror(errno));
    if (outcome != OK)
        unlink(part);
    return outcome;
}

int cli_export(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_FORCE, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "export",
        .arguments = "FILE",
        .about =
            "Writes all tables into one text file (mode 0600) that `fordela import` reads into a database of either\n"
            "engine, also while the server runs: one snapshot. A JSON value a line, rows by primary key, counts and\n"
            "SHA-256 of every table: equal facts are equal bytes (include/io/table_file.h has the form). Left out are\n"
            "sessions, answers kept for retries, and the bookkeeping of migrate. Password hashes and other secrets of\n"
            "accounts are in it: keep it as you keep the database.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
        .arguments_min = 1,
        .arguments_max = 1,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    struct arena arena = arena_open(ARENA_BYTES);
    char error[STORE_ERROR_CHARS] = "", sha256[SHA256_HEX_CHARS + 1];
    int64_t rows = 0;
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = export_all(option_text(&options, OPTION_DATABASE), options.arguments[0],
                             option_flag(&options, OPTION_FORCE), &arena, &rows, error);
    if (outcome == OK)
        outcome = file_sha256(options.arguments[0], sha256);
    arena_close(&arena);
    if (outcome != OK)
        return sound_fail("export", outcome, error);
    printf("%s  %s\n", sha256, options.arguments[0]);
    fprintf(stderr, "fordela export: %lld rows\n", (long long)rows);
    return EXIT_DONE;
}
