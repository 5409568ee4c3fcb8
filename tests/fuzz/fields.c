/* JSON bodies by the field tables of all routes: the first byte chooses the route. What is taken must fit its own table
 * again. */
#include "fuzz.h"

#include "api/field.h"
#include "api/json_memory.h"
#include "api/route.h"

#include <jansson.h>

static void decode(const struct fields *of, const char *body, size_t length)
{
    struct arena arena = arena_open(4 * 1024 * 1024);
    struct violations violations = {.arena = &arena};
    json_memory_begin();
    json_t *root = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
    void *place = arena_alloc(&arena, of->size);
    if (root != NULL && place != NULL) {
        enum outcome outcome = field_decode(of, root, &arena, &violations, place);
        must((outcome == INVALID) == (violations.count > 0) || outcome == TOO_LARGE || outcome == BROKEN);
        if (outcome == OK) {
            AUTO_TEXT written = text_open(4 * 1024 * 1024);
            field_encode(of, place, &written);
        }
    }
    json_decref(root);
    json_memory_end();
    arena_close(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static int installed;
    if (!installed++)
        json_memory_install();
    if (length == 0)
        return 0;
    char *body = text_of(bytes + 1, length - 1);
    size_t seen = 0, inputs = 0;
    for (size_t i = 0; i < api_route_count; i++)
        inputs += api_routes[i].input != NULL;
    for (size_t i = 0; i < api_route_count && inputs > 0; i++)
        if (api_routes[i].input != NULL && seen++ == bytes[0] % inputs)
            decode(api_routes[i].input, body, length - 1);
    free(body);
    return 0;
}
