#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "stratum/base/result.hpp"

namespace stratum::media {

/// The output of an `ffmpeg` process that reads the file for us: raw samples, and the untouched packets for the content id.
struct FfmpegPipes {
    int samples = -1;  ///< Interleaved 32-bit floats.
    int packets = -1;  ///< The encoded packets, one after the other; -1 when not asked for.
    int report = -1;   ///< What ffmpeg says about the streams.
};

enum class FfmpegTask : std::uint8_t { probe, decode, packets };

/// A file to read: an open descriptor (owned by somebody else, seekable) and its name for messages and for guessing. The
/// name is never opened. Formats that libsndfile and libmpg123 do not know go through `ffmpeg`, which a confined child may
/// not start itself: it asks whoever made the source.
struct Source {
    int fd = -1;
    std::string name;
    std::function<Result<FfmpegPipes>(FfmpegTask task)> ffmpeg;
};

}  // namespace stratum::media
