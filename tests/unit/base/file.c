/* Files in place of others: in one step, asked or not; digests in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

static char folder[] = "/tmp/fordela-file.XXXXXX";
static char a[64], b[64];

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void holds(const char *path, const char *expected)
{
    char text[100] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    assert_string_equal(text, expected);
}

static void a_name_is_taken_only_when_asked(void **state)
{
    (void)state;
    put(a, "new");
    put(b, "old");
    assert_int_equal(file_place(a, b, false), CONFLICT);
    holds(a, "new");
    holds(b, "old");
    assert_int_equal(file_place(a, b, true), OK);
    assert_false(file_exists(a));
    holds(b, "new");
    assert_int_equal(file_place(b, a, false), OK);
    holds(a, "new");
    assert_int_equal(file_place(b, a, true), BROKEN); /* it is not there */
    assert_int_equal(file_sync(b), BROKEN);
    assert_int_equal(file_sync(a), OK);
    unlink(a);
}

static void a_new_file_is_its_owners(void **state)
{
    (void)state;
    struct stat status;
    umask(0);
    assert_int_equal(file_make(a), OK);
    assert_int_equal(stat(a, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(file_make(a), CONFLICT);
    unlink(a);
    assert_int_equal(symlink("/nowhere/at/all", a), 0);
    assert_true(file_exists(a));
    assert_int_equal(file_make(a), CONFLICT); /* not through a link */
    unlink(a);
}

static void digests_of_pieces_and_files(void **state)
{
    (void)state;
    char whole[SHA256_HEX_CHARS + 1], hex[SHA256_HEX_CHARS + 1];
    struct crypto_digest digest;
    crypto_sha256_hex("abc", 3, whole);
    assert_string_equal(whole, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-2 */
    crypto_digest_start(&digest);
    crypto_digest_add(&digest, "a", 1);
    crypto_digest_add(&digest, "", 0);
    crypto_digest_add(&digest, "bc", 2);
    struct crypto_digest copy = digest;
    crypto_digest_hex(&digest, hex);
    assert_string_equal(hex, whole);
    crypto_digest_hex(&copy, hex);
    assert_string_equal(hex, whole);
    put(a, "abc");
    assert_int_equal(file_sha256(a, hex), OK);
    assert_string_equal(hex, whole);
    unlink(a);
    assert_int_equal(file_sha256(a, hex), BROKEN);
}

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(a, sizeof a, "%s/a", folder);
    snprintf(b, sizeof b, "%s/b", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_taken_only_when_asked),
        cmocka_unit_test(a_new_file_is_its_owners),
        cmocka_unit_test(digests_of_pieces_and_files),
    };
    return crypto_start() != OK || cmocka_run_group_tests(tests, make_folder, remove_folder) != 0;
}
