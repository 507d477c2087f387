#include "stratum/analysis/analyzer.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

namespace stratum::analysis {
namespace {

/// Something of everything: a beat of decaying noise, a chord that changes, silence at the start, channels that differ.
std::vector<float> music(int rate, double seconds, double bpm, double root_hertz) {
    std::mt19937 random{9};
    std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
    std::vector<float> x;
    const double period = 60.0 / bpm;
    for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
        const double t = static_cast<double>(i) / rate - 0.3;
        if (t < 0.0) {
            x.insert(x.end(), 2, 0.0F);
            continue;
        }
        const double since_beat = std::fmod(t, period);
        const double root = root_hertz * (std::fmod(t, 8.0 * period) < 4.0 * period ? 1.0 : 4.0 / 3.0);
        double chord = 0.0;
        for (const double ratio : {1.0, 1.25, 1.5}) chord += 0.1 * std::sin(2.0 * std::numbers::pi * root * ratio * t);
        const double drum = 0.5 * std::exp(-30.0 * since_beat) * uniform(random);
        x.push_back(static_cast<float>(chord + drum));
        x.push_back(static_cast<float>(0.8 * chord + drum));
    }
    return x;
}

std::vector<Bytes> parts_of(const Report& report) {
    std::vector<Bytes> parts;
    for (const AnalyserId id : kAllAnalysers) parts.push_back(part_to_cbor(report, id));
    return parts;
}

std::vector<Bytes> heard(std::span<const float> x, int rate, std::size_t block_frames) {
    auto analyzer = Analyzer::create(SampleRate{rate}, 2);
    EXPECT_TRUE(analyzer.ok());
    const std::size_t block = 2 * block_frames;
    for (std::size_t i = 0; i < x.size(); i += block)
        EXPECT_TRUE(analyzer->push(x.subspan(i, std::min(block, x.size() - i))).ok());
    auto report = analyzer->finish();
    EXPECT_TRUE(report.ok());
    return parts_of(*report);
}

void expect_equal(const std::vector<Bytes>& a, const std::vector<Bytes>& b, const char* what) {
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i] == b[i]) << name_of(kAllAnalysers[i]) << ": " << what;
}

TEST(Analyzer, BlockSizeChangesNoBitOfTheReport) {
    for (const int rate : {44100, 48000}) {
        const auto x = music(rate, 12.0, 123.0, 220.0);
        const auto whole = heard(x, rate, x.size());
        for (const std::size_t block : {1UL, 7UL, 4096UL, 65'536UL})
            expect_equal(heard(x, rate, block), whole, "blocks");
    }
}

TEST(Analyzer, TwoRecordingsInTurnsEqualTwoFreshAnalyzers) {
    const auto a = music(44100, 10.0, 100.0, 220.0);
    const auto b = music(44100, 10.0, 140.0, 293.7);
    const auto a_alone = heard(a, 44100, 4096);
    const auto b_alone = heard(b, 44100, 4096);
    ASSERT_NE(a_alone, b_alone);

    // One after the other, in the other order, and both at once, block by block.
    expect_equal(heard(b, 44100, 4096), b_alone, "second");
    expect_equal(heard(a, 44100, 4096), a_alone, "again");
    auto first = Analyzer::create(SampleRate{44100}, 2);
    auto second = Analyzer::create(SampleRate{44100}, 2);
    for (std::size_t i = 0; i < a.size(); i += 5000) {
        const std::size_t size = std::min<std::size_t>(5000, a.size() - i);
        ASSERT_TRUE(first->push(std::span(a).subspan(i, size)).ok());
        ASSERT_TRUE(second->push(std::span(b).subspan(i, size)).ok());
    }
    expect_equal(parts_of(*second->finish()), b_alone, "interleaved");
    expect_equal(parts_of(*first->finish()), a_alone, "interleaved");
}

TEST(Analyzer, OneAnalyserAloneSaysWhatItSaysAmongAll) {
    const auto x = music(44100, 8.0, 123.0, 220.0);
    const auto together = analyze({x, 2, SampleRate{44100}}, {.analysers = AnalyserSet::all()});
    ASSERT_TRUE(together.ok());
    const auto all = parts_of(*together);
    for (std::size_t i = 0; i < kAllAnalysers.size(); ++i) {
        if (!info_of(kAllAnalysers[i]).needs_audio) continue;  // made of the others' values
        AnalysisOptions options{.analysers = {}};
        options.analysers.add(kAllAnalysers[i]);
        const auto report = analyze({x, 2, SampleRate{44100}}, options);
        ASSERT_TRUE(report.ok());
        for (std::size_t k = 0; k < kAllAnalysers.size(); ++k)  // its inputs are heard, but not told
            EXPECT_TRUE(part_to_cbor(*report, kAllAnalysers[k]) == (k == i ? all[i] : Bytes{}))
                << name_of(kAllAnalysers[i]) << " and " << name_of(kAllAnalysers[k]);
    }
}

TEST(Analyzer, SamplesThatAreNoNumbersCountAsZero) {
    auto x = music(44100, 3.0, 123.0, 220.0);
    auto clean = x;
    for (const std::size_t i : {0UL, 1000UL, 77'777UL, x.size() - 1}) clean[i] = 0.0F;
    x[0] = std::numeric_limits<float>::quiet_NaN();
    x[1000] = std::numeric_limits<float>::infinity();
    x[77'777] = -std::numeric_limits<float>::max();
    x[x.size() - 1] = -std::numeric_limits<float>::quiet_NaN();
    expect_equal(heard(x, 44100, 4096), heard(clean, 44100, 4096), "cleaned");
}

TEST(Analyzer, ShortSilentAndOddRecordingsGetAReport) {
    for (const int frames : {1, 2, 100, 4410, 30'000})
        for (const float level : {0.0F, 0.5F, 1e6F})
            for (const int rate : {1000, 44056, 192'000})
                for (const int channels : {1, 6, 64}) {
                    if (channels > 1 && frames > 100) continue;
                    std::vector<float> x(static_cast<std::size_t>(frames * channels), level);
                    const auto report = analyze({x, channels, SampleRate{rate}});
                    ASSERT_TRUE(report.ok()) << frames << " " << rate << " " << channels;
                    EXPECT_NEAR(report->duration.value(), static_cast<double>(frames) / rate, 1e-12);
                }
}

TEST(Analyzer, RefusesMisuse) {
    EXPECT_EQ(Analyzer::create(SampleRate{0}, 2).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(Analyzer::create(SampleRate{44100}, 0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(Analyzer::create(SampleRate{44100}, 65).error().code, ErrorCode::invalid_argument);
    auto analyzer = Analyzer::create(SampleRate{44100}, 2);
    EXPECT_EQ(analyzer->push(std::vector<float>(3)).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(analyzer->finish().error().code, ErrorCode::empty);
    EXPECT_EQ(analyzer->finish().error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(analyzer->push(std::vector<float>(2)).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::analysis
