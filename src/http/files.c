#include "http/files.h"

#include "base/arena.h"
#include "base/crypto.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIRECTORY_BYTES_MAX = 64 * 1024 * 1024, DIRECTORY_DEPTH_MAX = 8, HASH_CHARS = 32 };

struct files {
    struct arena arena;
    struct file *items; /* by path */
    size_t count, capacity;
};

static const struct {
    const char *extension, *content_type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".ico", "image/vnd.microsoft.icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *content_type(const char *name)
{
    const char *extension = strrchr(name, '.');
    for (size_t i = 0; extension != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(extension, types[i].extension) == 0)
            return types[i].content_type;
    return NULL;
}

/* "preact-3f2a9c01.js": the name changes with the content. */
static bool name_has_hash(const char *name)
{
    for (const char *dash = strchr(name, '-'); dash != NULL; dash = strchr(dash + 1, '-')) {
        size_t digits = strspn(dash + 1, "0123456789abcdef");
        if (digits >= 8 && dash[1 + digits] == '.')
            return true;
    }
    return false;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

const struct file *files_find(const struct files *files, const char *path)
{
    const struct file wanted = {.path = path};
    return bsearch(&wanted, files->items, files->count, sizeof wanted, by_path);
}

/* Puts the file at the path unless another has it already; keeps the order. */
static enum outcome put(struct files *files, const struct file *file, const char *path)
{
    size_t at = 0;
    if (path == NULL)
        return TOO_LARGE;
    while (at < files->count && strcmp(files->items[at].path, path) < 0)
        at++;
    if (at < files->count && strcmp(files->items[at].path, path) == 0)
        return OK;
    if (files->count == files->capacity) {
        size_t capacity = files->capacity > 0 ? files->capacity * 2 : 128;
        struct file *items = realloc(files->items, capacity * sizeof *items);
        if (items == NULL)
            return BROKEN;
        files->items = items;
        files->capacity = capacity;
    }
    memmove(&files->items[at + 1], &files->items[at], (files->count - at) * sizeof *files->items);
    files->items[at] = *file;
    files->items[at].path = path;
    files->count++;
    return OK;
}

/* All paths at which the file of this name is found. */
static enum outcome put_named(struct files *files, struct file *file, const char *name)
{
    const char *extension = strrchr(name, '.');
    bool top = strchr(name, '/') == NULL;
    file->content_type = content_type(name);
    file->immutable = name_has_hash(name);
    if (top && strcmp(extension, ".html") == 0) {
        if (strcmp(name, "start.html") == 0)
            TRY(put(files, file, "/"));
        return put(files, file, arena_printf(&files->arena, "/%.*s", (int)(extension - name), name));
    }
    if (strcmp(name, "favicon.ico") == 0 || strcmp(name, "robots.txt") == 0)
        TRY(put(files, file, arena_printf(&files->arena, "/%s", name)));
    return put(files, file, arena_printf(&files->arena, "/static/%s", name));
}

static enum outcome put_embedded(struct files *files)
{
    for (size_t i = 0; i < files_embedded_count; i++) {
        const struct embedded_file *embedded = &files_embedded[i];
        struct file file = {.hash = arena_copy(&files->arena, embedded->sha256, HASH_CHARS)};
        if (file.hash == NULL)
            return TOO_LARGE;
        for (int coding = 0; coding < CODING__COUNT; coding++)
            if (embedded->start[coding] != NULL) {
                file.variants[coding].bytes = embedded->start[coding];
                file.variants[coding].length = (size_t)(embedded->end[coding] - embedded->start[coding]);
            }
        TRY(put_named(files, &file, embedded->name));
    }
    return OK;
}

static enum outcome read_file(struct files *files, int folder, const char *base, const char *name)
{
    int descriptor = openat(folder, base, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat about;
    if (descriptor < 0)
        return BROKEN;
    char *bytes = NULL;
    size_t length = 0;
    enum outcome outcome = fstat(descriptor, &about) == 0 ? OK : BROKEN;
    if (outcome == OK && (bytes = arena_alloc(&files->arena, (size_t)about.st_size + 1)) == NULL)
        outcome = TOO_LARGE;
    while (outcome == OK && length < (size_t)about.st_size) {
        ssize_t got = read(descriptor, bytes + length, (size_t)about.st_size - length);
        if (got <= 0)
            outcome = BROKEN;
        else
            length += (size_t)got;
    }
    close(descriptor);
    if (outcome != OK)
        return outcome;
    char sha256[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(bytes, length, sha256);
    struct file file = {.hash = arena_copy(&files->arena, sha256, HASH_CHARS)};
    file.variants[CODING_IDENTITY].bytes = bytes;
    file.variants[CODING_IDENTITY].length = length;
    return file.hash != NULL ? put_named(files, &file, name) : TOO_LARGE;
}

/* Files of the build and of the editor that lie beside the pages. */
static bool is_served(const char *base)
{
    return base[0] != '.' && strncmp(base, "package", 7) != 0 && strncmp(base, "tsconfig", 8) != 0 &&
           content_type(base) != NULL;
}

static enum outcome read_folder(struct files *files, int above, const char *base, const char *prefix, int depth);

static enum outcome read_entry(struct files *files, int folder, const char *base, const char *prefix, int depth)
{
    struct stat about;
    const char *name = arena_printf(&files->arena, "%s%s", prefix, base);
    if (name == NULL)
        return TOO_LARGE;
    if (fstatat(folder, base, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return BROKEN;
    if (S_ISDIR(about.st_mode) && base[0] != '.' && strcmp(base, "node_modules") != 0 && depth < DIRECTORY_DEPTH_MAX) {
        const char *below = arena_printf(&files->arena, "%s/", name);
        return below != NULL ? read_folder(files, folder, base, below, depth + 1) : TOO_LARGE;
    }
    return S_ISREG(about.st_mode) && is_served(base) ? read_file(files, folder, base, name) : OK;
}

static enum outcome read_folder(struct files *files, int above, const char *base, const char *prefix, int depth)
{
    int descriptor = openat(above, base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return NOT_FOUND;
    DIR *folder = fdopendir(descriptor);
    if (folder == NULL) {
        close(descriptor);
        return BROKEN;
    }
    enum outcome outcome = OK;
    for (const struct dirent *entry; outcome == OK && (entry = readdir(folder)) != NULL;)
        outcome = read_entry(files, descriptor, entry->d_name, prefix, depth);
    closedir(folder);
    return outcome;
}

enum outcome files_open(const char *directory, struct files **ret_files)
{
    struct files *files = calloc(1, sizeof *files);
    if (files == NULL)
        return BROKEN;
    files->arena = arena_open(DIRECTORY_BYTES_MAX);
    enum outcome outcome = directory != NULL ? read_folder(files, AT_FDCWD, directory, "", 0) : OK;
    if (outcome == OK)
        outcome = put_embedded(files);
    if (outcome != OK) {
        files_close(files);
        return outcome;
    }
    *ret_files = files;
    return OK;
}

void files_close(struct files *files)
{
    if (files == NULL)
        return;
    arena_close(&files->arena);
    free(files->items);
    free(files);
}
