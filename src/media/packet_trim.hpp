#pragma once

#include "content_hash.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::media {

/// Reads what `FfmpegTask::trim` tells, piece by piece, and sums up what a container says of samples to leave out: a
/// skip that goes with the first packet, paddings that go with the last (Matroska, Ogg), a length (edit lists of MP4),
/// or the pre-skip in the header of Opus, which decoders obey wherever the container is silent.
class PacketTrim {
  public:
    void read(std::string_view text);
    /// `length`: the frames that an edit list leaves, where one tells it to the sample.
    [[nodiscard]] Trim result(bool opus, std::optional<std::int64_t> length) const;

  private:
    void line(std::string_view text);
    std::string rest_;  ///< Of a line that goes on in the next piece.
    std::int64_t start_ = 0;
    std::int64_t end_ = 0;
    std::int64_t pre_skip_ = 0;
    std::int64_t total_ = 0;  ///< Of all packets, in ticks of the stream.
    std::int64_t first_ = 0;  ///< Of the first packet alone, and of the last.
    std::int64_t last_ = 0;
};

}  // namespace stratum::media
