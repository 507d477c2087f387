#pragma once

#include "bytes.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

/// The packets of an Ogg file [RFC 3533; Vorbis I specification; RFC 7845 for Opus].
namespace stratum::media {

struct OggPage {
    bool begins_stream = false;
    bool continues_packet = false;
    bool ends_stream = false;
    std::int64_t granule = -1;
    std::uint32_t serial = 0;
    std::span<const std::uint8_t> segments;  ///< Lengths: a packet ends with the first that is below 255.
    std::span<const std::uint8_t> body;
    std::size_t bytes = 0;  ///< The whole page.
};
/// Nothing unless a whole page (at most 65,307 bytes) starts at the front of `data`.
[[nodiscard]] std::optional<OggPage> parse_ogg_page(std::span<const std::uint8_t> data);

/// Calls `on_page` (which returns false to stop) with every page, over damaged places. Errors: `io`.
Result<void> for_each_ogg_page(ByteSource& source, std::int64_t from,
                               const std::function<bool(const OggPage&)>& on_page);

enum class OggCodec : std::uint8_t { other, vorbis, opus, speex, flac };
[[nodiscard]] std::string_view name_of(OggCodec codec);

struct OggStream {
    OggCodec codec = OggCodec::other;
    std::uint32_t serial = 0;
    int rate = 0;  ///< 48,000 for Opus.
    int channels = 0;
    int pre_skip = 0;        ///< Opus: samples at 48 kHz before time zero.
    bool has_video = false;  ///< Another stream lies beside the audio.
    bool chained = false;    ///< The file ends in another stream than it begins with.
    bool complete = true;    ///< False: the last page says that the stream goes on, so the file was cut off.
};
/// The first audio stream. Nothing when there is none. Errors: `io`.
[[nodiscard]] Result<std::optional<OggStream>> find_ogg_stream(ByteSource& source);

/// Calls `on_data` with the bytes of all audio packets of the stream, and of those chained behind it with the same
/// codec, in order and in pieces; header packets and pages of other streams are left out. Errors: `io`.
Result<void> walk_ogg_packets(ByteSource& source, const OggStream& stream,
                              const std::function<void(std::span<const std::uint8_t>)>& on_data);

}  // namespace stratum::media
