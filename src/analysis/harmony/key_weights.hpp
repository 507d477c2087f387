#pragma once

#include <array>

/// Weights fitted to music of our own and to two public collections, none of it in any set that figures are reported
/// on; docs/methods/harmony.md says to what and how. Refitted, never edited.
namespace stratum::analysis {

/// Softmax regression on 24 features that turn with the tonic: the first twelve and the second twelve, each from the
/// tonic up.
struct LinearKeyModel {
    std::array<double, 24> major;
    std::array<double, 24> minor;
    double minor_bias;
};

// Features: four times the root of the treble pitch classes, then of the bass.
inline constexpr LinearKeyModel kRegisterModel{
    {{2.6103, -1.6648, 0.0074,  -0.6563, 1.5719, 0.5410, -1.0302, 1.0397, -1.3573, -0.3103, -2.6212, 0.5627,
      1.0152, -0.6032, -0.2705, -0.1902, 0.0554, 0.1274, -0.2650, 1.3076, -0.0783, -0.0425, -0.1901, 0.3410}},
    {{2.1969, -2.6648, 1.2743,  2.4300,  -1.8467, 0.0323,  1.0487,  1.2238, -0.7408, -1.1115, -0.2403, -0.2947,
      1.8359, -0.3874, -0.2957, -0.3499, -0.9186, -0.4416, -0.5689, 0.5086, -0.2414, -0.4855, 0.0011,  0.1365}},
    0.4257};

// Features: twelve times the share of each major triad, then of each minor one.
inline constexpr LinearKeyModel kChordModel{
    {{1.2950,  -1.2027, -0.5844, 0.6071,  -0.3670, 0.4831, -0.4661, 1.1735,  -0.5583, -1.1829, 0.3338,  -0.0831,
      -0.4593, -0.2606, 0.2470,  -0.8226, 0.5046,  0.3485, 0.7231,  -0.5807, 0.8243,  0.9191,  -1.5691, -0.1908}},
    {{-0.0232, -0.7547, 0.7298,  0.5988,  -0.9626, -0.2514, -0.0786, 0.5284, 0.3419,  0.2068,  0.9798,  -0.7628,
      1.6084,  0.8880,  -0.3508, -1.2873, 0.2663,  0.3840,  0.4442,  0.2624, -0.1394, -0.6467, -1.2560, 0.1434}},
    0.0724};

/// In the order of `key_methods()`. No method is silenced: at least 0.02, so that its opinion can be followed in the
/// report.
inline constexpr std::array<double, 6> kVoteWeights{0.020, 0.020, 0.020, 0.191, 0.192, 0.580};

}  // namespace stratum::analysis
