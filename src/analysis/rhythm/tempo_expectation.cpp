#include "rhythm/tempo_expectation.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {

Opinion by_prior(const TempoPrior& prior, const std::vector<Pulse>& pulses, double calibration) {
    constexpr double kFar = 0.4;  // Octaves: less than from a tempo to its 2/3.
    const TempoRange& range = prior.likely;
    Opinion opinion{"prior " + format_fixed(range.slowest.value(), 0) + "-" + format_fixed(range.fastest.value(), 0) +
                        " BPM (" + prior.reason + ")",
                    1.0,
                    {}};
    for (const Pulse& pulse : pulses) {
        const double bpm = pulse.tempo().value();
        const double outside =
            std::max({0.0, std::log2(range.slowest.value() / bpm), std::log2(bpm / range.fastest.value())});
        opinion.scores.push_back(-std::log(prior.odds) / calibration * std::min(1.0, outside / kFar));
    }
    return opinion;
}

}  // namespace stratum::analysis::rhythm
