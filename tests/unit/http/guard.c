/* The framing guard by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/guard.h"

static int check_version(const char *method, const char *version, const char *const lines[], struct framing *framing)
{
    struct header_field fields[8];
    struct request_head head = {.method = method, .version = version, .fields = fields};
    const struct limits limits = {.header_fields = 5, .header_bytes = 60};
    for (; lines[2 * head.field_count] != NULL; head.field_count++) {
        const char *name = lines[2 * head.field_count], *value = lines[2 * head.field_count + 1];
        fields[head.field_count] = (struct header_field){name, value, strlen(name), strlen(value)};
    }
    return guard_check(&head, &limits, framing);
}

#define CHECK(method, framing, ...) check_version(method, "HTTP/1.1", (const char *const[]){__VA_ARGS__, NULL}, framing)

static void tells_the_body(void **state)
{
    struct framing framing;
    (void)state;
    assert_int_equal(CHECK("GET", &framing, "Host", "a"), 0);
    assert_false(framing.has_body);
    assert_string_equal(framing.host, "a");
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "content-length", "12"), 0);
    assert_true(framing.has_body && !framing.chunked);
    assert_int_equal(framing.content_length, 12);
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "Transfer-Encoding", "Chunked"), 0);
    assert_true(framing.has_body && framing.chunked);
    assert_int_equal(framing.content_length, -1);
}

static void takes_nothing_packed(void **state)
{
    struct framing framing;
    (void)state;
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "Content-Encoding", "gzip", "Content-Length", "1"), 415);
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "content-encoding", "", "Content-Length", "1"), 415);
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "Content-Encoding", "IDENTITY", "Content-Length", "1"), 0);
    assert_int_equal(CHECK("GET", &framing, "Host", "a", "Content-Encoding", "gzip"), 0);
}

static void leaves_the_result_alone_when_it_refuses(void **state)
{
    struct framing framing = {.content_length = 77};
    (void)state;
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "Content-Length", "1", "Transfer-Encoding", "chunked"), 400);
    assert_int_equal(framing.content_length, 77);
}

static void counts_what_it_may(void **state)
{
    struct framing framing;
    (void)state;
    assert_int_equal(CHECK("GET", &framing, "Host", "a", "A", "", "B", "", "C", "", "D", ""), 0);
    assert_int_equal(CHECK("GET", &framing, "Host", "a", "A", "", "B", "", "C", "", "D", "", "E", ""), 431);
    assert_int_equal(CHECK("GET", &framing, "Host", "a", "A", "123456789012345678901234567890123456789012345678901234"),
                     0);
    assert_int_equal(
        CHECK("GET", &framing, "Host", "a", "A", "1234567890123456789012345678901234567890123456789012345"), 431);
}

static void reads_lengths_strictly(void **state)
{
    static const char *const wrong[] = {
        "", "+1", "-1", "1 ", " 1", "0x1", "1.0", "1a", "1,1", "1e3", "1234567890123456", "\xd9\xa1"};
    struct framing framing;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(CHECK("POST", &framing, "Host", "a", "Content-Length", wrong[i]), 400);
    assert_int_equal(CHECK("POST", &framing, "Host", "a", "Content-Length", "123456789012345"), 0);
    assert_true(framing.content_length == 123456789012345);
}

static void knows_versions_and_methods(void **state)
{
    struct framing framing;
    const char *const host[] = {"Host", "a", NULL}, *const none[] = {NULL};
    (void)state;
    assert_int_equal(check_version("GET", "HTTP/1.0", none, &framing), 0);
    assert_null(framing.host);
    assert_int_equal(check_version("GET", "HTTP/1.1", none, &framing), 400);
    assert_int_equal(check_version("GET", "HTTP/1.2", host, &framing), 505);
    assert_int_equal(check_version("GET", "HTTP/2.0", host, &framing), 505);
    assert_int_equal(check_version("TRACE", "HTTP/1.1", host, &framing), 501);
    assert_int_equal(check_version("CONNECT", "HTTP/1.1", host, &framing), 501);
    assert_int_equal(check_version("get", "HTTP/1.1", host, &framing), 501);
    assert_int_equal(check_version("", "HTTP/1.1", host, &framing), 400);
    assert_int_equal(check_version("PATCH", "HTTP/1.1", host, &framing), 0);
}

static void knows_hosts(void **state)
{
    static const char *const sound[] = {"a", "a.b-c_d~e", "a:80", "a:", "127.0.0.1:8080", "[::1]", "[::1]:443"};
    static const char *const wrong[] = {"",         ":80",  "a b", "a/b",    "a@b", "a:b",
                                        "a:123456", "[::1", "[]",  "[::1]x", "a,b", "\xc3\xa5"};
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++)
        assert_true(guard_host_is_sound(sound[i]));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(guard_host_is_sound(wrong[i]));
}

static void finds_hosts_in_a_list(void **state)
{
    (void)state;
    assert_true(guard_host_is_listed("fordela.example", "a, fordela.example"));
    assert_true(guard_host_is_listed("FORDELA.example:443", "fordela.EXAMPLE"));
    assert_true(guard_host_is_listed("[::1]:80", "a,[::1]"));
    assert_false(guard_host_is_listed("fordela.example.evil", "fordela.example"));
    assert_false(guard_host_is_listed("ordela.example", "fordela.example"));
    assert_false(guard_host_is_listed("fordela", "fordela.example"));
    assert_false(guard_host_is_listed("a", ", ,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_body),
        cmocka_unit_test(takes_nothing_packed),
        cmocka_unit_test(leaves_the_result_alone_when_it_refuses),
        cmocka_unit_test(counts_what_it_may),
        cmocka_unit_test(reads_lengths_strictly),
        cmocka_unit_test(knows_versions_and_methods),
        cmocka_unit_test(knows_hosts),
        cmocka_unit_test(finds_hosts_in_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
