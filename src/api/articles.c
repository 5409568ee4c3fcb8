#include "api/articles.h"

#include "core/week.h"
#include "store/articles.h"

#include <string.h>

static const char *const group_words[] = {
    "mask",     "respirator", "visor",  "goggles",           "apron",
    "gown",     "overall",    "gloves", "hand_disinfectant", "surface_disinfectant",
    "sampling", "other",      NULL};
static const char *const unit_words[] = {"piece", "litre", NULL};

struct article_view {
    const char *code, *owner;
    int64_t version;
    const char *name_sv, *name_en, *group, *unit;
    int64_t pack_size;
    const char *norm;
    const char **stands_in_for;
    size_t stands_in_for_count;
    int64_t sort_order;
    bool active;
    const char *valid_from;
    int64_t created_at;
    const char *created_by_name;
};
static const struct field article_fields[] = {
    {AT(struct article_view, code), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct article_view, owner), .kind = FIELD_TEXT, .format = FORMAT_COUNTY,
     .about = "00 = national, else the county's own"},
    {AT(struct article_view, version), .kind = FIELD_INT},
    {AT(struct article_view, name_sv), .kind = FIELD_TEXT},
    {AT(struct article_view, name_en), .kind = FIELD_TEXT},
    {AT(struct article_view, group), .kind = FIELD_TEXT},
    {AT(struct article_view, unit), .kind = FIELD_TEXT, .about = "piece or litre"},
    {AT(struct article_view, pack_size), .kind = FIELD_INT, .about = "units per pack"},
    {AT(struct article_view, norm), .kind = FIELD_TEXT, .about = "EN 149 …; empty = none"},
    {AT(struct article_view, stands_in_for), .kind = FIELD_TEXT_LIST, .format = FORMAT_ARTICLE,
     COUNTED(struct article_view, stands_in_for_count),
     .about = "articles that this one may replace; never the reverse"},
    {AT(struct article_view, sort_order), .kind = FIELD_INT},
    {AT(struct article_view, active), .kind = FIELD_BOOL},
    {AT(struct article_view, valid_from), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct article_view, created_at), .kind = FIELD_MOMENT},
    {AT(struct article_view, created_by_name), .kind = FIELD_TEXT, .about = "empty: delivered with the program"},
};
const struct fields article_output = FIELDS("Article", struct article_view, article_fields);

struct article_list {
    struct article_view *items;
    size_t count;
};
static const struct field article_list_fields[] = {
    {AT(struct article_list, items), .kind = FIELD_LIST, COUNTED(struct article_list, count), .of = &article_output}};
const struct fields article_list_output = FIELDS("ArticleList", struct article_list, article_list_fields);

struct article_put {
    const char *name_sv, *name_en, *norm, *valid_from;
    int group, unit;
    int64_t pack_size, sort_order;
    const char **stands_in_for;
    size_t stands_in_for_count;
    bool active;
};
static const struct field article_put_fields[] = {
    {AT(struct article_put, name_sv), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 120},
    {AT(struct article_put, name_en), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 120},
    {AT(struct article_put, group), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = group_words},
    {AT(struct article_put, unit), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = unit_words},
    {AT(struct article_put, pack_size), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1, .max = 1000000},
    {AT(struct article_put, norm), .kind = FIELD_TEXT, .format = FORMAT_LINE, .max = 80},
    {AT(struct article_put, stands_in_for), .kind = FIELD_TEXT_LIST, .format = FORMAT_ARTICLE,
     COUNTED(struct article_put, stands_in_for_count), .max = 8},
    {AT(struct article_put, sort_order), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = 100000},
    {AT(struct article_put, active), .kind = FIELD_BOOL, .flags = FIELD_REQUIRED},
    {AT(struct article_put, valid_from), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
};
const struct fields article_input = FIELDS("Article", struct article_put, article_put_fields);

const struct query_field article_query[] = {
    {.name = "date", .format = FORMAT_DATE, .about = "The catalogue as it holds on that day (default: today)"},
    {.name = "all", .format = FORMAT_LINE, .max = 5, .about = "true: articles taken out of use too"},
    {0},
};

static enum outcome split_codes(struct call *c, const char *codes, const char ***ret_list, size_t *ret_count)
{
    char *rest = arena_text(&c->arena, codes);
    const char **list = ARENA_ARRAY(&c->arena, strlen(codes) / 2 + 1, const char *);
    if (rest == NULL || list == NULL)
        return TOO_LARGE;
    size_t count = 0;
    for (char *code; (code = strsep(&rest, " ")) != NULL;)
        if (*code != '\0')
            list[count++] = code;
    *ret_list = list;
    *ret_count = count;
    return OK;
}

static enum outcome view_article(struct call *c, const struct article *from, struct article_view *view)
{
    *view = (struct article_view){
        .code = from->code,
        .owner = from->owner,
        .version = from->version,
        .name_sv = from->name_sv,
        .name_en = from->name_en,
        .group = from->group,
        .unit = from->unit,
        .pack_size = from->pack_size,
        .norm = from->norm,
        .sort_order = from->sort_order,
        .active = from->active,
        .valid_from = from->valid_from,
        .created_at = from->created_at,
        .created_by_name = from->created_by_name,
    };
    return split_codes(c, from->stands_in_for, &view->stands_in_for, &view->stands_in_for_count);
}

static enum outcome show_list(struct call *c, const struct article *articles, size_t count)
{
    struct article_list *list = ARENA_NEW(&c->arena, struct article_list);
    if (list == NULL || (list->items = ARENA_ARRAY(&c->arena, count, struct article_view)) == NULL)
        return TOO_LARGE;
    list->count = count;
    for (size_t i = 0; i < count; i++)
        TRY(view_article(c, &articles[i], &list->items[i]));
    c->output = list;
    return OK;
}

enum outcome api_article_list(struct call *c)
{
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    const char *date = call_query(c, "date") != NULL ? call_query(c, "date") : today;
    struct article *articles;
    size_t count;
    TRY(store_article_list(c->db, call_parameter(c, "county"), date, call_query_flag(c, "all"), &c->arena, &articles,
                           &count));
    return show_list(c, articles, count);
}

/* The newest version that the county sees: its own, or else the national one. */
static enum outcome find_newest(struct call *c, const char *county, struct article *ret_article)
{
    enum outcome outcome = store_article_newest(c->db, county, call_parameter(c, "article"), &c->arena, ret_article);
    if (outcome == NOT_FOUND && strcmp(county, "00") != 0)
        outcome = store_article_newest(c->db, "00", call_parameter(c, "article"), &c->arena, ret_article);
    return outcome;
}

static enum outcome tag_article(struct call *c, const struct article *article)
{
    return call_etag(c, "a%s-%lld", article->owner, (long long)article->version);
}

enum outcome api_article_get(struct call *c)
{
    struct article article;
    struct article_view *view = ARENA_NEW(&c->arena, struct article_view);
    if (view == NULL)
        return TOO_LARGE;
    TRY(find_newest(c, call_parameter(c, "county"), &article));
    TRY(tag_article(c, &article));
    c->output = view;
    return view_article(c, &article, view);
}

enum outcome api_article_versions(struct call *c)
{
    struct article *articles;
    size_t count;
    TRY(store_article_versions(c->db, call_parameter(c, "county"), call_parameter(c, "article"), &c->arena, &articles,
                               &count));
    return count > 0 ? show_list(c, articles, count) : NOT_FOUND;
}

/* Substitutes must exist in the catalogue and cannot be the article itself. */
static enum outcome check_substitutes(struct call *c, const char *county, const struct article_put *input,
                                      const char **ret_codes)
{
    AUTO_TEXT joined = text_open(1024);
    for (size_t i = 0; i < input->stands_in_for_count; i++) {
        const char *code = input->stands_in_for[i];
        struct article other;
        enum outcome outcome = store_article_newest(c->db, county, code, &c->arena, &other);
        if (outcome == NOT_FOUND)
            outcome = store_article_newest(c->db, "00", code, &c->arena, &other);
        if (outcome == NOT_FOUND)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/stands_in_for", i, NULL, NULL);
        else if (outcome != OK)
            return outcome;
        if (strcmp(code, call_parameter(c, "article")) == 0)
            violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/stands_in_for", i, NULL, NULL);
        text_printf(&joined, "%s%s", i > 0 ? " " : "", code);
    }
    *ret_codes = arena_text(&c->arena, joined.bytes != NULL ? joined.bytes : "");
    return *ret_codes != NULL ? call_check_violations(c) : TOO_LARGE;
}

/* A change is a new version: old reports keep meaning what they meant. */
enum outcome api_article_put(struct call *c)
{
    const struct article_put *input = c->input;
    const char *county = call_parameter(c, "county"), *before_json = NULL;
    struct article before;
    struct article_view *before_view = ARENA_NEW(&c->arena, struct article_view),
                        *view = ARENA_NEW(&c->arena, struct article_view);
    if (before_view == NULL || view == NULL)
        return TOO_LARGE;
    enum outcome outcome = find_newest(c, county, &before);
    bool exists = outcome == OK;
    if (!exists && outcome != NOT_FOUND)
        return outcome;
    if (exists) {
        TRY(tag_article(c, &before));
        TRY(call_require_match(c));
        TRY(view_article(c, &before, before_view));
        before_json = call_json(c, &article_output, before_view);
    } else
        TRY(call_require_absent(c));
    struct article article = {
        .code = call_parameter(c, "article"),
        .owner = county,
        .version = exists && strcmp(before.owner, county) == 0 ? before.version + 1 : 1,
        .name_sv = input->name_sv,
        .name_en = input->name_en,
        .group = group_words[input->group],
        .unit = unit_words[input->unit],
        .norm = input->norm,
        .pack_size = input->pack_size,
        .sort_order = input->sort_order,
        .active = input->active,
        .valid_from = input->valid_from,
        .created_at = c->now,
        .created_by = c->actor.user_id,
        .created_by_name = c->actor.display_name,
    };
    if (exists && strcmp(article.unit, before.unit) != 0) {
        /* Reports hold numbers without their unit: another unit is another article. */
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "unit", NULL);
        return call_check_violations(c);
    }
    TRY(check_substitutes(c, county, input, &article.stands_in_for));
    TRY(store_article_add(c->scope, c->db, &article));
    TRY(view_article(c, &article, view));
    TRY(call_audit(c, "article.change", "article", arena_printf(&c->arena, "%s/%s", county, article.code), county,
                   before_json, call_json(c, &article_output, view)));
    c->status = exists ? 200 : 201;
    c->output = view;
    return tag_article(c, &article);
}
