/* The chain as a file: a JSON object on each line. The first has the seed, then come the rows in order, each checkpoint
 * behind the row that it was made at. src/verify-audit.mjs reads it. */
#include "verify.h"

#include <errno.h>
#include <string.h>

enum { LINE_BYTES = 2 * 1024 * 1024 };

static enum outcome write_line(struct verification *verification, const struct text *line)
{
    if (text_failed(line))
        return TOO_LARGE;
    if (fwrite(line->bytes, 1, line->length, verification->export) == line->length)
        return OK;
    snprintf(verification->fault, sizeof verification->fault, "cannot write the export: %s", strerror(errno));
    return BROKEN;
}

static void add_text(struct text *line, const char *key, const char *value)
{
    text_add(line, key);
    if (value != NULL)
        audit_chain_quote(line, value);
    else
        text_add(line, "null");
}

enum outcome verify_export_begin(struct verification *verification, const struct audit_link *seed)
{
    if (verification->export == NULL)
        return OK;
    AUTO_TEXT line = text_open(LINE_BYTES);
    text_add(&line, "{\"type\":\"chain\",\"format\":1");
    add_text(&line, ",\"origin\":", verification->origin);
    add_text(&line, ",\"seed\":", seed->entry.salt);
    text_add(&line, "}\n");
    return write_line(verification, &line);
}

enum outcome verify_export_link(struct verification *verification, const struct audit_link *link)
{
    if (verification->export == NULL)
        return OK;
    AUTO_TEXT line = text_open(LINE_BYTES);
    text_add(&line, "{\"type\":\"row\",\"entry\":");
    TRY(audit_chain_entry(&link->entry, &line));
    if (!verification->without_states) {
        add_text(&line, ",\"salt\":", link->entry.salt);
        add_text(&line, ",\"before\":", link->entry.before);
        add_text(&line, ",\"after\":", link->entry.after);
    }
    add_text(&line, ",\"sha256\":", link->hash);
    text_add(&line, "}\n");
    return write_line(verification, &line);
}

enum outcome verify_export_checkpoint(struct verification *verification, const struct stored_checkpoint *checkpoint)
{
    if (verification->export == NULL)
        return OK;
    AUTO_TEXT line = text_open(LINE_BYTES);
    text_add(&line, "{\"type\":\"checkpoint\"");
    add_text(&line, ",\"note\":", checkpoint->note);
    add_text(&line, ",\"public_key\":", checkpoint->public_key);
    text_add(&line, "}\n");
    return write_line(verification, &line);
}
