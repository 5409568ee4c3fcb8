/* What comes in a request's body: its size and depth, its JSON, its digest. */
#include "api/app.h"
#include "api/json_memory.h"
#include "api/pipeline.h"
#include "base/crypto.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Nesting outside strings; jansson itself would go 2,048 deep. */
static bool too_deep(const char *body, size_t length)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char character = body[i];
        if (in_string) {
            if (character == '\\')
                i++;
            else if (character == '"')
                in_string = false;
        } else if (character == '"')
            in_string = true;
        else if ((character == '{' || character == '[') && ++depth > LIMIT_JSON_DEPTH)
            return true;
        else if (character == '}' || character == ']')
            depth--;
    }
    return false;
}

static bool is_json_type(const char *content_type)
{
    static const char json[] = "application/json";
    size_t length = sizeof json - 1;
    return content_type != NULL && strncasecmp(content_type, json, length) == 0 &&
           (content_type[length] == '\0' || content_type[length] == ';' || content_type[length] == ' ');
}

/* Operations without input take no body, or {}. */
static const struct fields no_fields = {.name = "Nothing", .size = 1, .list = NULL, .count = 0};

static void close_json(json_t **root)
{
    json_decref(*root);
    json_memory_end();
}

enum outcome body_decode(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    const struct fields *input = c->route->input != NULL ? c->route->input : &no_fields;
    if (c->route->method == METHOD_GET || (length == 0 && c->route->input == NULL))
        return OK;
    if (!is_json_type(call->request.headers.content_type))
        return call_refuse(c, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    if (c->route->flags & ROUTE_RAW_BODY) {
        c->body = body != NULL ? body : ""; /* not copied: 4 MiB would take the serving thread some milliseconds */
        c->body_length = length;
        return OK;
    }
    if (too_deep(body, length))
        return call_refuse_because(c, PROBLEM_INVALID_JSON, "För många nivåer.", "Too many levels of nesting.");
    json_error_t error;
    json_memory_begin();
    __attribute__((cleanup(close_json))) json_t *root =
        json_loadb(length > 0 ? body : "", length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return call_refuse_because(c, PROBLEM_INVALID_JSON,
                                   arena_printf(&c->arena, "Rad %d, tecken %d.", error.line, error.column),
                                   arena_printf(&c->arena, "Line %d, character %d.", error.line, error.column));
    c->input = arena_alloc(&c->arena, input->size);
    if (c->input == NULL)
        return TOO_LARGE;
    enum outcome outcome = field_decode(input, root, &c->arena, &c->violations, c->input);
    return outcome == INVALID ? call_refuse(c, PROBLEM_INVALID_FIELDS) : outcome;
}

/* What of a body goes into the kept digest. Passwords do not: whoever reads the database could try words against a
 * quick hash of a request that holds one. */
static void add_digested(const struct route *route, const char *body, size_t length, struct text *whole)
{
    static const char *const secrets[] = {"password", "current_password", "new_password", "code"};
    if (route->gate != GATE_PASSWORD) {
        text_add_bytes(whole, body != NULL ? body : "", length);
        return;
    }
    __attribute__((cleanup(close_json))) json_t *root = json_loadb(body != NULL ? body : "", length, 0, NULL);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        (void)json_object_del(root, secrets[i]);
    char *rest = json_dumps(root, JSON_SORT_KEYS | JSON_COMPACT); /* NULL for no JSON, which is refused next */
    text_add(whole, rest != NULL ? rest : "");
    free(rest);
}

/* Key and digest of a POST that wants to be safe to repeat. */
enum outcome body_identify(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    const char *key = call->request.headers.idempotency_key;
    if (key == NULL || c->route->method != METHOD_POST || c->route->mode != MODE_WRITE || !c->actor.signed_in ||
        (c->route->flags & ROUTE_SECRET) != 0)
        return OK;
    if (*key == '\0' || strlen(key) > 255 || !field_format_fits(FORMAT_LINE, key)) {
        violation_add(&c->violations, VIOLATION_MALFORMED, "Idempotency-Key", NULL, NULL);
        return call_refuse(c, PROBLEM_INVALID_FIELDS);
    }
    AUTO_TEXT whole = text_open(2 * (LIMIT_BODY_BYTES + c->route->max_body_bytes) + 4096);
    text_printf(&whole, "%s %s?%s\n", method_name(c->route->method), call->request.path,
                call->request.query != NULL ? call->request.query : "");
    add_digested(c->route, body, length, &whole);
    char digest[SHA256_HEX_CHARS + 1];
    if (text_failed(&whole))
        return TOO_LARGE;
    crypto_sha256_hex(whole.bytes, whole.length, digest);
    call->idempotency_key = key;
    call->request_sha256 = arena_copy(&c->arena, digest, SHA256_HEX_CHARS);
    return call->request_sha256 != NULL ? OK : TOO_LARGE;
}
