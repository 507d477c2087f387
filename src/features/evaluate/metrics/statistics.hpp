#pragma once

#include <span>
#include <vector>

namespace stratum::evaluate {

/// A mean with its 95 % interval.
struct Estimate {
    int n = 0;
    double mean = 0.0;
    double low = 0.0;
    double high = 0.0;
};

template <class V>
void describe(V& v, Estimate& x) {
    v.field("n", x.n);
    v.field("mean", x.mean);
    v.field("low", x.low);
    v.field("high", x.high);
}

/// The interval of Wilson 1927 for a share of `n`; 0 to 1 when `n` is 0.
[[nodiscard]] Estimate share(int hits, int n);
/// Mean with the percentile bootstrap of Efron 1979: 2,000 resamples, drawn with a fixed seed, so that the same values
/// give the same interval.
[[nodiscard]] Estimate mean(std::span<const double> values);

/// How often answers of a stated confidence are right.
struct ReliabilityBin {
    double from = 0.0;
    double to = 0.0;
    int n = 0;
    double confidence = 0.0;  ///< Mean of those in the bin.
    double right = 0.0;       ///< Share of them that is right.
};

template <class V>
void describe(V& v, ReliabilityBin& x) {
    v.field("from", x.from);
    v.field("to", x.to);
    v.field("n", x.n);
    v.field("confidence", x.confidence);
    v.field("right", x.right);
}

struct Judged {
    double confidence = 0.0;
    bool right = false;
};

struct Reliability {
    std::vector<ReliabilityBin> bins;  ///< Ten, those without members too.
    double expected_error = 0.0;  ///< ECE: mean of |confidence - right| over the bins, by their size [Naeini 2015].
    int n = 0;
};

template <class V>
void describe(V& v, Reliability& x) {
    v.field("n", x.n);
    v.field("expected_calibration_error", x.expected_error);
    v.field("bins", x.bins);
}

[[nodiscard]] Reliability reliability(std::span<const Judged> judged);

/// Two-sided sign test: how likely a split at least as uneven as `wins` to `losses` is by chance.
[[nodiscard]] double sign_test(int wins, int losses);

}  // namespace stratum::evaluate
