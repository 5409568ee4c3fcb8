#include "api/catalogue.h"

#include "api/app.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* On the shelf: the articles, then their texts; each text pointer holds its place among the texts. */
static const size_t texts[] = {offsetof(struct article, code),           offsetof(struct article, owner),
                               offsetof(struct article, name_sv),        offsetof(struct article, name_en),
                               offsetof(struct article, group),          offsetof(struct article, unit),
                               offsetof(struct article, norm),           offsetof(struct article, stands_in_for),
                               offsetof(struct article, valid_from),     offsetof(struct article, created_by),
                               offsetof(struct article, created_by_name)};
enum { TEXTS = sizeof texts / sizeof texts[0], CATALOGUE_BYTES = 1024 * 1024 };

static const char **text_at(struct article *article, size_t text)
{
    return (const char **)(void *)((char *)article + texts[text]);
}

/* What stands first. */
struct head {
    size_t count;
    max_align_t articles_follow[];
};

static void add_article(struct text *articles, struct text *words, struct article article)
{
    article.created_by_name = "";
    for (size_t text = 0; text < TEXTS; text++) {
        const char **at = text_at(&article, text), *word = *at;
        *at = (const char *)(uintptr_t)words->length;
        text_add_bytes(words, word, strlen(word) + 1);
    }
    text_add_bytes(articles, (const char *)&article, sizeof article);
}

static void keep(struct call *c, const char *place, const char *key, const struct article *list, size_t count)
{
    AUTO_TEXT kept = text_open(CATALOGUE_BYTES), words = text_open(CATALOGUE_BYTES);
    const struct head head = {.count = count};
    text_add_bytes(&kept, (const char *)&head, sizeof head);
    for (size_t i = 0; i < count; i++)
        add_article(&kept, &words, list[i]);
    text_add_bytes(&kept, words.bytes != NULL ? words.bytes : "", words.length);
    if (!text_failed(&words) && !text_failed(&kept))
        shelf_release(c->api->shelf, shelf_add(c->api->shelf, place, key, &kept));
}

static enum outcome copy(struct arena *arena, const struct shelved *kept, struct article **ret_list, size_t *ret_count)
{
    char *bytes = arena_copy(arena, kept->bytes, kept->length);
    if (bytes == NULL)
        return TOO_LARGE;
    size_t count = ((const struct head *)(const void *)bytes)->count;
    struct article *list = (struct article *)(void *)(bytes + sizeof(struct head));
    const char *words = (const char *)(list + count);
    for (size_t i = 0; i < count; i++)
        for (size_t text = 0; text < TEXTS; text++)
            *text_at(&list[i], text) = words + (uintptr_t)*text_at(&list[i], text);
    *ret_list = list;
    *ret_count = count;
    return OK;
}

enum outcome catalogue_list(struct call *c, const char *county, const char *date, bool with_inactive,
                            struct article **ret_list, size_t *ret_count)
{
    char place[32], key[64];
    int64_t versions;
    TRY(store_article_version_count(c->db, county, &versions));
    snprintf(place, sizeof place, "articles %.8s %d", county, with_inactive);
    snprintf(key, sizeof key, "%lld %.16s", (long long)versions, date);
    const struct shelved *kept = shelf_find(c->api->shelf, place, key);
    if (kept != NULL) {
        enum outcome outcome = copy(&c->arena, kept, ret_list, ret_count);
        shelf_release(c->api->shelf, kept);
        return outcome;
    }
    TRY(store_article_list(c->db, county, date, with_inactive, &c->arena, ret_list, ret_count));
    keep(c, place, key, *ret_list, *ret_count);
    return OK;
}
