#include "structure/sections.hpp"

#include "report_check.hpp"
#include "structure/test_song.hpp"
#include "test_networks.hpp"
#include "vocals/test_singer.hpp"

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>

namespace stratum::analysis::structure {
namespace {

using namespace test_song;

constexpr unsigned kQuiet = pad;
constexpr unsigned kFull = drums | bass | pad | lead;

std::vector<double> starts_of(const Structure& structure) {
    std::vector<double> starts;
    for (const Section& section : structure.sections) starts.push_back(section.start.value());
    return starts;
}

TEST(Structure, HearsTheSectionsOfAPieceAndWhichAreAlike) {
    const Report report = hear(song({{8, kQuiet}, {8, kFull}, {8, kQuiet}, {8, kFull}}));
    ASSERT_TRUE(report.structure);
    const auto& sections = report.structure->sections;
    ASSERT_EQ(sections.size(), 4U);
    for (std::size_t i = 1; i < sections.size(); ++i) {
        EXPECT_DOUBLE_EQ(sections[i].start.value(), 16.0 * static_cast<double>(i));
        EXPECT_EQ(sections[i].start, sections[i - 1].end);
        EXPECT_GT(sections[i].confidence, 0.7);
        EXPECT_NE(std::ranges::find(report.rhythm->grid->downbeats, sections[i].start),
                  report.rhythm->grid->downbeats.end());
    }
    EXPECT_EQ(sections[0].label, "A");
    EXPECT_EQ(sections[1].label, "B");
    EXPECT_EQ(sections[2].label, "A");
    EXPECT_EQ(sections[3].label, "B");
    EXPECT_EQ(sections[1].bars, 8);
    EXPECT_GE(sections[1].energy, 9);
    EXPECT_LE(sections[2].energy, sections[1].energy - 3);
    ASSERT_TRUE(sections[0].loudness && sections[1].loudness);
    EXPECT_GT(sections[1].loudness->value(), sections[0].loudness->value() + 3.0);
    EXPECT_FALSE(sections[1].vocals) << "nobody listened for voices";
    EXPECT_TRUE(check(*report.structure)) << check(*report.structure).error().text();
}

TEST(Structure, VocalsOfASectionAreTheMeanOfItsTime) {
    const VocalCurve curve{Seconds{1.0}, {0, 0, 100, 100, 50}, {}};
    EXPECT_DOUBLE_EQ(presence_between(curve, Seconds{0.0}, Seconds{2.0}).value(), 0.0);
    EXPECT_DOUBLE_EQ(presence_between(curve, Seconds{1.5}, Seconds{2.5}).value(), 0.5);
    EXPECT_DOUBLE_EQ(presence_between(curve, Seconds{2.0}, Seconds{5.0}).value(), 250.0 / 300.0);
    // What lies behind the last value counts for nothing.
    EXPECT_DOUBLE_EQ(presence_between(curve, Seconds{4.0}, Seconds{9.0}).value(), 0.5);
    EXPECT_FALSE(presence_between(curve, Seconds{5.0}, Seconds{9.0}));
    EXPECT_FALSE(presence_between(curve, Seconds{2.0}, Seconds{2.0}));
    EXPECT_FALSE(presence_between({Seconds{1.0}, {}, {}}, Seconds{0.0}, Seconds{1.0}));
}

class StructureWithNetworks : public WithNetworks {};

TEST_F(StructureWithNetworks, TheSungSectionHasMoreVocalsThanTheOthers) {
    std::vector<float> samples = song({{8, kQuiet}, {8, kQuiet | drums | bass}, {8, kQuiet}});
    vocals::test_singer::add_singer(samples, 16.0, 32.0);
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::structure);
    options.networks = networks_;
    const auto report = analyze({samples, 1, SampleRate{kRate}}, options);
    ASSERT_TRUE(report);
    const Structure& structure = report->structure.value();
    EXPECT_EQ(structure.vocals->network, Networks::vocals_name());
    const double sung = presence_between(*structure.vocals, Seconds{17.0}, Seconds{31.0}).value();
    const double before = presence_between(*structure.vocals, Seconds{0.0}, Seconds{15.0}).value();
    EXPECT_GT(sung, before + 0.15);  // a singer by rule is none that the network has met
    for (const Section& section : structure.sections)
        EXPECT_EQ(section.vocals, presence_between(*structure.vocals, section.start, section.end));
    EXPECT_TRUE(check(structure)) << check(structure).error().text();
}

TEST(Structure, WithoutNetworksTellsVocalsAndThatNoneListened) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::structure);
    const std::vector<float> samples = song({{8, kFull}});
    const auto report = analyze({samples, 1, SampleRate{kRate}}, options);
    ASSERT_TRUE(report && report->structure && report->structure->vocals);
    EXPECT_FALSE(report->structure->vocals->network);
    for (const Section& section : report->structure->sections) EXPECT_TRUE(section.vocals);
}

TEST(Structure, FindsWhereToMix) {
    const Report report = hear(song({{9, drums}, {16, kFull}, {8, drums | bass}}));
    ASSERT_TRUE(report.structure && report.structure->mix_in && report.structure->mix_out);
    // Nine bars of drums: from the second on, two phrases of four lead to the drop.
    EXPECT_NEAR(report.structure->mix_in->time.value(), 2.0, 1e-9);
    EXPECT_EQ(report.structure->mix_in->bars, 8);
    EXPECT_EQ(report.structure->mix_in->free_bars, 8);
    EXPECT_NEAR(report.structure->mix_out->time.value(), 50.0, 1e-9);
    EXPECT_GE(report.structure->mix_out->free_bars, 7);  // the last bar may hold what rings on
}

TEST(Structure, APieceThatStaysTheSameIsOneSection) {
    const Report report = hear(song({{24, kFull}}));
    ASSERT_TRUE(report.structure);
    EXPECT_EQ(report.structure->sections.size(), 1U);
    EXPECT_EQ(report.structure->sections.front().kind, SectionKind::other);
    EXPECT_EQ(report.structure->sections.front().energy, 10);
    EXPECT_FALSE(report.structure->mix_in);
    EXPECT_FALSE(report.structure->mix_out);
}

TEST(Structure, IsHeardWithTheOthersOnTheirOwnBeats) {
    const auto samples = song({{8, kQuiet}, {8, kFull}});
    const auto report = analyze({samples, 1, SampleRate{kRate}});
    ASSERT_TRUE(report && report->structure && report->rhythm && report->rhythm->grid);
    ASSERT_EQ(report->structure->sections.size(), 2U);
    EXPECT_NEAR(report->structure->sections[1].start.value(), 16.0, 2.0);  // a bar: all bars here are the same
}

TEST(Structure, SilenceHasNoSections) {
    const Report report = hear(std::vector<float>(10 * kRate, 0.0F));
    ASSERT_TRUE(report.structure);
    EXPECT_TRUE(report.structure->sections.empty());
}

TEST(Structure, AClipOfASecondIsOneSection) {
    auto clip = song({{1, kFull}});
    clip.resize(kRate);
    const Report report = hear(clip);
    ASSERT_TRUE(report.structure);
    ASSERT_EQ(report.structure->sections.size(), 1U);
    EXPECT_LE(report.structure->sections.front().end.value(), 1.0);
    EXPECT_FALSE(report.structure->sections.front().loudness) << "shorter than a window of three seconds";
}

TEST(Structure, SectionsLeaveOutTheSilenceAtBothEnds) {
    auto samples = song({{8, kQuiet}, {8, kFull}}, 3.0);
    samples.resize(samples.size() + 4 * kRate, 0.0F);
    const Report report = hear(samples, 3.0);
    ASSERT_TRUE(report.structure && !report.structure->sections.empty());
    EXPECT_NEAR(report.structure->sections.front().start.value(), 3.0, 0.2);
    EXPECT_NEAR(report.structure->sections.back().end.value(), 35.0, 0.5);
}

TEST(Structure, WithoutBeatsBordersLieOnARasterAndNothingIsMixed) {
    const SectionTrack swells = track(80.0, [](double t, std::size_t band) {
        const double wander = std::sin(7.0 * t + static_cast<double>(band)) + std::sin(12.3 * t);
        return t < 40.0 ? -50.0 - static_cast<double>(band) + wander : -20.0 + 4.0 * wander;
    });
    Report report;
    report.duration = Seconds{80.0};
    const Structure structure = hear_structure(swells, report);
    ASSERT_EQ(starts_of(structure).size(), 2U);
    EXPECT_NEAR(structure.sections[1].start.value(), 40.0, 1.1);  // half a step of two seconds, and half a frame
    EXPECT_FALSE(structure.sections[1].bars);
    EXPECT_FALSE(structure.mix_in);
}

TEST(Structure, TenHoursTakeLittleTime) {
    constexpr double kHours = 10.0 * 3600.0;
    const SectionTrack long_mix = track(kHours, [](double t, std::size_t band) {
        const bool loud = std::fmod(t, 128.0) >= 64.0;
        return (loud ? -20.0 : -45.0) - static_cast<double>(band) + (std::fmod(t, 0.5) < 0.1 && loud ? 8.0 : 0.0);
    });
    const auto before = std::chrono::steady_clock::now();
    const Structure structure = hear_structure(long_mix, steady(kHours));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
    EXPECT_NEAR(static_cast<double>(structure.sections.size()), kHours / 64.0, 3.0);
    EXPECT_LT(seconds,
              30.0);  // about two on a free core of 2020; a square of the bars would take hours under a sanitizer
    EXPECT_TRUE(check(structure));
}

TEST(Structure, LettersGoOnBehindZ) {
    EXPECT_EQ(letter_of(0), "A");
    EXPECT_EQ(letter_of(25), "Z");
    EXPECT_EQ(letter_of(26), "AA");
    EXPECT_EQ(letter_of(26 + 26 * 26), "AAA");
}

}  // namespace
}  // namespace stratum::analysis::structure
