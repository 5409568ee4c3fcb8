/* The parts of `fordela allocate`. */
#ifndef FORDELA_SRC_CLI_ALLOCATE_H
#define FORDELA_SRC_CLI_ALLOCATE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"
#include "cli/options.h"
#include "core/replay.h"
#include "io/dose_table.h"
#include "io/replay_file.h"

enum {
    ALLOCATE_REGIONS_MAX = 40,
    ALLOCATE_DATED_MAX = 40,
    ALLOCATE_PRODUCTS_MAX = 20,
    ALLOCATE_WEEKS_MAX = 2000,
    ALLOCATE_COMPLAINTS_MAX = 100
};

/* "NAME@2021-W10", for a product or all: what holds from a week on. */
struct allocate_dated {
    const char *product, *first_week; /* "" = all; from the beginning */
    const char *value;
};

struct allocate_key {
    const char *name;
    int64_t *weights; /* without a common divisor */
};

/* A week of a product, ready to be shared out. */
struct allocate_week {
    const char *product, *week;
    int64_t pack_doses, doses;
    struct allocate_key key;
    struct known_int *published; /* NULL = nothing published */
};

struct allocation_job {
    struct arena arena;
    const struct options *options;
    struct table_name regions[ALLOCATE_REGIONS_MAX], products[ALLOCATE_PRODUCTS_MAX];
    size_t region_count, product_count;
    const char *counties[ALLOCATE_REGIONS_MAX];
    struct allocate_dated keys[ALLOCATE_DATED_MAX], packs[ALLOCATE_DATED_MAX];
    size_t key_count, pack_count;
    struct allocate_key resolved[ALLOCATE_DATED_MAX]; /* keys that were looked up before */
    size_t resolved_count;
    struct replay_keys weights;
    struct allocate_week *weeks; /* by week, then product */
    size_t week_count;
    struct text complaints; /* lines for standard error */
    bool refused;
    int complaint_count;
};

/* src/cli/allocate_complain.c: lines for standard error; after a refusal nothing is printed. */
__attribute__((format(printf, 2, 3))) void allocate_refuse(struct allocation_job *job, const char *format, ...);
__attribute__((format(printf, 2, 3))) void allocate_note(struct allocation_job *job, const char *format, ...);
void allocate_refuse_faults(struct allocation_job *job, const char *file, const struct dose_fault *faults,
                            size_t count);

/* src/cli/allocate_key.c: reference data without a database; the key that holds in a week. */
MUST_USE enum outcome allocate_regions(struct allocation_job *job);
/* By name; "" = the one that --key says. ret_key->weights NULL: there is none, and it has been told why. */
MUST_USE enum outcome allocate_key_of(struct allocation_job *job, const char *name, const char *product,
                                      const char *week, struct allocate_key *ret_key);
/* The last that holds in the week. NULL: none. */
const char *allocate_dated_of(const struct allocate_dated *list, size_t count, const char *product, const char *week);
void allocate_reduce(int64_t *weights, size_t count);

/* src/cli/allocate_input.c: options and files into weeks. */
MUST_USE enum outcome allocate_read(struct allocation_job *job);

/* src/cli/allocate_print.c */
MUST_USE enum outcome allocate_print(struct allocation_job *job, struct text *out, bool csv);

#endif
