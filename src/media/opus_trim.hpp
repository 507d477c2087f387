#pragma once

#include "content_hash.hpp"
#include "ogg_pages.hpp"

namespace stratum::media {

/// Samples at 48 kHz in an Opus packet, from its first two bytes [RFC 6716, section 3]; 0 when it is none.
[[nodiscard]] int opus_packet_samples(std::span<const std::uint8_t> packet);

/// What an Ogg Opus stream leaves out: the pre-skip, and at the end what its packets hold beyond the granule position
/// of the last page [RFC 7845, section 4]. Errors: `io`.
[[nodiscard]] Result<Trim> opus_trim(ByteSource& source, const OggStream& stream);

}  // namespace stratum::media
