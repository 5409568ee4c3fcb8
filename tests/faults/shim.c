/* Loaded before libc (LD_PRELOAD): calls fail while a control file of the test says so. FORDELA_FAULTS names that file,
 * FORDELA_FAULTS_AT the beginning of the paths that are hit; sockets and the terminal never are. Outside a fault each
 * call goes through. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* As tests/faults/faults.mjs writes it. */
struct control {
    _Atomic int32_t calls;  /* which fail: the flags below */
    _Atomic int32_t error;  /* with which errno */
    _Atomic int32_t one_in; /* of how many allocations one fails */
    _Atomic int32_t hits;   /* counted here */
};

enum { FAULT_WRITE = 1, FAULT_SYNC = 2, FAULT_MEMORY = 4 };

static struct control quiet;
static struct control *control = &quiet;
static const char *place;

__attribute__((constructor)) static void shim_open(void)
{
    const char *file = getenv("FORDELA_FAULTS");
    place = getenv("FORDELA_FAULTS_AT");
    int descriptor = file != NULL && place != NULL ? open(file, O_RDWR | O_CLOEXEC) : -1;
    if (descriptor < 0)
        return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (mapped != MAP_FAILED)
        control = mapped;
}

/* Whether this call on this descriptor fails now; errno is set then. */
static int is_hit(int call, int descriptor)
{
    if ((atomic_load(&control->calls) & call) == 0)
        return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    if (strncmp(path, place, strlen(place)) != 0)
        return 0;
    atomic_fetch_add(&control->hits, 1);
    errno = atomic_load(&control->error);
    return 1;
}

#define REAL(type, name, ...)                                                                                          \
    static type (*real)(__VA_ARGS__);                                                                                  \
    if (real == NULL)                                                                                                  \
    real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    return is_hit(FAULT_WRITE, descriptor) ? -1 : real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return is_hit(FAULT_WRITE, descriptor) ? -1 : real(descriptor, bytes, count, at);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return is_hit(FAULT_WRITE, descriptor) ? -1 : real(descriptor, bytes, count, at);
}

int ftruncate64(int descriptor, off64_t length)
{
    REAL(int, "ftruncate64", int, off64_t);
    return is_hit(FAULT_WRITE, descriptor) ? -1 : real(descriptor, length);
}

int fsync(int descriptor)
{
    REAL(int, "fsync", int);
    return is_hit(FAULT_SYNC, descriptor) ? -1 : real(descriptor);
}

int fdatasync(int descriptor)
{
    REAL(int, "fdatasync", int);
    return is_hit(FAULT_SYNC, descriptor) ? -1 : real(descriptor);
}

/* --- memory --- */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static int is_out_of_memory(void)
{
    static _Atomic uint32_t count;
    if ((atomic_load(&control->calls) & FAULT_MEMORY) == 0)
        return 0;
    int32_t one_in = atomic_load(&control->one_in);
    if (one_in <= 0 || atomic_fetch_add(&count, 1) % (uint32_t)one_in != 0)
        return 0;
    atomic_fetch_add(&control->hits, 1);
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return is_out_of_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_out_of_memory() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return is_out_of_memory() ? NULL : __libc_realloc(old, size);
}
