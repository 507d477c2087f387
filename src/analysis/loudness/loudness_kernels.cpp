#include "loudness/loudness_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

void weigh(const WeightingCoefficients& c, WeightingState& state, const float* first, const float* second,
           std::size_t n) {
    WeightingState s = state;
    for (std::size_t i = 0; i < n; ++i) {
        const double x[4] = {first[i], second[i], s.y3[0], s.y3[1]};
        for (int lane = 0; lane < 4; ++lane) {
            const double y = c.b0[lane] * x[lane] + c.b1[lane] * s.x1[lane] + c.b2[lane] * s.x2[lane] -
                             c.a2[lane] * s.y2[lane] - c.a1[lane] * s.y1[lane];
            s.x2[lane] = s.x1[lane];
            s.x1[lane] = x[lane];
            s.y3[lane] = s.y2[lane];
            s.y2[lane] = s.y1[lane];
            s.y1[lane] = y;
            s.energy[lane] += y * y;
        }
    }
    state = s;
}

float interpolated(const PeakTaps& taps, const float* x, int quarter) {
    float sum = 0.0F;
    for (int k = 0; k < kPeakTaps; ++k) sum += taps.h[quarter - 1][k] * x[k - kPeakBefore + 1];
    return sum;
}

/// |b|, or where it is a maximum the top of the parabola through it and its neighbours.
float top(float a, float b, float c) {
    const float middle = std::fabs(b);
    if (middle < std::fabs(a) || middle < std::fabs(c)) return middle;
    const float slope = a - c;
    const float bend = std::fabs(a - 2.0F * b + c);
    if (bend == 0.0F) return middle;
    return middle + std::min(0.125F * slope * slope / bend, kParabolaLimit * middle);
}

float true_peak(const PeakTaps& taps, const float* x, std::size_t n, float least) {
    for (std::size_t start = 0; start < n; start += kPeakBlock) {
        float largest = 0.0F;
        for (int k = -kPeakBefore; k < static_cast<int>(kPeakBlock) + kPeakAfter; ++k)
            largest = std::max(largest, std::fabs(x[static_cast<std::ptrdiff_t>(start) + k]));
        if (largest * taps.bound <= least) continue;
        for (std::size_t i = start; i < start + kPeakBlock; ++i) {
            const float before = interpolated(taps, x + i - 1, 3);
            const float quarters[5] = {x[i], interpolated(taps, x + i, 1), interpolated(taps, x + i, 2),
                                       interpolated(taps, x + i, 3), x[i + 1]};
            least = std::max({least, top(before, quarters[0], quarters[1]), top(quarters[0], quarters[1], quarters[2]),
                              top(quarters[1], quarters[2], quarters[3]), top(quarters[2], quarters[3], quarters[4])});
        }
    }
    return least;
}

}  // namespace

const LoudnessKernels kScalarLoudnessKernels{.weigh = weigh, .true_peak = true_peak};

const LoudnessKernels& loudness_kernels(dsp::SimdLevel level) noexcept {
#if defined(__x86_64__)
    if (level == dsp::SimdLevel::avx2 && dsp::runs_here(level)) return kAvx2LoudnessKernels;
#endif
    (void)level;
    return kScalarLoudnessKernels;
}

}  // namespace stratum::analysis
