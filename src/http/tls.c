#include "http/tls.h"

#include "base/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 256 * 1024 /* a chain of four is 8 kB */ };

/* Ephemeral keys and authenticated encryption only: what is recorded today cannot be read with tomorrow's stolen key.
 * The client's processor decides between AES and ChaCha20 only among equals, so the server's order counts. */
const char TLS_PRIORITIES[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
                              "-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:"
                              "-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:"
                              "+GROUP-SECP384R1:%SERVER_PRECEDENCE:%NO_TICKETS";

struct tls {
    gnutls_certificate_credentials_t credentials;
    char *certificate, *key;
    size_t certificate_length, key_length;
};

static enum outcome read_all(int fd, const char *path, char **ret_text, size_t *ret_length, char error[TLS_ERROR_CHARS])
{
    size_t length = 0;
    char *text = malloc(FILE_BYTES_MAX + 1);
    ssize_t got = 1;
    while (text != NULL && length < FILE_BYTES_MAX && (got = read(fd, text + length, FILE_BYTES_MAX - length)) > 0)
        length += (size_t)got;
    if (text == NULL || got != 0) {
        snprintf(error, TLS_ERROR_CHARS, "cannot read %s: %s", path,
                 text != NULL && got > 0 ? "it is too long" : strerror(errno));
        free(text);
        return INVALID;
    }
    text[length] = '\0';
    *ret_text = text;
    *ret_length = length;
    return OK;
}

/* Whoever can read the key can pose as the service; whoever can change it can stop the service. */
static enum outcome check_key_mode(int fd, const char *path, char error[TLS_ERROR_CHARS])
{
    enum { TOO_MUCH = S_IRWXO | S_IWGRP | S_IXGRP };
    struct stat about;
    if (fstat(fd, &about) == 0 && (about.st_mode & TOO_MUCH) == 0)
        return OK;
    snprintf(error, TLS_ERROR_CHARS, "the key %s must be for its owner and at most readable for its group (mode 0640)",
             path);
    return INVALID;
}

static enum outcome read_file(const char *path, bool secret, char **ret_text, size_t *ret_length,
                              char error[TLS_ERROR_CHARS])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        snprintf(error, TLS_ERROR_CHARS, "cannot read %s: %s", path, strerror(errno));
        return INVALID;
    }
    enum outcome outcome = secret ? check_key_mode(fd, path, error) : OK;
    if (outcome == OK)
        outcome = read_all(fd, path, ret_text, ret_length, error);
    close(fd);
    return outcome;
}

/* The two are given together, which is also where GnuTLS sees whether they belong together. */
static enum outcome load(struct tls *tls, const char *certificate_file, const char *key_file,
                         char error[TLS_ERROR_CHARS])
{
    const gnutls_datum_t certificate = {(unsigned char *)tls->certificate, (unsigned)tls->certificate_length};
    const gnutls_datum_t key = {(unsigned char *)tls->key, (unsigned)tls->key_length};
    int code = gnutls_certificate_allocate_credentials(&tls->credentials);
    if (code < 0)
        tls->credentials = NULL;
    else
        code = gnutls_certificate_set_x509_key_mem(tls->credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    if (code >= 0)
        return OK;
    if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
        snprintf(error, TLS_ERROR_CHARS, "the key %s does not belong to the certificate %s", key_file,
                 certificate_file);
    else
        snprintf(error, TLS_ERROR_CHARS, "certificate %s with key %s: %s", certificate_file, key_file,
                 gnutls_strerror(code));
    return code == GNUTLS_E_MEMORY_ERROR ? BROKEN : INVALID;
}

enum outcome tls_open(const char *certificate_file, const char *key_file, struct tls **ret_tls,
                      char ret_error[TLS_ERROR_CHARS])
{
    struct tls *tls = calloc(1, sizeof *tls);
    if (tls == NULL)
        return BROKEN;
    enum outcome outcome = read_file(certificate_file, false, &tls->certificate, &tls->certificate_length, ret_error);
    if (outcome == OK)
        outcome = read_file(key_file, true, &tls->key, &tls->key_length, ret_error);
    if (outcome == OK)
        outcome = load(tls, certificate_file, key_file, ret_error);
    if (outcome != OK) {
        tls_close(tls);
        return outcome;
    }
    *ret_tls = tls;
    return OK;
}

void tls_close(struct tls *tls)
{
    if (tls == NULL)
        return;
    if (tls->credentials != NULL)
        gnutls_certificate_free_credentials(tls->credentials);
    if (tls->key != NULL)
        crypto_wipe(tls->key, tls->key_length);
    free(tls->certificate);
    free(tls->key);
    free(tls);
}

const char *tls_certificate_text(const struct tls *tls)
{
    return tls->certificate;
}

const char *tls_key_text(const struct tls *tls)
{
    return tls->key;
}

bool tls_join(const struct tls *tls, struct gnutls_session_int *session)
{
    /* Of two credentials of one kind the later one counts: libmicrohttpd's own, from the start, steps back. */
    static const unsigned char protocol[] = "http/1.1";
    const gnutls_datum_t spoken = {(unsigned char *)(size_t)protocol, sizeof protocol - 1};
    return gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, tls->credentials) >= 0 &&
           gnutls_alpn_set_protocols(session, &spoken, 1, 0) >= 0;
}

void tls_send_last(struct gnutls_session_int *session, const char *bytes, size_t length)
{
    /* GnuTLS itself refuses to send before the handshake is over; a client that does not read loses its answer. */
    if (gnutls_record_send(session, bytes, length) >= 0)
        (void)gnutls_bye(session, GNUTLS_SHUT_WR);
}
