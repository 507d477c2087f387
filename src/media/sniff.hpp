#pragma once

#include "bytes.hpp"
#include "stratum/base/result.hpp"

#include <string>

namespace stratum::media {

/// Who should read a file, judged by its content; names and extensions are not asked.
enum class Reader : std::uint8_t { sndfile, ogg, mpg123, ffmpeg, nobody };

struct Sniffed {
    Reader reader = Reader::ffmpeg;
    std::string container;   ///< "wav", "flac", ...; empty when only ffmpeg may know.
    std::string not_audio;   ///< What it is instead, for `Reader::nobody`: "a MIDI file, not audio".
    bool only_tags = false;  ///< Nothing lies behind or between the tags.
    std::string lock;        ///< The container's word for the encryption that locks it, if any.
};
/// Errors: `io`.
[[nodiscard]] Result<Sniffed> sniff(ByteSource& source);

}  // namespace stratum::media
