/* JSON text as a tree that forgets nothing: for the computations, whose refusals need more than a general reader keeps.
 *
 * A refusal names the first violation in reading order, so every value knows where it stood in the text and who holds
 * it; numbers stay as they were written, because 0.1 means one tenth, 1.0 is no integer, and an integer of forty digits
 * is out of range rather than bad JSON. Strict RFC 8259: UTF-8 without byte order mark, no duplicate keys, nothing
 * behind the value. The tree lives in the arena and borrows the text. */
#ifndef FORDELA_API_COMPUTE_TREE_H
#define FORDELA_API_COMPUTE_TREE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TREE_MAX_DEPTH = 512 };               /* reading needs no stack; this bounds the pointers that name a value */
enum { TREE_MAX_BYTES = 256 * 1024 * 1024 }; /* positions are 32 bits wide */

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_TEXT, NODE_LIST, NODE_OBJECT, NODE_KIND__COUNT };

struct node {
    const struct node *parent; /* NULL at the root */
    struct node *next;         /* the sibling behind it */
    const char *key;           /* in an object: NUL-terminated, key_length bytes (a NUL may also be among them) */
    uint32_t key_length;
    uint32_t position; /* of the value's first byte in the text */
    union {
        struct { /* text, decoded and NUL-terminated; or the number as written, not terminated */
            const char *text;
            uint32_t length;
        };
        struct { /* list, object */
            struct node *first;
            uint32_t count;
            uint32_t end; /* position of the closing bracket */
        };
    };
    union { /* filled in by shape_check (api/compute_shape.h) */
        int64_t whole;
        const struct rational *ratio;
    };
    enum node_kind kind;
    bool truth;
};

/* INVALID: not one JSON value, or one of the refusals named above. TOO_LARGE: more than TREE_MAX_BYTES, or the arena is
 * full. Never recurses. O(n log n) for objects of n keys. */
MUST_USE enum outcome tree_read(struct arena *arena, const char *bytes, size_t length, struct node **ret_root);

/* The value of a key; NULL if the object has none (or node is no object). */
struct node *tree_get(const struct node *node, const char *key);

/* Byte order of two texts: negative, 0, positive. */
int tree_compare_texts(const struct node *a, const struct node *b);

/* The JSON Pointer (RFC 6901) from root down to node, with key behind it (NULL: none), NUL-terminated; a key may hold a
 * NUL of its own, so its length counts. NULL when the arena is full. */
const char *tree_pointer(struct arena *arena, const struct node *root, const struct node *node, const char *key,
                         size_t *ret_length);

#endif
