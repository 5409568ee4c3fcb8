#include "store/articles.h"

#include "store/rows.h"

#define ARTICLE_COLUMNS                                                                                                \
    "a.article_code, a.owner_code, a.version, a.name_sv, a.name_en, a.article_group, a.unit, a.norm, a.pack_size, "    \
    "a.stands_in_for, a.sort_order, a.active, a.valid_from, a.created_at, a.created_by, u.display_name "
#define ARTICLE_FROM "FROM article_version a LEFT JOIN app_user u ON u.user_id = a.created_by "
#define ARTICLE_LETTERS "ttitttttitiititT"

static void read_article(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct article *)element = (struct article){
        .code = db_copy(rows, 0, arena, failed),
        .owner = db_copy(rows, 1, arena, failed),
        .version = db_get_int(rows, 2),
        .name_sv = db_copy(rows, 3, arena, failed),
        .name_en = db_copy(rows, 4, arena, failed),
        .group = db_copy(rows, 5, arena, failed),
        .unit = db_copy(rows, 6, arena, failed),
        .norm = db_copy(rows, 7, arena, failed),
        .pack_size = db_get_int(rows, 8),
        .stands_in_for = db_copy(rows, 9, arena, failed),
        .sort_order = db_get_int(rows, 10),
        .active = db_get_int(rows, 11) != 0,
        .valid_from = db_copy(rows, 12, arena, failed),
        .created_at = db_get_int(rows, 13),
        .created_by = db_copy(rows, 14, arena, failed),
        .created_by_name = db_is_null(rows, 15) ? "" : db_copy(rows, 15, arena, failed),
    };
}

static enum outcome read_list(struct db_rows *rows, struct arena *arena, struct article **ret_list, size_t *ret_count)
{
    struct rows_list list;
    TRY(rows_read_all(rows, arena, sizeof **ret_list, read_article, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

/* Of a code, the county's newest version valid on the day hides the national one. */
STATEMENT(article_list, "ttii", ARTICLE_LETTERS,
          "SELECT " ARTICLE_COLUMNS ARTICLE_FROM
          "WHERE a.owner_code IN ('00', $1) AND a.version = (SELECT MAX(b.version) FROM article_version b "
          "WHERE b.owner_code = a.owner_code AND b.article_code = a.article_code AND b.valid_from <= $2) "
          "AND (a.owner_code = $1 OR NOT EXISTS (SELECT 1 FROM article_version c WHERE c.owner_code = $1 "
          "AND c.article_code = a.article_code AND c.valid_from <= $2)) AND ($3 = 1 OR a.active = 1) "
          "ORDER BY a.sort_order, a.article_code LIMIT $4");

enum outcome store_article_list(struct db *db, const char *county, const char *date, bool with_inactive,
                                struct arena *arena, struct article **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &article_list,
                 DB_VALUES(db_text(county), db_text(date), db_int(with_inactive), db_int(ARTICLES_MAX)), &rows));
    return read_list(&rows, arena, ret_list, ret_count);
}

STATEMENT(article_version_count, "t", "i",
          "SELECT (SELECT COUNT(*) FROM article_version WHERE owner_code = '00') + "
          "(SELECT COUNT(*) FROM article_version WHERE owner_code = $1) AS versions");

enum outcome store_article_version_count(struct db *db, const char *county, int64_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &article_version_count, DB_VALUES(db_text(county)), &rows));
    *ret_count = db_get_int(&rows, 0);
    return OK;
}

STATEMENT(article_newest, "tt", ARTICLE_LETTERS,
          "SELECT " ARTICLE_COLUMNS ARTICLE_FROM
          "WHERE a.owner_code = $1 AND a.article_code = $2 ORDER BY a.version DESC LIMIT 1");

enum outcome store_article_newest(struct db *db, const char *owner, const char *code, struct arena *arena,
                                  struct article *ret_article)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &article_newest, DB_VALUES(db_text(owner), db_text(code)), &rows));
    bool failed = false;
    struct article article;
    read_article(&rows, arena, &failed, &article);
    if (failed)
        return TOO_LARGE;
    *ret_article = article;
    return OK;
}

STATEMENT(article_versions, "tti", ARTICLE_LETTERS,
          "SELECT " ARTICLE_COLUMNS ARTICLE_FROM "WHERE a.owner_code IN ('00', $1) AND a.article_code = $2 "
          "ORDER BY a.created_at DESC, a.owner_code DESC, a.version DESC LIMIT $3");

enum outcome store_article_versions(struct db *db, const char *county, const char *code, struct arena *arena,
                                    struct article **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &article_versions, DB_VALUES(db_text(county), db_text(code), db_int(ARTICLES_MAX)), &rows));
    return read_list(&rows, arena, ret_list, ret_count);
}

STATEMENT(article_add, "ttitttitttiitit", "",
          "INSERT INTO article_version (owner_code, article_code, version, name_sv, name_en, article_group, pack_size, "
          "unit, norm, stands_in_for, sort_order, active, valid_from, created_at, created_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");

enum outcome store_article_add(struct scope scope, struct db *db, const struct article *article)
{
    if (!scope_covers_area(&scope, article->owner))
        return FORBIDDEN;
    return db_run(db, &article_add,
                  DB_VALUES(db_text(article->owner), db_text(article->code), db_int(article->version),
                            db_text(article->name_sv), db_text(article->name_en), db_text(article->group),
                            db_int(article->pack_size), db_text(article->unit), db_text(article->norm),
                            db_text(article->stands_in_for), db_int(article->sort_order), db_int(article->active),
                            db_text(article->valid_from), db_int(article->created_at), db_text(article->created_by)),
                  NULL);
}
