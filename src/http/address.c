#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address from_ipv6(const uint8_t bytes[16])
{
    struct address address = {.family = AF_INET6};
    if (memcmp(bytes, mapped_prefix, sizeof mapped_prefix) == 0) {
        address.family = AF_INET;
        memcpy(address.bytes, bytes + sizeof mapped_prefix, 4);
    } else
        memcpy(address.bytes, bytes, 16);
    return address;
}

enum outcome address_from_socket(const struct sockaddr *socket_address, struct address *ret_address)
{
    if (socket_address->sa_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)(const void *)socket_address;
        *ret_address = (struct address){.family = AF_INET};
        memcpy(ret_address->bytes, &ipv4->sin_addr, 4);
        return OK;
    }
    if (socket_address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)(const void *)socket_address;
        *ret_address = from_ipv6(ipv6->sin6_addr.s6_addr);
        return OK;
    }
    return INVALID;
}

enum outcome address_parse(const char *text, size_t length, struct address *ret_address)
{
    char copy[ADDRESS_CHARS];
    uint8_t bytes[16];
    if (length >= sizeof copy)
        return INVALID;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (inet_pton(AF_INET, copy, bytes) == 1) {
        *ret_address = (struct address){.family = AF_INET};
        memcpy(ret_address->bytes, bytes, 4);
        return OK;
    }
    if (inet_pton(AF_INET6, copy, bytes) != 1)
        return INVALID;
    *ret_address = from_ipv6(bytes);
    return OK;
}

void address_format(const struct address *address, char ret_text[ADDRESS_CHARS])
{
    if (inet_ntop(address->family, address->bytes, ret_text, ADDRESS_CHARS) == NULL)
        ret_text[0] = '\0';
}

bool address_is_loopback(const struct address *address)
{
    static const uint8_t ipv6_loopback[16] = {[15] = 1};
    return address->family == AF_INET ? address->bytes[0] == 127 : memcmp(address->bytes, ipv6_loopback, 16) == 0;
}

static enum outcome parse_range(const char *text, size_t length, struct address *ret_network, int *ret_bits)
{
    const char *slash = memchr(text, '/', length);
    size_t address_length = slash != NULL ? (size_t)(slash - text) : length;
    TRY(address_parse(text, address_length, ret_network));
    int most = ret_network->family == AF_INET ? 32 : 128;
    *ret_bits = most;
    if (slash == NULL)
        return OK;
    int bits = 0;
    size_t digits = length - address_length - 1;
    if (digits == 0 || digits > 3)
        return INVALID;
    for (size_t i = 0; i < digits; i++) {
        char digit = slash[1 + i];
        if (digit < '0' || digit > '9')
            return INVALID;
        bits = bits * 10 + (digit - '0');
    }
    *ret_bits = bits;
    return bits <= most ? OK : INVALID;
}

enum outcome address_ranges_parse(const char *text, struct address_ranges *ret_ranges)
{
    struct address_ranges ranges = {0};
    text += strspn(text, ", ");
    while (*text != '\0') {
        size_t length = strcspn(text, ", ");
        if (ranges.count == ADDRESS_RANGES_MAX)
            return INVALID;
        TRY(parse_range(text, length, &ranges.items[ranges.count].network, &ranges.items[ranges.count].bits));
        ranges.count++;
        text += length;
        text += strspn(text, ", ");
    }
    *ret_ranges = ranges;
    return OK;
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, int bits)
{
    size_t whole = (size_t)bits / 8;
    if (memcmp(a, b, whole) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00 >> (bits % 8));
    return bits % 8 == 0 || (a[whole] & mask) == (b[whole] & mask);
}

bool address_in_ranges(const struct address *address, const struct address_ranges *ranges)
{
    for (int i = 0; i < ranges->count; i++)
        if (ranges->items[i].network.family == address->family &&
            same_prefix(ranges->items[i].network.bytes, address->bytes, ranges->items[i].bits))
            return true;
    return false;
}

enum outcome address_last_hop(const char *forwarded_for, struct address *ret_address)
{
    const char *comma = strrchr(forwarded_for, ',');
    const char *last = comma != NULL ? comma + 1 : forwarded_for;
    last += strspn(last, " \t");
    return address_parse(last, strcspn(last, " \t"), ret_address);
}

enum { BUCKETS = 4096 };

struct entry {
    struct address address;
    int connections;
    struct entry *next;
};

struct address_counts {
    pthread_mutex_t lock;
    uint32_t seed; /* so that nobody outside can choose addresses that meet in one bucket */
    struct entry *buckets[BUCKETS];
};

enum outcome address_counts_open(struct address_counts **ret_counts)
{
    struct address_counts *counts = calloc(1, sizeof *counts);
    if (counts == NULL)
        return BROKEN;
    if (pthread_mutex_init(&counts->lock, NULL) != 0) {
        free(counts);
        return BROKEN;
    }
    counts->seed = (uint32_t)((uintptr_t)counts >> 4) * 2654435761u;
    *ret_counts = counts;
    return OK;
}

void address_counts_close(struct address_counts *counts)
{
    if (counts == NULL)
        return;
    for (int i = 0; i < BUCKETS; i++)
        while (counts->buckets[i] != NULL) {
            struct entry *entry = counts->buckets[i];
            counts->buckets[i] = entry->next;
            free(entry);
        }
    pthread_mutex_destroy(&counts->lock);
    free(counts);
}

/* A household or office gets a whole /64 of IPv6 addresses. */
static struct address counted_as(const struct address *address)
{
    struct address whole = *address;
    if (whole.family == AF_INET6)
        memset(whole.bytes + 8, 0, 8);
    return whole;
}

static struct entry **find(struct address_counts *counts, const struct address *address)
{
    uint32_t hash = counts->seed;
    for (size_t i = 0; i < sizeof address->bytes; i++)
        hash = (hash ^ address->bytes[i]) * 16777619u;
    struct entry **at = &counts->buckets[(hash ^ hash >> 15) % BUCKETS];
    while (*at != NULL && ((*at)->address.family != address->family ||
                           memcmp((*at)->address.bytes, address->bytes, sizeof address->bytes) != 0))
        at = &(*at)->next;
    return at;
}

bool address_counts_enter(struct address_counts *counts, const struct address *address, int most)
{
    struct address key = counted_as(address);
    bool entered = false;
    pthread_mutex_lock(&counts->lock);
    struct entry **at = find(counts, &key);
    if (*at == NULL && (*at = calloc(1, sizeof **at)) != NULL)
        (*at)->address = key;
    if (*at != NULL && (*at)->connections < most) {
        (*at)->connections++;
        entered = true;
    }
    pthread_mutex_unlock(&counts->lock);
    return entered;
}

void address_counts_leave(struct address_counts *counts, const struct address *address)
{
    struct address key = counted_as(address);
    pthread_mutex_lock(&counts->lock);
    struct entry **at = find(counts, &key);
    if (*at != NULL && --(*at)->connections == 0) {
        struct entry *empty = *at;
        *at = empty->next;
        free(empty);
    }
    pthread_mutex_unlock(&counts->lock);
}
