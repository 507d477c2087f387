#pragma once

#include "stratum/analysis/report.hpp"

#include <optional>

namespace stratum::analysis {

/// What the energy rating looks at; what is absent has no say.
struct EnergyInputs {
    std::optional<double> loudness;        ///< Integrated, LUFS.
    std::optional<double> onset_rate;      ///< Events a second.
    std::optional<double> tempo;           ///< Beats a minute.
    std::optional<double> brightness;      ///< Mean spectral centroid, Hz.
    std::optional<double> change;          ///< Mean spectral variation, 0 to 1.
    std::optional<double> level_movement;  ///< Dynamic complexity, dB.
    std::optional<double> bass_share;      ///< Of the energy below 250 Hz, 0 to 1.
};
[[nodiscard]] EnergyInputs energy_inputs(const Report& report);

/// The least total weight of present inputs for a rating: loudness alone is enough, tempo alone is not.
inline constexpr double kEnoughWeight = 0.25;

/// How energetic a recording feels, 1 to 10 as DJs count: a weighted mean of seven straight-line judgements, so that
/// each input moves the score one way only (louder, denser, faster, brighter, busier, steadier, bassier: higher).
///
/// Arousal in music follows loudness, event density, tempo and brightness first [Gabrielsson and Lindstrom 2010;
/// Schubert 2004]; the weights are ours and scaled on genres, see docs/methods/timbre.md. Absent with less than
/// kEnoughWeight of inputs.
[[nodiscard]] std::optional<Energy> rate(const EnergyInputs& inputs);

}  // namespace stratum::analysis
