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
    {{1.8907, -1.2965, -0.1224, -0.7351, 1.2769, 0.4446, -0.8688, 1.1513, -0.4890, -0.3378, -1.9306, 0.6637,
      0.9027, -0.4609, -0.2816, -0.3032, 0.0845, 0.2606, -0.5649, 1.1047, -0.0059, -0.0296, -0.5879, 0.2589}},
    {{1.6396, -1.8955, 0.9070,  1.7088,  -1.4582, -0.1658, 0.2031,  1.2166, -0.4909, -1.1175, -0.0680, -0.1261,
      1.7719, -0.6029, -0.1439, -0.1508, -0.8041, -0.1987, -0.3871, 0.6269, -0.0145, -0.7967, 0.0952,  0.2272}},
    0.0602};

// Features: twelve times the share of each major triad, then of each minor one.
inline constexpr LinearKeyModel kChordModel{
    {{1.0444,  -0.2403, -0.6484, 0.1559,  -0.4210, 0.3643, -0.2595, 0.9101,  0.3985, -0.6979, -0.1597, -0.0298,
      -0.1761, -0.4235, 0.2601,  -0.2906, 0.5547,  0.2687, 0.3253,  -0.5422, 0.2002, 0.7418,  -0.9968, -0.3474}},
    {{0.0465, -0.8032, 0.3647,  0.3960,  -0.6886, -0.4102, -0.2401, 0.4443, 0.2453,  -0.0470, 0.6951,  -0.4195,
      1.4528, 0.6377,  -0.3536, -0.8594, -0.1778, 0.4357,  0.3800,  0.3406, -0.1630, -0.5547, -0.7707, 0.0580}},
    0.0008};

/// In the order of `key_methods()`. No method is silenced: at least 0.02, so that its opinion can be followed in the
/// report.
inline constexpr std::array<double, 6> kVoteWeights{0.020, 0.020, 0.020, 0.159, 0.314, 0.612};

/// The same where the network votes, and its own weight: fitted together (training/keys/votes.py).
inline constexpr std::array<double, 6> kVoteWeightsWithNetwork{0.020, 0.098, 0.020, 0.022, 0.020, 0.020};
inline constexpr double kNetworkWeight = 0.710;

/// How much surer the vote may be of longer music: the pool's logarithms are multiplied by exp(bias + per_octave *
/// log2(frames)).
struct KeySharpness {
    double bias;
    double per_octave;
};
inline constexpr KeySharpness kSharpness{-1.592, 0.2532};
inline constexpr KeySharpness kSharpnessWithNetwork{-0.566, 0.1268};

}  // namespace stratum::analysis
