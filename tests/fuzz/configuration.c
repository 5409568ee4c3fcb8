/* The configuration file. */
#include "fuzz.h"

#include "cli/options.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    int file = memfd_create("configuration", MFD_CLOEXEC);
    char path[64];
    must(file >= 0 && write(file, bytes, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    struct options options = {.arena = arena_open(1024 * 1024)};
    int faults = options_read_file(path, &options);
    must(faults >= 0);
    for (int id = 0; id < OPTION__COUNT; id++)
        if (options.texts[id] != NULL)
            must(option_fault((enum option_id)id, options.texts[id], &options.arena) == NULL);
    options_close(&options);
    close(file);
    return 0;
}
