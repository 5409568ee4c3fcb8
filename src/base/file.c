#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, PATH_BYTES = 4096 };

bool file_exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

enum outcome file_make(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return errno == EEXIST ? CONFLICT : BROKEN;
    close(file);
    return OK;
}

static enum outcome sync_path(const char *path, int flags)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (file < 0)
        return BROKEN;
    int failed = fsync(file), reason = errno;
    close(file);
    errno = reason;
    return failed == 0 ? OK : BROKEN;
}

enum outcome file_sync(const char *path)
{
    return sync_path(path, 0);
}

enum outcome file_sync_folder(const char *path)
{
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    if (slash != NULL && (size_t)(slash - path) >= sizeof folder) {
        errno = ENAMETOOLONG;
        return BROKEN;
    }
    if (slash == NULL)
        strcpy(folder, ".");
    else
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return sync_path(folder, O_DIRECTORY);
}

enum outcome file_place(const char *from, const char *to, bool replace)
{
    int failed = replace ? rename(from, to) : renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    /* A file system that knows no such rename: the look before is the best there is. */
    if (failed != 0 && !replace && (errno == EINVAL || errno == ENOSYS)) {
        if (file_exists(to))
            return CONFLICT;
        failed = rename(from, to);
    }
    if (failed != 0)
        return errno == EEXIST ? CONFLICT : BROKEN;
    return file_sync_folder(to);
}

enum outcome file_sha256(const char *path, char ret_hex[SHA256_HEX_CHARS + 1])
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return BROKEN;
    struct crypto_digest digest;
    char bytes[READ_BYTES];
    ssize_t length;
    crypto_digest_start(&digest);
    while ((length = read(file, bytes, sizeof bytes)) > 0 || (length < 0 && errno == EINTR))
        if (length > 0)
            crypto_digest_add(&digest, bytes, (size_t)length);
    int reason = errno;
    close(file);
    errno = reason;
    if (length < 0)
        return BROKEN;
    crypto_digest_hex(&digest, ret_hex);
    return OK;
}

const char *file_name_beside(struct arena *arena, const char *path)
{
    return arena_printf(arena, "%s.%ld.part", path, (long)getpid());
}
