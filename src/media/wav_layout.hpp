#pragma once

#include "bytes.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// What libsndfile does not tell about WAV and AIFF files: it trusts the length of the file and says nothing when the
/// header promised more; and it takes the length 0 that programs write into a pipe at its word.
namespace stratum::media {

/// Frames that the header of an AIFF file promises. Nothing when it promises none. Errors: `io`.
[[nodiscard]] Result<std::optional<std::int64_t>> announced_aiff_frames(ByteSource& source);

struct WavLayout {
    int format = 0;  ///< 1 integers, 3 floats; others are compressed.
    int channels = 0;
    int rate = 0;
    int bits = 0;
    int frame_bytes = 0;
    std::uint32_t channel_mask = 0;  ///< 0: the file has none.
    std::int64_t data = 0;           ///< Where the samples begin.
    std::int64_t announced = 0;      ///< Bytes of samples as the header says.
    bool streamed = false;           ///< That length is a mere filler, and the samples reach to the end of the file.
};
/// Nothing where no `fmt ` and `data` are found. Errors: `io`.
[[nodiscard]] Result<std::optional<WavLayout>> read_wav_layout(ByteSource& source);

}  // namespace stratum::media
