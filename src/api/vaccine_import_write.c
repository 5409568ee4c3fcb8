/* What an import does with each figure, of api/vaccine_import.h. Nothing is written once a figure cannot be taken over.
 */
#include "api/vaccine_import.h"

#include "api/vaccine_common.h"
#include "api/vaccine_deliveries.h"
#include "core/week.h"
#include "store/population.h"
#include "store/vaccine_forecasts.h"

#include <string.h>

enum { IMPORT_MAX_DOSES = 1000000000 };

static bool is_too_large(const struct dose_cell *cell)
{
    return cell->state == DOSE_VALUE && cell->number > IMPORT_MAX_DOSES;
}

/* The version that would stand before one issued at the document's time. */
static enum outcome find_base(struct call *c, const struct import *import, const struct dose_cell *cell,
                              bool *ret_found, struct vaccine_forecast *ret_base)
{
    struct vaccine_forecast *versions;
    size_t count, i = 0;
    TRY(store_vaccine_forecast_versions(c->db, cell->product, cell->area, cell->week, import->document.known_at,
                                        &c->arena, &versions, &count));
    while (i < count && versions[i].issued_at > import->document.issued_at)
        i++;
    *ret_found = i < count;
    if (i < count)
        *ret_base = versions[i];
    return OK;
}

static enum outcome take_forecast(struct call *c, struct import *import, size_t index)
{
    const struct dose_cell *cell = &import->table.cells[index];
    struct vaccine_forecast base = {0};
    struct arena_mark mark = arena_mark(&c->arena);
    struct maybe doses = maybe_if(cell->state == DOSE_VALUE, cell->number);
    bool found;
    int64_t seq;
    TRY(find_base(c, import, cell, &found, &base));
    arena_reset(&c->arena, mark); /* its numbers are all that is looked at */
    bool same = found && base.doses.known == doses.known && base.doses.value == doses.value &&
                base.certainty == import->input->certainty;
    import_note(import, index, same ? IMPORT_SAME : found ? IMPORT_CHANGED : IMPORT_NEW, base.doses);
    if (same || !import_is_sound(import))
        return OK;
    const struct vaccine_forecast forecast = {.product = cell->product,
                                              .area = cell->area,
                                              .week = cell->week,
                                              .document_id = import->document.document_id,
                                              .issued_at = import->document.issued_at,
                                              .known_at = import->document.known_at,
                                              .doses = doses,
                                              .certainty = import->input->certainty,
                                              .method = FORECAST_TO_DOSES};
    return store_vaccine_forecast_add(c->scope, c->db, &forecast, &seq);
}

enum outcome api_vaccine_import_read_forecasts(struct call *c)
{
    return import_read(c, "forecast", false);
}

enum outcome api_vaccine_import_forecasts(struct call *c)
{
    struct import import;
    TRY(import_open(c, &import));
    for (size_t i = 0; i < import.table.cell_count; i++)
        if (is_too_large(&import.table.cells[i]))
            import_complain(&import, i, VIOLATION_OUT_OF_RANGE);
    if (import_is_sound(&import))
        TRY(store_vaccine_document_add(c->scope, c->db, &import.document));
    for (size_t i = 0; i < import.table.cell_count; i++)
        if (import.table.cells[i].state != DOSE_MISSING)
            TRY(take_forecast(c, &import, i));
    return import_close(c, &import);
}

static enum outcome new_delivery(struct call *c, const struct import *import, const struct dose_cell *cell,
                                 struct vaccine_entry *entry)
{
    const struct vaccine_delivery delivery = {.delivery_id = call_new_id(c),
                                              .product = cell->product,
                                              .county = cell->area,
                                              .week = cell->week,
                                              .document_id = import->document.document_id,
                                              .created_at = c->now,
                                              .created_by = c->actor.user_id};
    if (delivery.delivery_id == NULL)
        return TOO_LARGE;
    entry->delivery_id = delivery.delivery_id;
    return vaccine_delivery_start(c, &delivery, entry);
}

/* Adds the figure to a delivery that is there: as a further entry, or as a correction of an entry of the kind. */
static enum outcome continue_delivery(struct call *c, struct import *import, size_t index,
                                      const struct vaccine_delivery *delivery, struct vaccine_entry *entry)
{
    struct vaccine_entry *entries;
    size_t count, of_kind = 0;
    int64_t number, doses = 0;
    TRY(store_vaccine_entries(c->db, delivery->delivery_id, INT64_MAX, &c->arena, &entries, &count));
    for (size_t i = 0; i < count; i++) {
        if (entries[i].kind == entry->kind) {
            of_kind++;
            entry->corrects = maybe_known(entries[i].number);
            doses = entries[i].doses;
        } else if (entries[i].corrects.known && entry->corrects.known &&
                   entries[i].corrects.value == entry->corrects.value)
            doses = entries[i].doses;
    }
    entry->delivery_id = delivery->delivery_id;
    if (of_kind > 1) {
        import_complain(import, index, VIOLATION_INCONSISTENT); /* which of them, the table cannot say */
        return OK;
    }
    bool same = of_kind == 1 && doses == entry->doses;
    import_note(import, index,
                same           ? IMPORT_SAME
                : of_kind == 1 ? IMPORT_CHANGED
                               : IMPORT_NEW,
                maybe_if(of_kind == 1, doses));
    if (of_kind == 1)
        entry->kind = DELIVERY_CORRECTED;
    return same || !import_is_sound(import)
               ? OK
               : store_vaccine_entry_add(c->scope, c->db, delivery->county, entry, &number);
}

static enum outcome take_delivery(struct call *c, struct import *import, size_t index)
{
    const struct dose_cell *cell = &import->table.cells[index];
    const char *monday = vaccine_monday(c, cell->week), *day = import->input->happened_on;
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    if (monday == NULL)
        return TOO_LARGE;
    struct vaccine_entry entry = {.kind = (enum delivery_kind)import->input->kind,
                                  .doses = cell->number,
                                  .happened_on = day != NULL ? day : monday,
                                  .reason = import->document.source,
                                  .known_at = import->document.known_at,
                                  .entered_at = c->now,
                                  .entered_by = c->actor.user_id};
    const struct vaccine_delivery_filter filter = {.product = cell->product,
                                                   .county = cell->area,
                                                   .first_week = cell->week,
                                                   .last_week = cell->week,
                                                   .known_at = c->now};
    struct vaccine_delivery *deliveries;
    size_t count, own = 0;
    TRY(store_vaccine_delivery_list(c->db, &filter, &c->arena, &deliveries, &count));
    for (size_t i = 0; i < count; i++)
        if (deliveries[i].origin_delivery_id == NULL)
            deliveries[own++] = deliveries[i];
    if (strcmp(cell->area, "00") == 0 || cell->state == DOSE_WITHDRAWN || is_too_large(cell) ||
        (entry.kind != DELIVERY_PLANNED && strcmp(entry.happened_on, today) > 0))
        import_complain(import, index, VIOLATION_OUT_OF_RANGE);
    else if (own > 1)
        import_complain(import, index, VIOLATION_INCONSISTENT);
    else if (own == 1)
        return continue_delivery(c, import, index, &deliveries[0], &entry);
    return own == 0 && import_is_sound(import) ? new_delivery(c, import, cell, &entry) : OK;
}

enum outcome api_vaccine_import_read_deliveries(struct call *c)
{
    if (!scope_covers_area(&c->scope, "00")) /* tables are the sender's, not one region's */
        return call_refuse(c, PROBLEM_FORBIDDEN);
    return import_read(c, "delivery", false);
}

enum outcome api_vaccine_import_deliveries(struct call *c)
{
    struct import import;
    TRY(import_open(c, &import));
    if (import_is_sound(&import))
        TRY(store_vaccine_document_add(c->scope, c->db, &import.document));
    for (size_t i = 0; i < import.table.cell_count; i++)
        if (import.table.cells[i].state != DOSE_MISSING)
            TRY(take_delivery(c, &import, i));
    return import_close(c, &import);
}

static enum outcome take_persons(struct call *c, struct import *import, size_t index)
{
    const struct dose_cell *cell = &import->table.cells[index];
    int64_t persons = 0;
    enum outcome outcome =
        store_population_get(c->db, cell->area, import->input->date, cell->age_from, cell->age_to, &persons);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    bool found = outcome == OK;
    import_note(import, index,
                !found                    ? IMPORT_NEW
                : persons == cell->number ? IMPORT_SAME
                                          : IMPORT_CHANGED,
                maybe_if(found, persons));
    if (cell->state == DOSE_WITHDRAWN || is_too_large(cell))
        import_complain(import, index, VIOLATION_OUT_OF_RANGE);
    else if (found && persons != cell->number)
        import_complain(import, index, VIOLATION_INCONSISTENT); /* keys may rest on the old figure */
    if (found || !import_is_sound(import))
        return OK;
    const struct population_figure figure = {.area = cell->area,
                                             .date = import->input->date,
                                             .age_from = cell->age_from,
                                             .age_to = cell->age_to,
                                             .persons = cell->number};
    return store_population_add(c->scope, c->db, &figure);
}

enum outcome api_vaccine_import_read_population(struct call *c)
{
    return import_read(c, "population", true);
}

enum outcome api_vaccine_import_population(struct call *c)
{
    struct import import;
    TRY(import_open(c, &import));
    if (import_is_sound(&import))
        TRY(store_vaccine_document_add(c->scope, c->db, &import.document));
    for (size_t i = 0; i < import.table.cell_count; i++)
        if (import.table.cells[i].state != DOSE_MISSING)
            TRY(take_persons(c, &import, i));
    return import_close(c, &import);
}
