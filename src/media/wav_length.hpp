#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bytes.hpp"
#include "stratum/base/result.hpp"

namespace stratum::media {

/// Frames that the header of an uncompressed WAV or AIFF file promises, so that one which breaks off can be told (the
/// decoding library trusts the length of the file and says nothing). Nothing for compressed contents, for the lengths 0 and
/// 0xFFFFFFFF that programs write into pipes, and where no such header is found. Errors: `io`.
[[nodiscard]] Result<std::optional<std::int64_t>> announced_frames(ByteSource& source, std::string_view container);

}  // namespace stratum::media
