/* What the parts of `fordela demo load` share: people, ids, moments, audit rows, source documents. */
#include "base/crypto.h"
#include "demo_forecasts.h"
#include "demo_load.h"
#include "store/audit.h"
#include "store/users.h"
#include "store/vaccine_documents.h"

#include <string.h>

const char *demo_id(struct demo_loading *loading, int64_t at)
{
    char id[ID_CHARS + 1];
    crypto_id(at * 1000, id);
    return arena_text(&loading->arena, id);
}

enum outcome demo_add_user(struct demo_loading *loading, const struct demo_user *from, int64_t at)
{
    char hash[PASSWORD_HASH_CHARS];
    const char *id = demo_id(loading, at);
    if (id == NULL || loading->user_count == DEMO_USERS_MAX)
        return TOO_LARGE;
    TRY(crypto_password_hash(DEMO_PASSWORD, hash));
    const struct user user = {
        .user_id = id,
        .username = from->username,
        .display_name = from->display_name,
        .email = "",
        .organisation_code = from->organisation,
        .role = from->role,
        .language = "sv",
        .password_hash = hash,
    };
    loading->users[loading->user_count] = from;
    loading->user_ids[loading->user_count++] = id;
    return store_user_add(demo_everywhere, loading->db, &user, at);
}

const char *demo_user_of(const struct demo_loading *loading, const char *organisation)
{
    for (int i = 0; i < loading->user_count; i++)
        if (strcmp(loading->users[i]->organisation, organisation) == 0)
            return loading->user_ids[i];
    return "";
}

const char *demo_user_named(const struct demo_loading *loading, const char *username)
{
    for (int i = 0; i < loading->user_count; i++)
        if (strcmp(loading->users[i]->username, username) == 0)
            return loading->user_ids[i];
    return "";
}

void demo_week_after(const char *week, int weeks, char ret_week[WEEK_CHARS + 1])
{
    int64_t monday = 0;
    (void)!week_parse(week, &monday);
    week_format(monday + 7 * (int64_t)weeks, ret_week);
}

int64_t demo_moment(const char *date, int hour)
{
    int64_t days = 0;
    (void)!date_parse(date, &days);
    return local_moment(days, hour);
}

enum outcome demo_audit(struct demo_loading *loading, int64_t at, const char *action, const char *object_type,
                        const char *object_key, const char *area)
{
    const char *organisation = strcmp(area, "00") == 0 ? "FOHM" : arena_printf(&loading->arena, "REG%s", area);
    const struct audit_row row = {
        .audit_id = demo_id(loading, at),
        .at = at,
        .user_id = demo_user_of(loading, organisation),
        .organisation_code = organisation,
        .action = action,
        .object_type = object_type,
        .object_key = object_key,
        .area_code = area,
    };
    return row.audit_id != NULL && organisation != NULL ? store_audit_add(loading->db, &row) : TOO_LARGE;
}

enum outcome demo_document_add(struct demo_loading *loading, const struct demo_document *from, int64_t known_at,
                               struct vaccine_document *ret_document)
{
    *ret_document = (struct vaccine_document){
        .document_id = demo_id(loading, known_at),
        .kind = from->kind,
        .issuer = from->issuer,
        .issued_at = demo_moment(from->issued_on, DEMO_ISSUED_HOUR),
        .known_at = known_at,
        .entered_at = loading->now,
        .source = from->source,
        .note = from->note,
        .text_sha256 = "",
        .entered_by = demo_user_of(loading, "FOHM"),
    };
    if (ret_document->document_id == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_document_add(demo_everywhere, loading->db, ret_document));
    return demo_audit(loading, loading->now,
                      strcmp(from->kind, "delivery") == 0   ? "vaccine_delivery.add"
                      : strcmp(from->kind, "revision") == 0 ? "vaccine_forecast.revise"
                                                            : "vaccine_forecast.add",
                      "vaccine_document", ret_document->document_id, "00");
}
