#include "api/throttle.h"

#include "base/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Slots are found by a keyed digest, so that nobody can aim at a neighbour's slot. Two keys in one slot share their
 * failures: harmless, and memory stays bounded. */
enum { SLOTS = 1 << 14, SEED_BYTES = 16, KEY_BYTES = 256 };

enum {
    ACCOUNT_FREE = 5,  /* typing errors that cost nothing */
    ADDRESS_FREE = 30, /* an office behind one address on a Monday morning */
    FIRST_WAIT_MS = 1000,
    LONGEST_WAIT_MS = 300 * 1000,
    FORGET_MS = 900 * 1000 /* without a new failure the count starts over */
};

struct slot {
    int64_t last_failure_ms, blocked_until_ms;
    int failures;
};

struct throttle {
    pthread_mutex_t mutex;
    unsigned char seed[SEED_BYTES];
    struct slot slots[SLOTS];
};

struct throttle *throttle_open(void)
{
    struct throttle *throttle = calloc(1, sizeof *throttle);
    if (throttle == NULL)
        return NULL;
    pthread_mutex_init(&throttle->mutex, NULL);
    crypto_random(throttle->seed, sizeof throttle->seed);
    return throttle;
}

void throttle_close(struct throttle *throttle)
{
    free(throttle);
}

static struct slot *slot_of(struct throttle *throttle, enum throttle_kind kind, const char *key)
{
    unsigned char bytes[SEED_BYTES + 1 + KEY_BYTES];
    size_t length = strnlen(key, KEY_BYTES);
    memcpy(bytes, throttle->seed, SEED_BYTES);
    bytes[SEED_BYTES] = (unsigned char)kind;
    memcpy(bytes + SEED_BYTES + 1, key, length);
    uint8_t digest[SHA256_BYTES];
    crypto_sha256(bytes, SEED_BYTES + 1 + length, digest);
    return &throttle->slots[(digest[0] | digest[1] << 8) % SLOTS];
}

int64_t throttle_wait(struct throttle *throttle, enum throttle_kind kind, const char *key, int64_t now_ms)
{
    pthread_mutex_lock(&throttle->mutex);
    int64_t wait = slot_of(throttle, kind, key)->blocked_until_ms - now_ms;
    pthread_mutex_unlock(&throttle->mutex);
    return wait > 0 ? wait : 0;
}

void throttle_failure(struct throttle *throttle, enum throttle_kind kind, const char *key, int64_t now_ms)
{
    int free_failures = kind == THROTTLE_ACCOUNT ? ACCOUNT_FREE : ADDRESS_FREE;
    pthread_mutex_lock(&throttle->mutex);
    struct slot *slot = slot_of(throttle, kind, key);
    if (now_ms - slot->last_failure_ms > FORGET_MS)
        slot->failures = 0;
    slot->last_failure_ms = now_ms;
    if (++slot->failures >= free_failures) {
        int doublings = slot->failures - free_failures < 10 ? slot->failures - free_failures : 10;
        int64_t wait = (int64_t)FIRST_WAIT_MS << doublings;
        slot->blocked_until_ms = now_ms + (wait < LONGEST_WAIT_MS ? wait : LONGEST_WAIT_MS);
    }
    pthread_mutex_unlock(&throttle->mutex);
}

void throttle_success(struct throttle *throttle, enum throttle_kind kind, const char *key)
{
    pthread_mutex_lock(&throttle->mutex);
    *slot_of(throttle, kind, key) = (struct slot){0};
    pthread_mutex_unlock(&throttle->mutex);
}
