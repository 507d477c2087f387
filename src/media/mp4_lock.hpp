#pragma once

#include "bytes.hpp"
#include "stratum/base/result.hpp"

#include <string>

namespace stratum::media {

/// The sample entry by which an MP4 file [ISO 14496-12, 23001-7] tells that its first sound track is encrypted: "drms",
/// "enca" ... Empty where it is free. ffmpeg names the coding beneath instead, and then decodes noise. Errors: `io`.
[[nodiscard]] Result<std::string> mp4_lock(ByteSource& source);

}  // namespace stratum::media
