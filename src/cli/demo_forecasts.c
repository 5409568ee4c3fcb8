#include "demo_forecasts.h"

#define COMIRNATY "COMIRNATY"
#define MODERNA "MODERNA"
#define VAXZEVRIA "VAXZEVRIA"
#define JANSSEN "JANSSEN"
#define FOHM "Folkhälsomyndigheten"

const struct demo_product demo_products[DEMO_PRODUCTS] = {
    {COMIRNATY, "Comirnaty", "Pfizer/Biontech"},
    {MODERNA, "COVID-19 Vaccine Moderna", "Moderna"},
    {VAXZEVRIA, "Vaxzevria", "Astra Zeneca"},
    {JANSSEN, "COVID-19 Vaccine Janssen", "Janssen-Cilag"},
};

#define FROM_MEMORY "Produktinformationen (EMA); ur allmän kännedom, inte kontrollerad mot handlingen"
#define FROM_SOURCES                                                                                                   \
    "Uppgiften finns i källmaterialet (5 till 6 doser, bricka 975 till 1 170); dagen ur allmän kännedom"
#define ADVICE_FROM_MEMORY "Rekommendation; dagen och innehållet ur allmän kännedom, inte kontrollerade"
#define EMA "Europeiska läkemedelsmyndigheten; diarienummer saknas i övningen"
#define ADVICE FOHM "; diarienummer saknas i övningen"

const struct demo_property demo_properties[] = {
    {COMIRNATY, "doses_per_vial", "2020-12-21", "2020-12-21", 5, NULL, FROM_SOURCES, EMA},
    {COMIRNATY, "doses_per_vial", "2021-01-08", "2021-01-08", 6, NULL, FROM_SOURCES, EMA},
    {COMIRNATY, "vials_per_pack", "2020-12-21", "2020-12-21", 195, NULL, FROM_SOURCES, EMA},
    {COMIRNATY, "doses_per_course", "2020-12-21", "2020-12-21", 2, NULL, FROM_MEMORY, EMA},
    {COMIRNATY, "interval_min_days", "2020-12-21", "2020-12-21", 21, NULL, FROM_MEMORY, EMA},
    {COMIRNATY, "interval_max_days", "2020-12-21", "2020-12-21", 42, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {COMIRNATY, "recommended_age_from", "2020-12-21", "2020-12-21", 16, NULL, FROM_MEMORY, EMA},
    {COMIRNATY, "recommended_age_to", "2020-12-21", "2020-12-21", 999, NULL, FROM_MEMORY, EMA},
    {COMIRNATY, "usable", "2020-12-21", "2020-12-21", 1, NULL, FROM_MEMORY, EMA},
    {COMIRNATY, "storage", "2020-12-21", "2020-12-21", 0, "−90 till −60 °C; kylskåp 5 dygn", FROM_MEMORY, EMA},
    {MODERNA, "doses_per_vial", "2021-01-06", "2021-01-06", 10, NULL, FROM_MEMORY, EMA},
    {MODERNA, "vials_per_pack", "2021-01-06", "2021-01-06", 10, NULL, FROM_MEMORY, EMA},
    {MODERNA, "doses_per_course", "2021-01-06", "2021-01-06", 2, NULL, FROM_MEMORY, EMA},
    {MODERNA, "interval_min_days", "2021-01-06", "2021-01-06", 28, NULL, FROM_MEMORY, EMA},
    {MODERNA, "interval_max_days", "2021-01-06", "2021-01-06", 42, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {MODERNA, "recommended_age_from", "2021-01-06", "2021-01-06", 18, NULL, FROM_MEMORY, EMA},
    {MODERNA, "recommended_age_to", "2021-01-06", "2021-01-06", 999, NULL, FROM_MEMORY, EMA},
    {MODERNA, "usable", "2021-01-06", "2021-01-06", 1, NULL, FROM_MEMORY, EMA},
    {MODERNA, "storage", "2021-01-06", "2021-01-06", 0, "−25 till −15 °C; kylskåp 30 dygn", FROM_MEMORY, EMA},
    {VAXZEVRIA, "doses_per_vial", "2021-01-29", "2021-01-29", 10, NULL, FROM_MEMORY, EMA},
    {VAXZEVRIA, "vials_per_pack", "2021-01-29", "2021-01-29", 10, NULL, FROM_MEMORY, EMA},
    {VAXZEVRIA, "doses_per_course", "2021-01-29", "2021-01-29", 2, NULL, FROM_MEMORY, EMA},
    {VAXZEVRIA, "interval_min_days", "2021-01-29", "2021-01-29", 63, NULL, "Källmaterialet: 9 till 12 veckor", ADVICE},
    {VAXZEVRIA, "interval_max_days", "2021-01-29", "2021-01-29", 84, NULL, "Källmaterialet: 9 till 12 veckor", ADVICE},
    {VAXZEVRIA, "recommended_age_from", "2021-01-29", "2021-01-29", 18, NULL, FROM_MEMORY, EMA},
    {VAXZEVRIA, "recommended_age_to", "2021-02-02", "2021-02-02", 64, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {VAXZEVRIA, "recommended_age_to", "2021-03-04", "2021-03-04", 999, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {VAXZEVRIA, "recommended_age_from", "2021-03-25", "2021-03-25", 65, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {VAXZEVRIA, "usable", "2021-01-29", "2021-01-29", 1, NULL, FROM_MEMORY, EMA},
    {VAXZEVRIA, "usable", "2021-03-16", "2021-03-16", 0, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {VAXZEVRIA, "usable", "2021-03-25", "2021-03-25", 1, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {VAXZEVRIA, "storage", "2021-01-29", "2021-01-29", 0, "2 till 8 °C", FROM_MEMORY, EMA},
    {JANSSEN, "doses_per_vial", "2021-03-11", "2021-03-11", 5, NULL, FROM_MEMORY, EMA},
    {JANSSEN, "vials_per_pack", "2021-03-11", "2021-03-11", 10, NULL, FROM_MEMORY, EMA},
    {JANSSEN, "doses_per_course", "2021-03-11", "2021-03-11", 1, NULL, FROM_MEMORY, EMA},
    {JANSSEN, "recommended_age_from", "2021-03-11", "2021-03-11", 18, NULL, FROM_MEMORY, EMA},
    {JANSSEN, "recommended_age_to", "2021-03-11", "2021-03-11", 999, NULL, FROM_MEMORY, EMA},
    {JANSSEN, "usable", "2021-03-11", "2021-03-11", 1, NULL, FROM_MEMORY, EMA},
    {JANSSEN, "usable", "2021-04-14", "2021-04-14", 0, NULL, ADVICE_FROM_MEMORY, ADVICE},
    {JANSSEN, "storage", "2021-03-11", "2021-03-11", 0, "2 till 8 °C", FROM_MEMORY, EMA},
};
const size_t demo_property_count = sizeof demo_properties / sizeof demo_properties[0];

const struct demo_document demo_documents[PAPER__COUNT] = {
    [PAPER_DECEMBER] = {"forecast", FOHM, "2020-12-18", "Leveransprognos första halvåret, december 2020",
                        "Publicerat: 17,4 miljoner doser till vecka 26, 3,75 miljoner till vecka 8, därav 2,5 miljoner "
                        "från Astra Zeneca. Påhittat: fördelningen på veckor och vacciner, dagen."},
    [PAPER_JANUARY] = {"forecast", FOHM, "2021-01-08", "Leveransplan vecka 2–6",
                       "Publicerat: 90 brickor vecka 3. Påhittat: övriga veckor, dagen."},
    [PAPER_TRAYS] = {"revision", FOHM, "2021-01-15", "Leveransplan vecka 3, ändrad",
                     "Publicerat: 68 i stället för 90 brickor. Skälet (fabriken byggs om) och dagen ur allmän "
                     "kännedom, inte kontrollerade."},
    [PAPER_HALF_YEAR_2] = {"forecast", FOHM, "2021-01-29", "Leveransprognos första halvåret, januari 2021",
                           "Publicerat: 12,5 miljoner doser till vecka 26, 1,1 miljoner första kvartalet från Astra "
                           "Zeneca. Påhittat: fördelningen på veckor och vacciner, dagen."},
    [PAPER_QUARTER] = {"forecast", FOHM, "2021-02-12", "Leveransprognos Astra Zeneca första kvartalet",
                       "Publicerat: 739 000 doser första kvartalet. Uträknat: vecka 9 är 86 400/0,40 och vecka 10 "
                       "24 000/0,74. Påhittat: övriga veckor, dagen."},
    [PAPER_WEEK_8] = {"forecast", FOHM, "2021-02-19", "Leveransplan vecka 8–11",
                      "Publicerat: vecka 9 och 10 tillsammans med Astra Zeneca 271 560 och 156 210 doser. Påhittat: "
                      "delningen mellan Comirnaty och Moderna, övriga veckor, dagen."},
    [PAPER_CUT] = {"revision", "Astra Zeneca", "2021-02-24", "Besked om veckorna 9–11",
                   "Publicerat: vecka 9 minus 60 procent, vecka 10 minus 26 procent, vecka 11 tredubblad. Påhittat: "
                   "dagen; att tredubblingen gäller 69 100 doser."},
    [PAPER_WEEK_12] = {"forecast", FOHM, "2021-03-17", "Leveransplan vecka 12–14",
                       "Publicerat: Astra Zenecas leveranser till vecka 13 blev 514 600 doser. Påhittat: "
                       "fördelningen, dagen. 0 betyder att inget kommer."},
    [PAPER_HALF_YEAR_3] = {"forecast", FOHM, "2021-03-26", "Leveransprognos första halvåret, 26 mars 2021",
                           "Publicerat: 10,9 miljoner doser till vecka 26. Påhittat: fördelningen på veckor och "
                           "vacciner; att Janssens första vecka återkallas."},
    [PAPER_JANSSEN] = {"revision", "Janssen-Cilag", "2021-04-14", "Besked om uppskjutna leveranser",
                       "Leveranserna skjuts upp tills vidare (ur allmän kännedom, inte kontrollerat): återkallade, "
                       "inte noll."},
};

#define ROW(paper, product, week, unit, ...)                                                                           \
    {                                                                                                                  \
        paper, product, week, unit, (const int[]){__VA_ARGS__},                                                        \
            (int)(sizeof((const int[]){__VA_ARGS__}) / sizeof(int))                                                    \
    }
#define TIMES_3(x) x, x, x
#define TIMES_5(x) x, x, TIMES_3(x)
#define TIMES_8(x) TIMES_3(x), TIMES_5(x)
#define TIMES_11(x) TIMES_3(x), TIMES_8(x)
#define TIMES_12(x) x, TIMES_11(x)
#define TIMES_13(x) x, TIMES_12(x)

const struct demo_row demo_rows[] = {
    ROW(PAPER_DECEMBER, COMIRNATY, "2020-W52", 975, 10, 80, 90, 110, 130, 140, 150, 160, 165, 165, TIMES_5(200),
        TIMES_13(300)),
    ROW(PAPER_DECEMBER, MODERNA, "2021-W02", 100, 100, 0, 150, 0, 250, 0, 300, TIMES_5(400), TIMES_13(1000)),
    ROW(PAPER_DECEMBER, VAXZEVRIA, "2021-W06", 100, 7000, 8500, 9500, TIMES_5(3000), TIMES_12(3200), 3425),
    ROW(PAPER_DECEMBER, JANSSEN, "2021-W14", 50, TIMES_13(2600)),
    ROW(PAPER_JANUARY, COMIRNATY, "2021-W02", 1170, 85, 90, 70, 72, 75),
    ROW(PAPER_JANUARY, MODERNA, "2021-W02", 100, 72, 0, 107, 0, 200),
    ROW(PAPER_HALF_YEAR_2, COMIRNATY, "2021-W05", 1170, 72, 75, 93, 94, TIMES_5(115), TIMES_12(280), 278),
    ROW(PAPER_HALF_YEAR_2, MODERNA, "2021-W05", 100, 0, 200, 0, 236, TIMES_5(400), TIMES_13(900)),
    ROW(PAPER_HALF_YEAR_2, VAXZEVRIA, "2021-W06", 100, 600, 800, 1200, 1500, 1600, 1700, 1800, 1800, TIMES_12(2240),
        2241),
    ROW(PAPER_HALF_YEAR_2, JANSSEN, "2021-W14", 50, TIMES_13(2000)),
    ROW(PAPER_QUARTER, VAXZEVRIA, "2021-W06", 1, 54000, 62400, 77400, 216000, 32432, 69100, 100000, 127668),
    ROW(PAPER_WEEK_8, COMIRNATY, "2021-W08", 1170, 94, 118, 113, 117),
    ROW(PAPER_WEEK_8, MODERNA, "2021-W08", 100, 236, 471, 0, 0),
    ROW(PAPER_WEEK_12, COMIRNATY, "2021-W12", 1170, 136, 155, 170),
    ROW(PAPER_WEEK_12, MODERNA, "2021-W12", 100, 420, 0, 300),
    ROW(PAPER_WEEK_12, VAXZEVRIA, "2021-W12", 100, 0, 31, 600),
    ROW(PAPER_HALF_YEAR_3, COMIRNATY, "2021-W14", 1170, 170, 190, 230, 260, TIMES_8(330), 334),
    ROW(PAPER_HALF_YEAR_3, MODERNA, "2021-W14", 100, 300, 400, TIMES_11(1000)),
    ROW(PAPER_HALF_YEAR_3, VAXZEVRIA, "2021-W14", 100, 600, 800, 1800, 1800, TIMES_8(1800), 1959),
    ROW(PAPER_HALF_YEAR_3, JANSSEN, "2021-W14", 50, DEMO_WITHDRAWN, 0, TIMES_11(1600)),
    ROW(PAPER_JANSSEN, JANSSEN, "2021-W16", 50, TIMES_11(DEMO_WITHDRAWN)),
};
const size_t demo_row_count = sizeof demo_rows / sizeof demo_rows[0];

const struct demo_change demo_changes[] = {
    {PAPER_TRAYS, COMIRNATY, "2021-W03", FORECAST_TO_DOSES, 79560, 0}, /* 68 trays of 1 170 */
    {PAPER_CUT, VAXZEVRIA, "2021-W09", FORECAST_BY_PERCENT, 0, -60},
    {PAPER_CUT, VAXZEVRIA, "2021-W10", FORECAST_BY_PERCENT, 0, -26},
    {PAPER_CUT, VAXZEVRIA, "2021-W11", FORECAST_TO_PERCENT, 0, 300},
};
const size_t demo_change_count = sizeof demo_changes / sizeof demo_changes[0];

const char demo_supply_first_week[] = "2020-W52";

/* Weeks 52, 53, 1 to 14. */
const struct demo_supply demo_supplies[DEMO_SUPPLIES] = {
    {COMIRNATY, {10, 80, 81, 85, 68, 70, 72, 75, 93, 94, 118, 113, 117, 136, 155, 170}},
    {MODERNA, {-1, -1, -1, 72, -1, 107, -1, 200, -1, 236, 471, -1, -1, 420, -1, 300}},
    {VAXZEVRIA, {-1, -1, -1, -1, -1, -1, -1, 540, 624, 774, 864, 240, 2073, 0, 31, 600}},
};

const struct demo_goal demo_goals[DEMO_GOALS] = {
    {"2021-06-30", "2020-12-18", "Målet att alla vuxna erbjuds vaccination till halvårsskiftet; dagen påhittad"},
    {"2021-08-15", "2021-04-01", "Nytt mål 1 april 2021"},
    {"2021-09-05", "2021-04-28", "Nytt mål 28 april 2021"},
    {"2021-09-19", "2021-06-24", "Nytt mål 24 juni 2021"},
};
