#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::audio {

/// What a player needs: `api/audio.yaml` and `api/waveform.yaml`.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::audio
