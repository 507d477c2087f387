#include "metrics/tempo.hpp"

#include <cmath>
#include <utility>

namespace stratum::evaluate {
namespace {

bool near(double truth, double answer) { return std::abs(answer - truth) <= kTempoTolerance * truth; }

}  // namespace

bool tempo_acc1(double truth_bpm, double answer_bpm) { return near(truth_bpm, answer_bpm); }

bool tempo_acc2(double truth_bpm, double answer_bpm) {
    for (const double factor : {1.0, 2.0, 0.5, 3.0, 1.0 / 3.0})
        if (near(truth_bpm * factor, answer_bpm)) return true;
    return false;
}

bool tempo_within(double truth_bpm, double answer_bpm, double bpm) { return std::abs(answer_bpm - truth_bpm) <= bpm; }

TempoRatio tempo_ratio(double truth_bpm, double answer_bpm) {
    using enum TempoRatio;
    constexpr std::pair<double, TempoRatio> kRatios[] = {
        {1.0, same},         {0.5, half},        {2.0, double_}, {2.0 / 3.0, two_thirds},
        {1.5, three_halves}, {1.0 / 3.0, third}, {3.0, triple}};
    for (const auto& [factor, ratio] : kRatios)
        if (near(truth_bpm * factor, answer_bpm)) return ratio;
    return other;
}

}  // namespace stratum::evaluate
