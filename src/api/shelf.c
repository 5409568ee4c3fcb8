#include "api/shelf.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* More than counties with the nation, their CSV, and a few earlier weeks; two in one place only push each other out. */
enum { PLACES = 256 };

struct answer {
    struct shelved shown; /* first: a struct shelved is this */
    char *place, *key, *bytes, *packed;
    size_t packed_length;
    int holders; /* the shelf is one of them */
};

struct shelf {
    pthread_mutex_t lock;
    size_t used_bytes, max_bytes;
    struct answer *answers[PLACES];
};

struct shelf *shelf_open(size_t max_bytes)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);
    if (shelf == NULL)
        return NULL;
    shelf->max_bytes = max_bytes;
    pthread_mutex_init(&shelf->lock, NULL);
    return shelf;
}

static struct answer **place_of(struct shelf *shelf, const char *place)
{
    uint32_t hash = 2166136261u;
    for (const char *at = place; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    return &shelf->answers[(hash ^ hash >> 16) % PLACES];
}

static void release(struct answer *answer)
{
    if (answer == NULL || --answer->holders > 0)
        return;
    free(answer->place);
    free(answer->key);
    free(answer->bytes);
    free(answer->packed);
    free(answer);
}

static void take_down(struct shelf *shelf, struct answer **at)
{
    if (*at == NULL)
        return;
    shelf->used_bytes -= (*at)->shown.length + (*at)->packed_length;
    release(*at);
    *at = NULL;
}

void shelf_close(struct shelf *shelf)
{
    if (shelf == NULL)
        return;
    for (size_t i = 0; i < PLACES; i++)
        take_down(shelf, &shelf->answers[i]);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

const struct shelved *shelf_find(struct shelf *shelf, const char *place, const char *key)
{
    const struct shelved *found = NULL;
    pthread_mutex_lock(&shelf->lock);
    struct answer *answer = *place_of(shelf, place);
    if (answer != NULL && strcmp(answer->place, place) == 0 && strcmp(answer->key, key) == 0) {
        answer->holders++;
        found = &answer->shown;
    }
    pthread_mutex_unlock(&shelf->lock);
    return found;
}

static struct answer *make_answer(const char *place, const char *key, struct text *bytes)
{
    struct answer *answer = calloc(1, sizeof *answer);
    if (answer == NULL)
        return NULL;
    answer->holders = 1;
    answer->place = strdup(place);
    answer->key = strdup(key);
    size_t length = bytes->length;
    if (answer->place != NULL && answer->key != NULL)
        answer->bytes = text_take(bytes);
    if (answer->bytes == NULL) {
        release(answer);
        return NULL;
    }
    char *fitted = realloc(answer->bytes, length + 1); /* the text grew by doubling */
    if (fitted != NULL)
        answer->bytes = fitted;
    answer->shown = (struct shelved){.bytes = answer->bytes, .length = length};
    return answer;
}

const struct shelved *shelf_add(struct shelf *shelf, const char *place, const char *key, struct text *bytes)
{
    struct answer *answer = make_answer(place, key, bytes);
    if (answer == NULL)
        return NULL;
    pthread_mutex_lock(&shelf->lock);
    struct answer **at = place_of(shelf, place);
    take_down(shelf, at);
    if (shelf->used_bytes + answer->shown.length <= shelf->max_bytes) {
        shelf->used_bytes += answer->shown.length;
        answer->holders++;
        *at = answer;
    }
    pthread_mutex_unlock(&shelf->lock);
    return &answer->shown;
}

/* The whole of what was handed out. */
static struct answer *whole(const struct shelved *shown)
{
    return (struct answer *)(uintptr_t)shown;
}

void shelf_release(struct shelf *shelf, const struct shelved *answer)
{
    if (answer == NULL)
        return;
    pthread_mutex_lock(&shelf->lock);
    release(whole(answer));
    pthread_mutex_unlock(&shelf->lock);
}

const char *shelf_packed(struct shelf *shelf, const struct shelved *answer, size_t *ret_length)
{
    pthread_mutex_lock(&shelf->lock);
    const char *packed = whole(answer)->packed;
    *ret_length = whole(answer)->packed_length;
    pthread_mutex_unlock(&shelf->lock);
    return packed;
}

const char *shelf_leave_packed(struct shelf *shelf, const struct shelved *shown, char *bytes, size_t length,
                               size_t *ret_length)
{
    struct answer *answer = whole(shown);
    pthread_mutex_lock(&shelf->lock);
    if (answer->packed == NULL) {
        answer->packed = bytes;
        answer->packed_length = length;
        if (*place_of(shelf, answer->place) == answer)
            shelf->used_bytes += length;
        bytes = NULL;
    }
    const char *packed = answer->packed;
    *ret_length = answer->packed_length;
    pthread_mutex_unlock(&shelf->lock);
    free(bytes);
    return packed;
}
