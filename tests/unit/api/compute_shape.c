/* Shapes: every sign of the notation, with values just inside and just outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/compute_decimal.h"
#include "api/compute_shape.h"

struct sample {
    const struct shape *shape;
    const char *json;
    const char *code; /* "" = none */
    const char *field;
};

static void assert_sample(const struct sample *sample)
{
    struct arena arena = arena_open(1 << 20);
    struct refusals refusals = {0};
    struct node *root;
    assert_int_equal(tree_read(&arena, sample->json, strlen(sample->json), &root), OK);
    assert_int_equal(shape_check(&arena, &refusals, sample->shape, root), OK);
    struct refusal first = refusals_first(&refusals);
    size_t length;
    const char *field = first.at ? tree_pointer(&arena, root, first.at, first.key, &length) : "";
    if (strcmp(refusal_name(first.code), sample->code) != 0 || strcmp(field, sample->field) != 0)
        fail_msg("%s: \"%s\" at \"%s\", not \"%s\" at \"%s\"", sample->json, refusal_name(first.code), field,
                 sample->code, sample->field);
    arena_close(&arena);
}

#define ASSERT_SAMPLES(samples)                                                                                        \
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)                                                    \
    assert_sample(&samples[i])

static void texts(void **state)
{
    (void)state;
    static const char *const colours[] = {"in", "out", NULL};
    static const struct shape date = {.kind = SHAPE_D}, week = {.kind = SHAPE_W}, any = {.kind = SHAPE_T},
                              hash = {.kind = SHAPE_H}, word = {.kind = SHAPE_WORD, .words = colours};
    static const struct sample samples[] = {
        {&date, "\"2020-02-29\"", "", ""},
        {&date, "\"2021-02-29\"", "malformed", ""},
        {&date, "\"2021-2-28\"", "malformed", ""},
        {&date, "\"2021-02-28\\u0000\"", "malformed", ""},
        {&date, "20210228", "wrong_type", ""},
        {&week, "\"2020-W53\"", "", ""},
        {&week, "\"2021-W53\"", "malformed", ""},
        {&week, "\"2020-w01\"", "malformed", ""},
        {&week, "null", "wrong_type", ""},
        {&any, "\"\"", "", ""},
        {&any, "\"\\u0000\"", "", ""},
        {&any, "1", "wrong_type", ""},
        {&shape_s, "\"\"", "out_of_range", ""},
        {&shape_s, "\"x\"", "", ""},
        {&hash, "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"", "", ""},
        {&hash, "\"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff\"", "malformed", ""},
        {&hash, "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeef\"", "malformed", ""},
        {&hash, "\"\"", "malformed", ""},
        {&word, "\"in\"", "", ""},
        {&word, "\"inn\"", "malformed", ""},
        {&word, "\"in\\u0000\"", "malformed", ""},
        {&word, "true", "wrong_type", ""},
        {&shape_b, "false", "", ""},
        {&shape_b, "0", "wrong_type", ""},
        {&shape_b, "null", "wrong_type", ""},
    };
    ASSERT_SAMPLES(samples);
}

static void numbers(void **state)
{
    (void)state;
    static const struct shape q = {.kind = SHAPE_Q}, share = {.kind = SHAPE_R, .bound = BOUND_AT_MOST_1},
                              cut = {.kind = SHAPE_R, .bound = BOUND_BELOW_1},
                              some = {.kind = SHAPE_R, .bound = BOUND_ABOVE_0},
                              open = {.kind = SHAPE_F, .bound = BOUND_ABOVE_0_BELOW_1},
                              closed = {.kind = SHAPE_F, .bound = BOUND_FROM_0_TO_1},
                              half_open = {.kind = SHAPE_R, .bound = BOUND_ABOVE_0_AT_MOST_1};
    static const struct sample samples[] = {
        {&shape_n, "0", "", ""},
        {&shape_n, "-1", "out_of_range", ""},
        {&shape_n, "9007199254740991", "", ""},
        {&shape_n, "9007199254740992", "out_of_range", ""},
        {&shape_n, "99999999999999999999999999", "out_of_range", ""},
        {&shape_n, "1E2", "wrong_type", ""},
        {&shape_n, "\"1\"", "wrong_type", ""},
        {&shape_n_or_null, "null", "", ""},
        {&shape_p, "1", "", ""},
        {&shape_p, "0", "out_of_range", ""},
        {&shape_z, "-9007199254740991", "", ""},
        {&shape_z, "-9007199254740992", "out_of_range", ""},
        {&q, "\"-29/97\"", "", ""},
        {&q, "-3", "", ""},
        {&q, "\"-9223372036854775808\"", "", ""},
        {&q, "\"-9223372036854775809\"", "out_of_range", ""},
        {&q, "\"29/-97\"", "malformed", ""},
        {&q, "0.5", "wrong_type", ""},
        {&share, "1", "", ""},
        {&share, "\"1.00000000000000000000\"", "", ""},
        {&share, "\"1000000001/1000000000\"", "out_of_range", ""},
        {&cut, "\"0.999\"", "", ""},
        {&cut, "1", "out_of_range", ""},
        {&some, "\"1/9223372036854775808\"", "", ""},
        {&some, "\"0.0\"", "out_of_range", ""},
        {&half_open, "0", "out_of_range", ""},
        {&half_open, "1", "", ""},
        {&open, "0.5", "", ""},
        {&open, "0.0", "out_of_range", ""},
        {&open, "1e0", "out_of_range", ""},
        {&open, "0.99999999999999999999999", "", ""},
        {&closed, "-0", "", ""},
        {&closed, "1.0", "", ""},
        {&closed, "1.00000000000000000000001", "out_of_range", ""},
        {&shape_f, "-1.7976931348623157e308", "", ""},
        {&shape_f, "-1.8e308", "out_of_range", ""},
        {&shape_f, "1e99999999999999999999", "out_of_range", ""},
        {&shape_f, "\"1\"", "wrong_type", ""},
    };
    ASSERT_SAMPLES(samples);
}

static void containers(void **state)
{
    (void)state;
    static const struct shape_key pair_keys[] = {{"", &shape_n, false}, {"", &shape_s, false}};
    static const struct shape pair = {.kind = SHAPE_TUPLE, .keys = pair_keys, .count = 2};
    static const struct shape names = {.kind = SHAPE_MAP, .flags = SHAPE_SOME, .map_key = SHAPE_S, .of = &shape_n};
    static const struct shape weeks = {.kind = SHAPE_MAP, .map_key = SHAPE_W, .of = &shape_list_n};
    static const struct sample samples[] = {
        {&pair, "[1,\"a\"]", "", ""},
        {&pair, "[1]", "wrong_type", ""},
        {&pair, "[1,\"a\",2]", "wrong_type", ""},
        {&pair, "{}", "wrong_type", ""},
        {&pair, "[\"a\",1]", "wrong_type", "/0"},
        {&names, "{\"a\":1}", "", ""},
        {&names, "{}", "empty", ""},
        {&names, "[]", "wrong_type", ""},
        {&names, "{\"a\":1,\"\":2}", "out_of_range", "/"},
        {&names, "{\"a\":1,\"b\":-2}", "out_of_range", "/b"},
        {&weeks, "{}", "", ""},
        {&weeks, "{\"2020-W53\":[1]}", "", ""},
        {&weeks, "{\"2021-W53\":[1]}", "malformed", "/2021-W53"},
        {&weeks, "{\"2020-W53\":[]}", "empty", "/2020-W53"},
        {&shape_list_n, "[]", "empty", ""},
        {&shape_list_n, "null", "wrong_type", ""},
        {&shape_list_n, "[0,1,2,3,4,5,6,7,8,9,10,-1]", "out_of_range", "/11"},
    };
    ASSERT_SAMPLES(samples);
}

static void alternatives(void **state)
{
    (void)state;
    static const char *const in_word[] = {"in", NULL}, *const out_word[] = {"out", NULL};
    static const struct shape in = {.kind = SHAPE_WORD, .words = in_word},
                              out = {.kind = SHAPE_WORD, .words = out_word};
    static const struct shape_key in_keys[] = {
        {"t", &in, false}, {"units", &shape_p, false}, {"price", &shape_r, false}};
    static const struct shape_key out_keys[] = {{"t", &out, false}, {"units", &shape_p, false}};
    static const struct shape entry_in = {.kind = SHAPE_OBJECT, .keys = in_keys, .count = 3};
    static const struct shape entry_out = {.kind = SHAPE_OBJECT, .keys = out_keys, .count = 2};
    static const struct shape *const entries[] = {&entry_in, &entry_out, NULL};
    static const struct shape entry = {.kind = SHAPE_EITHER, .options = entries};
    static const struct shape date = {.kind = SHAPE_D};
    static const struct shape *const values[] = {&shape_n, &date, NULL};
    static const struct shape value = {.kind = SHAPE_EITHER, .flags = SHAPE_OR_NULL, .options = values};
    static const struct sample samples[] = {
        {&value, "7", "", ""},
        {&value, "\"2021-02-28\"", "", ""},
        {&value, "null", "", ""},
        {&value, "-7", "out_of_range", ""},
        {&value, "\"2021\"", "malformed", ""},
        {&value, "true", "wrong_type", ""},
        {&entry, "{\"t\":\"in\",\"units\":1,\"price\":2}", "", ""},
        {&entry, "{\"t\":\"out\",\"units\":1}", "", ""},
        {&entry, "{\"units\":1,\"t\":\"out\",\"price\":2}", "unknown_field", "/price"},
        {&entry, "{\"t\":\"in\",\"units\":1}", "missing_field", "/price"},
        {&entry, "{\"t\":\"ut\",\"units\":1}", "malformed", "/t"},
        {&entry, "{\"t\":1,\"units\":1}", "wrong_type", "/t"},
        {&entry, "[]", "wrong_type", ""},
        {&entry, "null", "wrong_type", ""},
    };
    ASSERT_SAMPLES(samples);
}

static void decimals(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } cases[] = {
        {"0.1", "1e-1", 0},
        {"0", "-0.000e9", 0},
        {"100", "1E+2", 0},
        {"1.50", "15e-1", 0},
        {"0.3", "0.30000000000000000000000001", -1},
        {"-0.3", "-0.30000000000000000000000001", 1},
        {"-1", "1", -1},
        {"0", "1e-400", -1},
        {"0", "-1e-400", 1},
        {"9.99", "10", -1},
        {"0.09", "0.1", -1},
        {"12.5", "12.49", 1},
        {"1e400", "1e399", 1},
        {"-1e400", "1e-400", -1},
        {"1000000", "1e6", 0},
        {"0.000123", "1.23e-4", 0},
        {"10.01", "10.001", 1},
        {"105", "15", 1},
        {"1e99999999999999999999", "2", 1},
        {"1e-99999999999999999999", "2", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int order = decimal_compare(cases[i].a, strlen(cases[i].a), cases[i].b, strlen(cases[i].b));
        int back = decimal_compare(cases[i].b, strlen(cases[i].b), cases[i].a, strlen(cases[i].a));
        if ((order > 0) - (order < 0) != cases[i].order || (back > 0) - (back < 0) != -cases[i].order)
            fail_msg("%s and %s: %d, %d", cases[i].a, cases[i].b, order, back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),        cmocka_unit_test(numbers),  cmocka_unit_test(containers),
        cmocka_unit_test(alternatives), cmocka_unit_test(decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
