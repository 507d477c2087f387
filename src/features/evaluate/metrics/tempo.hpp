#pragma once

namespace stratum::evaluate {

/// How an answered tempo stands to the true one. Acc1 and Acc2 after Gouyon et al. 2006, with 4 % of tolerance.
enum class TempoRatio : unsigned char { same, half, double_, two_thirds, three_halves, third, triple, other };

inline constexpr double kTempoTolerance = 0.04;

/// Within 4 % of the truth.
[[nodiscard]] bool tempo_acc1(double truth_bpm, double answer_bpm);
/// Within 4 % of the truth times 1/3, 1/2, 1, 2 or 3.
[[nodiscard]] bool tempo_acc2(double truth_bpm, double answer_bpm);
[[nodiscard]] bool tempo_within(double truth_bpm, double answer_bpm, double bpm);
/// The nearest of the named ratios, within 4 %.
[[nodiscard]] TempoRatio tempo_ratio(double truth_bpm, double answer_bpm);

}  // namespace stratum::evaluate
