/* What the service manager hears. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/notify.h"

static int manager(struct sockaddr_un *address, socklen_t length)
{
    int opened = socket(AF_UNIX, SOCK_DGRAM, 0);
    assert_true(opened >= 0);
    assert_int_equal(bind(opened, (struct sockaddr *)address, length), 0);
    return opened;
}

static void assert_heard(int opened, const char *expected)
{
    char heard[200] = "";
    ssize_t length = recv(opened, heard, sizeof heard - 1, MSG_DONTWAIT);
    assert_int_equal(length, strlen(expected));
    assert_string_equal(heard, expected);
}

static void writes_to_a_path(void **state)
{
    char directory[] = "/tmp/fordela-notify-XXXXXX";
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", directory);
    int opened = manager(&address, sizeof address);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    notify_manager("READY=1");
    assert_heard(opened, "READY=1");
    notify_reloading();
    char heard[200] = "";
    assert_true(recv(opened, heard, sizeof heard - 1, MSG_DONTWAIT) > 0);
    assert_memory_equal(heard, "RELOADING=1\nMONOTONIC_USEC=", 27);
    close(opened);
    notify_manager("STOPPING=1"); /* nobody listens: no harm */
    unlink(address.sun_path);
    rmdir(directory);
}

static void reads_what_the_watchdog_wants(void **state)
{
    static const struct {
        const char *interval_us, *process; /* NULL = not set; "" = ours */
        int expected_ms;
    } cases[] = {{NULL, NULL, 0},           {"60000000", NULL, 60000}, {"60000000", "", 60000}, {"60000000", "1", 0},
                 {"60 s", NULL, 0},         {"-5", NULL, 0},           {"", NULL, 0},           {"1", NULL, 0},
                 {"9999999999999", NULL, 0}};
    char own[24];
    (void)state;
    snprintf(own, sizeof own, "%ld", (long)getpid());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsetenv("WATCHDOG_USEC");
        unsetenv("WATCHDOG_PID");
        if (cases[i].interval_us != NULL)
            setenv("WATCHDOG_USEC", cases[i].interval_us, 1);
        if (cases[i].process != NULL)
            setenv("WATCHDOG_PID", *cases[i].process != '\0' ? cases[i].process : own, 1);
        assert_int_equal(notify_watchdog_ms(), cases[i].expected_ms);
    }
}

static void writes_to_an_abstract_name(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char name[80];
    (void)state;
    snprintf(name, sizeof name, "@fordela-notify-%ld", (long)getpid());
    memcpy(address.sun_path, name, strlen(name));
    address.sun_path[0] = '\0';
    int opened = manager(&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name)));
    setenv("NOTIFY_SOCKET", name, 1);
    notify_manager("STOPPING=1");
    assert_heard(opened, "STOPPING=1");
    close(opened);
}

static void is_silent_without_a_manager(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    notify_manager("READY=1");
    setenv("NOTIFY_SOCKET", "relative", 1);
    notify_manager("READY=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_the_watchdog_wants),
        cmocka_unit_test(writes_to_a_path),
        cmocka_unit_test(writes_to_an_abstract_name),
        cmocka_unit_test(is_silent_without_a_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
