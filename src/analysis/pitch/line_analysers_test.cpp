#include "pitch/test_voices.hpp"
#include "report_check.hpp"
#include "stratum/analysis/analyzer.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

using namespace test_voices;

AnalysisOptions notes_only() {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::melody);
    options.analysers.add(AnalyserId::bass);
    return options;
}

Report hear(const std::vector<float>& samples) {
    auto report = analyze({samples, 1, SampleRate{kRate}}, notes_only());
    EXPECT_TRUE(report) << report.error().message;
    return std::move(*report);
}

TEST(LineAnalysers, WriteNotesAndACurveThatAReaderAccepts) {
    const auto report = hear(voice(4.0, [](double t) { return t < 2.0 ? 392.0 : 523.3; }));
    ASSERT_TRUE(report.melody && report.bass);
    EXPECT_TRUE(check(report));
    // A frame every 512 samples at 22,050 Hz.
    EXPECT_EQ(report.melody->curve_hz.size(), static_cast<std::size_t>((4 * kRate + 511) / 512));
    EXPECT_NEAR(report.melody->curve_hop.value(), 512.0 / 22050.0, 1e-12);
    for (std::size_t i = 1; i < report.melody->notes.size(); ++i)
        EXPECT_GE(report.melody->notes[i].start, report.melody->notes[i - 1].end);
}

TEST(LineAnalysers, HearNothingInSilence) {
    const auto report = hear(std::vector<float>(kRate));
    ASSERT_TRUE(report.melody && report.bass);
    EXPECT_TRUE(report.melody->notes.empty());
    EXPECT_TRUE(report.bass->notes.empty());
    EXPECT_EQ(std::ranges::count(report.melody->curve_hz, 0.0F),
              static_cast<std::ptrdiff_t>(report.melody->curve_hz.size()));
}

TEST(LineAnalysers, AreNotInTheDefaultReport) {
    EXPECT_FALSE(info_of(AnalyserId::melody).standard);
    EXPECT_FALSE(info_of(AnalyserId::bass).standard);
}

TEST(LineAnalysers, GoThroughBytesUnchanged) {
    const auto report = hear(voice(2.0, [](double) { return 440.0; }));
    Report back;
    ASSERT_TRUE(part_from_cbor(back, AnalyserId::melody, part_to_cbor(report, AnalyserId::melody)));
    EXPECT_EQ(back.melody->curve_hz, report.melody->curve_hz);
    EXPECT_EQ(back.melody->notes.size(), report.melody->notes.size());
    Report broken = report;
    broken.melody->curve_hz.assign(1, -5.0F);
    EXPECT_FALSE(part_from_cbor(back, AnalyserId::melody, part_to_cbor(broken, AnalyserId::melody)));
}

}  // namespace
}  // namespace stratum::analysis
