/* What a confined process can still do: each test confines a child. On a kernel without Landlock the child stays open,
 * and only that it says so is tested. */
#include "base/confine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A directory with "data", "readable" and "foreign", a file "known" in each, and a link from readable to foreign. */
struct place {
    char directory[64];
};

static const char *at(const struct place *place, const char *name)
{
    static char paths[4][128];
    static int next;
    next = (next + 1) % 4;
    snprintf(paths[next], sizeof paths[next], "%s/%s", place->directory, name);
    return paths[next];
}

static int make(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    if (file >= 0)
        close(file);
    return file < 0 ? errno : 0;
}

static int reads(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0)
        close(file);
    return file < 0 ? errno : 0;
}

static int setup(void **state)
{
    static const char *const folders[] = {"data", "readable", "foreign"};
    struct place *place = calloc(1, sizeof *place);
    if (place == NULL)
        return 1;
    snprintf(place->directory, sizeof place->directory, "/tmp/fordela-test.XXXXXX");
    if (mkdtemp(place->directory) == NULL)
        return 1;
    for (size_t i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s/known", folders[i]);
        if (mkdir(at(place, folders[i]), 0700) != 0 || make(at(place, name)) != 0)
            return 1;
    }
    *state = place;
    return symlink(at(place, "foreign/known"), at(place, "readable/link"));
}

static int teardown(void **state)
{
    struct place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", place->directory);
    int status = system(command);
    free(place);
    return status;
}

/* Runs the test's part in a child that is confined as the server is; its exit code is the number of the check that
 * failed, 0 if none did, 99 without Landlock. */
enum { NO_LANDLOCK = 99 };
static void confined(struct place *place, int (*part)(const struct place *place, int version))
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct confine confine;
        confine_begin(0, &confine);
        confine_allow(&confine, at(place, "data"), CONFINE_WRITE);
        confine_allow(&confine, at(place, "not-there"), CONFINE_WRITE);
        confine_allow_around(&confine, at(place, "readable/known"), CONFINE_READ);
        if (confine_enter(&confine) != OK)
            _exit(98);
        _exit(confine.version == 0 ? NO_LANDLOCK : part(place, confine.version));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NO_LANDLOCK)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define CHECK(number, condition)                                                                                       \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            return number;                                                                                             \
    } while (0)

static int files(const struct place *place, int version)
{
    CHECK(1, reads(at(place, "data/known")) == 0);
    CHECK(2, make(at(place, "data/new")) == 0);
    CHECK(3, rename(at(place, "data/new"), at(place, "data/newer")) == 0);
    CHECK(4, unlink(at(place, "data/newer")) == 0);
    CHECK(5, reads(at(place, "data")) == 0); /* SQLite makes it durable */
    CHECK(6, reads(at(place, "readable/known")) == 0);
    CHECK(7, make(at(place, "readable/known")) == EACCES);
    CHECK(8, make(at(place, "readable/new")) == EACCES);
    CHECK(9, unlink(at(place, "readable/known")) != 0);
    CHECK(10, reads(at(place, "foreign/known")) == EACCES);
    CHECK(11, reads(at(place, "readable/link")) == EACCES);
    CHECK(12, reads("/etc/passwd") == EACCES);
    CHECK(13, link(at(place, "readable/known"), at(place, "data/stolen")) != 0);
    CHECK(14, version < 3 || (truncate(at(place, "readable/known"), 0) != 0 && errno == EACCES));
    CHECK(15, mkdir(at(place, "data/folder"), 0700) != 0);
    return 0;
}

static void only_the_named_files_are_within_reach(void **state)
{
    confined(*state, files);
}

static int program(const struct place *place, int version)
{
    (void)version;
    char *arguments[] = {"true", NULL};
    (void)execv(at(place, "data/known"), arguments);
    CHECK(1, errno == EACCES);
    (void)execv("/bin/true", arguments);
    CHECK(2, errno == EACCES);
    CHECK(3, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    return 0;
}

static void nothing_is_executed(void **state)
{
    confined(*state, program);
}

/* The port is that of nobody: refused by the other side is not refused here. */
static int connection(const struct place *place, int version)
{
    (void)place;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(1, tcp >= 0);
    CHECK(2, connect(tcp, (struct sockaddr *)&address, sizeof address) != 0);
    CHECK(3, errno == (version >= 4 ? EACCES : ECONNREFUSED));
    close(tcp);
    return 0;
}

static void nobody_is_connected_to(void **state)
{
    confined(*state, connection);
}

static int signalling(const struct place *place, int version)
{
    (void)place;
    CHECK(1, version < 6 || (kill(getppid(), 0) != 0 && errno == EPERM));
    CHECK(2, kill(getpid(), 0) == 0);
    return 0;
}

static void no_other_process_is_signalled(void **state)
{
    confined(*state, signalling);
}

static void *read_foreign(void *path)
{
    return reads(path) == EACCES ? path : NULL;
}

static int threads(const struct place *place, int version)
{
    (void)version;
    pthread_t thread;
    void *refused = NULL;
    CHECK(1, pthread_create(&thread, NULL, read_foreign, (void *)(size_t)at(place, "foreign/known")) == 0);
    CHECK(2, pthread_join(thread, &refused) == 0);
    CHECK(3, refused != NULL);
    return 0;
}

static void threads_share_it(void **state)
{
    confined(*state, threads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_the_named_files_are_within_reach, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_executed, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_is_connected_to, setup, teardown),
        cmocka_unit_test_setup_teardown(no_other_process_is_signalled, setup, teardown),
        cmocka_unit_test_setup_teardown(threads_share_it, setup, teardown),
    };
    return cmocka_run_group_tests_name("base/confine", tests, NULL, NULL);
}
