#include "stratum/dsp/vector_ops.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <vector>

namespace stratum::dsp {
namespace {

/// Every length around the eight lanes, with the tails that a vector loop can get wrong.
class VectorOps : public testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        if (!runs_here(SimdLevel::avx2)) GTEST_SKIP() << "this processor has only the reference";
    }
    std::vector<float> noise(int n, float low = -1.0F) {
        std::uniform_real_distribution<float> uniform{low, 1.0F};
        std::vector<float> x(n);
        for (float& v : x) v = uniform(random_);
        return x;
    }
    /// What `operation(out, level)` writes, for both levels.
    template <class Operation>
    std::pair<std::vector<float>, std::vector<float>> both(int n, Operation operation) {
        std::vector<float> reference(n);
        std::vector<float> fast(n);
        operation(reference, SimdLevel::scalar);
        operation(fast, SimdLevel::avx2);
        return {reference, fast};
    }
    int n_ = GetParam();
    std::mt19937 random_{7};
};

TEST_P(VectorOps, MultiplyEqualsTheReference) {
    const auto a = noise(n_);
    const auto b = noise(n_);
    const auto [reference, fast] = both(n_, [&](auto& out, SimdLevel level) { multiply(a, b, out, level); });
    EXPECT_EQ(reference, fast);
}

TEST_P(VectorOps, MagnitudesEqualTheReference) {
    std::vector<std::complex<float>> in(n_);
    for (auto& z : in) z = {noise(1)[0], noise(1)[0]};
    const auto [reference, fast] = both(n_, [&](auto& out, SimdLevel level) { magnitudes(in, 0.25F, out, level); });
    EXPECT_EQ(reference, fast);
    for (int i = 0; i < n_; ++i) EXPECT_FLOAT_EQ(reference[i], 0.25F * std::abs(in[i]));
}

TEST_P(VectorOps, LogCompressionIsRightToTwoTenMillionths) {
    const auto in = noise(n_, 0.0F);
    for (const float gain : {0.0F, 1e-3F, 1.0F, 1000.0F, 1e8F}) {
        const auto [reference, fast] =
            both(n_, [&](auto& out, SimdLevel level) { log_compress(in, gain, out, level); });
        for (int i = 0; i < n_; ++i) {
            const double exact = std::log1p(static_cast<double>(gain) * in[i]);
            EXPECT_NEAR(reference[i], exact, 2e-7 * std::max(1.0, exact));
            EXPECT_NEAR(fast[i], exact, 2e-7 * std::max(1.0, exact));
        }
    }
}

TEST_P(VectorOps, MixdownEqualsTheReferenceAndTheMean) {
    for (const int channels : {1, 2, 3, 6}) {
        const auto in = noise(n_ * channels);
        const auto [reference, fast] =
            both(n_, [&](auto& out, SimdLevel level) { mix_down(in, channels, out, level); });
        EXPECT_EQ(reference, fast);
        for (int i = 0; i < n_; ++i) {
            double mean = 0.0;
            for (int c = 0; c < channels; ++c) mean += in[i * channels + c] / static_cast<double>(channels);
            EXPECT_NEAR(reference[i], mean, 3e-7);
        }
    }
}

TEST_P(VectorOps, SplittingStereoTakesTheChannels) {
    const auto in = noise(2 * n_);
    for (const SimdLevel level : {SimdLevel::scalar, SimdLevel::avx2}) {
        std::vector<float> left(n_);
        std::vector<float> right(n_);
        std::vector<float> expected(n_);
        split_stereo(in, left, right, level);
        take_channel(in, 2, 0, expected);
        EXPECT_EQ(left, expected);
        take_channel(in, 2, 1, expected);
        EXPECT_EQ(right, expected);
    }
}

TEST_P(VectorOps, PeakFindsTheLargestWhereverItIs) {
    const auto quiet = noise(n_);
    for (const SimdLevel level : {SimdLevel::scalar, SimdLevel::avx2})
        for (int i = 0; i < n_; ++i) {
            auto in = quiet;
            in[i] = i % 2 == 0 ? -3.0F : 3.0F;
            EXPECT_EQ(peak(in, level), 3.0F);
        }
}

TEST_P(VectorOps, OneValueBeyondTheLimitIsFoundWhereverItIs) {
    const auto clean = noise(n_);
    for (const SimdLevel level : {SimdLevel::scalar, SimdLevel::avx2}) {
        EXPECT_TRUE(all_within(clean, 1.0F, level));
        for (const float bad :
             {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity(), 1.0001F})
            for (int i = 0; i < n_; ++i) {
                auto in = clean;
                in[i] = bad;
                EXPECT_FALSE(all_within(in, 1.0F, level));
            }
    }
}

INSTANTIATE_TEST_SUITE_P(Lengths, VectorOps, testing::Values(0, 1, 7, 8, 9, 15, 16, 17, 31, 100));

}  // namespace
}  // namespace stratum::dsp
