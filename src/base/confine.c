#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What kernels knew after the headers of Debian 12 (Landlock 2) were made. */
enum {
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEVICE = 1 << 15,
    NET_CONNECT_TCP = 1 << 1,
    SCOPE_ABSTRACT = 1,
    SCOPE_SIGNAL = 2
};

struct attributes {
    uint64_t files, net, scope;
};

/* Rights of a file, and of a directory for all below it. READ_FILE and its like are enumerators of 64 bits. */
#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                                                                        \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE | FS_TRUNCATE)
#define OF_A_FILE                                                                                                      \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | FS_TRUNCATE)

/* Asking a kernel for rights that it does not know is an error: each version has its own. Links and moves between
 * directories are refused by the first version without having a name there. */
static uint64_t file_rights(int version)
{
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (version >= 2)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        rights |= FS_TRUNCATE;
    if (version >= 5)
        rights |= FS_IOCTL_DEVICE;
    return rights;
}

/* The structure has grown; an older kernel takes a longer one whose end is zero. */
void confine_begin(unsigned open, struct confine *ret_confine)
{
    *ret_confine = (struct confine){.ruleset = -1};
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version <= 0)
        return; /* not built in, not switched on, or kept from us by a container */
    ret_confine->version = (int)version;
    struct attributes attributes = {.files = file_rights(ret_confine->version)};
    if (version >= 4 && (open & CONFINE_TCP) == 0)
        attributes.net = NET_CONNECT_TCP;
    if (version >= 6)
        attributes.scope = (open & CONFINE_ABSTRACT) == 0 ? SCOPE_SIGNAL | SCOPE_ABSTRACT : SCOPE_SIGNAL;
    ret_confine->ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ret_confine->ruleset < 0)
        ret_confine->fault = errno;
}

void confine_allow(struct confine *confine, const char *path, enum confine_right right)
{
    struct stat about;
    if (confine->ruleset < 0)
        return;
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0)
        return; /* what cannot be found by its name now is not missed later: less is open, never more */
    uint64_t rights = right == CONFINE_WRITE ? READING | WRITING : READING;
    if (fstat(file, &about) != 0 || !S_ISDIR(about.st_mode))
        rights &= OF_A_FILE;
    const struct landlock_path_beneath_attr rule = {.allowed_access = rights & file_rights(confine->version),
                                                    .parent_fd = file};
    if (syscall(SYS_landlock_add_rule, confine->ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0 &&
        confine->fault == 0)
        confine->fault = errno;
    close(file);
}

void confine_allow_around(struct confine *confine, const char *path, enum confine_right right)
{
    char copy[PATH_MAX], real[PATH_MAX];
    if (snprintf(copy, sizeof copy, "%s", path) < (int)sizeof copy)
        confine_allow(confine, dirname(copy), right);
    if (realpath(path, real) != NULL)
        confine_allow(confine, dirname(real), right);
}

enum outcome confine_enter(struct confine *confine)
{
    int fault = confine->fault;
    if (fault == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        fault = errno;
    if (fault == 0 && confine->ruleset >= 0 && syscall(SYS_landlock_restrict_self, confine->ruleset, 0) != 0)
        fault = errno;
    if (confine->ruleset >= 0)
        close(confine->ruleset);
    confine->ruleset = -1;
    errno = fault;
    return fault == 0 ? OK : BROKEN;
}
