#pragma once

#include "bytes.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

/// The frames of an MPEG-1/2/2.5 audio file (layers I to III), without what taggers put around them [ISO 11172-3; the
/// Xing, LAME and VBRI headers as LAME and Fraunhofer write them].
namespace stratum::media {

struct Mp3Header {
    int version = 0;  ///< 1, 2; 25 for 2.5.
    int layer = 0;    ///< 1 to 3.
    int rate = 0;
    int channels = 0;
    int bit_rate = 0;         ///< Bits a second; 0: free format.
    int samples = 0;          ///< Frames of audio in this packet.
    int bytes = 0;            ///< Length with the header; 0: free format.
    bool protection = false;  ///< A 16-bit check follows the header.
};
/// Nothing when `data` does not start with a valid header.
[[nodiscard]] std::optional<Mp3Header> parse_mp3_header(std::span<const std::uint8_t> data);

/// The silent first frame in which encoders write about the whole stream.
struct Mp3InfoTag {
    std::optional<std::int64_t> frames;  ///< Packets, this one not counted.
    std::optional<std::int64_t> bytes;
    bool constant_bit_rate = false;
    std::optional<int> delay;  ///< Samples that the encoder put before the first, its decoder's 529 not counted.
    int padding = 0;           ///< Samples after the last.
};
/// Nothing when the frame is an ordinary one.
[[nodiscard]] std::optional<Mp3InfoTag> parse_mp3_info_tag(std::span<const std::uint8_t> frame,
                                                           const Mp3Header& header);

struct ByteRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};
/// The file without ID3v2 and APE tags in front, and ID3v1, Lyrics3, APE and ID3v2 tags behind. Errors: `io`.
[[nodiscard]] Result<ByteRange> mp3_audio_range(ByteSource& source);

struct Mp3Stream {
    Mp3Header first;  ///< Of the first frame, be it the info frame or not.
    std::int64_t first_offset = 0;
    std::optional<Mp3InfoTag> info;
    bool free_format = false;  ///< The frames do not tell their length.
};
/// Looks for the first frame within `range`, no further than half a megabyte: one that is followed by others like it,
/// or by the end. Nothing when there is none. Errors: `io`.
[[nodiscard]] Result<std::optional<Mp3Stream>> find_mp3_stream(ByteSource& source, ByteRange range);

/// The frames of a stream one after the other. After damage it goes on where two frames of the kind before follow each
/// other; frames of another kind (rate, channels, layer) are taken for chance unless five of them do.
class Mp3FrameWalk {
  public:
    Mp3FrameWalk(ByteSource& source, ByteRange range, const Mp3Stream& stream, bool with_info_frame);
    /// The next whole frame, empty at the end; valid until the next call. Free-format streams come as blocks of
    /// everything. Errors: `io`.
    Result<std::span<const std::uint8_t>> next();
    /// Bytes of the longest stretch between two frames that was neither audio nor a tag.
    [[nodiscard]] std::int64_t longest_gap() const { return longest_gap_; }

  private:
    Result<bool> find_next();
    ByteWindow window_;
    std::int64_t at_;
    std::int64_t end_;
    Mp3Header last_;
    bool free_format_;
    std::int64_t longest_gap_ = 0;
};

/// Calls `on_frame` with every whole frame but the info frame. Returns the number of calls. Errors: `io`.
Result<std::int64_t> walk_mp3_frames(ByteSource& source, ByteRange range, const Mp3Stream& stream,
                                     const std::function<void(std::span<const std::uint8_t>)>& on_frame);

}  // namespace stratum::media
