#include "api/call.h"

#include "api/app.h"
#include "base/crypto.h"
#include "core/week.h"
#include "store/audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum outcome call_refuse(struct call *c, enum problem_code code)
{
    c->problem = (struct problem){.code = code};
    return problem_outcome(code);
}

enum outcome call_refuse_because(struct call *c, enum problem_code code, const char *detail_sv, const char *detail_en)
{
    c->problem = (struct problem){.code = code, .detail_sv = detail_sv, .detail_en = detail_en};
    return problem_outcome(code);
}

enum outcome call_check_violations(struct call *c)
{
    return c->violations.count == 0 ? OK : call_refuse(c, PROBLEM_INVALID_FIELDS);
}

enum outcome call_etag(struct call *c, const char *format, ...)
{
    char inner[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(inner, sizeof inner, format, arguments);
    va_end(arguments);
    c->etag = arena_printf(&c->arena, "\"%s\"", inner);
    return c->etag != NULL ? OK : TOO_LARGE;
}

/* True if a list of entity tags ("a", W/"b", *) names the tag; weak: the W/ prefix is ignored. */
static bool names_tag(const char *list, const char *etag, bool weak)
{
    if (strcmp(list, "*") == 0)
        return true;
    size_t length = strlen(etag);
    for (const char *at = list; *at != '\0';) {
        at += strspn(at, " \t,");
        bool is_weak = strncmp(at, "W/", 2) == 0;
        const char *tag = is_weak ? at + 2 : at;
        if ((weak || !is_weak) && strncmp(tag, etag, length) == 0 && strchr(" \t,", tag[length]) != NULL)
            return true;
        if (*tag == '"') {
            const char *end = strchr(tag + 1, '"');
            at = end != NULL ? end + 1 : tag + strlen(tag);
        } else
            at = tag + strcspn(tag, ",");
    }
    return false;
}

bool call_is_fresh(struct call *c)
{
    if (c->route->method == METHOD_GET && c->etag != NULL && c->if_none_match != NULL &&
        names_tag(c->if_none_match, c->etag, true))
        c->not_modified = true;
    return c->not_modified;
}

static void answer_shelved(struct call *c, const struct shelved *answer)
{
    c->shelved = answer;
    c->raw = answer->bytes;
    c->raw_length = answer->length;
    c->raw_type = "application/json";
}

bool call_take_shelved(struct call *c, const char *place)
{
    const struct shelved *answer = shelf_find(c->api->shelf, place, c->etag);
    if (answer != NULL)
        answer_shelved(c, answer);
    return answer != NULL;
}

enum outcome call_leave_shelved(struct call *c, const char *place, const void *output)
{
    AUTO_TEXT json = text_open(LIMIT_REPLY_BYTES);
    field_encode(c->route->output, output, &json);
    const struct shelved *answer = text_failed(&json) ? NULL : shelf_add(c->api->shelf, place, c->etag, &json);
    if (answer == NULL)
        return TOO_LARGE;
    answer_shelved(c, answer);
    return OK;
}

enum outcome call_require_match(struct call *c)
{
    if (c->if_match == NULL)
        return call_refuse(c, PROBLEM_PRECONDITION_REQUIRED);
    return names_tag(c->if_match, c->etag, false) ? OK : call_refuse(c, PROBLEM_PRECONDITION_FAILED);
}

enum outcome call_require_absent(struct call *c)
{
    return c->if_match == NULL ? OK : call_refuse(c, PROBLEM_PRECONDITION_FAILED);
}

enum outcome call_audit(struct call *c, const char *action, const char *object_type, const char *object_key,
                        const char *area_code, const char *before, const char *after)
{
    const struct audit_row row = {
        .audit_id = call_new_id(c),
        .at = c->now,
        .user_id = c->actor.signed_in ? c->actor.user_id : "",
        .organisation_code = c->actor.signed_in ? c->actor.standing.organisation : "",
        .action = action,
        .object_type = object_type,
        .object_key = object_key,
        .area_code = area_code,
        .before = before,
        .after = after,
    };
    return row.audit_id != NULL ? store_audit_add(c->db, &row) : TOO_LARGE;
}

const char *call_json(struct call *c, const struct fields *of, const void *value)
{
    AUTO_TEXT json = text_open(LIMIT_ARENA_BYTES);
    field_encode(of, value, &json);
    return text_failed(&json) ? NULL : arena_copy(&c->arena, json.bytes, json.length);
}

const char *call_parameter(const struct call *c, const char *name)
{
    int index = route_parameter_index(c->route->pattern, name);
    return index >= 0 ? c->parameters[index] : NULL;
}

const char *call_query(const struct call *c, const char *name)
{
    int index = query_index(c->route, name);
    return index >= 0 ? c->query[index] : NULL;
}

int64_t call_query_int(const struct call *c, const char *name, int64_t fallback)
{
    const char *text = call_query(c, name);
    return text != NULL ? strtoll(text, NULL, 10) : fallback; /* checked when the query was read */
}

bool call_query_flag(const struct call *c, const char *name)
{
    const char *text = call_query(c, name);
    return text != NULL && strcmp(text, "true") == 0;
}

bool call_trial(struct call *c)
{
    c->undo = call_query_flag(c, "dry_run");
    if (c->undo) {
        c->status = 200;
        c->location = NULL;
    }
    return c->undo;
}

/* The 10 digits of time are followed by 4 that count within the second (and run over into the next one), so that lists
 * sorted by id stand in the order of events; the 12 after them stay random. */
const char *call_new_id(struct call *c)
{
    enum { TIME_DIGITS = 10, COUNT_DIGITS = 4, COUNT_BITS = 5 * COUNT_DIGITS };
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    long long first = (long long)c->now << COUNT_BITS, last = atomic_load(&c->api->last_id), next;
    do
        next = first > last ? first : last + 1;
    while (!atomic_compare_exchange_weak(&c->api->last_id, &last, next));
    char id[ID_CHARS + 1];
    crypto_id((next >> COUNT_BITS) * 1000, id);
    for (int i = 0; i < COUNT_DIGITS; i++)
        id[TIME_DIGITS + i] = alphabet[next >> 5 * (COUNT_DIGITS - 1 - i) & 31];
    return arena_copy(&c->arena, id, ID_CHARS);
}

int64_t call_today(const struct call *c)
{
    return local_date(c->now);
}
