#include "base/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX_CHARS = 2 * SEAL_KEY_BYTES, FILE_BYTES = HEX_CHARS + 1 };

static void close_file(const int *file)
{
    if (*file >= 0)
        close(*file);
}
#define AUTO_FILE __attribute__((cleanup(close_file))) int

/* The name is durable only when its directory is. */
static bool sync_directory_of(const char *path)
{
    char copy[PATH_MAX];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return false;
    AUTO_FILE directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return directory >= 0 && fsync(directory) == 0;
}

/* O_EXCL: of two that start at once, one makes the key and the other reads it. */
static enum outcome make(const char *path, const char **ret_why)
{
    uint8_t key[SEAL_KEY_BYTES];
    char text[FILE_BYTES + 1];
    AUTO_FILE file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 && errno == EEXIST)
        return OK;
    *ret_why = "the file of the server's key cannot be made";
    if (file < 0)
        return BROKEN;
    crypto_random(key, sizeof key);
    crypto_hex(key, sizeof key, text);
    text[HEX_CHARS] = '\n';
    bool kept = write(file, text, FILE_BYTES) == FILE_BYTES && fsync(file) == 0 && sync_directory_of(path);
    crypto_wipe(key, sizeof key);
    crypto_wipe(text, sizeof text);
    if (!kept)
        unlink(path);
    return kept ? OK : BROKEN;
}

static enum outcome read_key(int file, uint8_t ret_key[SEAL_KEY_BYTES], const char **ret_why)
{
    char text[FILE_BYTES + 1];
    struct stat about;
    *ret_why = "the file of the server's key is not a file of its owner alone (chmod 600)";
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return INVALID;
    *ret_why = "the file of the server's key does not hold one (64 hexadecimal digits)";
    ssize_t length = read(file, text, sizeof text);
    bool whole = length == FILE_BYTES && text[HEX_CHARS] == '\n' && crypto_from_hex(text, HEX_CHARS, ret_key);
    crypto_wipe(text, sizeof text);
    return whole ? OK : INVALID;
}

enum outcome key_file_open(const char *path, uint8_t ret_key[SEAL_KEY_BYTES], const char **ret_why)
{
    if (access(path, F_OK) != 0)
        TRY(make(path, ret_why));
    AUTO_FILE file = open(path, O_RDONLY | O_CLOEXEC);
    *ret_why = "the file of the server's key cannot be read";
    return file >= 0 ? read_key(file, ret_key, ret_why) : BROKEN;
}
