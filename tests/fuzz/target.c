/* Path and query of a request: decoding, finding the route, reading the query by the route's table. */
#include "fuzz.h"

#include "api/call.h"
#include "api/query.h"
#include "api/route.h"
#include "base/utf8.h"
#include "http/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", ""};
    const char *query = NULL, *allow = NULL, *parameters[ROUTE_MAX_PARAMETERS];
    if (length == 0)
        return 0;
    const char *method = methods[bytes[0] % (sizeof methods / sizeof methods[0])];
    char *target = text_of(bytes + 1, length - 1), *path = malloc(length);
    must(path != NULL);
    struct arena arena = arena_open(1024 * 1024);
    if (target_decode(target, length - 1, path, &query) == OK) {
        bool exists = false;
        must(utf8_valid(path, strlen(path)) && path[0] == '/');
        must(query == NULL || (query > target && query <= target + length - 1));
        const struct route *route = route_find(method, path, &arena, parameters, &exists, &allow);
        must(route != NULL || !exists || allow != NULL);
        for (size_t i = 0; i < api_route_count && query != NULL; i += 1 + bytes[0] % 7) {
            const char *values[CALL_MAX_QUERY] = {0};
            struct violations violations = {.arena = &arena};
            const struct route *read = route != NULL ? route : &api_routes[i];
            enum outcome outcome = query_read(read, query, &arena, &violations, values);
            must((outcome == INVALID) == (violations.count > 0) || outcome == TOO_LARGE || outcome == BROKEN);
            if (route != NULL)
                break;
        }
    }
    arena_close(&arena);
    free(path);
    free(target);
    return 0;
}
