#pragma once

#include <span>
#include <string_view>

namespace stratum::analyze {

/// The endings (lower case, without the dot) of files that a folder scan takes to be audio, or video with audio. A file
/// that is named by itself is judged by its bytes alone, whatever its name.
[[nodiscard]] std::span<const std::string_view> audio_extensions();
[[nodiscard]] bool is_audio_name(std::string_view path);

}  // namespace stratum::analyze
