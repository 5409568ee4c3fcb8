/* Addresses of peers: text, ranges, and how many connections each one has. */
#ifndef FORDELA_HTTP_ADDRESS_H
#define FORDELA_HTTP_ADDRESS_H

#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { ADDRESS_CHARS = 46, ADDRESS_RANGES_MAX = 32 };

/* IPv4, or IPv6 (an IPv4 address inside an IPv6 one is held as IPv4). */
struct address {
    int family; /* AF_INET, AF_INET6 */
    uint8_t bytes[16];
};

struct address_ranges {
    struct {
        struct address network;
        int bits;
    } items[ADDRESS_RANGES_MAX];
    int count;
};

MUST_USE enum outcome address_from_socket(const struct sockaddr *socket_address, struct address *ret_address);

/* INVALID unless the text is exactly one address, without port, zone or brackets. */
MUST_USE enum outcome address_parse(const char *text, size_t length, struct address *ret_address);
void address_format(const struct address *address, char ret_text[ADDRESS_CHARS]);
bool address_is_loopback(const struct address *address);

/* A comma-separated list of addresses and ranges ("10.0.0.7, 2001:db8::/32"). INVALID: one is malformed or they are too
 * many. Empty text gives the empty list. */
MUST_USE enum outcome address_ranges_parse(const char *text, struct address_ranges *ret_ranges);
bool address_in_ranges(const struct address *address, const struct address_ranges *ranges);

/* The address that the last hop names in X-Forwarded-For ("client, proxy1": the last one, which the trusted peer itself
 * added). INVALID if it is no address. */
MUST_USE enum outcome address_last_hop(const char *forwarded_for, struct address *ret_address);

/* Connections by address, shared by all threads. */
struct address_counts;
MUST_USE enum outcome address_counts_open(struct address_counts **ret_counts);
void address_counts_close(struct address_counts *counts); /* accepts NULL */

/* Counts one more, unless the address has `most` already (then false). Every true is followed by one leave. */
bool address_counts_enter(struct address_counts *counts, const struct address *address, int most);
void address_counts_leave(struct address_counts *counts, const struct address *address);

#endif
