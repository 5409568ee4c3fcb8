#include "api/problem.h"

#include "api/field.h"

static const struct {
    const char *name;
    enum outcome outcome;
    int status;
    const char *sv, *en;
} registry[] = {
    [PROBLEM_NONE] = {"none", OK, 200, "", ""},
    [PROBLEM_BAD_REQUEST] = {"bad_request", INVALID, 400, "Begäran kan inte tolkas", "The request cannot be read"},
    [PROBLEM_INVALID_JSON] = {"invalid_json", INVALID, 400, "Innehållet är inte giltig JSON",
                              "The body is not valid JSON"},
    [PROBLEM_INVALID_FIELDS] = {"invalid_fields", INVALID, 422, "Några uppgifter behöver rättas",
                                "Some values need correcting"},
    [PROBLEM_NOT_SIGNED_IN] = {"not_signed_in", UNKNOWN_ACTOR, 401, "Du är inte inloggad", "You are not signed in"},
    [PROBLEM_WRONG_CREDENTIALS] = {"wrong_credentials", UNKNOWN_ACTOR, 401, "Fel användarnamn eller lösenord",
                                   "Wrong user name or password"},
    [PROBLEM_TOO_MANY_ATTEMPTS] = {"too_many_attempts", BUSY, 429, "För många försök. Vänta en stund och försök igen",
                                   "Too many attempts. Wait a while and try again"},
    [PROBLEM_FORBIDDEN] = {"forbidden", FORBIDDEN, 403, "Din roll får inte göra detta", "Your role may not do this"},
    [PROBLEM_CROSS_ORIGIN] = {"cross_origin", FORBIDDEN, 403, "Begäran kommer från en annan webbplats",
                              "The request comes from another site"},
    [PROBLEM_NOT_FOUND] = {"not_found", NOT_FOUND, 404, "Det finns inte", "There is no such thing"},
    [PROBLEM_METHOD_NOT_ALLOWED] = {"method_not_allowed", INVALID, 405, "Metoden kan inte användas här",
                                    "The method cannot be used here"},
    [PROBLEM_NOT_ACCEPTABLE] = {"not_acceptable", INVALID, 406, "Svaret finns inte i det begärda formatet",
                                "The answer is not available in the requested format"},
    [PROBLEM_UNSUPPORTED_MEDIA_TYPE] = {"unsupported_media_type", INVALID, 415,
                                        "Innehållet måste vara application/json", "The body must be application/json"},
    [PROBLEM_BODY_TOO_LARGE] = {"body_too_large", TOO_LARGE, 413, "Innehållet är för stort", "The body is too large"},
    [PROBLEM_ANSWER_TOO_LARGE] = {"answer_too_large", TOO_LARGE, 422, "Svaret blir för stort. Begränsa urvalet",
                                  "The answer would be too large. Ask for less"},
    [PROBLEM_CONFLICT] = {"conflict", CONFLICT, 409, "Det krockar med något som redan finns",
                          "It conflicts with something that exists"},
    [PROBLEM_IDEMPOTENCY_REUSE] = {"idempotency_reuse", INVALID, 422,
                                   "Samma Idempotency-Key har använts för en annan begäran",
                                   "The same Idempotency-Key was used for another request"},
    [PROBLEM_PRECONDITION_FAILED] = {"precondition_failed", STALE, 412, "Någon annan har ändrat sedan du läste",
                                     "Somebody else has changed it since you read it"},
    [PROBLEM_PRECONDITION_REQUIRED] = {"precondition_required", INVALID, 428,
                                       "Skicka If-Match med den version som du läste",
                                       "Send If-Match with the version that you read"},
    [PROBLEM_REPORT_LOCKED] = {"report_locked", CONFLICT, 409, "Rapporten är låst. Rätta den med en motivering",
                               "The report is locked. Correct it with a reason"},
    [PROBLEM_REPORT_NOT_OPEN] = {"report_not_open", CONFLICT, 409, "Veckan går inte att rapportera",
                                 "The week cannot be reported"},
    [PROBLEM_REASON_REQUIRED] = {"reason_required", INVALID, 422, "Skriv en motivering", "Write a reason"},
    [PROBLEM_WRONG_STATE] = {"wrong_state", CONFLICT, 409, "Det går inte i det här läget",
                             "It is not possible in this state"},
    [PROBLEM_CHANGED] = {"changed", CONFLICT, 409,
                         "Underlaget har ändrats sedan du såg det. Granska det nya resultatet",
                         "What it is based on has changed since you saw it. Look at the new result"},
    [PROBLEM_FLOOR_BROKEN] =
        {"floor_broken", CONFLICT, 409,
         "Givaren skulle hamna under sin säkerhetsnivå. Givarens beslutsfattare måste bekräfta det",
         "The giver would fall below its safety level. The giver's decider has to confirm it"},
    [PROBLEM_LINES_UNDECIDED] = {"lines_undecided", CONFLICT, 409, "Alla rader måste vara beslutade först",
                                 "All lines have to be decided first"},
    [PROBLEM_WRONG_PASSWORD] = {"wrong_password", FORBIDDEN, 403, "Nuvarande lösenord stämmer inte",
                                "The present password is wrong"},
    [PROBLEM_COMMON_PASSWORD] =
        {"common_password", INVALID, 422,
         "Lösenordet är för vanligt, känt från en läcka eller för likt användarnamnet. Välj ett annat",
         "The password is too common, known from a breach or too like the user name. Choose another"},
    [PROBLEM_LAST_ADMINISTRATOR] = {"last_administrator", CONFLICT, 409,
                                    "Organisationen måste ha minst en aktiv administratör",
                                    "The organisation must keep at least one active administrator"},
    [PROBLEM_COMPUTE_REFUSED] = {"compute_refused", INVALID, 422, "Beräkningens indata går inte att använda",
                                 "The input of the computation cannot be used"},
    [PROBLEM_SECOND_FACTOR_REQUIRED] = {"second_factor_required", UNKNOWN_ACTOR, 401,
                                        "Ange också koden från din autentiseringsapp, eller en återställningskod",
                                        "Give the code of your authenticator app too, or a recovery code"},
    [PROBLEM_WRONG_CODE] = {"wrong_code", FORBIDDEN, 403, "Koden stämmer inte, eller är redan använd",
                            "The code is wrong, or has been used already"},
    [PROBLEM_SECOND_FACTOR_MISSING] =
        {"second_factor_missing", FORBIDDEN, 403,
         "Din roll kräver tvåstegsinloggning. Slå på den under Mitt konto innan du fortsätter",
         "Your role requires two-step sign-in. Turn it on under My account before you go on"},
    [PROBLEM_SECOND_FACTOR_UNAVAILABLE] = {"second_factor_unavailable", CONFLICT, 409,
                                           "Tvåstegsinloggning är inte förberedd på servern. Kontakta driften",
                                           "Two-step sign-in has not been set up on the server. Contact the operator"},
    [PROBLEM_INVALID_KEY] = {"invalid_key", UNKNOWN_ACTOR, 401,
                             "Nyckeln gäller inte (okänd, återkallad eller utgången)",
                             "The key is not valid (unknown, revoked or expired)"},
    [PROBLEM_PEOPLE_ONLY] = {"people_only", FORBIDDEN, 403, "Detta görs av en inloggad person, inte med en nyckel",
                             "This is done by a person who is signed in, not with a key"},
    [PROBLEM_KEY_READ_ONLY] = {"key_read_only", FORBIDDEN, 403, "Nyckeln får bara läsa", "The key may only read"},
    [PROBLEM_BUSY] = {"busy", BUSY, 503, "Servern är upptagen. Försök igen om en stund",
                      "The server is busy. Try again in a while"},
    [PROBLEM_DRAINING] = {"draining", BUSY, 503, "Servern stängs för en stund. Försök igen strax",
                          "The server is shutting down for a while. Try again shortly"},
    [PROBLEM_NOT_WRITABLE] = {"not_writable", BUSY, 503,
                              "Inget kan sparas just nu: disken tar inte emot skrivningar. Att läsa går",
                              "Nothing can be saved just now: the disk takes no writes. Reading works"},
    [PROBLEM_BROKEN] = {"broken", BROKEN, 500, "Något gick fel hos oss. Inget har sparats",
                        "Something went wrong on our side. Nothing was saved"},
};
_Static_assert(sizeof registry / sizeof registry[0] == PROBLEM__COUNT, "one entry per problem");

const char *problem_name(enum problem_code code)
{
    return registry[code].name;
}

int problem_status(enum problem_code code)
{
    return registry[code].status;
}

enum outcome problem_outcome(enum problem_code code)
{
    return registry[code].outcome;
}

enum problem_code problem_of_outcome(enum outcome outcome)
{
    switch (outcome) {
    case OK:
        return PROBLEM_NONE;
    case INVALID:
        return PROBLEM_INVALID_FIELDS;
    case UNKNOWN_ACTOR:
        return PROBLEM_NOT_SIGNED_IN;
    case FORBIDDEN:
        return PROBLEM_FORBIDDEN;
    case NOT_FOUND:
        return PROBLEM_NOT_FOUND;
    case CONFLICT:
        return PROBLEM_CONFLICT;
    case STALE:
        return PROBLEM_PRECONDITION_FAILED;
    case TOO_LARGE:
        return PROBLEM_ANSWER_TOO_LARGE;
    case BUSY:
        return PROBLEM_BUSY;
    case BROKEN:
    case OUTCOME__COUNT:
        break;
    }
    return PROBLEM_BROKEN;
}

static void encode_violations(const struct violations *violations, bool english, struct text *out)
{
    text_add(out, ",\"errors\":[");
    for (size_t i = 0; i < violations->count && i < VIOLATIONS_MAX; i++) {
        const struct violation *violation = &violations->list[i];
        text_add(out, i > 0 ? ",{\"pointer\":" : "{\"pointer\":");
        json_add_text(out, violation->pointer);
        text_printf(out, ",\"code\":\"%s\",\"message\":\"%s", violation_name(violation->code),
                    violation_message(violation->code, english));
        if (violation->limits != NULL)
            text_printf(out, " (%s)", violation->limits);
        text_add(out, "\"}");
    }
    text_add_char(out, ']');
}

void problem_encode(const struct problem *problem, const struct violations *violations, bool english,
                    const char *trace_id, struct text *out)
{
    const char *detail = english ? problem->detail_en : problem->detail_sv;
    text_printf(out, "{\"type\":\"/hjalp#%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\"",
                registry[problem->code].name, english ? registry[problem->code].en : registry[problem->code].sv,
                registry[problem->code].status, registry[problem->code].name);
    if (detail != NULL) {
        text_add(out, ",\"detail\":");
        json_add_text(out, detail);
    }
    text_add(out, ",\"trace_id\":");
    json_add_text(out, trace_id);
    if (problem->extension != NULL) {
        text_add_char(out, ',');
        text_add(out, problem->extension);
    }
    if (violations != NULL && violations->list != NULL && violations->count > 0)
        encode_violations(violations, english, out);
    text_add_char(out, '}');
}
