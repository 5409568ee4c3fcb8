/* The field tables of the proposal's answer. */
#include "proposal_shape.h"

static const struct field named_code_list[] = {
    {AT(struct named_code, code), .kind = FIELD_TEXT},
    {AT(struct named_code, name), .kind = FIELD_TEXT},
};
static const struct fields named_code_of = FIELDS("ProposalCounty", struct named_code, named_code_list);

static const struct field rules_list[] = {
    {AT(struct rules_view, target_days), .kind = FIELD_INT},
    {AT(struct rules_view, safety_days), .kind = FIELD_INT},
    {AT(struct rules_view, acute_below_days), .kind = FIELD_INT},
    {AT(struct rules_view, red_below_days), .kind = FIELD_INT},
    {AT(struct rules_view, yellow_below_days), .kind = FIELD_INT},
};
static const struct fields rules_of = FIELDS("ProposalRules", struct rules_view, rules_list);

static const struct field reports_list[] = {
    {AT(struct reports_view, counted), .kind = FIELD_INT, .about = "municipalities with a report"},
    {AT(struct reports_view, missing), .kind = FIELD_INT, .about = "municipalities without"},
    {AT(struct reports_view, oldest_age_days), .kind = FIELD_MAYBE_INT},
};
static const struct fields reports_of = FIELDS("ProposalReports", struct reports_view, reports_list);

#define SIDE_FIELDS                                                                                                    \
    {AT(struct side_view, lanes), .kind = FIELD_INT, .about = "transports, shared by articles"},                       \
        {AT(struct side_view, packs), .kind = FIELD_INT},                                                              \
        {AT(struct side_view, pack_km), .kind = FIELD_INT, .about = "packs x km"},                                     \
        {AT(struct side_view, worst_cover_after), .kind = FIELD_OBJECT, .of = &cover_fields},                          \
    {                                                                                                                  \
        AT(struct side_view, red_after), .kind = FIELD_INT, .about = "pairs of municipality and article below red"     \
    }
static const struct field side_list[] = {SIDE_FIELDS};
static const struct fields side_of = FIELDS("ProposalBaseline", struct side_view, side_list);

_Static_assert(offsetof(struct summary_view, side) == 0, "the side's fields stand first");
static const struct field summary_list[] = {
    SIDE_FIELDS,
    {AT(struct summary_view, lanes_bound), .kind = FIELD_MAYBE_INT,
     .about = "no plan for these packs has fewer transports; null once changed by hand"},
    {AT(struct summary_view, worst_cover_before), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct summary_view, red_before), .kind = FIELD_INT},
    {AT(struct summary_view, baseline), .kind = FIELD_OBJECT, .of = &side_of, .about = "nearest neighbour"},
};
static const struct fields summary_of = FIELDS("ProposalSummary", struct summary_view, summary_list);

static const struct field position_list[] = {
    {AT(struct position_view, municipality), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct position_view, stock), .kind = FIELD_MAYBE_INT, .about = "usable, aged to as_of; units"},
    {AT(struct position_view, use_per_day), .kind = FIELD_MAYBE_TEXT, .about = "exact fraction, units a day"},
    {AT(struct position_view, safety_days), .kind = FIELD_INT},
    {AT(struct position_view, report_week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK},
    {AT(struct position_view, report_age_days), .kind = FIELD_MAYBE_INT},
    {AT(struct position_view, may_give), .kind = FIELD_BOOL},
    {AT(struct position_view, may_receive), .kind = FIELD_BOOL},
    {AT(struct position_view, net_packs), .kind = FIELD_INT, .about = "as the lines stand now; + receives"},
    {AT(struct position_view, computed_net_packs), .kind = FIELD_INT, .about = "as computed, after filters"},
    {AT(struct position_view, plain_net_packs), .kind = FIELD_INT, .about = "before filters, without the strict rule"},
    {AT(struct position_view, strict_net_packs), .kind = FIELD_INT, .about = "before filters, under the strict rule"},
    {AT(struct position_view, baseline_net_packs), .kind = FIELD_INT, .about = "nearest neighbour"},
    {AT(struct position_view, expiring_packs), .kind = FIELD_INT, .about = "would expire unused here: given first"},
    {AT(struct position_view, substitute_out_packs), .kind = FIELD_INT,
     .about = "sent to stand in for another article"},
    {AT(struct position_view, substitute_in_units), .kind = FIELD_INT, .about = "of a higher class, received for this"},
    {AT(struct position_view, cover_before), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct position_view, cover_after), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct position_view, cover_after_baseline), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct position_view, missing_to_safety_packs), .kind = FIELD_INT},
    {AT(struct position_view, missing_to_target_packs), .kind = FIELD_INT},
    {AT(struct position_view, below_floor), .kind = FIELD_BOOL, .about = "gives and ends below its safety days"},
};
static const struct fields position_of = FIELDS("ProposalPosition", struct position_view, position_list);

static const struct field article_list[] = {
    {AT(struct article_figures_view, code), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct article_figures_view, name_sv), .kind = FIELD_TEXT},
    {AT(struct article_figures_view, name_en), .kind = FIELD_TEXT},
    {AT(struct article_figures_view, unit), .kind = FIELD_TEXT},
    {AT(struct article_figures_view, pack_size), .kind = FIELD_INT},
    {AT(struct article_figures_view, packs_moved), .kind = FIELD_INT},
    {AT(struct article_figures_view, solidarity_line_days), .kind = FIELD_MAYBE_CENTI,
     .about = "cover that receivers are lifted towards; null = nothing moves"},
    {AT(struct article_figures_view, worst_before), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct article_figures_view, worst_after), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct article_figures_view, positions), .kind = FIELD_LIST,
     COUNTED(struct article_figures_view, position_count), .of = &position_of},
};
static const struct fields article_of = FIELDS("ProposalArticle", struct article_figures_view, article_list);

static const struct field place_list[] = {
    {AT(struct place_view, code), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct place_view, name), .kind = FIELD_TEXT},
    {AT(struct place_view, latitude_udeg), .kind = FIELD_INT, .about = "of the seat, millionths of a degree"},
    {AT(struct place_view, longitude_udeg), .kind = FIELD_INT},
};
static const struct fields place_of = FIELDS("ProposalMunicipality", struct place_view, place_list);

static const struct field lot_list[] = {
    {AT(struct line_lot_view, packs), .kind = FIELD_INT},
    {AT(struct line_lot_view, expires_on), .kind = FIELD_TEXT, .format = FORMAT_DATE},
};
static const struct fields lot_of = FIELDS("ProposalLot", struct line_lot_view, lot_list);

static const struct field line_list[] = {
    {AT(struct line_view, line_number), .kind = FIELD_INT},
    {AT(struct line_view, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct line_view, from), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct line_view, to), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct line_view, packs), .kind = FIELD_INT, .about = "as it stands now"},
    {AT(struct line_view, computed_packs), .kind = FIELD_INT, .about = "0 = added by hand"},
    {AT(struct line_view, pieces), .kind = FIELD_INT, .about = "packs x pack size, in the article's unit"},
    {AT(struct line_view, distance_km), .kind = FIELD_INT, .about = "great circle between the seats"},
    {AT(struct line_view, lots), .kind = FIELD_LIST, COUNTED(struct line_view, lot_count), .of = &lot_of,
     .about = "first to expire first; empty = undated stock"},
    {AT(struct line_view, covers_for), .kind = FIELD_MAYBE_TEXT,
     .about = "the article it stands in for; null = itself"},
    {AT(struct line_view, giver_before), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct line_view, giver_after), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct line_view, receiver_before), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct line_view, receiver_after), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct line_view, strict_holds), .kind = FIELD_BOOL, .about = "the giver does not end below the receiver"},
    {AT(struct line_view, breaks_floor), .kind = FIELD_BOOL, .about = "the giver ends below its safety days"},
    {AT(struct line_view, floor_confirmed), .kind = FIELD_BOOL, .about = "by the giver's decider, for these packs"},
    {AT(struct line_view, floor_confirmed_by_name), .kind = FIELD_MAYBE_TEXT},
    {AT(struct line_view, filter_note), .kind = FIELD_MAYBE_TEXT, .about = "keep_receiver_short: small, but needed"},
    {AT(struct line_view, change_reason), .kind = FIELD_MAYBE_TEXT},
    {AT(struct line_view, changed_by_name), .kind = FIELD_MAYBE_TEXT},
    {AT(struct line_view, state), .kind = FIELD_TEXT, .about = "proposed, agreed, changed or declined"},
    {AT(struct line_view, decision_reason), .kind = FIELD_MAYBE_TEXT},
    {AT(struct line_view, sentences_sv), .kind = FIELD_TEXT_LIST, COUNTED(struct line_view, sentence_count)},
    {AT(struct line_view, sentences_en), .kind = FIELD_TEXT_LIST, COUNTED(struct line_view, sentence_count)},
};
static const struct fields line_of = FIELDS("ProposalLine", struct line_view, line_list);

static const struct field dropped_list[] = {
    {AT(struct dropped_view, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct dropped_view, from), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct dropped_view, to), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct dropped_view, packs), .kind = FIELD_INT, .about = "stay with the giver"},
    {AT(struct dropped_view, reason), .kind = FIELD_TEXT,
     .about = "drop_min_packs, drop_min_gain, drop_ping_pong or drop_counterparties"},
};
static const struct fields dropped_of = FIELDS("ProposalDropped", struct dropped_view, dropped_list);

static const struct field escalation_list[] = {
    {AT(struct escalation_view, municipality), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct escalation_view, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct escalation_view, missing_to_safety_packs), .kind = FIELD_INT},
    {AT(struct escalation_view, missing_to_target_packs), .kind = FIELD_INT},
    {AT(struct escalation_view, pieces_to_target), .kind = FIELD_INT, .about = "in the article's unit"},
    {AT(struct escalation_view, cover_after), .kind = FIELD_OBJECT, .of = &cover_fields},
    {AT(struct escalation_view, acute), .kind = FIELD_BOOL, .about = "still acute afterwards"},
};
static const struct fields escalation_of = FIELDS("ProposalEscalation", struct escalation_view, escalation_list);

static const struct field proposal_list[] = {
    {AT(struct proposal_view, proposal_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct proposal_view, county), .kind = FIELD_OBJECT, .of = &named_code_of},
    {AT(struct proposal_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct proposal_view, state), .kind = FIELD_TEXT, .about = "draft, presented or decided"},
    {AT(struct proposal_view, as_of), .kind = FIELD_MOMENT, .about = "reports known then"},
    {AT(struct proposal_view, created_at), .kind = FIELD_MOMENT},
    {AT(struct proposal_view, created_by_name), .kind = FIELD_TEXT},
    {AT(struct proposal_view, strict_rule), .kind = FIELD_BOOL},
    {AT(struct proposal_view, algorithm), .kind = FIELD_TEXT},
    {AT(struct proposal_view, input_sha256), .kind = FIELD_TEXT},
    {AT(struct proposal_view, result_sha256), .kind = FIELD_TEXT},
    {AT(struct proposal_view, policy), .kind = FIELD_OBJECT, .of = &rules_of},
    {AT(struct proposal_view, reports), .kind = FIELD_OBJECT, .of = &reports_of},
    {AT(struct proposal_view, summary), .kind = FIELD_OBJECT, .of = &summary_of},
    {AT(struct proposal_view, articles), .kind = FIELD_LIST, COUNTED(struct proposal_view, article_count),
     .of = &article_of},
    {AT(struct proposal_view, municipalities), .kind = FIELD_LIST, COUNTED(struct proposal_view, municipality_count),
     .of = &place_of},
    {AT(struct proposal_view, lines), .kind = FIELD_LIST, COUNTED(struct proposal_view, line_count), .of = &line_of},
    {AT(struct proposal_view, dropped), .kind = FIELD_LIST, COUNTED(struct proposal_view, dropped_count),
     .of = &dropped_of},
    {AT(struct proposal_view, escalation), .kind = FIELD_LIST, COUNTED(struct proposal_view, escalation_count),
     .of = &escalation_of},
    {AT(struct proposal_view, presented_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct proposal_view, decided_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct proposal_view, decision_maker), .kind = FIELD_TEXT, .about = "empty until decided"},
    {AT(struct proposal_view, reference_number), .kind = FIELD_TEXT, .about = "diarienummer; empty until decided"},
    {AT(struct proposal_view, version), .kind = FIELD_INT},
};
const struct fields proposal_output = FIELDS("Proposal", struct proposal_view, proposal_list);
