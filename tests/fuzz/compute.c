/* fordela compute and POST /api/v1/compute/{problem}: a whole body with its problem. The same bytes give the same
 * answer. */
#include "fuzz.h"

#include "api/compute.h"

enum { MEMORY_BYTES = 64 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct text results[2] = {text_open(COMPUTE_MAX_RESULT_BYTES), text_open(COMPUTE_MAX_RESULT_BYTES)};
    enum outcome outcomes[2];
    char *body = text_of(bytes, length);
    for (int i = 0; i < 2; i++) {
        struct arena arena = arena_open(MEMORY_BYTES);
        bool refused = false;
        outcomes[i] = api_compute(&arena, NULL, body, length, &results[i], &refused);
        arena_close(&arena);
    }
    must(outcomes[0] == outcomes[1] && results[0].length == results[1].length);
    must(results[0].length == 0 || memcmp(results[0].bytes, results[1].bytes, results[0].length) == 0);
    free(body);
    text_close(&results[0]);
    text_close(&results[1]);
    return 0;
}
