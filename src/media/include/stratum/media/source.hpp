#pragma once

#include "stratum/base/fields.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace stratum::media {

/// What one run of ffmpeg's programs is to do with the file's first audio stream.
enum class FfmpegTask : std::uint8_t {
    probe,    ///< Tell codec, rate, channels and length, as lines `name=value`.
    decode,   ///< Give interleaved samples.
    packets,  ///< Give the untouched encoded packets, one after the other.
    trim,     ///< Tell the packets' lengths and which samples of them are left out, as lines `name=value`.
};

struct FfmpegRequest {
    FfmpegTask task = FfmpegTask::probe;
    // For `decode`, as `probe` told them.
    bool integers = false;  ///< Left-aligned 32-bit integers; otherwise 32-bit floats.
    SampleRate rate{0};
    int channels = 0;
    std::uint32_t channel_mask = 0;  ///< Loudspeakers, as in WAVE files; 0: whatever ffmpeg takes for usual.
    // For `packets`.
    bool raw_aac = false;  ///< Take off ADTS headers, so that raw and packed AAC give the same bytes.
};

template <class V>
void describe(V& v, FfmpegRequest& x) {
    v.field("task", x.task);
    v.field("integers", x.integers);
    v.field("rate", x.rate);
    v.field("channels", x.channels);
    v.field("channel_mask", x.channel_mask);
    v.field("raw_aac", x.raw_aac);
}
[[nodiscard]] std::string_view name_of(FfmpegTask task);
[[nodiscard]] bool from_name(std::string_view name, FfmpegTask& out);

/// The reading ends of a running ffmpeg. It ends when they are closed.
struct FfmpegPipes {
    os::Fd output;
    os::Fd report;  ///< What it says about errors.
};

/// A file to read: an open descriptor (owned by somebody else, seekable) and its name for messages and for guessing.
/// The name is never opened. Formats that libsndfile and libmpg123 do not know go through `ffmpeg`, which a confined
/// child may not start itself: it asks whoever made the source.
struct Source {
    int fd = -1;
    std::string name;
    std::function<Result<FfmpegPipes>(const FfmpegRequest& request)> ffmpeg;
};

}  // namespace stratum::media
