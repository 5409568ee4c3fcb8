#include "api/route.h"

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

static const char *const method_names[] = {
    [METHOD_GET] = "GET", [METHOD_POST] = "POST", [METHOD_PUT] = "PUT", [METHOD_DELETE] = "DELETE"};
_Static_assert(sizeof method_names / sizeof method_names[0] == METHOD__COUNT, "one name per method");

const char *method_name(enum method method)
{
    return method_names[method];
}

bool route_is_for_people(const struct route *route)
{
    return route->action == ACTION_SESSION_OWN || (route->flags & ROUTE_PERSON) != 0;
}

static const struct {
    const char *name;
    enum field_format format;
} parameter_formats[] = {
    {"municipality", FORMAT_MUNICIPALITY},
    {"county", FORMAT_COUNTY},
    {"week", FORMAT_WEEK},
    {"organisation", FORMAT_ORGANISATION},
    {"article", FORMAT_ARTICLE},
    {"proposal", FORMAT_ID},
    {"product", FORMAT_ARTICLE},
    {"document", FORMAT_ID},
    {"delivery", FORMAT_ID},
    {"allocation", FORMAT_ID},
    {"key", FORMAT_ID},
    {"api_key", FORMAT_ID},
    {"session", FORMAT_ID},
    {"user", FORMAT_ID},
    {"problem", FORMAT_PROBLEM},
    {"line", FORMAT_LINE},
};

enum field_format route_parameter_format(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof parameter_formats / sizeof parameter_formats[0]; i++)
        if (strlen(parameter_formats[i].name) == length && memcmp(parameter_formats[i].name, name, length) == 0)
            return parameter_formats[i].format;
    return FORMAT_ANY;
}

struct slice {
    const char *start;
    size_t length;
};

/* True if the path has the pattern's segments; fills the slices of its {parameters}. */
static bool matches(const char *pattern, const char *path, struct slice slices[ROUTE_MAX_PARAMETERS])
{
    size_t count = 0;
    while (*pattern != '\0') {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t length = strcspn(path, "/");
        if (length == 0)
            return false;
        slices[count++] = (struct slice){path, length};
        path += length;
        pattern = strchr(pattern, '}') + 1;
    }
    return *path == '\0';
}

/* Copies the slices; false if one has not the form of its name: then there is no such object, so no such path. */
static bool take_parameters(const char *pattern, const struct slice *slices, struct arena *arena,
                            const char *ret_parameters[ROUTE_MAX_PARAMETERS])
{
    size_t index = 0;
    for (const char *name = strchr(pattern, '{'); name != NULL; name = strchr(name + 1, '{'), index++) {
        enum field_format format = route_parameter_format(name + 1, strcspn(name + 1, "}"));
        const char *value = arena_copy(arena, slices[index].start, slices[index].length);
        if (value == NULL || slices[index].length > 64 || !field_format_fits(format, value))
            return false;
        ret_parameters[index] = value;
    }
    return true;
}

static const char *allow_text(const bool allowed[METHOD__COUNT], struct arena *arena)
{
    AUTO_TEXT list = text_open(64);
    for (int method = 0; method < METHOD__COUNT; method++)
        if (allowed[method])
            text_printf(&list, "%s%s, ", method_names[method], method == METHOD_GET ? ", HEAD" : "");
    text_add(&list, "OPTIONS");
    return arena_text(arena, list.bytes);
}

const struct route *route_find(const char *method, const char *path, struct arena *arena,
                               const char *ret_parameters[ROUTE_MAX_PARAMETERS], bool *ret_path_exists,
                               const char **ret_allow)
{
    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    bool allowed[METHOD__COUNT] = {false};
    *ret_path_exists = false;
    for (size_t i = 0; i < api_route_count; i++) {
        const struct route *route = &api_routes[i];
        struct slice slices[ROUTE_MAX_PARAMETERS];
        if (!matches(route->pattern, path, slices))
            continue;
        bool wanted = strcmp(method_names[route->method], method) == 0;
        if (!take_parameters(route->pattern, slices, arena, ret_parameters))
            continue;
        if (wanted)
            return route;
        *ret_path_exists = true;
        allowed[route->method] = true;
    }
    if (*ret_path_exists)
        *ret_allow = allow_text(allowed, arena);
    return NULL;
}

int route_parameter_index(const char *pattern, const char *name)
{
    size_t length = strlen(name);
    int index = 0;
    for (const char *open = strchr(pattern, '{'); open != NULL; open = strchr(open + 1, '{'), index++)
        if (strncmp(open + 1, name, length) == 0 && open[1 + length] == '}')
            return index;
    return -1;
}
