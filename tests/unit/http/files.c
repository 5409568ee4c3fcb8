/* The table of static files. */
#include <limits.h>
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

#include "base/crypto.h"
#include "http/files.h"

static char directory[] = "/tmp/fordela-files-XXXXXX";

static void write_file(const char *name, const char *content)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(crypto_start(), OK);
    assert_non_null(mkdtemp(directory));
    make_folder("js");
    make_folder("node_modules");
    make_folder(".git");
    write_file("start.html", "<p>start");
    write_file("om.html", "<p>om");
    write_file("js/om.html", "<p>below");
    write_file("js/a.js", "export {};");
    write_file("js/b-0123abcd.js", "hashed");
    write_file("favicon.ico", "icon");
    write_file("package.json", "{}");
    write_file("README.md", "#");
    write_file("node_modules/x.js", "x");
    write_file(".git/x.js", "x");
    write_file(".hidden.js", "x");
    return 0;
}

static int tear_down(void **state)
{
    char command[PATH_MAX];
    (void)state;
    snprintf(command, sizeof command, "rm -r '%s'", directory);
    return system(command);
}

static void finds_exact_names(void **state)
{
    struct files *files;
    (void)state;
    assert_int_equal(files_open(directory, &files), OK);
    static const struct {
        const char *path, *content;
    } there[] = {{"/", "<p>start"},
                 {"/start", "<p>start"},
                 {"/om", "<p>om"},
                 {"/static/js/om.html", "<p>below"},
                 {"/static/js/a.js", "export {};"},
                 {"/favicon.ico", "icon"},
                 {"/static/favicon.ico", "icon"}};
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++) {
        const struct file *file = files_find(files, there[i].path);
        assert_non_null(file);
        assert_int_equal(file->variants[CODING_IDENTITY].length, strlen(there[i].content));
        assert_memory_equal(file->variants[CODING_IDENTITY].bytes, there[i].content, strlen(there[i].content));
    }
    static const char *const absent[] = {"",
                                         "/om.html",
                                         "/om/",
                                         "/Om",
                                         "om",
                                         "/static",
                                         "/static/",
                                         "/static/om.html",
                                         "/static/js",
                                         "/static/js/",
                                         "/static/js/../js/a.js",
                                         "/static/package.json",
                                         "/static/README.md",
                                         "/static/node_modules/x.js",
                                         "/static/.git/x.js",
                                         "/static/.hidden.js"};
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        assert_null(files_find(files, absent[i]));
    files_close(files);
}

static void knows_type_hash_and_life(void **state)
{
    struct files *files;
    char sha256[SHA256_HEX_CHARS + 1];
    (void)state;
    assert_int_equal(files_open(directory, &files), OK);
    const struct file *plain = files_find(files, "/static/js/a.js"),
                      *hashed = files_find(files, "/static/js/b-0123abcd.js");
    assert_non_null(plain);
    assert_non_null(hashed);
    crypto_sha256_hex("export {};", 10, sha256);
    assert_int_equal(strlen(plain->hash), 32);
    assert_memory_equal(plain->hash, sha256, 32);
    assert_string_equal(plain->content_type, "text/javascript; charset=utf-8");
    assert_false(plain->immutable);
    assert_true(hashed->immutable);
    files_close(files);
}

static void embeds_what_the_build_found(void **state)
{
    struct files *files;
    (void)state;
    assert_int_equal(files_open(NULL, &files), OK);
    const struct file *page = files_find(files, "/login");
    assert_non_null(page);
    assert_string_equal(page->content_type, "text/html; charset=utf-8");
    char sha256[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(page->variants[CODING_IDENTITY].bytes, page->variants[CODING_IDENTITY].length, sha256);
    assert_memory_equal(page->hash, sha256, 32);
    const struct file *vendor = files_find(files, "/static/vendor/preact.js");
    assert_non_null(vendor);
    assert_true(vendor->variants[CODING_BROTLI].length < vendor->variants[CODING_GZIP].length);
    assert_true(vendor->variants[CODING_GZIP].length < vendor->variants[CODING_IDENTITY].length);
    files_close(files);
}

static void says_what_is_not_there(void **state)
{
    struct files *files = NULL;
    (void)state;
    assert_int_equal(files_open("/nonexistent/fordela", &files), NOT_FOUND);
    assert_null(files);
    files_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_exact_names),
        cmocka_unit_test(knows_type_hash_and_life),
        cmocka_unit_test(embeds_what_the_build_found),
        cmocka_unit_test(says_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
