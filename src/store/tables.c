/* Rows of any table: the only place where statements are built at run time. */
#include "store/tables.h"

#include "driver.h"
#include "store/rows.h"

#include <string.h>

enum { STATEMENT_BYTES = 64 * 1024, PAGE_BYTES = 4 * 1024 * 1024, PAGE_ROWS = 1000, FIRST_PAGE_ROWS = 16 };

const char *const store_tables_left_out[] = {"idempotency", "reference_load", "schema_migration", "session", NULL};

bool store_table_is_left_out(const char *name)
{
    for (const char *const *left_out = store_tables_left_out; *left_out != NULL; left_out++)
        if (strcmp(*left_out, name) == 0)
            return true;
    return false;
}

/* --- the catalogue --- */

struct catalogue_row {
    const char *table;
    struct table_column column;
    bool known_type;
};

static void read_row(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    const char *type = db_get_text(rows, 2);
    bool number = strcmp(type, "INTEGER") == 0 || strcmp(type, "int8") == 0;
    bool text = strcmp(type, "TEXT") == 0 || strcmp(type, "text") == 0;
    int key = (int)db_get_int(rows, 4);
    bool filled = db_get_int(rows, 3) != 0 || key > 0;
    *(struct catalogue_row *)element = (struct catalogue_row){
        .table = db_copy(rows, 0, arena, failed),
        .column = {.name = db_copy(rows, 1, arena, failed),
                   .letter = number ? (filled ? 'i' : 'I') : (filled ? 't' : 'T'),
                   .key = key},
        .known_type = number || text,
    };
}

static enum outcome read_catalogue(struct db *db, struct arena *arena, struct rows_list *ret_rows)
{
    const struct statement catalogue = {
        .name = "catalogue", .parameters = "", .columns = "tttii", .sql = db->driver->catalogue};
    db_make(db, DB_MADE_ONE, &catalogue);
    AUTO_ROWS rows = {0};
    enum outcome outcome = db_query(db, &catalogue, DB_NO_VALUES, &rows);
    if (outcome == OK)
        outcome = rows_read_all(&rows, arena, sizeof(struct catalogue_row), read_row, ret_rows);
    db_rows_close(&rows);
    db_make(db, DB_MADE_ONE, NULL);
    return outcome;
}

enum outcome store_tables(struct db *db, struct arena *arena, struct table **ret_tables, size_t *ret_count)
{
    struct rows_list list;
    TRY(read_catalogue(db, arena, &list));
    const struct catalogue_row *rows = list.elements;
    struct table *tables = ARENA_ARRAY(arena, list.count, struct table);
    struct table_column *columns = ARENA_ARRAY(arena, list.count, struct table_column);
    size_t count = 0;
    if (tables == NULL || columns == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list.count; i++) {
        columns[i] = rows[i].column;
        if (count == 0 || strcmp(tables[count - 1].name, rows[i].table) != 0)
            tables[count++] = (struct table){.name = rows[i].table, .columns = &columns[i]};
        struct table *table = &tables[count - 1];
        table->column_count++;
        table->key_count += columns[i].key > 0;
        if (!rows[i].known_type || table->column_count > DB_MAX_COLUMNS)
            return db_fail(db, BROKEN, "%s.%s: a type or number of columns that is not known", table->name,
                           columns[i].name);
    }
    for (size_t i = 0; i < count; i++)
        if (tables[i].key_count == 0)
            return db_fail(db, BROKEN, "%s has no primary key", tables[i].name);
    *ret_tables = tables;
    *ret_count = count;
    return OK;
}

/* --- statements --- */

static void add_name(struct text *sql, const char *name)
{
    text_add_char(sql, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            text_add_char(sql, '"');
        text_add_char(sql, *name);
    }
    text_add_char(sql, '"');
}

static const struct table_column *key_column(const struct table *table, size_t place)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].key == (int)place)
            return &table->columns[i];
    return &table->columns[0]; /* the catalogue counts them without gaps */
}

/* Column names, with something between them. part: all, the key's, or the others. */
enum part { PART_ALL, PART_KEY };

static void add_columns(struct text *sql, const struct table *table, enum part part)
{
    size_t count = part == PART_KEY ? table->key_count : table->column_count;
    for (size_t i = 0; i < count; i++) {
        text_add(sql, i > 0 ? ", " : "");
        add_name(sql, (part == PART_KEY ? key_column(table, i + 1) : &table->columns[i])->name);
    }
}

static void add_parameters(struct text *sql, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_printf(sql, "%s$%zu", i > 0 ? ", " : "", first + i);
}

/* Letters of the columns ('I' and 'T' where NULL may stand), or of the key. */
static const char *letters_of(struct arena *arena, const struct table *table, enum part part, const char *more)
{
    char letters[DB_MAX_COLUMNS + 2];
    size_t count = part == PART_KEY ? table->key_count : table->column_count;
    for (size_t i = 0; i < count; i++)
        letters[i] = (part == PART_KEY ? key_column(table, i + 1) : &table->columns[i])->letter;
    letters[count] = '\0';
    return arena_printf(arena, "%s%s", letters, more);
}

static enum outcome finish(struct arena *arena, struct text *sql, const char *parameters, const char *columns,
                           struct statement *ret_statement)
{
    const char *kept = text_failed(sql) ? NULL : arena_copy(arena, sql->bytes, sql->length);
    *ret_statement =
        (struct statement){.name = "made of the catalogue", .parameters = parameters, .columns = columns, .sql = kept};
    return kept != NULL && parameters != NULL && columns != NULL ? OK : TOO_LARGE;
}

/* The rows of a page: from the beginning, or behind a key. */
static enum outcome make_page(struct arena *arena, const struct table *table, bool behind,
                              struct statement *ret_statement)
{
    AUTO_TEXT sql = text_open(STATEMENT_BYTES);
    text_add(&sql, "SELECT ");
    add_columns(&sql, table, PART_ALL);
    text_add(&sql, " FROM ");
    add_name(&sql, table->name);
    if (behind) {
        text_add(&sql, " WHERE (");
        add_columns(&sql, table, PART_KEY);
        text_add(&sql, ") > (");
        add_parameters(&sql, 2, table->key_count);
        text_add(&sql, ")");
    }
    text_add(&sql, " ORDER BY ");
    add_columns(&sql, table, PART_KEY);
    text_add(&sql, " LIMIT $1");
    const char *key = letters_of(arena, table, PART_KEY, "");
    const char *parameters = key != NULL ? arena_printf(arena, "i%s", behind ? key : "") : NULL;
    return finish(arena, &sql, parameters, letters_of(arena, table, PART_ALL, ""), ret_statement);
}

/* "k" = $n for each column of the key, where $n is the column's own place. */
static void add_key_is(struct text *sql, const struct table *table)
{
    bool first = true;
    text_add(sql, " WHERE ");
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].key == 0)
            continue;
        text_add(sql, first ? "" : " AND ");
        add_name(sql, table->columns[i].name);
        text_printf(sql, " = $%zu", i + 1);
        first = false;
    }
}

static enum outcome make_one(struct arena *arena, const struct table *table, struct statement *ret_statement)
{
    AUTO_TEXT sql = text_open(STATEMENT_BYTES);
    text_add(&sql, "SELECT ");
    add_columns(&sql, table, PART_ALL);
    text_add(&sql, " FROM ");
    add_name(&sql, table->name);
    text_add(&sql, " WHERE (");
    add_columns(&sql, table, PART_KEY);
    text_add(&sql, ") = (");
    add_parameters(&sql, 1, table->key_count);
    text_add(&sql, ")");
    return finish(arena, &sql, letters_of(arena, table, PART_KEY, ""), letters_of(arena, table, PART_ALL, ""),
                  ret_statement);
}

static enum outcome make_add(struct arena *arena, const struct table *table, struct statement *ret_statement)
{
    AUTO_TEXT sql = text_open(STATEMENT_BYTES);
    text_add(&sql, "INSERT INTO ");
    add_name(&sql, table->name);
    text_add(&sql, " (");
    add_columns(&sql, table, PART_ALL);
    text_add(&sql, ") VALUES (");
    add_parameters(&sql, 1, table->column_count);
    text_add(&sql, ")");
    return finish(arena, &sql, letters_of(arena, table, PART_ALL, ""), "", ret_statement);
}

static enum outcome make_change(struct arena *arena, const struct table *table, struct statement *ret_statement)
{
    AUTO_TEXT sql = text_open(STATEMENT_BYTES);
    text_add(&sql, "UPDATE ");
    add_name(&sql, table->name);
    text_add(&sql, " SET ");
    for (size_t i = 0; i < table->column_count; i++) {
        text_add(&sql, i > 0 ? ", " : "");
        add_name(&sql, table->columns[i].name);
        text_printf(&sql, " = $%zu", i + 1);
    }
    add_key_is(&sql, table);
    return finish(arena, &sql, letters_of(arena, table, PART_ALL, ""), "", ret_statement);
}

/* --- reading --- */

/* The row's values, and how many bytes they take. */
static size_t values_of(const struct db_rows *rows, const struct table *table, struct db_value *values)
{
    size_t bytes = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        int column = (int)i;
        bool number = table->columns[i].letter == 'i' || table->columns[i].letter == 'I';
        values[i] = db_is_null(rows, column) ? db_null()
                    : number                 ? db_int(db_get_int(rows, column))
                                             : db_text(db_get_text(rows, column));
        bytes += values[i].type == DB_TEXT ? strlen(values[i].text) : sizeof(int64_t);
    }
    return bytes;
}

struct reading {
    struct db *db;
    const struct table *table;
    const struct table_visitor *visitor;
    int64_t limit, count;                          /* rows asked for and got */
    size_t bytes;                                  /* of the page's rows */
    struct db_value parameters[DB_MAX_PARAMETERS]; /* the limit, then the key of the last row */
    struct arena keys[2]; /* a page's last key is kept while the one before it is still the query's */
    int turn;
};

static enum outcome keep_key(struct reading *reading, const struct db_value *values, struct db_value *ret_key)
{
    const struct table *table = reading->table;
    struct arena *arena = &reading->keys[reading->turn ^= 1];
    arena_close(arena);
    for (size_t place = 1; place <= table->key_count; place++) {
        const struct db_value *value = &values[key_column(table, place) - table->columns];
        ret_key[place] = *value;
        if (value->type == DB_TEXT && (ret_key[place].text = arena_text(arena, value->text)) == NULL)
            return TOO_LARGE;
    }
    return OK;
}

static enum outcome read_page(struct reading *reading, const struct statement *statement)
{
    struct db_value values[DB_MAX_COLUMNS], key[DB_MAX_PARAMETERS];
    reading->parameters[0] = db_int(reading->limit);
    reading->count = 0;
    reading->bytes = 0;
    AUTO_ROWS rows = {0};
    TRY(db_query(reading->db, statement, reading->parameters, &rows));
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            break;
        reading->count++;
        reading->bytes += values_of(&rows, reading->table, values);
        TRY(reading->visitor->visit(reading->visitor->context, values));
        if (reading->count == reading->limit)
            TRY(keep_key(reading, values, key));
    }
    if (reading->count == reading->limit)
        memcpy(&reading->parameters[1], &key[1], reading->table->key_count * sizeof *key);
    return OK;
}

/* An engine may hold a whole page in memory: as many rows as fit, going by those before. */
static int64_t next_limit(const struct reading *reading)
{
    int64_t fit = (int64_t)(PAGE_BYTES / (reading->bytes / (size_t)reading->count + 1));
    return fit < 1 ? 1 : fit > PAGE_ROWS ? PAGE_ROWS : fit;
}

static enum outcome read_pages(struct reading *reading, const struct statement *first, const struct statement *next)
{
    TRY(read_page(reading, first));
    while (reading->count == reading->limit) {
        reading->limit = next_limit(reading);
        TRY(read_page(reading, next));
    }
    return OK;
}

enum outcome store_table_read(struct db *db, const struct table *table, const struct table_visitor *visitor)
{
    struct reading reading = {.db = db,
                              .table = table,
                              .visitor = visitor,
                              .limit = FIRST_PAGE_ROWS,
                              .keys = {arena_open(PAGE_BYTES), arena_open(PAGE_BYTES)}};
    struct arena arena = arena_open(PAGE_BYTES);
    struct statement first, next;
    enum outcome outcome = make_page(&arena, table, false, &first);
    if (outcome == OK)
        outcome = make_page(&arena, table, true, &next);
    if (outcome == OK) {
        db_make(db, DB_MADE_FIRST, &first);
        db_make(db, DB_MADE_NEXT, &next);
        outcome = read_pages(&reading, &first, &next);
        db_make(db, DB_MADE_FIRST, NULL);
        db_make(db, DB_MADE_NEXT, NULL);
    }
    arena_close(&arena);
    arena_close(&reading.keys[0]);
    arena_close(&reading.keys[1]);
    return outcome;
}

/* --- loading --- */

struct table_loading {
    struct db *db;
    const struct table *table;
    struct statement one, add, change;
};

enum outcome store_table_load_begin(struct db *db, const struct table *table, struct arena *arena,
                                    struct table_loading **ret_loading)
{
    /* A statement's place in memory is a multiple of its size, which an arena does not promise. */
    char *room = arena_alloc(arena, sizeof(struct table_loading) + _Alignof(struct table_loading));
    if (room == NULL)
        return TOO_LARGE;
    room += _Alignof(struct table_loading) - (uintptr_t)room % _Alignof(struct table_loading);
    struct table_loading *loading = (struct table_loading *)(void *)room;
    *loading = (struct table_loading){.db = db, .table = table};
    TRY(make_one(arena, table, &loading->one));
    TRY(make_add(arena, table, &loading->add));
    TRY(make_change(arena, table, &loading->change));
    db_make(db, DB_MADE_ONE, &loading->one);
    db_make(db, DB_MADE_ADD, &loading->add);
    db_make(db, DB_MADE_CHANGE, &loading->change);
    *ret_loading = loading;
    return OK;
}

void store_table_load_end(struct db *db)
{
    db_make(db, DB_MADE_ONE, NULL);
    db_make(db, DB_MADE_ADD, NULL);
    db_make(db, DB_MADE_CHANGE, NULL);
}

enum outcome store_table_add(struct table_loading *loading, const struct db_value *values)
{
    return db_run(loading->db, &loading->add, values, NULL);
}

enum outcome store_table_find(struct table_loading *loading, const struct db_value *values,
                              const struct table_visitor *visitor)
{
    const struct table *table = loading->table;
    struct db_value key[DB_MAX_PARAMETERS], found[DB_MAX_COLUMNS];
    for (size_t place = 1; place <= table->key_count; place++)
        key[place - 1] = values[key_column(table, place) - table->columns];
    AUTO_ROWS rows = {0};
    TRY(db_one(loading->db, &loading->one, key, &rows));
    (void)values_of(&rows, table, found);
    return visitor->visit(visitor->context, found);
}

enum outcome store_table_change(struct table_loading *loading, const struct db_value *values)
{
    return db_run(loading->db, &loading->change, values, NULL);
}

enum outcome store_references_later(struct db *db)
{
    return db->driver->script(db, db->driver->references_later);
}

enum outcome store_references_now(struct db *db)
{
    return db->driver->script(db, db->driver->references_now);
}
