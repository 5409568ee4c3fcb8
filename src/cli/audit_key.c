#include "cli/audit_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char start[] = "fordela-audit-key ed25519 ";

enum { KEY_TEXT_CHARS = CRYPTO_BASE64_CHARS(SIGNING_KEY_BYTES), LINE_CHARS = sizeof start - 1 + KEY_TEXT_CHARS + 1 };

static bool path_of(const struct options *options, enum store_engine engine, char ret_path[PATH_MAX])
{
    const char *path = option_text(options, OPTION_AUDIT_KEY);
    int length = path != NULL ? snprintf(ret_path, PATH_MAX, "%s", path)
                 : engine == STORE_SQLITE
                     ? snprintf(ret_path, PATH_MAX, "%s.audit-key", option_text(options, OPTION_DATABASE))
                     : snprintf(ret_path, PATH_MAX, "fordela.audit-key");
    return length < PATH_MAX;
}

/* Ends with the file there, this one's or one that another process made meanwhile. Written whole under another name
 * first: a power cut leaves no half key. */
static int make_file(const char *path)
{
    uint8_t key[SIGNING_KEY_BYTES];
    char line[LINE_CHARS + 1], name[PATH_MAX + 8];
    crypto_random(key, sizeof key);
    memcpy(line, start, sizeof start - 1);
    crypto_to_base64(key, sizeof key, line + sizeof start - 1);
    line[LINE_CHARS - 1] = '\n';
    snprintf(name, sizeof name, "%s.XXXXXX", path);
    int file = mkostemp(name, O_CLOEXEC);
    if (file < 0)
        return errno;
    int fault = 0;
    if (fchmod(file, 0600) != 0 || write(file, line, LINE_CHARS) != LINE_CHARS || fsync(file) != 0)
        fault = errno != 0 ? errno : EIO;
    close(file);
    if (fault == 0 && link(name, path) != 0 && errno != EEXIST)
        fault = errno;
    unlink(name);
    crypto_wipe(key, sizeof key);
    crypto_wipe(line, sizeof line);
    return fault;
}

static enum outcome read_file(const char *path, uint8_t ret_key[SIGNING_KEY_BYTES], char error[STORE_ERROR_CHARS])
{
    char line[LINE_CHARS + 1];
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 && errno == ENOENT)
        return NOT_FOUND;
    if (file < 0 || fstat(file, &about) != 0) {
        snprintf(error, STORE_ERROR_CHARS, "cannot read the audit key %.200s: %s", path, strerror(errno));
        if (file >= 0)
            close(file);
        return INVALID;
    }
    ssize_t length = S_ISREG(about.st_mode) ? read(file, line, sizeof line) : -1;
    close(file);
    enum outcome outcome = INVALID;
    if ((about.st_mode & 077) != 0)
        snprintf(error, STORE_ERROR_CHARS, "others than its owner may read the audit key %.200s: chmod 600 it", path);
    else if (length != LINE_CHARS || memcmp(line, start, sizeof start - 1) != 0 || line[LINE_CHARS - 1] != '\n' ||
             !crypto_from_base64(line + sizeof start - 1, KEY_TEXT_CHARS, ret_key, SIGNING_KEY_BYTES))
        snprintf(error, STORE_ERROR_CHARS,
                 "%.200s is not an audit key: restore it, or move it away and a new one is made", path);
    else
        outcome = OK;
    crypto_wipe(line, sizeof line);
    return outcome;
}

enum outcome audit_key_load(const struct options *options, enum store_engine engine, bool make,
                            uint8_t ret_key[SIGNING_KEY_BYTES], char ret_error[STORE_ERROR_CHARS])
{
    char path[PATH_MAX];
    if (!path_of(options, engine, path)) {
        snprintf(ret_error, STORE_ERROR_CHARS, "the path of the audit key is too long");
        return INVALID;
    }
    enum outcome outcome = read_file(path, ret_key, ret_error);
    if (outcome != NOT_FOUND || !make)
        return outcome;
    int fault = make_file(path);
    if (fault != 0) {
        snprintf(ret_error, STORE_ERROR_CHARS,
                 "cannot make the audit key %.200s: %s. It signs checkpoints of the audit trail and is needed to "
                 "serve: give "
                 "--audit-key a file in a folder where this user may write",
                 path, strerror(fault));
        return INVALID;
    }
    return read_file(path, ret_key, ret_error);
}
