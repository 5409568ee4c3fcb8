/* SQL of PostgreSQL alone: its catalogue, and how references are checked late. Private to its driver. */
#ifndef FORDELA_STORE_POSTGRESQL_H
#define FORDELA_STORE_POSTGRESQL_H

/* The tables of the first schema of the search path, where migrations make them. */
#define CATALOGUE                                                                                                      \
    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), CAST(t.typname AS TEXT), "                               \
    "CASE WHEN a.attnotnull THEN 1 ELSE 0 END, "                                                                       \
    "COALESCE(array_position(CAST(i.indkey AS int2[]), a.attnum) + 1, 0) "                                             \
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "                  \
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "                               \
    "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "              \
    "WHERE c.relkind = 'r' ORDER BY c.relname COLLATE \"C\", a.attnum"

/* Constraints are as the migrations made them, checked at the end of each statement, but for the one transaction that
 * loads all tables. They are altered inside it, and back when they hold: nobody else ever sees it. */
#define REFERENCES_AS(how)                                                                                             \
    "DO $$ DECLARE one record; BEGIN FOR one IN SELECT k.conname, CAST(k.conrelid AS regclass) AS owner "              \
    "FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace AND n.nspname = current_schema() "             \
    "WHERE k.contype = 'f' LOOP EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I " how                               \
    "', one.owner, one.conname); "                                                                                     \
    "END LOOP; END $$"

#endif
