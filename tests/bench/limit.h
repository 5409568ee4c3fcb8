/* What limit.c and limit_prepare.c share. */
#ifndef FORDELA_BENCH_LIMIT_H
#define FORDELA_BENCH_LIMIT_H

#include <sqlite3.h>
#include <stddef.h>

/* Says what is wrong and ends the program. */
_Noreturn void fail(const char *what);

/* A statement to be used many times; SQL without results. Both fail. */
sqlite3_stmt *prepare(sqlite3 *handle, const char *sql);
void run(sqlite3 *handle, const char *sql);

/* The yardstick's own tables from a database of the program: municipalities, articles, sessions, counting reports. */
void prepare_copy(const char *from, const char *to);

/* Answers as JSON in memory from malloc; their length. Statements are kept, one connection a thread. */
size_t write_municipalities(sqlite3 *handle, char **ret_bytes);
size_t write_allocation(sqlite3 *handle, const char *region, const char *week, char **ret_bytes);

/* Puts rows of a report's line into a new database, in the order of their key, in one transaction; prints rows/s. */
void measure_insert(const char *to, long rows);

/* Prints the milliseconds of each of some checks of a password, without anything around it. */
void measure_password(int rounds);

#endif
