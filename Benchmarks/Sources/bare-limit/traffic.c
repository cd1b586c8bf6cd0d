// Encodes the PDUs of the bare limit. Runs before the clock starts: it may allocate, and does.
// Layouts: SMPP 3.4 § 4.4 (submit_sm), § 4.6 (deliver_sm), Appendix B (receipt text).

#include "traffic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct encoder {
    uint8_t bytes[512];
    size_t count;
};

static void put(struct encoder *encoder, const void *bytes, size_t count) {
    memcpy(encoder->bytes + encoder->count, bytes, count);
    encoder->count += count;
}

static void put_octet(struct encoder *encoder, uint8_t octet) { put(encoder, &octet, 1); }

static void put_string(struct encoder *encoder, const char *text) {
    put(encoder, text, strlen(text) + 1);
}

static void write_integer(uint8_t *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

static struct encoder begin(uint32_t command_id, uint32_t sequence_number) {
    struct encoder encoder = {.count = header_bytes};
    write_integer(encoder.bytes + 4, command_id);
    write_integer(encoder.bytes + 12, sequence_number);
    return encoder;
}

/// The body submit_sm and deliver_sm share.
static void put_message(
    struct encoder *encoder, const char *source, const char *destination, uint8_t esm_class,
    uint8_t registered_delivery, const char *text
) {
    put_string(encoder, "");  // service_type
    put(encoder, "\x01\x01", 2);
    put_string(encoder, source);
    put(encoder, "\x01\x01", 2);
    put_string(encoder, destination);
    put_octet(encoder, esm_class);
    put(encoder, "\0\0\0\0", 4);  // protocol_id, priority_flag, two empty times
    put_octet(encoder, registered_delivery);
    put(encoder, "\0\0\0", 3);  // replace_if_present_flag, data_coding, sm_default_msg_id
    put_octet(encoder, (uint8_t)strlen(text));
    put(encoder, text, strlen(text));
}

static struct encoder encode_submit_sm(uint32_t number, bool receipts) {
    struct encoder encoder = begin(submit_sm, number);
    put_message(&encoder, "12345", "79001234567", 0, receipts, "Hello, smppbench!");
    return encoder;
}

static struct encoder encode_submit_sm_resp(uint32_t number) {
    struct encoder encoder = begin(0x80000000u | submit_sm, number);
    char message_id[16];
    snprintf(message_id, sizeof message_id, "%010u", number);
    put_string(&encoder, message_id);
    return encoder;
}

static struct encoder encode_deliver_sm(uint32_t number) {
    struct encoder encoder = begin(deliver_sm, number);
    char text[160];
    snprintf(
        text, sizeof text,
        "id:%010u sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 "
        "stat:DELIVRD err:000 text:Hello, smppbench!",
        number);
    put_message(&encoder, "79001234567", "12345", 0x04, 0, text);
    char message_id[16];
    snprintf(message_id, sizeof message_id, "%010u", number);
    put(&encoder, "\x00\x1E\x00\x0B", 4);  // receipted_message_id
    put_string(&encoder, message_id);
    put(&encoder, "\x04\x27\x00\x01\x02", 5);  // message_state DELIVERED
    return encoder;
}

static struct encoder encode_deliver_sm_resp(uint32_t number) {
    struct encoder encoder = begin(0x80000000u | deliver_sm, number);
    put_string(&encoder, "");
    return encoder;
}

static void append(struct ring *ring, struct encoder encoder) {
    write_integer(encoder.bytes, (uint32_t)encoder.count);
    if (ring->bytes == NULL) {
        ring->pdu_bytes = encoder.count;
        ring->bytes = malloc(ring->count * ring->pdu_bytes);
        if (ring->bytes == NULL) abort();
    }
    memcpy(ring->bytes + ring->next++ * ring->pdu_bytes, encoder.bytes, ring->pdu_bytes);
    if (ring->next == ring->count) ring->next = 0;
}

struct ring submit_sm_ring(size_t count, bool receipts) {
    struct ring ring = {.count = count};
    for (uint32_t i = 1; i <= count; i++) append(&ring, encode_submit_sm(i, receipts));
    return ring;
}

struct ring submit_sm_resp_ring(size_t count) {
    struct ring ring = {.count = count};
    for (uint32_t i = 1; i <= count; i++) append(&ring, encode_submit_sm_resp(i));
    return ring;
}

struct ring deliver_sm_ring(size_t count) {
    struct ring ring = {.count = count};
    for (uint32_t i = 1; i <= count; i++) append(&ring, encode_deliver_sm(i));
    return ring;
}

struct ring deliver_sm_resp_ring(size_t count) {
    struct ring ring = {.count = count};
    for (uint32_t i = 1; i <= count; i++) append(&ring, encode_deliver_sm_resp(i));
    return ring;
}

int ring_take(struct ring *ring, size_t count, struct iovec pieces[2]) {
    int used = 0;
    while (count > 0) {
        size_t part = ring->count - ring->next;
        if (part > count) part = count;
        pieces[used].iov_base = ring->bytes + ring->next * ring->pdu_bytes;
        pieces[used].iov_len = part * ring->pdu_bytes;
        used++;
        count -= part;
        ring->next += part;
        if (ring->next == ring->count) ring->next = 0;
    }
    return used;
}
