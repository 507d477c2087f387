#include "stratum/analysis/fingerprint.hpp"

#include "fingerprint/test_signals.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

using fingerprint::fingerprint_of;
using fingerprint::test_signals;
using fingerprint::TestSignal;
using fingerprint::to_floats;

struct Golden {
    std::string_view name;
    std::string_view compressed;
};
constexpr Golden kGolden[]{
#include "fingerprint/fpcalc_golden.inc"
};

class FingerprintOf : public testing::TestWithParam<TestSignal> {};

TEST_P(FingerprintOf, EqualsWhatFpcalcGave) {
    const TestSignal& signal = GetParam();
    const auto* golden = std::ranges::find(kGolden, signal.name, &Golden::name);
    ASSERT_NE(golden, std::end(kGolden));
    const auto words = decompress_fingerprint(golden->compressed);
    ASSERT_TRUE(words) << words.error().text();
    const Fingerprint ours = fingerprint_of(to_floats(signal.samples()), signal.rate, signal.channels);
    ASSERT_EQ(ours.words.size(), words->size());
    // One word may lie so near a limit that the 16-bit arithmetic of the reference falls on the other side.
    EXPECT_GE(fingerprint::equal_words(ours.words, *words) + 1, words->size());
    EXPECT_NEAR(ours.analysed.value(), std::min(signal.seconds, 120.0), 0.001);
}

INSTANTIATE_TEST_SUITE_P(Rates, FingerprintOf, testing::ValuesIn(test_signals()),
                         [](const auto& test) { return test.param.name; });

TEST(Fingerprint, DoesNotDependOnHowTheAudioIsCutIntoBlocks) {
    const TestSignal signal{"blocks", 44100, 2, 12.0};
    const auto samples = to_floats(signal.samples());
    const Fingerprint whole = fingerprint_of(samples, signal.rate, signal.channels);
    ASSERT_GT(whole.words.size(), 50U);
    for (const std::size_t frames : {1U, 77U, 4096U, 65536U}) {
        AnalysisOptions options;
        options.analysers = {};
        options.analysers.add(AnalyserId::fingerprint);
        auto analyzer = Analyzer::create(SampleRate{signal.rate}, signal.channels, options).value();
        for (std::size_t at = 0; at < samples.size(); at += 2 * frames)
            ASSERT_TRUE(analyzer.push(std::span{samples}.subspan(at, std::min(2 * frames, samples.size() - at))).ok());
        EXPECT_EQ(analyzer.finish().value().fingerprint->words, whole.words) << frames;
    }
}

TEST(Fingerprint, IsAbsentWhereTheAudioIsTooShortForAWord) {
    // 4,096 samples and 19 hops of 1,365 more at 11,025 Hz make the first word: 2.724 s.
    const auto seconds = [](double length) {
        const TestSignal signal{"short", 44100, 1, length};
        return fingerprint_of(to_floats(signal.samples()), signal.rate, signal.channels).words.size();
    };
    EXPECT_EQ(seconds(0.001), 0U);
    EXPECT_EQ(seconds(2.72), 0U);
    EXPECT_EQ(seconds(2.73), 1U);
}

TEST(CompareFingerprints, FindsTheShiftBetweenTwoCutsOfOneRecording) {
    std::mt19937 random{5};
    std::vector<std::uint32_t> a(900);
    for (auto& word : a) word = static_cast<std::uint32_t>(random());
    const std::vector<std::uint32_t> b(a.begin() + 100, a.end());
    const auto match = compare_fingerprints(a, b);
    ASSERT_TRUE(match) << match.error().text();
    EXPECT_EQ(match->similarity, 1.0);
    EXPECT_EQ(match->offset, -100.0 * kFingerprintHop);  // b starts 100 words later
    EXPECT_EQ(compare_fingerprints(b, a)->offset, 100.0 * kFingerprintHop);
    EXPECT_EQ(match->overlap, 800.0 * kFingerprintHop);
}

TEST(CompareFingerprints, SeesNothingInCommonBetweenUnrelatedOnes) {
    std::mt19937 random{6};
    std::vector<std::uint32_t> a(900);
    std::vector<std::uint32_t> b(900);
    for (auto& word : a) word = static_cast<std::uint32_t>(random());
    for (auto& word : b) word = static_cast<std::uint32_t>(random());
    // 28,800 fair coins deviate from a half by 0.3 %; the best of 485 alignments by some three times that.
    EXPECT_LT(compare_fingerprints(a, b)->similarity, 0.03);
    EXPECT_EQ(compare_fingerprints(std::span{a}.first(3), b).error().code, ErrorCode::too_short);
}

TEST(CompareFingerprints, NeedsSevenAndAHalfSecondsOfEachRecording) {
    // Five seconds of overlap are 40 words: 4,096 samples and 39 + 19 hops of 1,365 more at 11,025 Hz are 7.553 s.
    const auto verdict = [](double length) {
        const TestSignal signal{"short", 44100, 1, length};
        const auto words = fingerprint_of(to_floats(signal.samples()), signal.rate, signal.channels).words;
        const auto match = compare_fingerprints(words, words);
        return match ? std::string{"compared"} : std::string{name_of(match.error().code)};
    };
    EXPECT_EQ(verdict(5.5), "too_short");
    EXPECT_EQ(verdict(7.55), "too_short");
    EXPECT_EQ(verdict(7.56), "compared");
}

TEST(CompareFingerprints, SurvivesOtherLevelAndNoise) {
    const TestSignal signal{"level", 44100, 2, 40.0};
    const auto clean = to_floats(signal.samples());
    std::vector<float> worn = clean;
    std::mt19937 random{7};
    for (float& x : worn) x = 0.4F * x + 0.002F * (static_cast<float>(random() % 2001) / 1000.0F - 1.0F);
    const auto match =
        compare_fingerprints(fingerprint_of(clean, 44100, 2).words, fingerprint_of(worn, 44100, 2).words);
    ASSERT_TRUE(match);
    EXPECT_GT(match->similarity, 0.8);  // AcoustID takes about 0.6 for the same recording
    EXPECT_EQ(match->offset, Seconds{0});
}

}  // namespace
}  // namespace stratum::analysis
