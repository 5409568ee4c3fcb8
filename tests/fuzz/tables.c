/* Tables that people upload or name on the command line: CSV, doses and populations, weeks and keys. The first byte
 * chooses. */
#include "fuzz.h"

#include "base/arena.h"
#include "io/csv_read.h"
#include "io/dose_table.h"
#include "io/replay_file.h"

static const struct table_name regions[] = {
    {"01", {"Stockholm", "Region Stockholm", "Stockholms län", NULL}},
    {"14", {"Västra Götaland", "Västra Götalandsregionen", "Västra Götalands län", NULL}},
    {"23", {"Jämtland", "Region Jämtland Härjedalen", "Jämtlands län", NULL}},
};
static const struct table_name products[] = {{"COMIRNATY", {"Comirnaty", "Pfizer/Biontech", NULL, NULL}},
                                             {"VAXZEVRIA", {"Vaxzevria", "Astra Zeneca", NULL, NULL}}};

static void read_csv(struct arena *arena, const char *text, size_t length)
{
    struct csv_table table;
    struct csv_fault fault;
    int64_t number;
    if (csv_read(arena, text, length, &table, &fault) != OK)
        return;
    must(table.count <= CSV_MAX_ROWS);
    for (size_t row = 0; row < table.count; row++)
        for (size_t column = 0; column < table.rows[row].count; column++) {
            const char *cell = csv_cell(&table, row, column);
            must(strlen(cell) <= CSV_MAX_CELL_BYTES);
            if (csv_whole_number(cell, &number) == CSV_NUMBER)
                must(number >= 0);
            if (replay_weight(cell, &number) == CSV_NUMBER)
                must(number >= 0 && number <= (int64_t)REPLAY_WEIGHT_SCALE * 100000000000);
            (void)csv_fold(arena, cell);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return 0;
    struct dose_request request = {.regions = regions,
                                   .region_count = sizeof regions / sizeof regions[0],
                                   .products = products,
                                   .product_count = sizeof products / sizeof products[0],
                                   .population = (bytes[0] & 8) != 0,
                                   .product = (bytes[0] & 16) != 0 ? "COMIRNATY" : "",
                                   .area = "",
                                   .week = (bytes[0] & 32) != 0 ? "2021-W03" : "",
                                   .year = (bytes[0] & 64) != 0 ? 2021 : 0};
    struct arena arena = arena_open(64 * 1024 * 1024);
    struct dose_table table;
    struct replay_weeks weeks;
    struct replay_keys keys;
    char *text = text_of(bytes + 1, length - 1);
    switch (bytes[0] & 3) {
    case 0:
        read_csv(&arena, text, length - 1);
        break;
    case 1:
        if (dose_table_read(&arena, text, length - 1, &request, &table) == OK) {
            must(table.cell_count <= DOSE_MAX_CELLS && table.total_count <= DOSE_MAX_TOTALS);
            for (size_t i = 0; i < table.cell_count; i++)
                must(table.cells[i].state != DOSE_VALUE || table.cells[i].number >= 0);
        }
        break;
    case 2:
        (void)!replay_weeks_read(&arena, text, length - 1, &request, &weeks);
        break;
    default:
        (void)!replay_keys_read(&arena, text, length - 1, &request, &keys);
        break;
    }
    free(text);
    arena_close(&arena);
    return 0;
}
