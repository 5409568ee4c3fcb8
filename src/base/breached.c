#include "base/breached.h"

#include "base/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha1.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HASH_CHARS = 2 * SHA1_DIGEST_SIZE,
    LINE_MOST = HASH_CHARS + 24, /* a colon, a count of 19 digits, an end of two characters */
    SAMPLES = 256                /* a list in another order shows in some of them; two seconds on a slow disk */
};

struct breached {
    int file;
    off_t length;
};

struct line {
    off_t start, end; /* behind its line feed */
    uint8_t hash[SHA1_DIGEST_SIZE];
};

static bool read_hash(const char *text, uint8_t ret_hash[SHA1_DIGEST_SIZE])
{
    return crypto_from_hex(text, HASH_CHARS, ret_hash);
}

/* What stands behind the hash: nothing, or a colon and a count. */
static bool is_rest(const char *text, size_t length)
{
    if (length > 0 && text[length - 1] == '\r')
        length--;
    if (length == 0)
        return true;
    for (size_t i = 1; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return text[0] == ':' && length > 1;
}

/* The line that the byte at `at` belongs to (its line feed is its last). INVALID: there is none as it should be. */
static enum outcome line_at(const struct breached *breached, off_t at, struct line *ret_line)
{
    char piece[2 * LINE_MOST];
    off_t from = at > LINE_MOST ? at - LINE_MOST : 0;
    size_t wanted = breached->length - from < (off_t)sizeof piece ? (size_t)(breached->length - from) : sizeof piece;
    ssize_t got;
    do
        got = pread(breached->file, piece, wanted, from);
    while (got < 0 && errno == EINTR);
    if (got != (ssize_t)wanted)
        return BROKEN;
    size_t place = (size_t)(at - from);
    const char *before = memrchr(piece, '\n', place);
    size_t start = before != NULL ? (size_t)(before - piece) + 1 : 0;
    const char *after = memchr(piece + place, '\n', wanted - place);
    size_t end = after != NULL ? (size_t)(after - piece) : wanted;
    bool whole = (before != NULL || from == 0) && (after != NULL || from + (off_t)wanted == breached->length);
    if (!whole || end - start < HASH_CHARS || !read_hash(piece + start, ret_line->hash) ||
        !is_rest(piece + start + HASH_CHARS, end - start - HASH_CHARS))
        return INVALID;
    ret_line->start = from + (off_t)start;
    ret_line->end = from + (off_t)end + (after != NULL ? 1 : 0);
    return OK;
}

/* Each sample's hash must come after the one before, unless it is the same line. */
static enum outcome look_at_samples(const struct breached *breached)
{
    struct line last, line;
    for (int i = 0; i <= SAMPLES; i++) {
        off_t at = (off_t)((__int128)(breached->length - 1) * i / SAMPLES);
        TRY(line_at(breached, at, &line));
        if (i > 0 && line.start != last.start && memcmp(last.hash, line.hash, sizeof line.hash) >= 0)
            return INVALID;
        last = line;
    }
    return OK;
}

enum outcome breached_open(const char *path, struct breached **ret_breached, const char **ret_why)
{
    struct stat about;
    struct breached *breached = calloc(1, sizeof *breached);
    *ret_why = "out of memory";
    if (breached == NULL)
        return BROKEN;
    *ret_why = "there is no such file, or it cannot be read";
    breached->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool sound = breached->file >= 0 && fstat(breached->file, &about) == 0 && S_ISREG(about.st_mode);
    if (sound) {
        *ret_why = "it is empty";
        sound = (breached->length = about.st_size) > 0;
    }
    if (sound) {
        *ret_why = "its lines are not SHA-1 hashes with counts (HASH:COUNT), in the order of the hashes";
        sound = look_at_samples(breached) == OK;
    }
    if (!sound) {
        breached_close(breached);
        return INVALID;
    }
    /* Read ahead, the kernel would fetch 128 kB for each of 35 lines. */
    (void)posix_fadvise(breached->file, 0, 0, POSIX_FADV_RANDOM);
    *ret_breached = breached;
    return OK;
}

void breached_close(struct breached *breached)
{
    if (breached == NULL)
        return;
    if (breached->file >= 0)
        close(breached->file);
    free(breached);
}

enum outcome breached_has(const struct breached *breached, const char *password, bool *ret_has)
{
    uint8_t wanted[SHA1_DIGEST_SIZE];
    struct sha1_ctx sha1;
    struct line line;
    sha1_init(&sha1);
    sha1_update(&sha1, strlen(password), (const uint8_t *)password);
    sha1_digest(&sha1, sizeof wanted, wanted);
    crypto_wipe(&sha1, sizeof sha1);
    *ret_has = false;
    for (off_t from = 0, to = breached->length; from < to;) {
        if (line_at(breached, from + (to - from) / 2, &line) != OK)
            return BROKEN;
        int order = memcmp(wanted, line.hash, sizeof wanted);
        if (order == 0) {
            *ret_has = true;
            return OK;
        }
        if (order < 0)
            to = line.start;
        else
            from = line.end;
    }
    return OK;
}
