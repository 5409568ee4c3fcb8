/* The nation's redistribution computed and nothing else: fairest packs of each article, then the least pack-km that
 * carry them. The transportation problems are written as DIMACS files too, for another solver (lemon.cc).
 *
 * usage: transport INSTANCE PREFIX REPEATS    (INSTANCE: transport.mjs says how; files become PREFIX00.min ...)
 * prints a line for each repeat: milliseconds of the packs, of the transports, pack-km, lanes */
#include "core/transport.h"
#include "core/redistribute.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PLACES_MAX = 400, ARTICLES_MAX = 40, ARENA_BYTES = 256 * 1024 * 1024 };

static struct redistribute_place places[ARTICLES_MAX][PLACES_MAX];
static struct redistribute_input inputs[ARTICLES_MAX];
static int64_t latitudes[PLACES_MAX], longitudes[PLACES_MAX], nets[ARTICLES_MAX][PLACES_MAX];
static int place_count, article_count;

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool read_article(FILE *file, int article, long target, long keep)
{
    long pack, stock, use_tenths;
    if (fscanf(file, "%ld", &pack) != 1)
        return false;
    inputs[article] = (struct redistribute_input){
        .pack = pack, .target_days = target, .places = places[article], .count = (size_t)place_count};
    for (int i = 0; i < place_count; i++) {
        struct redistribute_place *place = &places[article][i];
        if (fscanf(file, "%ld %ld", &stock, &use_tenths) != 2)
            return false;
        *place = (struct redistribute_place){.stock = known_int(stock),
                                             .use_per_day.known = true,
                                             .safety_days = keep,
                                             .may_give = true,
                                             .may_receive = true};
        if (rational_make(use_tenths, 10, &place->use_per_day.value) != OK)
            return false;
    }
    return true;
}

static bool read_instance(const char *path)
{
    long target, keep;
    FILE *file = fopen(path, "r");
    bool good = file != NULL && fscanf(file, "%d %d %ld %ld", &place_count, &article_count, &target, &keep) == 4 &&
                place_count > 0 && place_count <= PLACES_MAX && article_count > 0 && article_count <= ARTICLES_MAX;
    for (int i = 0; good && i < place_count; i++)
        good = fscanf(file, "%ld %ld", &latitudes[i], &longitudes[i]) == 2;
    for (int a = 0; good && a < article_count; a++)
        good = read_article(file, a, target, keep);
    if (file != NULL)
        fclose(file);
    return good;
}

/* Nodes: the places that give or take, numbered from 1 in their order. */
static bool write_problem(const char *prefix, int article, const struct distances *distances)
{
    char path[400];
    snprintf(path, sizeof path, "%s%02d.min", prefix, article);
    FILE *file = fopen(path, "w");
    const int64_t *net = nets[article];
    int number[PLACES_MAX], nodes = 0, givers = 0;
    if (file == NULL)
        return false;
    for (int i = 0; i < place_count; i++) {
        number[i] = net[i] != 0 ? ++nodes : 0;
        givers += net[i] < 0;
    }
    fprintf(file, "p min %d %d\n", nodes, givers * (nodes - givers));
    for (int i = 0; i < place_count; i++)
        if (net[i] != 0)
            fprintf(file, "n %d %lld\n", number[i], (long long)-net[i]);
    for (int from = 0; from < place_count; from++)
        for (int to = 0; to < place_count; to++)
            if (net[from] < 0 && net[to] > 0)
                fprintf(file, "a %d %d 0 %lld %lld\n", number[from], number[to],
                        (long long)(-net[from] < net[to] ? -net[from] : net[to]),
                        (long long)distances->km[(size_t)from * distances->count + (size_t)to]);
    return fclose(file) == 0;
}

static bool compute(struct arena *arena, const struct distances *distances, bool *written, const char *prefix)
{
    int64_t pack_km = 0;
    size_t lanes = 0;
    double begun = now_ms();
    for (int a = 0; a < article_count; a++)
        if (redistribute(arena, &inputs[a], nets[a]) != OK)
            return false;
    double shared = now_ms();
    for (int a = 0; a < article_count; a++) {
        struct transport_plan plan;
        if (transport_least_km(arena, nets[a], distances, &plan) != OK)
            return false;
        pack_km += plan.pack_km;
        lanes += plan.lanes;
    }
    printf("%.6f %.6f %lld %zu\n", shared - begun, now_ms() - shared, (long long)pack_km, lanes);
    for (int a = 0; a < article_count && !*written; a++)
        if (!write_problem(prefix, a, distances))
            return false;
    *written = true;
    return true;
}

int main(int argc, char **argv)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct distances distances;
    bool written = false;
    if (argc != 4)
        return 2;
    if (!read_instance(argv[1]) ||
        transport_distances(&arena, latitudes, longitudes, (size_t)place_count, &distances) != OK) {
        fprintf(stderr, "transport: %s is no instance\n", argv[1]);
        return 1;
    }
    for (int repeat = 0; repeat < atoi(argv[3]); repeat++) {
        struct arena_mark mark = arena_mark(&arena);
        if (!compute(&arena, &distances, &written, argv[2])) {
            fprintf(stderr, "transport: cannot be computed or written\n");
            return 1;
        }
        arena_reset(&arena, mark);
    }
    arena_close(&arena);
    return 0;
}
