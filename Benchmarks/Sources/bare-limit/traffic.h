// The PDUs of the bare limit, encoded once before the clock starts. A ring holds the same PDU with
// consecutive sequence numbers; sending is walking round it. Used by limit.c alone.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

enum {
    header_bytes = 16,
    submit_sm = 0x00000004u,
    deliver_sm = 0x00000005u,
};

/// `count` PDUs of `pdu_bytes` each, back to back, and where the next one to send begins.
struct ring {
    uint8_t *bytes;
    size_t pdu_bytes;
    size_t count;
    size_t next;
};

/// A submit_sm of 66 bytes with a text of 17.
struct ring submit_sm_ring(size_t count, bool receipts);
/// The submit_sm_resp of the same ring: a message_id of 10 digits.
struct ring submit_sm_resp_ring(size_t count);
/// A receipt per message: text of about 120 bytes, receipted_message_id and message_state TLVs.
struct ring deliver_sm_ring(size_t count);
/// The deliver_sm_resp of the same ring.
struct ring deliver_sm_resp_ring(size_t count);

/// Takes `count` PDUs, at most one round, as one or two pieces; returns how many pieces.
int ring_take(struct ring *ring, size_t count, struct iovec pieces[2]);

/// A big-endian integer of four bytes.
static inline uint32_t integer_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}
