/* Text that grows: the one way to build JSON, CSV, SVG or a sentence.
 *
 * The buffer comes from malloc (it grows by doubling, which an arena does badly) and belongs to the builder until
 * text_take. The first failure (memory, or max_bytes passed) sticks: later calls do nothing, and text_failed says so
 * once at the end. */
#ifndef FORDELA_BASE_TEXT_H
#define FORDELA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    char *bytes; /* NUL-terminated whenever not NULL */
    size_t length;
    size_t capacity;
    size_t max_bytes;
    bool failed;
};

struct text text_open(size_t max_bytes);
void text_close(struct text *text); /* accepts a taken or never used builder */
#define AUTO_TEXT __attribute__((cleanup(text_close))) struct text

/* Where there is no room yet; call text_add_bytes. */
void text_add_growing(struct text *text, const char *bytes, size_t length);

/* In the header because an answer is made of thousands of pieces of a few bytes. */
static inline void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    size_t end = text->length + length;
    if (text->failed || length >= text->capacity - text->length || end > text->max_bytes) {
        text_add_growing(text, bytes, length);
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->bytes[end] = '\0';
    text->length = end;
}

static inline void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

static inline void text_add_char(struct text *text, char character)
{
    text_add_bytes(text, &character, 1);
}

void text_add_int(struct text *text, int64_t number);
/* Millionths as a decimal number without zeros at its end; mark is its decimal mark: -1234500 -> "-1.2345". */
void text_add_micro(struct text *text, int64_t millionths, char mark);
__attribute__((format(printf, 2, 3))) void text_printf(struct text *text, const char *format, ...);

/* Room for at least extra more bytes to write into directly (then add to length); NULL on failure. */
char *text_reserve(struct text *text, size_t extra);

static inline bool text_failed(const struct text *text)
{
    return text->failed;
}

/* Gives the NUL-terminated text to the caller, who frees it; NULL if it failed. The builder is empty afterwards. */
char *text_take(struct text *text);

#endif
