/* The server's key in its file, and what is sealed with it. */
#include "base/key_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char directory[64], path[80];
};

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->directory, sizeof place->directory, "/tmp/fordela-test.XXXXXX");
    if (place == NULL || mkdtemp(place->directory) == NULL)
        return 1;
    snprintf(place->path, sizeof place->path, "%s/key", place->directory);
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    unlink(place->path);
    rmdir(place->directory);
    free(place);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

static void it_is_made_once_and_for_its_owner_alone(void **state)
{
    const struct place *place = *state;
    uint8_t first[SEAL_KEY_BYTES], again[SEAL_KEY_BYTES];
    const char *why = NULL;
    struct stat about;
    assert_int_equal(key_file_open(place->path, first, &why), OK);
    assert_int_equal(key_file_open(place->path, again, &why), OK);
    assert_memory_equal(first, again, sizeof first);
    assert_int_equal(stat(place->path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(about.st_size, 65);
    unlink(place->path);
    assert_int_equal(key_file_open(place->path, again, &why), OK);
    assert_memory_not_equal(first, again, sizeof first);
}

static void a_key_that_others_may_read_is_refused(void **state)
{
    const struct place *place = *state;
    uint8_t key[SEAL_KEY_BYTES];
    const char *why = NULL;
    assert_int_equal(key_file_open(place->path, key, &why), OK);
    assert_int_equal(chmod(place->path, 0640), 0);
    assert_int_equal(key_file_open(place->path, key, &why), INVALID);
    assert_non_null(strstr(why, "600"));
}

static void what_is_no_key_is_refused_and_stays(void **state)
{
    const struct place *place = *state;
    static const char *const texts[] = {"", "\n", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeefx\n",
                                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n\n"};
    uint8_t key[SEAL_KEY_BYTES];
    const char *why = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_file(place->path, texts[i]);
        assert_int_equal(key_file_open(place->path, key, &why), INVALID);
    }
    assert_int_equal(access(place->path, F_OK), 0);
    assert_int_equal(key_file_open("/nowhere/at/all", key, &why), BROKEN);
}

static void what_is_sealed_opens_with_its_key_for_its_owner_unchanged(void **state)
{
    (void)state;
    uint8_t key[SEAL_KEY_BYTES] = {1}, other[SEAL_KEY_BYTES] = {2};
    char sealed[SEALED_CHARS], twice[SEALED_CHARS], opened[20], secret[] = "12345678901234567890";
    assert_int_equal(crypto_seal(key, "anna", secret, 20, sealed), OK);
    assert_int_equal(crypto_seal(key, "anna", secret, 20, twice), OK);
    assert_string_not_equal(sealed, twice);
    assert_int_equal(crypto_unseal(key, "anna", sealed, opened, 20), OK);
    assert_memory_equal(opened, secret, 20);
    assert_int_equal(crypto_unseal(other, "anna", sealed, opened, 20), FORBIDDEN);
    assert_int_equal(crypto_unseal(key, "bertil", sealed, opened, 20), FORBIDDEN);
    assert_int_equal(crypto_unseal(key, "anna", sealed, opened, 19), FORBIDDEN);
    assert_int_equal(crypto_unseal(key, "anna", "", opened, 20), FORBIDDEN);
    sealed[40] = sealed[40] == 'A' ? 'B' : 'A';
    assert_int_equal(crypto_unseal(key, "anna", sealed, opened, 20), FORBIDDEN);
    assert_int_equal(crypto_seal(key, "anna", secret, SEAL_MOST_BYTES + 1, sealed), INVALID);
}

static void recovery_codes_are_sixteen_digits_in_groups(void **state)
{
    (void)state;
    char code[RECOVERY_CODE_CHARS + 1], other[RECOVERY_CODE_CHARS + 1];
    crypto_recovery_code(code);
    crypto_recovery_code(other);
    assert_string_not_equal(code, other);
    assert_int_equal(strlen(code), RECOVERY_CODE_CHARS);
    assert_int_equal(strspn(code, "0123456789abcdefghjkmnpqrstvwxyz-"), RECOVERY_CODE_CHARS);
    assert_true(code[4] == '-' && code[9] == '-' && code[14] == '-');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_made_once_and_for_its_owner_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_that_others_may_read_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_key_is_refused_and_stays, setup, teardown),
        cmocka_unit_test(what_is_sealed_opens_with_its_key_for_its_owner_unchanged),
        cmocka_unit_test(recovery_codes_are_sixteen_digits_in_groups),
    };
    return crypto_start() != OK || cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
