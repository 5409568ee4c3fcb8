#include "api/compute_tree.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *arena;
    const char *bytes;
    size_t length;
    size_t at;
    unsigned depth;
};

static char peek(const struct reader *reader)
{
    return reader->at < reader->length ? reader->bytes[reader->at] : '\0';
}

static void skip_blanks(struct reader *reader)
{
    char next;
    while ((next = peek(reader)) == ' ' || next == '\t' || next == '\r' || next == '\n')
        reader->at++;
}

static bool take(struct reader *reader, char expected)
{
    if (reader->at >= reader->length || reader->bytes[reader->at] != expected)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);
    if (reader->length - reader->at < length || memcmp(reader->bytes + reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static size_t take_digits(struct reader *reader)
{
    size_t start = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at - start;
}

static enum outcome read_number(struct reader *reader, struct node *node)
{
    size_t start = reader->at;
    (void)take(reader, '-');
    if (!take(reader, '0') && take_digits(reader) == 0)
        return INVALID;
    if (take(reader, '.') && take_digits(reader) == 0)
        return INVALID;
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+'))
            (void)take(reader, '-');
        if (take_digits(reader) == 0)
            return INVALID;
    }
    node->kind = NODE_NUMBER;
    node->text = reader->bytes + start;
    node->length = (uint32_t)(reader->at - start);
    return OK;
}

/* Four hexadecimal digits. */
static bool read_unit(struct reader *reader, uint32_t *ret_unit)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++, reader->at++) {
        char digit = peek(reader);
        if (digit >= '0' && digit <= '9')
            unit = unit * 16 + (uint32_t)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            unit = unit * 16 + (uint32_t)(digit - 'a') + 10;
        else if (digit >= 'A' && digit <= 'F')
            unit = unit * 16 + (uint32_t)(digit - 'A') + 10;
        else
            return false;
    }
    *ret_unit = unit;
    return true;
}

static char *put_utf8(char *to, uint32_t point)
{
    if (point < 0x80) {
        *to++ = (char)point;
    } else if (point < 0x800) {
        *to++ = (char)(0xC0 | point >> 6);
        *to++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *to++ = (char)(0xE0 | point >> 12);
        *to++ = (char)(0x80 | (point >> 6 & 0x3F));
        *to++ = (char)(0x80 | (point & 0x3F));
    } else {
        *to++ = (char)(0xF0 | point >> 18);
        *to++ = (char)(0x80 | (point >> 12 & 0x3F));
        *to++ = (char)(0x80 | (point >> 6 & 0x3F));
        *to++ = (char)(0x80 | (point & 0x3F));
    }
    return to;
}

/* Behind the backslash. An escape is always longer than what it stands for. */
static enum outcome read_escape(struct reader *reader, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char letter = peek(reader);
    reader->at++;
    if (letter != 'u') {
        const char *found = letter != '\0' ? strchr(letters, letter) : NULL;
        if (!found)
            return INVALID;
        *(*to)++ = meanings[found - letters];
        return OK;
    }
    uint32_t unit, low;
    if (!read_unit(reader, &unit) || (unit >= 0xDC00 && unit <= 0xDFFF))
        return INVALID;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        if (!take_word(reader, "\\u") || !read_unit(reader, &low) || low < 0xDC00 || low > 0xDFFF)
            return INVALID;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    *to = put_utf8(*to, unit);
    return OK;
}

/* Length of the UTF-8 sequence at p of which left bytes remain, or 0: overlong, surrogate and beyond U+10FFFF too. */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    if (length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF0 && p[1] < 0x90) ||
        (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return length;
}

/* The position of the closing quote of the text that starts at reader->at, or the length if there is none. */
static size_t find_quote(const struct reader *reader)
{
    size_t at = reader->at;
    while (at < reader->length && reader->bytes[at] != '"')
        at += reader->bytes[at] == '\\' ? 2 : 1;
    return at < reader->length ? at : reader->length;
}

static enum outcome read_text(struct reader *reader, const char **ret_text, uint32_t *ret_length)
{
    if (!take(reader, '"'))
        return INVALID;
    size_t end = find_quote(reader);
    if (end == reader->length)
        return INVALID;
    char *text = (char *)arena_alloc(reader->arena, end - reader->at + 1);
    if (!text)
        return TOO_LARGE;
    char *to = text;
    while (reader->at < end) {
        const unsigned char *from = (const unsigned char *)reader->bytes + reader->at;
        if (*from < 0x20)
            return INVALID;
        if (*from == '\\') {
            reader->at++;
            TRY(read_escape(reader, &to));
            continue;
        }
        size_t length = utf8_length(from, end - reader->at);
        if (length == 0)
            return INVALID;
        memcpy(to, from, length);
        to += length;
        reader->at += length;
    }
    if (reader->at != end)
        return INVALID;
    reader->at++;
    *ret_text = text;
    *ret_length = (uint32_t)(to - text);
    return OK;
}

/* A scalar whole, or the opening bracket of a list or object. */
static enum outcome read_start(struct reader *reader, struct node *node)
{
    skip_blanks(reader);
    node->position = (uint32_t)reader->at;
    switch (peek(reader)) {
    case '{':
    case '[':
        node->kind = peek(reader) == '{' ? NODE_OBJECT : NODE_LIST;
        reader->at++;
        return ++reader->depth > TREE_MAX_DEPTH ? INVALID : OK;
    case '"':
        node->kind = NODE_TEXT;
        return read_text(reader, &node->text, &node->length);
    case 't':
        node->kind = NODE_BOOL;
        node->truth = true;
        return take_word(reader, "true") ? OK : INVALID;
    case 'f':
        node->kind = NODE_BOOL;
        return take_word(reader, "false") ? OK : INVALID;
    case 'n':
        return take_word(reader, "null") ? OK : INVALID;
    default:
        return read_number(reader, node);
    }
}

/* A new member of the container, its key read. Members hang in front of each other until the container is closed. */
static enum outcome add_member(struct reader *reader, struct node *container, struct node **ret_member)
{
    struct node *member = ARENA_NEW(reader->arena, struct node);
    if (!member)
        return TOO_LARGE;
    if (container->kind == NODE_OBJECT) {
        skip_blanks(reader);
        TRY(read_text(reader, &member->key, &member->key_length));
        skip_blanks(reader);
        if (!take(reader, ':'))
            return INVALID;
    }
    member->parent = container;
    member->next = container->first;
    container->first = member;
    container->count++;
    *ret_member = member;
    return OK;
}

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

int tree_compare_texts(const struct node *a, const struct node *b)
{
    return compare_bytes(a->text, a->length, b->text, b->length);
}

static int compare_keys(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    return compare_bytes(x->key, x->key_length, y->key, y->key_length);
}

static enum outcome check_keys(struct reader *reader, const struct node *object)
{
    if (object->count < 2)
        return OK;
    struct arena_mark mark = arena_mark(reader->arena);
    const struct node **sorted = ARENA_ARRAY(reader->arena, object->count, const struct node *);
    if (!sorted)
        return TOO_LARGE;
    size_t count = 0;
    for (const struct node *member = object->first; member; member = member->next)
        sorted[count++] = member;
    qsort(sorted, count, sizeof *sorted, compare_keys);
    enum outcome outcome = OK;
    for (size_t i = 1; i < count && outcome == OK; i++)
        if (compare_keys(&sorted[i - 1], &sorted[i]) == 0)
            outcome = INVALID;
    arena_reset(reader->arena, mark);
    return outcome;
}

/* Behind the closing bracket: the members in the order of the text. */
static enum outcome close_container(struct reader *reader, struct node *container)
{
    struct node *first = NULL;
    for (struct node *member = container->first; member;) {
        struct node *next = member->next;
        member->next = first;
        first = member;
        member = next;
    }
    container->first = first;
    container->end = (uint32_t)(reader->at - 1);
    reader->depth--;
    return container->kind == NODE_OBJECT ? check_keys(reader, container) : OK;
}

/* After a whole value: the next member that a comma announces, or NULL when the root is whole. */
static enum outcome read_on(struct reader *reader, struct node *root, struct node *node, struct node **ret_next)
{
    while (node != root) {
        struct node *container = (struct node *)(uintptr_t)node->parent; /* made by us, not const in truth */
        skip_blanks(reader);
        if (take(reader, ','))
            return add_member(reader, container, ret_next);
        if (!take(reader, container->kind == NODE_OBJECT ? '}' : ']'))
            return INVALID;
        TRY(close_container(reader, container));
        node = container;
    }
    *ret_next = NULL;
    return OK;
}

enum outcome tree_read(struct arena *arena, const char *bytes, size_t length, struct node **ret_root)
{
    if (length > TREE_MAX_BYTES)
        return TOO_LARGE;
    struct reader reader = {.arena = arena, .bytes = bytes, .length = length};
    struct node *root = ARENA_NEW(arena, struct node);
    if (!root)
        return TOO_LARGE;
    struct node *node = root;
    while (node) {
        TRY(read_start(&reader, node));
        if (node->kind == NODE_LIST || node->kind == NODE_OBJECT) {
            skip_blanks(&reader);
            if (!take(&reader, node->kind == NODE_OBJECT ? '}' : ']')) {
                TRY(add_member(&reader, node, &node));
                continue;
            }
            TRY(close_container(&reader, node));
        }
        TRY(read_on(&reader, root, node, &node));
    }
    skip_blanks(&reader);
    if (reader.at != length)
        return INVALID;
    *ret_root = root;
    return OK;
}

struct node *tree_get(const struct node *node, const char *key)
{
    if (!node || node->kind != NODE_OBJECT)
        return NULL;
    size_t length = strlen(key);
    for (struct node *member = node->first; member; member = member->next)
        if (member->key_length == length && memcmp(member->key, key, length) == 0)
            return member;
    return NULL;
}

/* Writes backwards from to: "/" and the key, with "~" as "~0" and "/" as "~1". */
static char *put_step_before(char *to, const char *key, size_t length)
{
    for (size_t i = length; i-- > 0;) {
        char character = key[i];
        if (character == '~' || character == '/') {
            *--to = character == '~' ? '0' : '1';
            character = '~';
        }
        *--to = character;
    }
    *--to = '/';
    return to;
}

static size_t index_in_parent(const struct node *node)
{
    size_t index = 0;
    for (const struct node *sibling = node->parent->first; sibling != node; sibling = sibling->next)
        index++;
    return index;
}

const char *tree_pointer(struct arena *arena, const struct node *root, const struct node *node, const char *key,
                         size_t *ret_length)
{
    size_t room = 1 + (key ? 2 * strlen(key) + 1 : 0);
    for (const struct node *step = node; step != root; step = step->parent)
        room += 2 * (size_t)step->key_length + 24;
    char *bytes = (char *)arena_alloc(arena, room);
    if (!bytes)
        return NULL;
    char *to = bytes + room - 1;
    if (key)
        to = put_step_before(to, key, strlen(key));
    for (const struct node *step = node; step != root; step = step->parent) {
        if (step->key) {
            to = put_step_before(to, step->key, step->key_length);
            continue;
        }
        for (size_t index = index_in_parent(step), first = 1; first || index > 0; index /= 10, first = 0)
            *--to = (char)('0' + index % 10);
        *--to = '/';
    }
    *ret_length = (size_t)(bytes + room - 1 - to);
    return to;
}
