/* The audit chain's bytes, hashes and signatures against values that another implementation computed. */
#include "core/audit_chain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char seed[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
static const char first_hash[] = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd";
static const char second_hash[] = "b30b816cd86ef8f3dfbd6687e9e08bdb314ec2b70eab65491a79a1c46f7dac3d";
static const char known_note[] =
    "fordela/audit/630dcd2966c43366\n"
    "1\n"
    "swuBbNhu+PPfvWaH6eCL2zFOwrcOq2VJGnmhxG99rD0=\n"
    "at 1587988800\n"
    "\n"
    "\xe2\x80\x94 fordela/audit/630dcd2966c43366 "
    "ygghxLA6skGEj0iRqo5g3vTm9mMLEIN4L1BBcOBK8k+CvPXMi2dTZOtoCiK73++3Lj2xbfs2xZ7LV2AeNXa0L7JXAgw=\n";
static const char known_key[] = "fordela/audit/630dcd2966c43366+ca0821c4+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

static struct audit_entry an_entry(void)
{
    return (struct audit_entry){.sequence = 1,
                                .audit_id = "01",
                                .at = 1587988800,
                                .user_id = "",
                                .organisation_code = "LST22",
                                .action = "a.b",
                                .object_type = "t",
                                .object_key = "k\t\"\\\x01\x7f\xc3\xb6/",
                                .area_code = "22",
                                .before = NULL,
                                .after = "{\"namn\":\"\xc3\x85sa \\\"x\\\"\"}",
                                .salt = "000102030405060708090a0b0c0d0e0f"};
}

static void signing_key(uint8_t ret_key[SIGNING_KEY_BYTES])
{
    assert_true(crypto_read_hex(seed, ret_key, SIGNING_KEY_BYTES));
}

static void bytes_and_hash_are_those_of_others(void **state)
{
    (void)state;
    char hash[SHA256_HEX_CHARS + 1];
    AUTO_TEXT bytes = text_open(4096);
    const struct audit_entry entry = an_entry();
    assert_int_equal(audit_chain_begin(seed, hash), OK);
    assert_string_equal(hash, first_hash);
    assert_int_equal(audit_chain_entry(&entry, &bytes), OK);
    assert_string_equal(
        bytes.bytes,
        "{\"action\":\"a.b\",\"after\":\"9d110e648ed81083f22b5888c0592aec84741914e32373fa7b750dceda5ddfc3\","
        "\"area_code\":\"22\",\"at\":1587988800,\"audit_id\":\"01\",\"before\":null,"
        "\"object_key\":\"k\\t\\\"\\\\\\u0001\x7f\xc3\xb6/\",\"object_type\":\"t\","
        "\"organisation_code\":\"LST22\",\"sequence\":1,\"user_id\":\"\"}");
    assert_int_equal(audit_chain_next(first_hash, &entry, hash), OK);
    assert_string_equal(hash, second_hash);
}

/* Each member, the row's place and the row before it count. */
static void everything_counts(void **state)
{
    (void)state;
    struct audit_entry changed[14];
    char hash[SHA256_HEX_CHARS + 1];
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++)
        changed[i] = an_entry();
    changed[0].sequence = 2;
    changed[1].audit_id = "02";
    changed[2].at++;
    changed[3].user_id = "u";
    changed[4].organisation_code = "LST2";
    changed[5].action = "a.c";
    changed[6].object_type = "";
    changed[7].object_key = "k";
    changed[8].area_code = "2";
    changed[9].before = "";
    changed[10].after = NULL;
    changed[11].after = "{}";
    changed[12].salt = "000102030405060708090a0b0c0d0e0e";
    changed[13].before = changed[13].after;
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        assert_int_equal(audit_chain_next(first_hash, &changed[i], hash), OK);
        assert_string_not_equal(hash, second_hash);
    }
    const struct audit_entry entry = an_entry();
    assert_int_equal(audit_chain_next(second_hash, &entry, hash), OK);
    assert_string_not_equal(hash, second_hash);
    changed[0].salt = "00010203";
    assert_int_equal(audit_chain_next(first_hash, &changed[0], hash), INVALID);
    assert_int_equal(audit_chain_next("00", &entry, hash), INVALID);
    assert_int_equal(audit_chain_begin("0001", hash), INVALID);
}

static void a_checkpoint_is_signed_as_others_sign_it(void **state)
{
    (void)state;
    uint8_t key[SIGNING_KEY_BYTES], public_key[SIGNING_PUBLIC_BYTES], read_key[SIGNING_PUBLIC_BYTES];
    char note[AUDIT_NOTE_CHARS], text[AUDIT_PUBLIC_KEY_CHARS];
    struct audit_checkpoint checkpoint = {.size = 1, .at = 1587988800}, read;
    signing_key(key);
    audit_chain_origin(first_hash, checkpoint.origin);
    memcpy(checkpoint.hash, second_hash, sizeof checkpoint.hash);
    assert_int_equal(audit_checkpoint_sign(&checkpoint, key, note), OK);
    assert_string_equal(note, known_note);
    assert_int_equal(audit_checkpoint_read(note, &read), OK);
    assert_memory_equal(&read, &checkpoint, sizeof read);
    crypto_signature_public(key, public_key);
    assert_true(audit_checkpoint_fits(note, public_key));
    audit_public_key_text(checkpoint.origin, public_key, text);
    assert_string_equal(text, known_key);
    assert_int_equal(audit_public_key_read(known_key, read_key), OK);
    assert_memory_equal(read_key, public_key, sizeof read_key);
}

/* No byte of a note can be another without its form or its signature noticing; nor can one be missing. */
static void every_byte_of_a_note_counts(void **state)
{
    (void)state;
    uint8_t key[SIGNING_KEY_BYTES], public_key[SIGNING_PUBLIC_BYTES];
    char note[AUDIT_NOTE_CHARS];
    struct audit_checkpoint read;
    signing_key(key);
    crypto_signature_public(key, public_key);
    for (size_t i = 0; i + 1 < sizeof known_note - 1; i++) {
        memcpy(note, known_note, sizeof known_note);
        note[i] = note[i] == '1' ? '2' : '1';
        assert_false(audit_checkpoint_read(note, &read) == OK && audit_checkpoint_fits(note, public_key));
        memcpy(note, known_note, i);
        note[i] = '\0';
        assert_int_equal(audit_checkpoint_read(note, &read) == OK && audit_checkpoint_fits(note, public_key), 0);
    }
    memcpy(note, known_note, sizeof known_note);
    strcat(note, "more\n");
    assert_int_equal(audit_checkpoint_read(note, &read), INVALID);
    public_key[0] ^= 1;
    assert_false(audit_checkpoint_fits(known_note, public_key));
}

static void a_malformed_public_key_is_refused(void **state)
{
    (void)state;
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    char text[sizeof known_key + 2];
    for (size_t i = 0; i < sizeof known_key - 1; i++) {
        memcpy(text, known_key, sizeof known_key);
        text[i] = text[i] == '1' ? '2' : '1';
        assert_int_equal(audit_public_key_read(text, public_key), INVALID);
        text[i] = '\0';
        assert_int_equal(audit_public_key_read(text, public_key), INVALID);
    }
    snprintf(text, sizeof text, "%s\n", known_key);
    assert_int_equal(audit_public_key_read(text, public_key), OK);
}

/* RFC 8032, 7.1, test 1: the empty message. */
static void signatures_are_ed25519(void **state)
{
    (void)state;
    uint8_t key[SIGNING_KEY_BYTES], public_key[SIGNING_PUBLIC_BYTES], signature[SIGNATURE_BYTES];
    char hex[2 * SIGNATURE_BYTES + 1];
    assert_true(
        crypto_read_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", key, SIGNING_KEY_BYTES));
    crypto_signature_public(key, public_key);
    crypto_hex(public_key, sizeof public_key, hex);
    assert_string_equal(hex, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    crypto_signature_make(key, "", 0, signature);
    crypto_hex(signature, sizeof signature, hex);
    assert_string_equal(hex,
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
                        "f9b46bd25bf5f0595bbe24655141438e7a100b");
    assert_true(crypto_signature_fits(public_key, "", 0, signature));
    assert_false(crypto_signature_fits(public_key, "a", 1, signature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_and_hash_are_those_of_others),       cmocka_unit_test(everything_counts),
        cmocka_unit_test(a_checkpoint_is_signed_as_others_sign_it), cmocka_unit_test(every_byte_of_a_note_counts),
        cmocka_unit_test(a_malformed_public_key_is_refused),        cmocka_unit_test(signatures_are_ed25519)};
    return crypto_start() != OK || cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
