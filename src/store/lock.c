/* One process per database file: two that checkpoint at once can corrupt a WAL file of SQLite before 3.51.3. */
#include "driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static enum outcome held_by_another(int lock, const char *path, enum store_access access, char error[STORE_ERROR_CHARS])
{
    const char *remedy = access == STORE_SERVE ? "stop it first, or give this one a database of its own"
                                               : "stop it, run this command, then start it again";
    char holder[24] = "";
    ssize_t length = pread(lock, holder, sizeof holder - 1, 0);
    holder[length > 0 ? strspn(holder, "0123456789") : 0] = '\0';
    snprintf(error, STORE_ERROR_CHARS, "another Fördela (process %s) uses %s: %s",
             holder[0] != '\0' ? holder : "unknown", path, remedy);
    return CONFLICT;
}

enum outcome store_lock(const char *path, enum store_access access, int *ret_lock, char ret_error[STORE_ERROR_CHARS])
{
    char *lock_path = NULL;
    if (asprintf(&lock_path, "%s.lock", path) < 0)
        return BROKEN;
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) {
        snprintf(ret_error, STORE_ERROR_CHARS, "cannot open the lock file %s: %s", lock_path, strerror(errno));
        free(lock_path);
        return BROKEN;
    }
    free(lock_path);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        enum outcome outcome = BROKEN;
        if (errno == EWOULDBLOCK)
            outcome = held_by_another(lock, path, access, ret_error);
        else
            snprintf(ret_error, STORE_ERROR_CHARS, "cannot lock %s.lock: %s", path, strerror(errno));
        close(lock);
        return outcome;
    }
    /* The number is only for the message of a refused second process: a failure to write it changes nothing. */
    char number[24];
    int length = snprintf(number, sizeof number, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) == 0 && pwrite(lock, number, (size_t)length, 0) < 0)
        errno = 0;
    *ret_lock = lock;
    return OK;
}
