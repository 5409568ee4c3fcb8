/* A week of four vaccines shared out to 21 regions, computed and nothing else: accounts carried from week to week,
 * second doses, a region that takes no more, a key that changes after some weeks, one vaccine in few packs. The guard
 * looks at every week; that it also has to step in is too rare to count on.
 * Beside it the least that shares out packs at all: largest remainder on the same weights, without accounts.
 *
 * usage: share WEEKS     prints for each week: milliseconds of the program's rule, milliseconds of the plain loop, how
 *                        many of the four vaccines needed the guard */
#include "core/allocation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REGIONS = 21, VACCINES = 4, ARENA_BYTES = 16 * 1024 * 1024, KEY_WEEKS = 9, SECOND_AFTER = 3 };

/* Persons of 65 and older, thousands, as the regions go; a second key for the younger. */
static const int64_t persons[2][REGIONS] = {
    {385, 76, 67, 94, 77, 42, 53, 15, 34, 270, 72, 331, 68, 63, 64, 58, 68, 65, 58, 31, 58},
    {1500, 240, 175, 275, 214, 118, 142, 34, 91, 825, 198, 1030, 162, 178, 160, 167, 165, 140, 146, 78, 150}};
/* The last one comes in few packs, some weeks in none. */
static const struct {
    const char *name;
    int64_t doses, pack, vial;
} vaccines[VACCINES] = {{"COMIRNATY", 351000, 1170, 6},
                        {"VAXZEVRIA", 74300, 100, 10},
                        {"SPIKEVAX", 38400, 100, 10},
                        {"JANSSEN", 100, 50, 5}};

static struct allocation_region regions[VACCINES][REGIONS];
static int64_t earlier_packs[VACCINES][SECOND_AFTER][REGIONS], under_key[VACCINES];

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void begin_week(int week)
{
    for (int v = 0; v < VACCINES; v++) {
        if (week % KEY_WEEKS == 0)
            under_key[v] = 0;
        for (int r = 0; r < REGIONS; r++) {
            struct allocation_region *region = &regions[v][r];
            snprintf(region->county, sizeof region->county, "%02d", r + 1);
            region->weight = region->right_weight = persons[week / KEY_WEEKS % 2][r] * 1000 + 137 * r;
            region->second_packs = week < SECOND_AFTER ? 0 : earlier_packs[v][week % SECOND_AFTER][r] / 3;
            region->cap_packs = (struct known_int){.known = r == 11 && week % 5 == 0, .value = 3};
        }
    }
}

/* Up to six packs more than the usual; of the last vaccine one pack, or none to seven. */
static int64_t doses_of(int vaccine, int week)
{
    int64_t more = 997 * week % 7;
    if (vaccine == VACCINES - 1)
        return vaccines[vaccine].pack * (week % 2 == 0 ? week / 2 % 2 : more + 1);
    return vaccines[vaccine].doses + more * vaccines[vaccine].pack;
}

static bool share_week(struct arena *arena, int week, int *ret_guards)
{
    for (int v = 0; v < VACCINES; v++) {
        const struct allocation_input input = {.product = vaccines[v].name,
                                               .week = "2021-W09",
                                               .source_doses = doses_of(v, week),
                                               .pack_doses = vaccines[v].pack,
                                               .vial_doses = vaccines[v].vial,
                                               .usable = true,
                                               .minimum_one_pack = v < VACCINES - 1,
                                               .doses_under_key = under_key[v],
                                               .regions = regions[v],
                                               .count = REGIONS};
        struct allocation_result result;
        if (allocation_compute(arena, &input, &result) != OK)
            return false;
        *ret_guards += result.guard_used;
        under_key[v] = result.doses_under_key;
        for (int r = 0; r < REGIONS; r++) {
            regions[v][r].balance_micro = result.lines[r].balance_micro;
            regions[v][r].parked_micro = result.lines[r].parked_micro;
            earlier_packs[v][week % SECOND_AFTER][r] = result.lines[r].key_packs;
        }
    }
    return true;
}

/* Whole packs by the quota, the rest to the largest remainders. */
static int64_t plain_week(void)
{
    static volatile int64_t given;
    for (int v = 0; v < VACCINES; v++) {
        int64_t sum = 0, left = vaccines[v].doses / vaccines[v].pack, all = left, packs[REGIONS], rests[REGIONS];
        for (int r = 0; r < REGIONS; r++)
            sum += regions[v][r].weight;
        for (int r = 0; r < REGIONS; r++) {
            packs[r] = all * regions[v][r].weight / sum;
            rests[r] = all * regions[v][r].weight % sum;
            left -= packs[r];
        }
        for (; left > 0; left--) {
            int best = 0;
            for (int r = 1; r < REGIONS; r++)
                best = rests[r] > rests[best] ? r : best;
            packs[best]++;
            rests[best] = -1;
        }
        for (int r = 0; r < REGIONS; r++)
            given += packs[r];
    }
    return given;
}

int main(int argc, char **argv)
{
    struct arena arena = arena_open(ARENA_BYTES);
    if (argc != 2)
        return 2;
    for (int week = 0; week < atoi(argv[1]); week++) {
        int guards = 0;
        struct arena_mark mark = arena_mark(&arena);
        begin_week(week);
        double begun = now_ms();
        if (!share_week(&arena, week, &guards)) {
            fprintf(stderr, "share: week %d cannot be shared out\n", week);
            return 1;
        }
        double shared = now_ms();
        plain_week();
        printf("%.6f %.6f %d\n", shared - begun, now_ms() - shared, guards);
        arena_reset(&arena, mark);
    }
    arena_close(&arena);
    return 0;
}
