#include "store/vaccine_keys.h"

#include "core/allocation.h"
#include "store/rows.h"

#include <string.h>

const char *const vaccine_key_basis_words[KEY_BASIS__COUNT + 1] = {
    [KEY_OF_POPULATION] = "population", [KEY_OF_EQUAL_FINISH] = "equal_finish", [KEY_BY_HAND] = "manual"};

static const char *copy_maybe(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? NULL : db_copy(rows, column, arena, failed);
}

static const char *copy_name(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? "" : db_copy(rows, column, arena, failed);
}

/* --- what counts in a week --- */

/* The weights of a key, each with the multiplier that counts. */
STATEMENT(vaccine_key_shares, "ttti", "tiIIII",
          "SELECT w.county_code, w.weight, x.multiplier_number, x.numerator, x.denominator, x.repay "
          "FROM vaccine_key_weight w LEFT JOIN "
          "(SELECT m.county_code, m.multiplier_number, m.numerator, m.denominator, m.repay, ROW_NUMBER() OVER "
          "(PARTITION BY m.county_code ORDER BY CASE WHEN m.product_code IS NULL THEN 1 ELSE 0 END, "
          "m.multiplier_number DESC) AS place FROM vaccine_key_multiplier m "
          "WHERE (m.product_code IS NULL OR m.product_code = $2) AND m.first_week <= $3 AND m.last_week >= $3 "
          "AND m.decided_at <= $4) x ON x.county_code = w.county_code AND x.place = 1 "
          "WHERE w.key_id = $1 ORDER BY w.county_code");

static void read_share(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    struct maybe multiplier = rows_maybe(rows, 2);
    *(struct vaccine_key_share *)element = (struct vaccine_key_share){
        .county = db_copy(rows, 0, arena, failed),
        .weight = db_get_int(rows, 1),
        .multiplier = multiplier,
        .numerator = multiplier.known ? db_get_int(rows, 3) : 1,
        .denominator = multiplier.known ? db_get_int(rows, 4) : 1,
        .repay = multiplier.known && db_get_int(rows, 5) != 0,
    };
}

enum outcome store_vaccine_key_shares(struct db *db, const char *key_id, const char *product, const char *week,
                                      int64_t known_at, struct arena *arena, struct vaccine_key_share **ret_shares,
                                      size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_key_shares, DB_VALUES(db_text(key_id), db_text(product), db_text(week), db_int(known_at)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_shares, read_share, &list));
    *ret_shares = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_key_in_force, "tti", "itti",
          "SELECT d.decision_number, d.key_id, k.name, d.decided_at "
          "FROM vaccine_key_decision d JOIN vaccine_key k ON k.key_id = d.key_id "
          "WHERE (d.product_code IS NULL OR d.product_code = $1) AND d.first_week <= $2 "
          "AND (d.last_week IS NULL OR d.last_week >= $2) AND d.decided_at <= $3 "
          "ORDER BY CASE WHEN d.product_code IS NULL THEN 1 ELSE 0 END, d.decision_number DESC LIMIT 1");

enum outcome store_vaccine_key_in_force(struct db *db, const char *product, const char *week, int64_t known_at,
                                        struct arena *arena, struct vaccine_key_in_force *ret_key)
{
    bool failed = false;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_key_in_force, DB_VALUES(db_text(product), db_text(week), db_int(known_at)), &rows));
    struct vaccine_key_in_force key = {
        .decision_number = db_get_int(&rows, 0),
        .key_id = db_copy(&rows, 1, arena, &failed),
        .name = db_copy(&rows, 2, arena, &failed),
        .decided_at = db_get_int(&rows, 3),
    };
    db_rows_close(&rows);
    if (failed)
        return TOO_LARGE;
    TRY(store_vaccine_key_shares(db, key.key_id, product, week, known_at, arena, &key.shares, &key.count));
    *ret_key = key;
    return OK;
}

enum outcome vaccine_key_weights(struct arena *arena, const struct vaccine_key_in_force *key,
                                 int64_t *ret_right_weights, int64_t *ret_weights)
{
    int64_t *weights = ARENA_ARRAY(arena, key->count, int64_t);
    struct allocation_multiplier *multipliers = ARENA_ARRAY(arena, key->count, struct allocation_multiplier);
    if (weights == NULL || multipliers == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < key->count; i++) {
        const struct vaccine_key_share *share = &key->shares[i];
        weights[i] = share->weight;
        multipliers[i] = (struct allocation_multiplier){
            .numerator = share->numerator, .denominator = share->denominator, .repay = share->repay};
    }
    return allocation_weights(key->count, weights, multipliers, ret_right_weights, ret_weights);
}

/* --- keys --- */

STATEMENT(vaccine_key_add, "tttTIITttit", "",
          "INSERT INTO vaccine_key (key_id, name, basis, population_date, age_from, age_to, product_code, input, "
          "source, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
STATEMENT(vaccine_key_weight_add, "tti", "",
          "INSERT INTO vaccine_key_weight (key_id, county_code, weight) VALUES ($1, $2, $3)");

enum outcome store_vaccine_key_add(struct scope scope, struct db *db, const struct vaccine_key *key,
                                   const struct vaccine_key_weight *weights, size_t count)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    TRY(db_run(db, &vaccine_key_add,
               DB_VALUES(db_text(key->key_id), db_text(key->name), db_text(vaccine_key_basis_words[key->basis]),
                         db_text(key->population_date), db_from_maybe(key->age_from), db_from_maybe(key->age_to),
                         db_text(key->product), db_text(key->input), db_text(key->source), db_int(key->created_at),
                         db_text(key->created_by)),
               NULL));
    for (size_t i = 0; i < count; i++)
        TRY(db_run_later(db, &vaccine_key_weight_add,
                         DB_VALUES(db_text(key->key_id), db_text(weights[i].county), db_int(weights[i].weight))));
    return OK;
}

static int basis_of(const char *word)
{
    int basis = 0;
    while (basis < KEY_BY_HAND && strcmp(vaccine_key_basis_words[basis], word) != 0)
        basis++;
    return basis; /* the schema knows no other words */
}

static void read_key(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_key *)element = (struct vaccine_key){
        .key_id = db_copy(rows, 0, arena, failed),
        .name = db_copy(rows, 1, arena, failed),
        .basis = basis_of(db_get_text(rows, 2)),
        .population_date = copy_maybe(rows, 3, arena, failed),
        .age_from = rows_maybe(rows, 4),
        .age_to = rows_maybe(rows, 5),
        .product = copy_maybe(rows, 6, arena, failed),
        .input = db_copy(rows, 7, arena, failed),
        .source = db_copy(rows, 8, arena, failed),
        .created_at = db_get_int(rows, 9),
        .created_by = db_copy(rows, 10, arena, failed),
        .created_by_name = copy_name(rows, 11, arena, failed),
    };
}

#define KEY_COLUMNS                                                                                                    \
    "SELECT k.key_id, k.name, k.basis, k.population_date, k.age_from, k.age_to, k.product_code, k.input, k.source, "   \
    "k.created_at, k.created_by, u.display_name "                                                                      \
    "FROM vaccine_key k LEFT JOIN app_user u ON u.user_id = k.created_by WHERE k.created_at <= $1 AND ($2 = 0 OR "     \
    "EXISTS (SELECT 1 FROM vaccine_key_decision d WHERE d.key_id = k.key_id AND d.decided_at <= $1)) "
#define KEY_LETTERS                                                                                                    \
    "tttTIITtt"                                                                                                        \
    "itT"

STATEMENT(vaccine_key_get, "iit", KEY_LETTERS, KEY_COLUMNS "AND k.key_id = $3");

enum outcome store_vaccine_key_get(struct db *db, const char *key_id, int64_t known_at, bool decided_only,
                                   struct arena *arena, struct vaccine_key *ret_key)
{
    bool failed = false;
    struct vaccine_key key;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_key_get, DB_VALUES(db_int(known_at), db_int(decided_only), db_text(key_id)), &rows));
    read_key(&rows, arena, &failed, &key);
    if (failed)
        return TOO_LARGE;
    *ret_key = key;
    return OK;
}

STATEMENT(vaccine_key_list, "iiti", KEY_LETTERS,
          KEY_COLUMNS "AND ($3 = '' OR k.key_id < $3) ORDER BY k.key_id DESC LIMIT $4");

enum outcome store_vaccine_key_list(struct db *db, int64_t known_at, bool decided_only, const char *before,
                                    int64_t limit, struct arena *arena, struct vaccine_key **ret_list,
                                    size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_key_list,
                 DB_VALUES(db_int(known_at), db_int(decided_only), db_text(before), db_int(limit)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_key, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_weight(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_key_weight *)element =
        (struct vaccine_key_weight){.county = db_copy(rows, 0, arena, failed), .weight = db_get_int(rows, 1)};
}

STATEMENT(vaccine_key_weights_of, "t", "ti",
          "SELECT county_code, weight FROM vaccine_key_weight WHERE key_id = $1 ORDER BY county_code");

enum outcome store_vaccine_key_weights(struct db *db, const char *key_id, struct arena *arena,
                                       struct vaccine_key_weight **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_key_weights_of, DB_VALUES(db_text(key_id)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_weight, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
