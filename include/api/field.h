/* Field tables: one description of a struct from which its JSON decoding, encoding and JSON Schema all come.
 *
 * Decoding lists every violation (unknown and duplicate keys, wrong types, ranges, lengths, forms), each with its JSON
 * Pointer, and writes nothing on refusal. Decoded text and lists live in the call's arena. */
#ifndef FORDELA_API_FIELD_H
#define FORDELA_API_FIELD_H

#include "api/violation.h"
#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "base/text.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The C type that stands at the offset is named beside each kind. */
enum field_kind {
    FIELD_INT,          /* int64_t, within [min, max] */
    FIELD_MAYBE_INT,    /* struct maybe; JSON integer or null; absent = null */
    FIELD_CENTI,        /* int64_t hundredths; a JSON number with at most two decimals, within [min, max] hundredths */
    FIELD_MAYBE_CENTI,  /* struct maybe of hundredths; number or null */
    FIELD_MICRO,        /* int64_t millionths, a JSON number with at most six decimals; output only */
    FIELD_MAYBE_MICRO,  /* struct maybe of millionths; number or null; output only */
    FIELD_BOOL,         /* bool */
    FIELD_TEXT,         /* const char *, [min, max] bytes of UTF-8; absent = "" */
    FIELD_MAYBE_TEXT,   /* const char *; text or null; absent = NULL */
    FIELD_WORD,         /* int: position in words; absent = 0 */
    FIELD_MOMENT,       /* int64_t unix seconds; "2020-04-27T10:15:00Z"; output only */
    FIELD_MAYBE_MOMENT, /* struct maybe; output only */
    FIELD_OBJECT,       /* the struct itself, by `of` */
    FIELD_MAYBE_OBJECT, /* pointer to the struct; NULL = null */
    FIELD_LIST,         /* pointer to structs by `of`, their number (size_t) at count_offset; [min, max] elements */
    FIELD_TEXT_LIST,    /* const char *const *, number at count_offset; each by format */
    FIELD_MAYBE_INT_LIST, /* const struct maybe *, number at count_offset; whole numbers and nulls; output only */
    FIELD_JSON            /* const char *: JSON text put in as it is (NULL = null); output only */
};

/* The form of a text. */
enum field_format {
    FORMAT_ANY,
    FORMAT_LINE,         /* no control characters */
    FORMAT_PROSE,        /* lines; no other control characters; no Swedish personal identity number */
    FORMAT_DATE,         /* 2020-04-27 */
    FORMAT_WEEK,         /* 2020-W17 */
    FORMAT_WHEN,         /* a day, 2021-02-15, or a moment, 2021-02-15T10:00:00Z */
    FORMAT_MUNICIPALITY, /* 4 digits */
    FORMAT_COUNTY,       /* 2 digits, 00 = the nation */
    FORMAT_ORGANISATION, /* 2281, LST22, SOS */
    FORMAT_ARTICLE,      /* capital letters, digits, '-', '_': 1 to 16 */
    FORMAT_ID,           /* 26 characters of an id */
    FORMAT_USERNAME,     /* small letters, digits, . - _ @: 3 to 64 */
    FORMAT_EMAIL,        /* something@something, or empty */
    FORMAT_PROBLEM       /* small letters, digits, '_': a computation's name */
};

enum field_flags { FIELD_REQUIRED = 1 };

struct fields;

struct field {
    const char *name;
    enum field_kind kind;
    enum field_format format;
    unsigned flags;
    size_t offset;
    size_t count_offset;
    int64_t min, max;
    const char *const *words; /* FIELD_WORD: NULL-terminated */
    const struct fields *of;
    const char *about; /* what it is, with its unit: for the schema */
};

struct fields {
    const char *name; /* of the schema component */
    size_t size;      /* of the struct */
    const struct field *list;
    size_t count;
};

/* static const struct fields NAME = FIELDS("Name", struct x, list); */
#define FIELDS(schema_name, type, field_list)                                                                          \
    {                                                                                                                  \
        .name = schema_name, .size = sizeof(type), .list = field_list,                                                 \
        .count = sizeof field_list / sizeof field_list[0]                                                              \
    }

/* One field: AT(struct x, member) gives name and offset. */
#define AT(type, member) .name = #member, .offset = offsetof(type, member)
#define COUNTED(type, member) .count_offset = offsetof(type, member)

/* Decodes an object. INVALID: violations tell (at least one). TOO_LARGE: the arena is full. ret_struct has of->size
 * bytes. */
MUST_USE enum outcome field_decode(const struct fields *of, const json_t *value, struct arena *arena,
                                   struct violations *violations, void *ret_struct);

/* True if the text has the form. */
bool field_format_fits(enum field_format format, const char *text);

/* True if the text holds what looks like a personal identity or coordination number with a right check digit. */
bool field_format_has_personal_number(const char *text);

/* Appends the struct as a JSON object. */
void field_encode(const struct fields *of, const void *value, struct text *out);

/* Appends the JSON Schema of the struct (references to the components of nested structs). output: as a reply (all
 * properties required, closed); otherwise as a request body. */
void field_schema(const struct fields *of, bool output, struct text *out);

/* Appends ",\"pattern\":…,\"maxLength\":…" of a text (for path and query parameters too). */
void field_schema_text(enum field_format format, int64_t min, int64_t max, struct text *out);

/* Appends text as a quoted JSON string. */
void json_add_text(struct text *out, const char *text);

#endif
