/* The vaccine story: who takes part, the vaccines, what was forecast when. Facts of the past are entered with the
 * moment when they could be known; entered_at is the machine's own, as for anything that is entered afterwards. */
#include "core/rational.h"
#include "core/week.h"
#include "demo_doses.h"
#include "demo_forecasts.h"
#include "demo_load.h"
#include "store/audit.h"
#include "store/vaccine_documents.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_products.h"

#include <string.h>

enum { KNOWN_HOUR = 10 };

const struct demo_user demo_vaccine_users[] = {
    {"fohm", "Frida Folkhälsa (påhittad)", "FOHM", "reporter", "Folkhälsomyndigheten: prognoser och leveranser"},
    {"fohm.beslut", "Folke Hälsa (påhittad)", "FOHM", "decider", "Folkhälsomyndigheten: nycklar och tilldelning"},
    {"fohm.las", "Fatima Hälsa (påhittad)", "FOHM", "reader", "Folkhälsomyndigheten: läsare"},
    {"region.stockholm", "Stina Stockholm (påhittad)", "REG01", "reporter", "region: vaccinsamordnare"},
    {"region.gotland", "Gun Gotland (påhittad)", "REG09", "reporter", "region: vaccinsamordnare"},
    {"region.skane", "Sven Skåne (påhittad)", "REG12", "reporter", "region: vaccinsamordnare"},
    {"region.vasternorrland", "Vera Norrland (påhittad)", "REG22", "decider", "region: vaccinsamordnare"},
    {"skr", "Siv Sveriges (påhittad)", "SKR", "reader", "Sveriges Kommuner och Regioner: läsare"},
};
const int demo_vaccine_user_count = sizeof demo_vaccine_users / sizeof demo_vaccine_users[0];

static enum vaccine_property_kind property_kind(const char *word)
{
    int kind = 0;
    while (kind < PROPERTY_STORAGE && strcmp(vaccine_property_words[kind], word) != 0)
        kind++;
    return (enum vaccine_property_kind)kind;
}

static enum outcome load_products(struct demo_loading *loading)
{
    for (int i = 0; i < DEMO_PRODUCTS; i++) {
        const struct vaccine_product product = {
            .code = demo_products[i].code,
            .name = demo_products[i].name,
            .manufacturer = demo_products[i].manufacturer,
            .sort_order = 10 * (i + 1),
            .created_at = loading->now,
            .created_by = demo_user_of(loading, "FOHM"),
        };
        TRY(store_vaccine_product_add(demo_everywhere, loading->db, &product));
        TRY(demo_audit(loading, loading->now, "vaccine_product.add", "vaccine_product", product.code, "00"));
    }
    for (size_t i = 0; i < demo_property_count; i++) {
        const struct demo_property *from = &demo_properties[i];
        const struct vaccine_property property = {
            .product = from->product,
            .kind = property_kind(from->property),
            .valid_from = from->valid_from,
            .number = maybe_if(from->text == NULL, from->number),
            .text = from->text,
            .source = from->source,
            .decision = from->decision,
            .known_at = demo_moment(from->known_on, DEMO_ISSUED_HOUR),
            .recorded_at = loading->now,
            .recorded_by = demo_user_of(loading, "FOHM"),
        };
        int64_t version;
        TRY(store_vaccine_property_add(demo_everywhere, loading->db, &property, &version));
    }
    return OK;
}

/* What is firm: this week's and the next two's. */
static int certainty_of(const struct vaccine_document *document, int64_t monday)
{
    int64_t weeks_on = (monday - week_of_date(local_date(document->issued_at))) / 7;
    return weeks_on <= 2 ? CERTAINTY_FIRM : CERTAINTY_OUTLOOK;
}

static struct vaccine_forecast forecast_of(const struct vaccine_document *document, const char *product,
                                           const char *week, struct maybe doses)
{
    int64_t monday = 0;
    (void)!week_parse(week, &monday);
    return (struct vaccine_forecast){
        .product = product,
        .area = "00",
        .week = week,
        .document_id = document->document_id,
        .issued_at = document->issued_at,
        .known_at = document->known_at,
        .doses = doses,
        .certainty = certainty_of(document, monday),
        .method = FORECAST_TO_DOSES,
    };
}

static enum outcome add_row(struct demo_loading *loading, const struct vaccine_document *document,
                            const struct demo_row *row)
{
    for (int i = 0; i < row->count; i++) {
        char week[WEEK_CHARS + 1];
        int64_t seq;
        demo_week_after(row->first_week, i, week);
        struct maybe doses = maybe_if(row->packs[i] != DEMO_WITHDRAWN, (int64_t)row->packs[i] * row->unit);
        const struct vaccine_forecast forecast = forecast_of(document, row->product, week, doses);
        TRY(store_vaccine_forecast_add(demo_everywhere, loading->db, &forecast, &seq));
    }
    return OK;
}

static enum outcome add_change(struct demo_loading *loading, const struct vaccine_document *document,
                               const struct demo_change *change)
{
    struct vaccine_forecast forecast = forecast_of(document, change->product, change->week, maybe_known(change->doses));
    struct vaccine_forecast *versions;
    size_t count;
    int64_t seq;
    if (change->method != FORECAST_TO_DOSES) {
        TRY(store_vaccine_forecast_versions(loading->db, change->product, "00", change->week, document->known_at,
                                            &loading->arena, &versions, &count));
        if (count == 0)
            return INVALID;
        TRY(forecast_revise(versions[0].doses.value, change->method, rational_int(change->percent),
                            &forecast.doses.value));
        forecast.method = (int)change->method;
        forecast.percent_centi = maybe_known(change->percent * 100);
        forecast.base_seq = maybe_known(versions[0].seq);
    }
    return store_vaccine_forecast_add(demo_everywhere, loading->db, &forecast, &seq);
}

static enum outcome load_forecasts(struct demo_loading *loading)
{
    for (int paper = 0; paper < PAPER__COUNT; paper++) {
        struct vaccine_document document;
        TRY(demo_document_add(loading, &demo_documents[paper], demo_moment(demo_documents[paper].issued_on, KNOWN_HOUR),
                              &document));
        for (size_t i = 0; i < demo_row_count; i++)
            if (demo_rows[i].paper == (enum demo_paper)paper)
                TRY(add_row(loading, &document, &demo_rows[i]));
        for (size_t i = 0; i < demo_change_count; i++)
            if (demo_changes[i].paper == (enum demo_paper)paper)
                TRY(add_change(loading, &document, &demo_changes[i]));
    }
    return OK;
}

enum outcome demo_load_vaccine(struct demo_loading *loading)
{
    TRY(load_products(loading));
    TRY(load_forecasts(loading));
    struct demo_received *received;
    TRY(demo_load_doses(loading, &received));
    return demo_load_weeks(loading, received);
}
