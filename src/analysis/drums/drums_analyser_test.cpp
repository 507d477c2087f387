#include "drums/test_kit.hpp"
#include "stratum/analysis/analyzer.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

constexpr int kRate = 44100;

Report heard(std::span<const float> samples, std::size_t block) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::drums);
    auto analyzer = Analyzer::create(SampleRate{kRate}, 1, options);
    EXPECT_TRUE(analyzer);
    for (std::size_t at = 0; at < samples.size(); at += block)
        EXPECT_TRUE(analyzer->push(samples.subspan(at, std::min(block, samples.size() - at))));
    auto report = analyzer->finish();
    EXPECT_TRUE(report);
    return *std::move(report);
}

TEST(DrumsAnalyser, TellsKickSnareAndHatApartWithoutANetwork) {
    const drums::Pattern pattern{20.0, kRate};
    const Report report = heard(pattern.kit.samples(), 4096);
    ASSERT_TRUE(report.drums);
    EXPECT_FALSE(report.drums->network);
    // These are no real drums, and the model was fitted on recorded ones: it need not be sure of all.
    EXPECT_GE(drums::f_measure(report.drums->notes, DrumVoice::kick, pattern.kicks), 0.6);
    EXPECT_GE(drums::f_measure(report.drums->notes, DrumVoice::snare, pattern.snares), 0.6);
    EXPECT_GE(drums::f_measure(report.drums->notes, DrumVoice::closed_hi_hat, pattern.hats), 0.5);
}

TEST(DrumsAnalyser, HearsTheSameHoweverTheSamplesCome) {
    const drums::Pattern pattern{6.0, kRate};
    const Bytes whole = part_to_cbor(heard(pattern.kit.samples(), 1 << 20), AnalyserId::drums);
    EXPECT_EQ(part_to_cbor(heard(pattern.kit.samples(), 777), AnalyserId::drums), whole);
}

TEST(DrumsAnalyser, HearsNoDrumsInSilence) {
    const std::vector<float> silence(3 * kRate);
    const Report report = heard(silence, 4096);
    ASSERT_TRUE(report.drums);
    EXPECT_TRUE(report.drums->notes.empty());
}

}  // namespace
}  // namespace stratum::analysis
