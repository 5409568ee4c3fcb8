#include "store/vaccine_products.h"

#include "store/rows.h"

#include <string.h>

const char *const vaccine_property_words[PROPERTY__COUNT + 1] = {
    [PROPERTY_DOSES_PER_VIAL] = "doses_per_vial",
    [PROPERTY_VIALS_PER_PACK] = "vials_per_pack",
    [PROPERTY_DOSES_PER_COURSE] = "doses_per_course",
    [PROPERTY_INTERVAL_MIN_DAYS] = "interval_min_days",
    [PROPERTY_INTERVAL_MAX_DAYS] = "interval_max_days",
    [PROPERTY_RECOMMENDED_AGE_FROM] = "recommended_age_from",
    [PROPERTY_RECOMMENDED_AGE_TO] = "recommended_age_to",
    [PROPERTY_USABLE] = "usable",
    [PROPERTY_STORAGE] = "storage",
};

static void read_product(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_product *)element = (struct vaccine_product){
        .code = db_copy(rows, 0, arena, failed),
        .name = db_copy(rows, 1, arena, failed),
        .manufacturer = db_copy(rows, 2, arena, failed),
        .sort_order = db_get_int(rows, 3),
        .created_at = db_get_int(rows, 4),
        .created_by = db_copy(rows, 5, arena, failed),
        .created_by_name = db_is_null(rows, 6) ? "" : db_copy(rows, 6, arena, failed),
    };
}

STATEMENT(vaccine_product_list, "", "tttiitT",
          "SELECT p.product_code, p.name, p.manufacturer, p.sort_order, p.created_at, p.created_by, u.display_name "
          "FROM vaccine_product p LEFT JOIN app_user u ON u.user_id = p.created_by "
          "ORDER BY p.sort_order, p.product_code");

static enum outcome read_products(struct db *db, struct arena *arena, struct vaccine_catalogue *catalogue)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_product_list, DB_NO_VALUES, &rows));
    TRY(rows_read_all(&rows, arena, sizeof *catalogue->products, read_product, &list));
    catalogue->products = list.elements;
    catalogue->product_count = list.count;
    return OK;
}

static enum vaccine_property_kind property_of_word(const char *word)
{
    int kind = 0;
    while (kind < PROPERTY_STORAGE && strcmp(vaccine_property_words[kind], word) != 0)
        kind++;
    return (enum vaccine_property_kind)kind; /* the schema knows no other words */
}

static void read_property(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_property *)element = (struct vaccine_property){
        .product = db_copy(rows, 0, arena, failed),
        .kind = property_of_word(db_get_text(rows, 1)),
        .valid_from = db_copy(rows, 2, arena, failed),
        .version = db_get_int(rows, 3),
        .number = rows_maybe(rows, 4),
        .text = db_is_null(rows, 5) ? NULL : db_copy(rows, 5, arena, failed),
        .source = db_copy(rows, 6, arena, failed),
        .decision = db_copy(rows, 7, arena, failed),
        .known_at = db_get_int(rows, 8),
        .recorded_at = db_get_int(rows, 9),
        .recorded_by = db_copy(rows, 10, arena, failed),
        .recorded_by_name = db_is_null(rows, 11) ? "" : db_copy(rows, 11, arena, failed),
    };
}

STATEMENT(vaccine_property_list, "i", "tttiITttiitT",
          "SELECT p.product_code, p.property, p.valid_from, p.version, p.value_int, p.value_text, p.source, "
          "p.decision, p.known_at, p.recorded_at, p.recorded_by, u.display_name "
          "FROM vaccine_product_property p LEFT JOIN app_user u ON u.user_id = p.recorded_by "
          "WHERE p.known_at <= $1 ORDER BY p.product_code, p.property, p.valid_from, p.version");

enum outcome store_vaccine_catalogue(struct db *db, int64_t known_at, struct arena *arena,
                                     struct vaccine_catalogue *ret_catalogue)
{
    struct vaccine_catalogue catalogue = {0};
    TRY(read_products(db, arena, &catalogue));
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_property_list, DB_VALUES(db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof *catalogue.properties, read_property, &list));
    catalogue.properties = list.elements;
    catalogue.property_count = list.count;
    *ret_catalogue = catalogue;
    return OK;
}

const struct vaccine_product *vaccine_catalogue_product(const struct vaccine_catalogue *catalogue, const char *code)
{
    for (size_t i = 0; i < catalogue->product_count; i++)
        if (strcmp(catalogue->products[i].code, code) == 0)
            return &catalogue->products[i];
    return NULL;
}

const struct vaccine_property *vaccine_catalogue_property(const struct vaccine_catalogue *catalogue,
                                                          const char *product, enum vaccine_property_kind kind,
                                                          const char *date)
{
    const struct vaccine_property *found = NULL;
    /* In order of validity and version: the last that fits counts. */
    for (size_t i = 0; i < catalogue->property_count; i++) {
        const struct vaccine_property *property = &catalogue->properties[i];
        if (property->kind == kind && strcmp(property->product, product) == 0 &&
            strcmp(property->valid_from, date) <= 0)
            found = property;
    }
    return found;
}

struct vaccine_sizes vaccine_catalogue_sizes(const struct vaccine_catalogue *catalogue, const char *product,
                                             const char *date)
{
    const struct vaccine_property *vial = vaccine_catalogue_property(catalogue, product, PROPERTY_DOSES_PER_VIAL, date),
                                  *pack = vaccine_catalogue_property(catalogue, product, PROPERTY_VIALS_PER_PACK, date);
    struct vaccine_sizes sizes = {0};
    if (vial != NULL)
        sizes.vial_doses = vial->number;
    int64_t doses;
    if (vial != NULL && pack != NULL && !__builtin_mul_overflow(vial->number.value, pack->number.value, &doses))
        sizes.pack_doses = maybe_known(doses);
    return sizes;
}

/* Any row with the code: the table refuses a second one by a trigger, whose refusal would not tell why. */
STATEMENT(vaccine_product_taken, "t", "i", "SELECT 1 FROM vaccine_product WHERE product_code = $1");
STATEMENT(vaccine_product_add, "tttiit", "",
          "INSERT INTO vaccine_product (product_code, name, manufacturer, sort_order, created_at, created_by) "
          "VALUES ($1, $2, $3, $4, $5, $6)");

enum outcome store_vaccine_product_add(struct scope scope, struct db *db, const struct vaccine_product *product)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    enum outcome outcome = db_one(db, &vaccine_product_taken, DB_VALUES(db_text(product->code)), &rows);
    if (outcome != NOT_FOUND)
        return outcome == OK ? CONFLICT : outcome;
    db_rows_close(&rows);
    return db_run(db, &vaccine_product_add,
                  DB_VALUES(db_text(product->code), db_text(product->name), db_text(product->manufacturer),
                            db_int(product->sort_order), db_int(product->created_at), db_text(product->created_by)),
                  NULL);
}

STATEMENT(vaccine_property_last, "ttt", "i",
          "SELECT COALESCE(MAX(version), 0) FROM vaccine_product_property "
          "WHERE product_code = $1 AND property = $2 AND valid_from = $3");
STATEMENT(vaccine_property_add, "tttiITttiit", "",
          "INSERT INTO vaccine_product_property (product_code, property, valid_from, version, value_int, value_text, "
          "source, decision, known_at, recorded_at, recorded_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

enum outcome store_vaccine_property_add(struct scope scope, struct db *db, const struct vaccine_property *property,
                                        int64_t *ret_version)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    const char *word = vaccine_property_words[property->kind];
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_property_last,
               DB_VALUES(db_text(property->product), db_text(word), db_text(property->valid_from)), &rows));
    int64_t version = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    TRY(db_run(db, &vaccine_property_add,
               DB_VALUES(db_text(property->product), db_text(word), db_text(property->valid_from), db_int(version),
                         db_from_maybe(property->number), db_text(property->text), db_text(property->source),
                         db_text(property->decision), db_int(property->known_at), db_int(property->recorded_at),
                         db_text(property->recorded_by)),
               NULL));
    *ret_version = version;
    return OK;
}
