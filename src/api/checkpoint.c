#include "api/checkpoint.h"

#include "api/app.h"
#include "store/audit_chain.h"

/* A minute less than an hour: it is looked every minute. */
enum { CHECKPOINT_DUE_SECONDS = 59 * 60, CHECKPOINT_ARENA_BYTES = 64 * 1024 };

struct checkpoint_view {
    int64_t size, at;
    const char *hash, *public_key, *note;
};
static const struct field checkpoint_fields[] = {
    {AT(struct checkpoint_view, size), .kind = FIELD_INT, .min = 1, .max = INT64_MAX, .about = "rows in the chain"},
    {AT(struct checkpoint_view, at), .kind = FIELD_MOMENT, .about = "when it was signed"},
    {AT(struct checkpoint_view, hash), .kind = FIELD_TEXT, .about = "the last row's hash, SHA-256 in hex"},
    {AT(struct checkpoint_view, public_key), .kind = FIELD_TEXT,
     .about = "what the signature is checked with: ORIGIN+KEYID+KEY"},
    {AT(struct checkpoint_view, note), .kind = FIELD_TEXT,
     .about = "the signed text, to be kept elsewhere: fordela verify --checkpoint FILE"},
};
const struct fields checkpoint_output = FIELDS("AuditCheckpoint", struct checkpoint_view, checkpoint_fields);

static enum outcome show(struct call *c, const struct stored_checkpoint *stored)
{
    struct checkpoint_view *view = ARENA_NEW(&c->arena, struct checkpoint_view);
    struct audit_checkpoint read;
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    char key[AUDIT_PUBLIC_KEY_CHARS];
    if (view == NULL)
        return TOO_LARGE;
    if (audit_checkpoint_read(stored->note, &read) != OK ||
        !crypto_read_hex(stored->public_key, public_key, sizeof public_key))
        return BROKEN;
    audit_public_key_text(read.origin, public_key, key);
    *view = (struct checkpoint_view){.size = stored->size,
                                     .at = stored->at,
                                     .hash = stored->hash,
                                     .public_key = arena_text(&c->arena, key),
                                     .note = stored->note};
    c->output = view;
    return view->public_key != NULL ? call_etag(c, "%lld", (long long)stored->size) : TOO_LARGE;
}

enum outcome api_checkpoint_get(struct call *c)
{
    struct stored_checkpoint stored;
    TRY(store_audit_checkpoint_latest(c->db, &c->arena, &stored));
    return show(c, &stored);
}

enum outcome api_checkpoint_make(struct call *c)
{
    struct stored_checkpoint stored;
    const uint8_t *key = c->api->config.signing_key;
    if (key == NULL)
        return NOT_FOUND;
    TRY(call_audit(c, "audit.checkpoint", "audit_checkpoint", "audit", c->actor.standing.area, NULL, NULL));
    TRY(store_audit_checkpoint_make(c->db, key, c->now, &c->arena, &stored));
    return show(c, &stored);
}

/* What api_checkpoint wants of the writer. */
struct signing {
    const uint8_t *key;
    int64_t now;
    bool due_only;
};

static enum outcome sign(void *context, struct db *db)
{
    const struct signing *signing = context;
    struct arena arena = arena_open(CHECKPOINT_ARENA_BYTES);
    struct stored_checkpoint latest;
    enum outcome outcome = store_audit_checkpoint_latest(db, &arena, &latest);
    /* A clock that was set back must not keep the next one from being made. */
    bool due = outcome == NOT_FOUND || signing->now - latest.at >= CHECKPOINT_DUE_SECONDS || signing->now < latest.at;
    if (outcome == NOT_FOUND || (outcome == OK && (due || !signing->due_only)))
        outcome = store_audit_checkpoint_make(db, signing->key, signing->now, &arena, &latest);
    arena_close(&arena);
    return outcome == NOT_FOUND ? OK : outcome; /* nothing to sign */
}

static enum outcome introduce(void *context, struct db *db)
{
    const struct signing *signing = context;
    return store_audit_key_introduce(db, signing->key, signing->now);
}

enum outcome api_checkpoint(struct api *api, bool due_only)
{
    struct signing signing = {
        .key = api->config.signing_key, .now = clock_now(&api->config.clock), .due_only = due_only};
    if (signing.key == NULL)
        return OK;
    if (!due_only) {
        TRY(writer_run(api->writer, introduce, &signing));
        writer_settle(api->writer);
    }
    enum outcome outcome = writer_run(api->writer, sign, &signing);
    return outcome == CONFLICT ? OK : outcome; /* another process has just signed the same */
}
