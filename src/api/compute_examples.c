/* An input that works for each problem: what `fordela compute PROBLEM --help` shows. tests/unit/api/compute computes
 * them all. */
#include "api/compute.h"

#include <string.h>

static const struct {
    const char *problem, *input;
} examples[] = {
    {"apportion_single", "{\"weights\": [9007199254740991, 9007199254740991], \"packs\": 9007199254740990}"},
    {"apportion_single_edges",
     "{\"cases\": [{\"weights\": [6, 6, 2], \"packs\": 10}, {\"weights\": [6, 6, 2], \"packs\": 11}]}"},
    {"apportion_cumulative",
     "{\"weights\": [40, 40, 10, 4, 3], \"weekly_packs\": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
     "1, 1, 1, 1, 1, 1, 1, 1, 1]}"},
    {"entitlement_ledger",
     "{\"regions\": [\"R0\", \"R1\"], \"weeks\": [{\"week\": \"2021-W01\", \"weights\": [1, 2], \"pack\": 5, "
     "\"packs\": 0}], \"opening_balance_doses\": [3, -3]}"},
    {"entitlement_ledger_correction",
     "{\"weeks\": [{\"week\": \"2021-W20\", \"weights\": [2, 1], \"pack\": 10, \"packs\": 3}], "
     "\"opening_balance_doses\": [0, 0], \"max_correction_per_week_share\": \"0.25\"}"},
    {"entitlement_ledger_caps", "{\"weights\": [5, 3, 0], \"pack\": 6, \"packs\": 5, \"cap\": [2, 3, 9]}"},
    {"second_dose_commitments",
     "{\"pack\": 100, \"week\": \"2021-W20\", \"interval_weeks\": 3, \"first_dose_packs_by_region\": {}, "
     "\"supply_packs\": 3, \"key\": [1, 0]}"},
    {"equal_finish_key",
     "{\"groups_in_priority_order\": [\"80+\", \"65-79\"], \"regions\": [\"A\", \"B\", \"C\"], "
     "\"remaining_persons\": [[10, 0], [20, 0], [0, 0]], \"products\": [{\"name\": \"x\", \"first_doses\": 50, "
     "\"eligible_groups\": [\"80+\", \"65-79\"]}, {\"name\": \"y\", \"first_doses\": 5, "
     "\"eligible_groups\": [\"65-79\"]}]}"},
    {"deviation_report",
     "{\"total_doses\": 1000, \"columns\": [\"v\"], \"delivered\": {\"A\": [105], \"B\": [95], \"C\": [106], "
     "\"D\": [0]}, \"key_percent\": {\"A\": \"10\", \"B\": \"10\", \"C\": 10, \"D\": 0}, "
     "\"key_rounding_half_width_percent\": \"0.5\", \"published_column_totals\": [306]}"},
    {"deviation_report_packs",
     "{\"weeks\": [{\"week\": \"2021-W01\", \"trays\": {\"A\": 6, \"B\": 4}}], \"key_percent\": {\"A\": \"50\", "
     "\"B\": \"50\"}, \"key_rounding_half_width_percent\": 0}"},
    {"forecast_as_of",
     "{\"versions\": [{\"target\": \"X|2021-W11\", \"issued\": \"2021-02-26\", \"seq\": 1, \"value\": 10000}, "
     "{\"target\": \"X|2021-W11\", \"issued\": \"2021-03-05\", \"seq\": 1, \"value\": 30000}], "
     "\"queries\": [{\"target\": \"X|2021-W11\", \"when\": \"2021-02-25\"}, {\"target\": \"X|2021-W11\", "
     "\"when\": \"2021-03-04\"}, {\"target\": \"X|2021-W11\", \"when\": \"2021-03-05\"}]}"},
    {"forecast_metrics", "{\"pairs_forecast_actual\": [[1000, 400], [1000, 740], [1000, 3000]]}"},
    {"quantiles", "{\"values\": [0.4, 0.74, 0.9, 1.0, 3.0], \"probabilities\": [0.1, 0.5, 0.9], "
                  "\"conformal_alpha\": [0.1, 0.2]}"},
    {"wis", "{\"median\": 1.5, \"intervals\": [{\"alpha\": 0.2, \"lower\": 0.1, \"upper\": 3}], \"actuals\": [0.1, 3, "
            "3.5]}"},
    {"report_arithmetic", "{\"expected_jan_feb\": 3750000, \"delivered\": 1073715, \"az_forecast\": 2500000, "
                          "\"az_delivered\": 193800}"},
    {"vintage_reconciliation",
     "{\"old\": {\"data_through\": \"a\", \"columns\": [\"a\"], \"products\": {\"x\": [5]}, \"total\": [5]}, "
     "\"new\": {\"data_through\": \"b\", \"columns\": [\"b\", \"c\"], \"products\": {\"x\": [9, 3], \"y\": [1, 4]}, "
     "\"total\": [10, 8]}, \"regional_sum_old_first_column\": 0, \"doses_per_tray\": {\"y\": 2}, "
     "\"quarter_forecasts\": []}"},
    {"back_out_cut",
     "{\"cuts\": [{\"after\": 75, \"cut\": \"1/4\"}, {\"after\": 0, \"cut\": 0}], \"multiples\": [8, 200]}"},
    {"last_first_dose_date", "{\"goal\": \"2022-03-06\", \"intervals_weeks\": [2, 5]}"},
    {"second_dose_feasibility",
     "[{\"supply\": [4, 0, 0, 0, 4], \"first_doses\": [4], \"min_weeks\": 2, \"max_weeks\": 4, "
     "\"capacity\": [4, 1, 1, 1, 4], \"horizon\": 5}]"},
    {"max_first_doses_now",
     "[{\"stock_now\": 1, \"planned_supply_from_now\": [0, 0], \"committed_second_doses\": [0, 2], "
     "\"interval_weeks\": 1}]"},
    {"goal_week", "{\"persons\": 0, \"two_dose_supply\": [1], \"one_dose_supply\": [1], \"interval_weeks\": 1, "
                  "\"capacity\": 0}"},
    {"capacity_gap", "{\"supply\": [3, 4], \"capacity_per_week\": 0}"},
    {"iso_week_difference",
     "[[\"2021-W01\", \"2020-W52\"], [\"2020-W53\", \"2021-W01\"], [\"2019-W52\", \"2020-W53\"]]"},
    {"cover_status", "{\"thresholds_days\": {\"akut\": 2, \"rod\": 7, \"gul\": 14}, \"max_report_age_days\": 14, "
                     "\"rows\": [{\"stock\": 100, \"use_per_day\": 10, \"report_age_days\": 0}, {\"stock\": 10, "
                     "\"use_per_day\": 10, \"report_age_days\": 0}, {\"stock\": 70, \"use_per_day\": 10, "
                     "\"report_age_days\": 0}, {\"stock\": 140, \"use_per_day\": 10, \"report_age_days\": 0}]}"},
    {"burn_rate", "{\"weekly_use\": [[700, 70, 77], [70, 77]], \"alpha\": 1, \"window\": 2}"},
    {"implied_use",
     "[{\"prev\": 200, \"received\": 100, \"transfers_in\": 20, \"transfers_out\": 10, \"discarded\": 10, "
     "\"now\": 100, \"reported_use\": 160}, {\"prev\": 200, \"received\": 100, \"transfers_in\": 20, "
     "\"transfers_out\": 10, \"discarded\": 10, \"now\": 100, \"reported_use\": 159}, {\"prev\": 50, "
     "\"received\": 0, \"transfers_in\": 0, \"transfers_out\": 0, \"discarded\": 0, \"now\": 80, "
     "\"reported_use\": null}, {\"prev\": null, \"received\": 0, \"transfers_in\": 0, \"transfers_out\": 0, "
     "\"discarded\": 0, \"now\": 80, \"reported_use\": 10}]"},
    {"effective_stock",
     "[{\"use_per_day\": 10, \"lots\": [[100, 30], [100, 5]]}, {\"use_per_day\": \"1/3\", \"lots\": [[5, 3], "
     "[5, 3], [5, 0]]}, {\"use_per_day\": 2, \"lots\": []}, {\"use_per_day\": 1, \"lots\": [[0, 9]]}, "
     "{\"use_per_day\": 9007199254740991, \"lots\": [[9007199254740991, 1]]}]"},
    {"runout_day",
     "[{\"stock\": 100, \"use_per_day\": 10, \"deliveries\": [{\"day\": 5, \"qty\": 30}], \"horizon\": 60}]"},
    {"stale_stock",
     "[{\"stock\": 100, \"use_per_day\": \"15/2\", \"age_days\": 4}, {\"stock\": 20, \"use_per_day\": 10, "
     "\"age_days\": 3}, {\"stock\": null, \"use_per_day\": 10, \"age_days\": 3}]"},
    {"need_packs", "[{\"stock\": 25, \"use_per_day\": 5, \"target_days\": 10, \"pack\": 20, \"confirmed_inbound\": 0}, "
                   "{\"stock\": 25, \"use_per_day\": 5, \"target_days\": 10, \"pack\": 20, \"confirmed_inbound\": 5}, "
                   "{\"stock\": 70, \"use_per_day\": 5, \"target_days\": 10, \"pack\": 20, \"confirmed_inbound\": 0}]"},
    {"redistribute",
     "{\"pack\": 10, \"target_days\": 14, \"safety_days\": 7, \"municipalities\": [{\"id\": \"A\", \"stock\": 300, "
     "\"use_per_day\": 10}]}"},
    {"redistribute_batch",
     "{\"instances\": [{\"pack\": 10, \"target_days\": 10, \"municipalities\": [{\"stock\": 0, "
     "\"use_per_day\": 2, \"safety_days\": 5}, {\"stock\": 0, \"use_per_day\": 2, \"safety_days\": 5}, "
     "{\"stock\": 20, \"use_per_day\": 2, \"safety_days\": 5}]}]}"},
    {"redistribute_large",
     "{\"pack\": 10, \"target_days\": 14, \"safety_days\": 7, \"municipalities\": [[140, 10], [5, 0]]}"},
    {"transport_plan", "{\"net_packs\": [9007199254740991, -9007199254740991], \"distance_km\": [[0, 2], [1, 0]]}"},
    {"substitution",
     "{\"target_days\": 10, \"municipalities\": [{\"id\": \"a\", \"ffp3_stock\": 0, \"ffp3_use\": 0, "
     "\"ffp2_stock\": 0, \"ffp2_use\": 0}, {\"id\": \"a/b~\", \"ffp3_stock\": 100, \"ffp3_use\": 10, "
     "\"ffp2_stock\": 0, \"ffp2_use\": 5}, {\"id\": \"c\", \"ffp3_stock\": 0, \"ffp3_use\": 5, \"ffp2_stock\": 900, "
     "\"ffp2_use\": 1}]}"},
    {"fefo_gift",
     "{\"giver\": {\"use_per_day\": 0, \"lots\": [{\"id\": \"A\", \"qty\": 100, \"days_to_expiry\": 9}]}, "
     "\"receiver\": {\"use_per_day\": 1, \"stock\": 5}, \"pack\": 10, \"packs_to_give\": 0, \"transport_days\": 2}"},
    {"proposal_filters",
     "{\"min_packs_per_lane\": 3, \"min_gain_days\": 2, \"ping_pong_weeks\": 4, \"candidates\": [{\"frm\": \"K\", "
     "\"to\": \"L\", \"packs\": 3, \"receiver_gain_days\": 2, \"receiver_before_days\": 8, "
     "\"giver_last_received_weeks_ago\": 5}, {\"frm\": \"K\", \"to\": \"M\", \"packs\": 2, "
     "\"receiver_gain_days\": 4, \"receiver_before_days\": 6.5, \"giver_last_received_weeks_ago\": null}, "
     "{\"frm\": \"K\", \"to\": \"N\", \"packs\": 2, \"receiver_gain_days\": 1, \"receiver_before_days\": 7, "
     "\"giver_last_received_weeks_ago\": null}, {\"frm\": \"O\", \"to\": \"N\", \"packs\": 5, "
     "\"receiver_gain_days\": 1.5, \"receiver_before_days\": 7, \"giver_last_received_weeks_ago\": null}, "
     "{\"frm\": \"P\", \"to\": \"M\", \"packs\": 5, \"receiver_gain_days\": 4, \"receiver_before_days\": 1, "
     "\"giver_last_received_weeks_ago\": 4}, {\"frm\": \"K\", \"to\": \"M\", \"packs\": 5, "
     "\"receiver_gain_days\": 4, \"receiver_before_days\": 1, \"giver_last_received_weeks_ago\": null}]}"},
    {"norm_cap", "{\"norm_per_day\": 0, \"kappa\": 2, \"reported\": [1, 0], \"stock\": 3}"},
};

const char *api_compute_example(const char *problem)
{
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        if (strcmp(examples[i].problem, problem) == 0)
            return examples[i].input;
    return NULL;
}
