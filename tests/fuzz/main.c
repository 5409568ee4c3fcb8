/* Gives each file of the folders named to the harness. A crash is the failure. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>

enum { INPUT_BYTES_MAX = 1024 * 1024 };

static void replay(const char *path)
{
    static uint8_t room[INPUT_BYTES_MAX];
    FILE *file = fopen(path, "rb");
    must(file != NULL);
    size_t length = fread(room, 1, sizeof room, file);
    fclose(file);
    uint8_t *exact = malloc(length > 0 ? length : 1);
    must(exact != NULL);
    memcpy(exact, room, length);
    fprintf(stderr, "%s\n", path);
    (void)LLVMFuzzerTestOneInput(exact, length);
    free(exact);
}

int main(int argc, char **argv)
{
    int replayed = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        must(folder != NULL);
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            char path[1024];
            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            replay(path);
            replayed++;
        }
        closedir(folder);
    }
    printf("%d passed, %d failed (fuzz)\n", replayed, replayed == 0);
    return replayed == 0;
}
