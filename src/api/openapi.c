#include "api/openapi.h"

#include "api/problem.h"
#include "api/query.h"
#include "api/route.h"
#include "api/violation.h"

#include <stdio.h>
#include <string.h>

enum { DOCUMENT_MAX_BYTES = 4 * 1024 * 1024, COMPONENTS_MAX = 400 };

/* Components already written, so that each stands once. */
struct components {
    const struct fields *list[COMPONENTS_MAX];
    bool output[COMPONENTS_MAX];
    size_t count;
};

static void collect(struct components *components, const struct fields *of, bool output)
{
    if (of == NULL)
        return;
    for (size_t i = 0; i < components->count; i++)
        if (components->list[i] == of && components->output[i] == output)
            return;
    if (components->count == COMPONENTS_MAX)
        return;
    components->output[components->count] = output;
    components->list[components->count++] = of;
    for (size_t i = 0; i < of->count; i++)
        collect(components, of->list[i].of, output);
}

static void add_parameter(struct text *out, const char *in, const char *name, size_t name_length, bool required,
                          const char *about)
{
    text_printf(out, "{\"name\":\"%.*s\",\"in\":\"%s\",\"required\":%s", (int)name_length, name, in,
                required ? "true" : "false");
    if (about != NULL) {
        text_add(out, ",\"description\":");
        json_add_text(out, about);
    }
}

static void add_path_parameters(struct text *out, const struct route *route, int *count)
{
    for (const char *open = strchr(route->pattern, '{'); open != NULL; open = strchr(open + 1, '{')) {
        size_t length = strcspn(open + 1, "}");
        if ((*count)++ > 0)
            text_add_char(out, ',');
        add_parameter(out, "path", open + 1, length, true, NULL);
        text_add(out, ",\"schema\":{\"type\":\"string\"");
        field_schema_text(route_parameter_format(open + 1, length), 0, 64, out);
        text_add(out, "}}");
    }
}

static void add_query_parameters(struct text *out, const struct route *route, int *count)
{
    const struct query_field *field;
    for (int i = 0; (field = query_field_at(route, i)) != NULL; i++) {
        if ((*count)++ > 0)
            text_add_char(out, ',');
        add_parameter(out, "query", field->name, strlen(field->name), false, field->about);
        if (field->format == FORMAT_ANY && (field->min != 0 || field->max != 0))
            text_printf(out, ",\"schema\":{\"type\":\"integer\",\"minimum\":%lld,\"maximum\":%lld}}",
                        (long long)field->min, (long long)field->max);
        else {
            text_add(out, ",\"schema\":{\"type\":\"string\"");
            field_schema_text(field->format, 0, field->max, out);
            text_add(out, "}}");
        }
    }
}

static void add_header_parameters(struct text *out, const struct route *route, int *count)
{
    static const char *const names[] = {"If-Match", "Idempotency-Key"};
    const bool wanted[] = {(route->flags & ROUTE_MATCH) != 0,
                           route->method == METHOD_POST && route->mode == MODE_WRITE &&
                               route->action != ACTION_PUBLIC && (route->flags & ROUTE_SECRET) == 0};
    for (int i = 0; i < 2; i++)
        if (wanted[i]) {
            if ((*count)++ > 0)
                text_add_char(out, ',');
            add_parameter(out, "header", names[i], strlen(names[i]), false, NULL);
            text_add(out, ",\"schema\":{\"type\":\"string\",\"maxLength\":255}}");
        }
}

static void add_success(struct text *out, const struct route *route)
{
    text_printf(out, "\"%d\":{\"description\":\"%s\"", route->status, route->status == 204 ? "Done" : "The answer");
    if (route->flags & ROUTE_ETAG)
        text_add(out, ",\"headers\":{\"ETag\":{\"schema\":{\"type\":\"string\"}}}");
    if (route->output != NULL) {
        text_printf(out, ",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}",
                    route->output->name);
        if (route->flags & ROUTE_CSV)
            text_add(out, ",\"text/csv\":{\"schema\":{\"type\":\"string\"}}");
        text_add_char(out, '}');
    } else if (route->status != 204)
        text_add(out, ",\"content\":{\"application/json\":{\"schema\":{}},\"text/plain\":{\"schema\":{\"type\":"
                      "\"string\"}}}");
    text_add_char(out, '}');
    if ((route->flags & ROUTE_TRIAL) && route->output != NULL)
        text_printf(
            out,
            ",\"200\":{\"description\":\"Tried with dry_run, nothing written\",\"content\":{\"application/json\":{"
            "\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}}}",
            route->output->name);
    /* A PUT that makes something new says 201, one that changes says 200. */
    if (route->method == METHOD_PUT && route->status == 200 && route->output != NULL)
        text_printf(out,
                    ",\"201\":{\"description\":\"Made\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
                    "\"#/components/schemas/%s\"}}}}",
                    route->output->name);
    if ((route->flags & ROUTE_ETAG) && route->method == METHOD_GET)
        text_add(out, ",\"304\":{\"description\":\"Not changed\"}");
}

static void add_operation(struct text *out, const struct route *route)
{
    static const char *const lower[] = {
        [METHOD_GET] = "get", [METHOD_POST] = "post", [METHOD_PUT] = "put", [METHOD_DELETE] = "delete"};
    const char *tag = action_name(route->action);
    text_printf(out, "\"%s\":{\"operationId\":\"%s\",\"tags\":[\"%.*s\"],\"summary\":", lower[route->method],
                route->operation, (int)strcspn(tag, "."), tag);
    json_add_text(out, route->summary);
    text_add(out, ",\"description\":");
    json_add_text(out, route->summary);
    if (route->action == ACTION_PUBLIC)
        text_add(out, ",\"security\":[]");
    else
        text_printf(out, "%s,\"x-permission\":\"%s\"",
                    route_is_for_people(route) ? ",\"security\":[{\"session\":[]}]" : "", tag);
    text_add(out, ",\"parameters\":[");
    int count = 0;
    add_path_parameters(out, route, &count);
    add_query_parameters(out, route, &count);
    add_header_parameters(out, route, &count);
    text_add_char(out, ']');
    if (route->input != NULL)
        text_printf(out,
                    ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
                    "\"#/components/schemas/%sInput\"}}}}",
                    route->input->name);
    else if (route->flags & ROUTE_RAW_BODY)
        text_add(out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":"
                      "\"object\"}}}}");
    text_add(out, ",\"responses\":{");
    add_success(out, route);
    text_add(out, ",\"4XX\":{\"$ref\":\"#/components/responses/Problem\"},\"5XX\":{\"$ref\":"
                  "\"#/components/responses/Problem\"}}}");
}

static void add_paths(struct text *out, struct components *components)
{
    bool first_path = true;
    for (size_t i = 0; i < api_route_count; i++) {
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++)
            seen = strcmp(api_routes[j].pattern, api_routes[i].pattern) == 0;
        if (seen)
            continue;
        text_printf(out, "%s\"%s\":{", first_path ? "" : ",", api_routes[i].pattern);
        first_path = false;
        bool first_operation = true;
        for (size_t j = i; j < api_route_count; j++) {
            const struct route *route = &api_routes[j];
            if (strcmp(route->pattern, api_routes[i].pattern) != 0)
                continue;
            if (!first_operation)
                text_add_char(out, ',');
            first_operation = false;
            add_operation(out, route);
            collect(components, route->input, false);
            collect(components, route->output, true);
        }
        text_add_char(out, '}');
    }
}

/* Its codes are the registry's: a client may rely on the list. */
static void add_problem(struct text *out)
{
    text_add(out, "\"Problem\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"type\",\"title\","
                  "\"status\",\"code\",\"trace_id\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{"
                  "\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\",\"enum\":[");
    for (int code = PROBLEM_NONE + 1; code < PROBLEM__COUNT; code++)
        text_printf(out, "%s\"%s\"", code > PROBLEM_NONE + 1 ? "," : "", problem_name((enum problem_code)code));
    text_add(out, "]},\"detail\":{\"type\":\"string\"},\"trace_id\":{\"type\":\"string\"},\"error\":{\"type\":"
                  "\"object\",\"additionalProperties\":false,\"required\":[\"code\",\"field\",\"message_sv\","
                  "\"message_en\"],\"properties\":{\"code\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},"
                  "\"message_sv\":{\"type\":\"string\"},\"message_en\":{\"type\":\"string\"}}},\"draining\":{\"type\":"
                  "\"boolean\"},"
                  "\"database_writable\":{\"type\":\"boolean\"},\"waiting_writes\":{\"type\":\"integer\"},"
                  "\"errors\":{\"type\":"
                  "\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"pointer\","
                  "\"code\",\"message\"],\"properties\":{\"pointer\":{\"type\":\"string\"},\"code\":{\"type\":"
                  "\"string\",\"enum\":[");
    for (int code = 0; code < VIOLATION__COUNT; code++)
        text_printf(out, "%s\"%s\"", code > 0 ? "," : "", violation_name((enum violation_code)code));
    text_add(out, "]},\"message\":{\"type\":\"string\"}}}}}}");
}

static void add_components(struct text *out, const struct components *components)
{
    text_add(out, "\"schemas\":{");
    for (size_t i = 0; i < components->count; i++) {
        text_printf(out, "\"%s%s\":", components->list[i]->name, components->output[i] ? "" : "Input");
        field_schema(components->list[i], components->output[i], out);
        text_add_char(out, ',');
    }
    add_problem(out);
    text_add_char(out, '}');
    text_add(out, ",\"responses\":{\"Problem\":{\"description\":\"Refused: RFC 9457 problem\",\"content\":{"
                  "\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}},"
                  "\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":"
                  "\"fordela_session\"},\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":"
                  "\"A key of a program: fordela_ and 43 characters, made by the organisation's administrator\"}}");
}

char *openapi_document(const char *version)
{
    AUTO_TEXT out = text_open(DOCUMENT_MAX_BYTES);
    struct components components = {.count = 0};
    text_printf(&out,
                "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Fördela\",\"version\":\"%s\",\"description\":"
                "\"Coordination of protective equipment and vaccine doses between Swedish authorities.\","
                "\"license\":{\"name\":\"MPL-2.0\",\"identifier\":\"MPL-2.0\"},"
                "\"contact\":{\"name\":\"The operator of this installation\"}},"
                "\"servers\":[{\"url\":\"/\"}],\"security\":[{\"session\":[]},{\"key\":[]}],"
                "\"tags\":[",
                version);
    const char *last = "";
    for (int action = ACTION_PUBLIC; action < ACTION__COUNT; action++) {
        const char *name = action_name((enum action)action);
        size_t length = strcspn(name, ".");
        if (strncmp(name, last, length) == 0 && strcspn(last, ".") == length)
            continue;
        text_printf(&out, "%s{\"name\":\"%.*s\",\"description\":\"Operations on %.*s\"}", *last == '\0' ? "" : ",",
                    (int)length, name, (int)length, name);
        last = name;
    }
    text_add(&out, "],\"paths\":{");
    add_paths(&out, &components);
    text_add(&out, "},\"components\":{");
    add_components(&out, &components);
    text_add(&out, "}}");
    return text_take(&out);
}
