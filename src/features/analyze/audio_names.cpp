#include "audio_names.hpp"

#include "stratum/base/os/files.hpp"

#include <algorithm>
#include <array>

namespace stratum::analyze {
namespace {

constexpr auto kExtensions = std::to_array<std::string_view>(
    {"3g2", "3gp",  "aac", "ac3", "aif",  "aifc", "aiff", "alac", "amr",  "ape",  "asf", "au",  "avi", "bwf",
     "caf", "dff",  "dsf", "dts", "eac3", "flac", "flv",  "m2ts", "m4a",  "m4b",  "m4p", "m4r", "m4v", "mka",
     "mkv", "mov",  "mp1", "mp2", "mp3",  "mp4",  "mpc",  "mpeg", "mpg",  "mts",  "oga", "ogg", "ogv", "opus",
     "ra",  "rf64", "rm",  "snd", "spx",  "tta",  "w64",  "wav",  "wave", "webm", "wma", "wmv", "wv"});
static_assert(std::ranges::is_sorted(kExtensions));

}  // namespace

std::span<const std::string_view> audio_extensions() { return kExtensions; }

bool is_audio_name(std::string_view path) {
    return std::ranges::binary_search(audio_extensions(), std::string_view{extension_of(path)});
}

}  // namespace stratum::analyze
