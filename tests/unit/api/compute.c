/* The computations' door: both forms of the question, every refusal and its place, the order among refusals, edges of
 * numbers, and limits. The results themselves are judged by tests/cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/compute.h"

/* Computes and gives the answer, which the caller frees. */
static char *answer(const char *problem, const char *body, size_t length, bool *ret_refused)
{
    struct arena arena = arena_open(COMPUTE_ARENA_BYTES);
    AUTO_TEXT result = text_open(COMPUTE_MAX_RESULT_BYTES);
    assert_int_equal(api_compute(&arena, problem, body, length, &result, ret_refused), OK);
    arena_close(&arena);
    char *text = text_take(&result);
    assert_non_null(text);
    return text;
}

static void assert_refused_bytes(const char *problem, const char *body, size_t length, const char *code,
                                 const char *field)
{
    char expected[512];
    bool refused = false;
    (void)snprintf(expected, sizeof expected, "{\"error\":{\"code\":\"%s\",\"field\":\"%s\",\"message_sv\":\"", code,
                   field);
    char *text = answer(problem, body, length, &refused);
    if (!refused || strncmp(text, expected, strlen(expected)) != 0)
        fail_msg("%.300s\n  gave %s\n  not %s", body, text, expected);
    assert_non_null(strstr(text, "\",\"message_en\":\""));
    free(text);
}

static void assert_refused(const char *body, const char *code, const char *field)
{
    assert_refused_bytes(NULL, body, strlen(body), code, field);
}

/* The same for the input of a problem. */
static void assert_input_refused(const char *problem, const char *input, const char *code, const char *field)
{
    char body[4096];
    (void)snprintf(body, sizeof body, " { \"problem\" : \"%s\" ,\r\n\t\"input\":%s}\n", problem, input);
    assert_refused(body, code, field);
    (void)snprintf(body, sizeof body, "{\"input\":%s}", input);
    assert_refused_bytes(problem, body, strlen(body), code, field);
}

static void assert_result(const char *problem, const char *input, const char *expected)
{
    char body[4096];
    bool refused = true;
    (void)snprintf(body, sizeof body, "{\"input\":%s}", input);
    char *text = answer(problem, body, strlen(body), &refused);
    if (refused || strcmp(text, expected) != 0)
        fail_msg("%s\n  gave %s\n  not %s", input, text, expected);
    free(text);
}

static void both_forms_of_the_question(void **state)
{
    (void)state;
    static const char cli[] =
        "{\"input\":[{\"stock\":1,\"use_per_day\":1,\"age_days\":0}],\"problem\":\"stale_stock\"}";
    bool refused = true;
    char *text = answer(NULL, cli, strlen(cli), &refused);
    assert_false(refused);
    assert_string_equal(text, "[\"1\"]");
    free(text);
    assert_result("stale_stock", "[{\"stock\":1,\"use_per_day\":1,\"age_days\":0}]", "[\"1\"]");
    /* Each form refuses the other's keys. */
    assert_refused_bytes("stale_stock", cli, strlen(cli), "bad_json", "");
    assert_refused("{\"input\":[]}", "bad_json", "");
    assert_refused_bytes("no_such", "{\"input\":[]}", 12, "unknown_problem", "problem");
    assert_refused_bytes("no_such", "{\"input\":[]", 11, "bad_json", "");
}

static const char *const no_json[] = {
    "",
    " ",
    "null",
    "7",
    "\"problem\"",
    "[1]",
    "{}",
    "{\"problem\":\"norm_cap\"}",
    "{\"problem\":\"norm_cap\",\"input\":{},\"more\":1}",
    "{\"problem\":\"norm_cap\",\"problem\":\"norm_cap\",\"input\":{}}",
    "{\"problem\":\"norm_cap\",\"input\":{\"a\":1,\"b\":2,\"\\u0061\":3}}",
    "{\"problem\":\"norm_cap\",\"input\":{}}{}",
    "{\"problem\":\"norm_cap\",\"input\":{}},",
    "{\"problem\":\"norm_cap\",\"input\":[1,]}",
    "{\"problem\":\"norm_cap\",\"input\":[,1]}",
    "{\"problem\":\"norm_cap\",\"input\":[1}}",
    "{\"problem\":\"norm_cap\",\"input\":{\"a\" 1}}",
    "{\"problem\":\"norm_cap\",\"input\":{a:1}}",
    "{\"problem\":\"norm_cap\",\"input\":{\"a\":1,}}",
    "{\"problem\":\"norm_cap\",\"input\":NaN}",
    "{\"problem\":\"norm_cap\",\"input\":-Infinity}",
    "{\"problem\":\"norm_cap\",\"input\":nul}",
    "{\"problem\":\"norm_cap\",\"input\":True}",
    "{\"problem\":\"norm_cap\",\"input\":01}",
    "{\"problem\":\"norm_cap\",\"input\":-}",
    "{\"problem\":\"norm_cap\",\"input\":1.}",
    "{\"problem\":\"norm_cap\",\"input\":.5}",
    "{\"problem\":\"norm_cap\",\"input\":1e}",
    "{\"problem\":\"norm_cap\",\"input\":1e+}",
    "{\"problem\":\"norm_cap\",\"input\":+1}",
    "{\"problem\":\"norm_cap\",\"input\":0x10}",
    "{\"problem\":\"norm_cap\",\"input\":'a'}",
    "{\"problem\":\"norm_cap\",\"input\":\"a}",
    "{\"problem\":\"norm_cap\",\"input\":\"a\\",
    "{\"problem\":\"norm_cap\",\"input\":\"\\x\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\\u12\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\\u12g4\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\\ud800\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\\ud800\\u0041\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\\udc00\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\n\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xff\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xc0\xaf\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xe0\x80\xaf\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xed\xa0\x80\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xf4\x90\x80\x80\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xf0\x8f\xbf\xbf\"}",
    "{\"problem\":\"norm_cap\",\"input\":\"\xc3\"}",
    "{\"problem\":\"norm_cap\",\"input\":{\"\xc3\":1}}",
    "\xef\xbb\xbf{\"problem\":\"norm_cap\",\"input\":{}}",
    "{\"problem\":\"norm_cap\",\"input\":{}} // x",
};

static void bad_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_json / sizeof no_json[0]; i++)
        assert_refused(no_json[i], "bad_json", "");
    static const char with_nul[] = "{\"problem\":\"norm_cap\",\"input\":\"\0\"}";
    assert_refused_bytes(NULL, with_nul, sizeof with_nul - 1, "bad_json", "");
    static const char nul_behind[] = "{\"problem\":\"norm_cap\",\"input\":{}}\0";
    assert_refused_bytes(NULL, nul_behind, sizeof nul_behind, "bad_json", "");
}

/* Every beginning of a right question is refused and nothing is read behind its end. */
static void cut_off_anywhere(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"problem\":\"norm_cap\",\"input\":{\"norm_per_day\":\"1/2\",\"kappa\":1.5e0,\"reported\":"
        "[1,null,true,\"\\u00e5\\ud83d\\ude00å\"],\"stock\":-1}}";
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char *cut = malloc(length + 1); /* of that very size, so that a sanitizer sees a read too far */
        assert_non_null(cut);
        memcpy(cut, whole, length);
        bool refused = false;
        char *text = answer(NULL, cut, length, &refused);
        assert_true(refused);
        assert_non_null(strstr(text, "bad_json"));
        free(text);
        free(cut);
    }
    assert_refused(whole, "wrong_type", "/kappa");
}

static void unknown_problem(void **state)
{
    (void)state;
    assert_refused("{\"problem\":\"\",\"input\":{}}", "unknown_problem", "problem");
    assert_refused("{\"problem\":\"norm_ca\",\"input\":{}}", "unknown_problem", "problem");
    assert_refused("{\"problem\":\"norm_cap\\u0000\",\"input\":{}}", "unknown_problem", "problem");
    assert_refused("{\"problem\":null,\"input\":{}}", "unknown_problem", "problem");
    assert_refused("{\"problem\":[\"norm_cap\"],\"input\":{\"a\":1}}", "unknown_problem", "problem");
}

static void every_code_of_form(void **state)
{
    (void)state;
    assert_input_refused("norm_cap", "{\"norm\":1}", "unknown_field", "/norm");
    assert_input_refused("norm_cap", "{\"/\":1}", "unknown_field", "/~1");
    assert_input_refused("norm_cap", "{\"~1\":1}", "unknown_field", "/~01");
    assert_input_refused("norm_cap", "{\"\":1}", "unknown_field", "/");
    assert_input_refused("norm_cap", "{\"\\\"\\n\\u0000\":1}", "unknown_field", "/\\\"\\u000a\\u0000");
    assert_input_refused("norm_cap", "{\"stock \":1}", "unknown_field", "/stock ");
    assert_input_refused("norm_cap", "{}", "missing_field", "/norm_per_day");
    assert_input_refused("norm_cap", "{\"norm_per_day\":1,\"reported\":[1],\"stock\":1}", "missing_field", "/kappa");
    assert_input_refused("norm_cap", "[]", "wrong_type", "");
    assert_input_refused("norm_cap", "null", "wrong_type", "");
    assert_input_refused("norm_cap", "\"x\"", "wrong_type", "");
    assert_input_refused("need_packs", "[1]", "wrong_type", "/0");
    assert_input_refused("need_packs", "[]", "empty", "");
    assert_input_refused("norm_cap", "{\"norm_per_day\":\"1/0\"}", "malformed", "/norm_per_day");
    assert_input_refused("norm_cap", "{\"norm_per_day\":-1}", "out_of_range", "/norm_per_day");
    assert_input_refused("norm_cap", "{\"norm_per_day\":\"-1/7\"}", "out_of_range", "/norm_per_day");
    assert_input_refused("norm_cap", "{\"norm_per_day\":\"1/3\\u0000\"}", "malformed", "/norm_per_day");
    assert_input_refused("norm_cap", "{\"norm_per_day\":9007199254740992}", "out_of_range", "/norm_per_day");
    assert_input_refused("norm_cap", "{\"norm_per_day\":1.5}", "wrong_type", "/norm_per_day");
    assert_input_refused("transport_plan", "{\"net_packs\":[-9007199254740992]}", "out_of_range", "/net_packs/0");
}

static void every_code_of_meaning(void **state)
{
    (void)state;
    assert_input_refused("transport_plan", "{\"net_packs\":[1,-1],\"distance_km\":[[0,1],[1]]}", "length_mismatch",
                         "/distance_km/1");
    assert_input_refused("transport_plan", "{\"net_packs\":[1],\"distance_km\":[[0]]}", "not_balanced", "/net_packs");
    assert_input_refused("substitution",
                         "{\"target_days\":1,\"municipalities\":["
                         "{\"id\":\"a\",\"ffp3_stock\":0,\"ffp3_use\":0,\"ffp2_stock\":0,\"ffp2_use\":0},"
                         "{\"id\":\"\\u0061\",\"ffp3_stock\":0,\"ffp3_use\":0,\"ffp2_stock\":0,\"ffp2_use\":0}]}",
                         "duplicate", "/municipalities/1/id");
    assert_input_refused("redistribute",
                         "{\"pack\":1,\"target_days\":1,\"safety_days\":1,\"municipalities\":[{\"id\":\"a\","
                         "\"stock\":1,\"use_per_day\":1}],\"distance_km\":{\"order\":[\"b\"],\"matrix\":[[0]]}}",
                         "unknown_reference", "/distance_km/order/0");
    assert_input_refused("cover_status",
                         "{\"thresholds_days\":{\"akut\":2,\"rod\":2,\"gul\":3},\"max_report_age_days\":1,\"rows\":"
                         "[{\"stock\":1,\"use_per_day\":1,\"report_age_days\":1}]}",
                         "inconsistent", "/thresholds_days");
    assert_input_refused("transport_plan", "{\"net_packs\":[1,-1,1,-1,1,-1,1,-1,1,-1,1,-2,1],\"distance_km\":[[0]]}",
                         "too_large", "/net_packs");
    assert_input_refused("redistribute",
                         "{\"pack\":1,\"target_days\":9007199254740991,\"safety_days\":0,\"municipalities\":["
                         "{\"id\":\"a\",\"stock\":9007199254740991,\"use_per_day\":1},"
                         "{\"id\":\"b\",\"stock\":0,\"use_per_day\":9007199254740991}]}",
                         "too_large", "/municipalities");
    assert_input_refused("need_packs",
                         "[{\"stock\":0,\"use_per_day\":\"9223372036854775808\",\"target_days\":1,\"pack\":1,"
                         "\"confirmed_inbound\":0}]",
                         "overflow", "");
}

/* Form before meaning, and among each the first in the text, whatever order the shape lists its keys in. */
static void the_first_counts(void **state)
{
    (void)state;
    assert_input_refused("transport_plan", "{\"net_packs\":[1],\"distance_km\":[[0,\"x\"]]}", "wrong_type",
                         "/distance_km/0/1");
    assert_input_refused("transport_plan", "{\"distance_km\":[[0,1]],\"net_packs\":[1]}", "length_mismatch",
                         "/distance_km/0");
    assert_input_refused("transport_plan", "{\"distance_km\":[[0]],\"net_packs\":[1]}", "not_balanced", "/net_packs");
    assert_input_refused("norm_cap", "{\"stock\":-1,\"zz\":1,\"kappa\":true}", "out_of_range", "/stock");
    assert_input_refused("norm_cap", "{\"zz\":1,\"stock\":-1}", "unknown_field", "/zz");
    /* A missing key is missed where its object ends: behind what is wrong inside, before what comes after. */
    assert_input_refused("implied_use", "[{\"prev\":-1},{\"prev\":\"x\"}]", "out_of_range", "/0/prev");
    assert_input_refused("implied_use", "[{\"prev\":1},{\"prev\":\"x\"}]", "missing_field", "/0/received");
}

static void numbers_at_the_edge(void **state)
{
    (void)state;
    assert_result("norm_cap",
                  "{\"norm_per_day\":\"9223372036854775808\",\"kappa\":1,\"reported\":[9007199254740991,-0,\"-0\","
                  "\"18446744073709551616/2\",\"1/9223372036854775808\"],\"stock\":1}",
                  "{\"used_rate\":[\"9007199254740991\",\"0\",\"0\",\"9223372036854775808\","
                  "\"1/9223372036854775808\"],\"cover_days\":[\"1/9007199254740991\",\"inf\",\"inf\","
                  "\"1/9223372036854775808\",\"9223372036854775808\"],\"flag\":[false,false,false,false,false]}");
    assert_input_refused("norm_cap", "{\"norm_per_day\":\"9223372036854775809\"}", "out_of_range", "/norm_per_day");
    assert_result("transport_plan",
                  "{\"net_packs\":[-9007199254740991,9007199254740991],\"distance_km\":[[0,0],[0,0]]}",
                  "{\"lanes\":1,\"pack_km\":0,\"plan\":[{\"frm\":0,\"to\":1,\"packs\":9007199254740991}]}");
}

static void names_come_back_as_they_went_in(void **state)
{
    (void)state;
    assert_result("substitution",
                  "{\"target_days\":1,\"municipalities\":[{\"id\":\"\\u00c5\\ud83d\\ude00\\\"\\\\\\/\\u0000\\t\","
                  "\"ffp3_stock\":0,\"ffp3_use\":0,\"ffp2_stock\":3,\"ffp2_use\":2}]}",
                  "{\"Å😀\\\"\\\\/\\u0000\\u0009\":{\"ffp3_cover\":\"ej_anvand\",\"ffp3_surplus_over_target\":0,"
                  "\"ffp2_effective_cover\":\"3/2\"}}");
}

/* depth brackets as the input. */
static char *nested(size_t depth, bool closed)
{
    char *body = malloc(2 * depth + 64);
    assert_non_null(body);
    char *to = stpcpy(body, "{\"input\":");
    memset(to, '[', depth);
    to += depth;
    memset(to, ']', closed ? depth : 0);
    to += closed ? depth : 0;
    strcpy(to, "}");
    return body;
}

static void depth_and_size(void **state)
{
    (void)state;
    static const struct {
        size_t depth;
        bool closed;
        const char *code;
    } cases[] = {
        {400, true, "wrong_type"}, {600, true, "bad_json"}, {400, false, "bad_json"}, {2000000, true, "bad_json"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *body = nested(cases[i].depth, cases[i].closed);
        bool refused = false;
        char *text = answer("need_packs", body, strlen(body), &refused);
        assert_true(refused);
        assert_non_null(strstr(text, cases[i].code));
        free(text);
        free(body);
    }
    AUTO_TEXT weeks = text_open(1 << 20);
    text_add(&weeks, "{\"input\":{\"alpha\":1,\"window\":1,\"weekly_use\":[[0]");
    for (int i = 0; i < 100; i++) {
        text_add(&weeks, ",[0");
        for (int week = 1; week < 100; week++)
            text_add(&weeks, ",0");
        text_add(&weeks, "]");
    }
    text_add(&weeks, "]}}");
    assert_refused_bytes("burn_rate", weeks.bytes, weeks.length, "too_large", "/weekly_use");
    /* More elements than a list may have: meaning, so what is wrong inside comes first. */
    AUTO_TEXT many = text_open(1 << 20);
    text_add(&many, "{\"input\":{\"net_packs\":[0");
    for (int i = 0; i < 10000; i++)
        text_add(&many, ",0");
    text_add(&many, "],\"distance_km\":[[0]]}}");
    assert_refused_bytes("transport_plan", many.bytes, many.length, "too_large", "/net_packs");
}

static void a_full_arena_is_an_outcome(void **state)
{
    (void)state;
    static const char body[] = "{\"input\":{\"net_packs\":[0,0],\"distance_km\":[[0,0],[0,0]]}}";
    size_t enough = 0;
    for (size_t cap = 0; cap < 64 * 1024; cap += 64) {
        struct arena arena = arena_open(cap);
        AUTO_TEXT result = text_open(1024);
        bool refused = true;
        enum outcome outcome = api_compute(&arena, "transport_plan", body, sizeof body - 1, &result, &refused);
        arena_close(&arena);
        assert_true(outcome == OK || outcome == TOO_LARGE);
        assert_int_equal(result.length, outcome == OK ? strlen("{\"lanes\":0,\"pack_km\":0,\"plan\":[]}") : 0);
        assert_int_equal(refused, outcome != OK);
        enough += outcome == OK;
    }
    assert_in_range(enough, 1, 1023);
    AUTO_TEXT refusal = text_open(1024);
    api_compute_refuse_size(&refusal);
    assert_non_null(strstr(refusal.bytes, "{\"error\":{\"code\":\"too_large\",\"field\":\"\","));
}

static void the_table(void **state)
{
    (void)state;
    size_t count = 0;
    for (; api_compute_name(count); count++) {
        assert_non_null(api_compute_about(count));
        for (size_t other = 0; other < count; other++)
            assert_string_not_equal(api_compute_name(count), api_compute_name(other));
        /* Every problem refuses an input that is no list and no object. */
        assert_refused_bytes(api_compute_name(count), "{\"input\":0}", 11, "wrong_type", "");
    }
    assert_int_equal(count, 38);
    assert_null(api_compute_about(count));
}

static void every_problem_has_an_example_that_computes(void **state)
{
    (void)state;
    for (size_t i = 0; api_compute_name(i) != NULL; i++) {
        const char *example = api_compute_example(api_compute_name(i));
        if (example == NULL)
            fail_msg("%s has no example", api_compute_name(i));
        AUTO_TEXT body = text_open(64 * 1024);
        text_printf(&body, "{\"input\":%s}", example);
        bool refused = true;
        char *text = answer(api_compute_name(i), body.bytes, body.length, &refused);
        if (refused)
            fail_msg("%s: %s", api_compute_name(i), text);
        free(text);
    }
    assert_null(api_compute_example("apportion"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_of_the_question),
        cmocka_unit_test(bad_json),
        cmocka_unit_test(cut_off_anywhere),
        cmocka_unit_test(unknown_problem),
        cmocka_unit_test(every_code_of_form),
        cmocka_unit_test(every_code_of_meaning),
        cmocka_unit_test(the_first_counts),
        cmocka_unit_test(numbers_at_the_edge),
        cmocka_unit_test(names_come_back_as_they_went_in),
        cmocka_unit_test(depth_and_size),
        cmocka_unit_test(a_full_arena_is_an_outcome),
        cmocka_unit_test(the_table),
        cmocka_unit_test(every_problem_has_an_example_that_computes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
