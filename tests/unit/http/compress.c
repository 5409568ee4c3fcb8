/* Content codings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "http/compress.h"

static void reads_accept_encoding(void **state)
{
    static const struct {
        const char *field;
        bool gzip, brotli;
    } cases[] = {
        {NULL, false, false},
        {"", false, false},
        {"gzip", true, false},
        {"GZIP, Br", true, true},
        {"deflate, gzip;q=1.0, *;q=0.5", true, false},
        {"gzip;q=0", false, false},
        {"gzip; q=0.000, br;q=0.001", false, true},
        {"xgzip, gzipx, b", false, false},
        {"br , gzip", true, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct encodings accepted = encodings_accepted(cases[i].field);
        assert_int_equal(accepted.gzip, cases[i].gzip);
        assert_int_equal(accepted.brotli, cases[i].brotli);
    }
}

static void packs_so_that_it_unpacks(void **state)
{
    enum { LENGTH = 100000 };
    static char text[LENGTH], unpacked[LENGTH];
    struct compressor *compressor;
    (void)state;
    assert_int_equal(compressor_open(&compressor), OK);
    for (int round = 0; round < 3; round++) { /* the compressor is used again */
        char *packed;
        size_t length;
        for (int i = 0; i < LENGTH; i++)
            text[i] = (char)('a' + (i * (round + 1)) % 19);
        assert_int_equal(compressor_gzip(compressor, text, LENGTH, &packed, &length), OK);
        assert_true(length < LENGTH / 10);
        z_stream stream = {
            .next_in = (Bytef *)packed, .avail_in = (uInt)length, .next_out = (Bytef *)unpacked, .avail_out = LENGTH};
        assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        inflateEnd(&stream);
        assert_memory_equal(text, unpacked, LENGTH);
        free(packed);
    }
    compressor_close(compressor);
    compressor_close(NULL);
}

static void refuses_what_would_grow(void **state)
{
    struct compressor *compressor;
    char *packed = NULL;
    size_t length = 7;
    (void)state;
    assert_int_equal(compressor_open(&compressor), OK);
    assert_int_equal(compressor_gzip(compressor, "abc", 3, &packed, &length), TOO_LARGE);
    assert_null(packed);
    assert_int_equal(length, 7);
    compressor_close(compressor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_accept_encoding),
        cmocka_unit_test(packs_so_that_it_unpacks),
        cmocka_unit_test(refuses_what_would_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
