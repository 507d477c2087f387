#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::audio {

[[nodiscard]] std::vector<platform::Route> sound_routes();     ///< `api/audio.yaml`
[[nodiscard]] std::vector<platform::Route> waveform_routes();  ///< `api/waveform.yaml`

}  // namespace stratum::audio
