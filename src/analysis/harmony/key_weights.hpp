#pragma once

#include <array>

/// Weights fitted by training/keys (fit.py, votes.py) to music that may be trained on, none of it in any set that
/// figures are reported on; docs/methods/harmony.md says to what. Refitted, never edited.
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
    {{2.0707, -0.9490, -0.0881, -1.1788, 1.4648, 0.4795, -1.2607, 1.9422, -0.4859, -1.0555, -2.2613, 0.8261,
      0.9152, -0.0544, -0.2022, -0.3083, 0.0308, 0.3265, -0.4569, 0.8933, -0.0700, 0.1066,  -0.7435, 0.1602}},
    {{1.4030, -2.0443, 1.2286,  1.9604,  -1.4455, -0.7054, -0.2314, 2.0384, -0.0537, -1.4797, -0.1023, -0.0720,
      1.2886, -0.8596, -0.0744, -0.0005, -0.4375, -0.3049, -0.2942, 0.5040, -0.0514, -0.3851, 0.0400,  -0.0225}},
    0.3152};

// Features: twelve times the share of each major triad, then of each minor one.
inline constexpr LinearKeyModel kChordModel{
    {{1.3964,  -0.0089, -0.8280, -0.0942, -0.6387, 0.6313,  0.2854,  0.9418,  0.3668,  -0.3788, -0.7425, -0.3107,
      -0.5775, 0.0363,  0.3603,  -0.0916, 0.8456,  -0.1759, -0.4577, -0.5222, -0.0934, 0.7190,  -0.4335, -0.2308}},
    {{0.1030, -1.2126, -0.3667, 0.6844,  -0.2211, -0.8155, -0.1031, 0.6746, 0.2235,  -0.1509, 0.6913,  -0.1267,
      1.5536, 0.1359,  -0.1469, -0.2221, -0.1427, 0.4546,  -0.1716, 0.4694, -0.1474, -0.6169, -1.1383, 0.5938}},
    0.2571};

/// In the order of `key_methods()`. No method is silenced: at least 0.02, so that its opinion can be followed in the
/// report.
inline constexpr std::array<double, 6> kVoteWeights{0.020, 0.020, 0.020, 0.020, 0.455, 0.432};

/// The same where the network votes, and its own weight: fitted together (training/keys/votes.py).
inline constexpr std::array<double, 6> kVoteWeightsWithNetwork{0.020, 0.020, 0.020, 0.020, 0.020, 0.020};
inline constexpr double kNetworkWeight = 0.667;

/// How much surer the vote may be of longer music: the pool's logarithms are multiplied by exp(bias + per_octave *
/// log2(frames)).
struct KeySharpness {
    double bias;
    double per_octave;
};
inline constexpr KeySharpness kSharpness{-1.014, 0.1947};
// A fit to what is held out gives -0.413; on 1,047 parts of 15 s of the benchmark set's tune half that is too timid
// by 1.45, of which 1.2 is taken, since songs of POP909 are told too surely.
inline constexpr KeySharpness kSharpnessWithNetwork{-0.231, 0.1391};

}  // namespace stratum::analysis
