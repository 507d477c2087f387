#include "harmony/key_methods.hpp"

#include "harmony/key_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::analysis {
namespace {

using Profile = std::array<double, 12>;
struct Profiles {
    Profile major;
    Profile minor;
};

// How well each pitch class, from the tonic up, was felt to fit after a key was established [Krumhansl and Kessler
// 1982].
constexpr Profiles kKrumhanslKessler{{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88},
                                     {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}};
// How many segments of the Kostka-Payne corpus use each [Temperley 2007, table 6.1].
constexpr Profiles kTemperley{{0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400},
                              {0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330}};
// Krumhansl's adjusted on dance music [Sha'ath 2011, Estimation of key in digital music recordings].
constexpr Profiles kShaath{{6.6, 2.0, 3.5, 2.3, 4.6, 4.0, 2.5, 5.2, 2.4, 3.7, 2.3, 3.4},
                           {6.5, 2.7, 3.5, 5.4, 2.6, 3.5, 2.5, 5.2, 4.0, 2.7, 4.3, 3.2}};
// Shares of notes in 982 pieces [Albrecht and Shanahan 2013].
constexpr Profiles kAlbrechtShanahan{
    {0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081},
    {0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052}};

constexpr double kBassShare = 0.3;         // beside the treble, for profiles that know one register only
constexpr double kCorrelationScale = 8.0;  // brings correlations to the spread of log-probabilities

double correlation(const Profile& profile, const Profile& heard, std::size_t tonic) {
    double mean_p = 0.0;
    double mean_h = 0.0;
    for (std::size_t p = 0; p < 12; ++p) {
        mean_p += profile[p] / 12.0;
        mean_h += heard[p] / 12.0;
    }
    double both = 0.0;
    double pp = 0.0;
    double hh = 0.0;
    for (std::size_t p = 0; p < 12; ++p) {
        const double a = profile[p] - mean_p;
        const double b = heard[(tonic + p) % 12] - mean_h;
        both += a * b;
        pp += a * a;
        hh += b * b;
    }
    return pp > 0.0 && hh > 0.0 ? both / std::sqrt(pp * hh) : 0.0;
}

template <const Profiles& profiles>
KeyScores by_profile(const KeyEvidence& evidence) {
    Profile heard{};
    for (std::size_t p = 0; p < 12; ++p)
        heard[p] = static_cast<double>(evidence.treble[p]) + kBassShare * static_cast<double>(evidence.bass[p]);
    KeyScores scores{};
    for (std::size_t tonic = 0; tonic < 12; ++tonic) {
        scores[tonic] = kCorrelationScale * correlation(profiles.major, heard, tonic);
        scores[tonic + 12] = kCorrelationScale * correlation(profiles.minor, heard, tonic);
    }
    return scores;
}

/// A softmax regression that is the same in all twelve transpositions.
KeyScores by_model(const LinearKeyModel& model, const std::array<double, 24>& features) {
    KeyScores scores{};
    for (std::size_t tonic = 0; tonic < 12; ++tonic) {
        for (std::size_t p = 0; p < 12; ++p) {
            const std::size_t at = (tonic + p) % 12;
            scores[tonic] += model.major[p] * features[at] + model.major[p + 12] * features[at + 12];
            scores[tonic + 12] += model.minor[p] * features[at] + model.minor[p + 12] * features[at + 12];
        }
        scores[tonic + 12] += model.minor_bias;
    }
    return log_probabilities(scores);
}

KeyScores by_registers(const KeyEvidence& evidence) {
    std::array<double, 24> features{};
    for (std::size_t p = 0; p < 12; ++p) {
        features[p] = 4.0 * std::sqrt(static_cast<double>(evidence.treble[p]));
        features[p + 12] = 4.0 * std::sqrt(static_cast<double>(evidence.bass[p]));
    }
    return by_model(kRegisterModel, features);
}

KeyScores by_chords(const KeyEvidence& evidence) {
    std::array<double, 24> features{};
    for (std::size_t k = 0; k < 24; ++k) features[k] = 12.0 * static_cast<double>(evidence.chords[k]);
    return by_model(kChordModel, features);
}

constexpr std::array kMethods{
    KeyMethod{"krumhansl-kessler", by_profile<kKrumhanslKessler>},
    KeyMethod{"temperley", by_profile<kTemperley>},
    KeyMethod{"shaath", by_profile<kShaath>},
    KeyMethod{"albrecht-shanahan", by_profile<kAlbrechtShanahan>},
    KeyMethod{"registers", by_registers},
    KeyMethod{"chords", by_chords},
};

}  // namespace

std::span<const KeyMethod> key_methods() { return kMethods; }

double best_profile_fit(const KeyEvidence& evidence) {
    const KeyScores scores = by_profile<kAlbrechtShanahan>(evidence);
    return *std::max_element(scores.begin(), scores.end()) / kCorrelationScale;
}

}  // namespace stratum::analysis
