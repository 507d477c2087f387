#pragma once

#include "../compose.hpp"
#include "wavetable.hpp"

#include <cstdint>
#include <vector>

namespace stratum::composer {

/// How a piece sounds; what is left out is drawn from the seed. Kit and patch numbers of a split keep their parity.
struct RenderOptions {
    double loudness_db = -14.0;  ///< RMS of the louder parts, relative to full scale.
    double low_pass_hz = 0.0;    ///< 0: full band.
    double noise_db = -90.0;
    double duck_depth = 0.0;
};

/// Draws how a piece of that style is mixed.
[[nodiscard]] RenderOptions draw_mix(const PieceSpec& spec);

/// Plays a score: 44.1 kHz, stereo, 16 bit, interleaved. The same on every machine; about 200 times faster than real
/// time. Thread-safe.
[[nodiscard]] std::vector<std::int16_t> render(const PieceSpec& spec, const Score& score, const RenderOptions& options,
                                               const Wavetables& tables);

}  // namespace stratum::composer
