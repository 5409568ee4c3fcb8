#include "api/report_fields.h"

#define COUNT(type, member, text)                                                                                      \
    {                                                                                                                  \
        AT(type, member), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = REPORT_COUNT_MAX, .about = text \
    }
#define MAYBE_COUNT(type, member, text)                                                                                \
    {                                                                                                                  \
        AT(type, member), .kind = FIELD_MAYBE_INT, .min = 0, .max = REPORT_COUNT_MAX, .about = text                    \
    }

static const struct field lot_fields[] = {
    {AT(struct report_lot, lot_name), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = 60,
     .about = "the supplier's batch, may be empty"},
    COUNT(struct report_lot, quantity, "pieces or litres"),
    {AT(struct report_lot, expires_on), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED,
     .about = "last day of use"},
};
static const struct fields lot_of = FIELDS("ReportLot", struct report_lot, lot_fields);

static const struct field delivery_fields[] = {
    COUNT(struct report_delivery, quantity, "pieces or litres"),
    {AT(struct report_delivery, expected_on), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    {AT(struct report_delivery, confirmed), .kind = FIELD_BOOL, .about = "by the supplier; only these count"},
};
static const struct fields delivery_of = FIELDS("ReportDelivery", struct report_delivery, delivery_fields);

static const struct field part_fields[] = {
    {AT(struct report_part, kind), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = report_part_words},
    {AT(struct report_part, name), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 100, .about = "of a sector: care, social_services or lss; of a unit: its own name"},
    MAYBE_COUNT(struct report_part, stock, "pieces or litres"),
    MAYBE_COUNT(struct report_part, use_in_week, "pieces or litres"),
};
static const struct fields part_of = FIELDS("ReportPart", struct report_part, part_fields);

static const struct field line_fields[] = {
    {AT(struct report_line, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    COUNT(struct report_line, stock, "pieces or litres when reported"),
    COUNT(struct report_line, use_in_week, "pieces or litres used in the reported week"),
    COUNT(struct report_line, need_next_week, "pieces or litres expected to be used in the week after"),
    MAYBE_COUNT(struct report_line, received, "from suppliers in the week; null = not stated"),
    MAYBE_COUNT(struct report_line, transferred_in, "from other municipalities in the week; null = not stated"),
    MAYBE_COUNT(struct report_line, transferred_out, "to other municipalities in the week; null = not stated"),
    MAYBE_COUNT(struct report_line, discarded, "in the week; null = not stated"),
    MAYBE_COUNT(struct report_line, open_orders, "ordered without a date; null = not stated"),
    {AT(struct report_line, lots), .kind = FIELD_LIST, .of = &lot_of, COUNTED(struct report_line, lot_count),
     .max = REPORT_LOTS_MAX, .about = "parts of the stock by expiry; what no lot names is taken not to expire"},
    {AT(struct report_line, deliveries), .kind = FIELD_LIST, .of = &delivery_of,
     COUNTED(struct report_line, delivery_count), .max = REPORT_DELIVERIES_MAX},
    {AT(struct report_line, parts), .kind = FIELD_LIST, .of = &part_of, COUNTED(struct report_line, part_count),
     .max = REPORT_PARTS_MAX, .about = "the same figures by sector or unit"},
};
const struct fields report_line_of = FIELDS("ReportLine", struct report_line, line_fields);
