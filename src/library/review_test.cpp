#include "stratum/library/tracks.hpp"
#include "test_library.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

class ReviewTest : public LibraryTest {
  protected:
    void SetUp() override {
        LibraryTest::SetUp();
        if (IsSkipped()) return;
        add("sure.wav", 1, 0.95, 0.95, 0.95, false);
        add("tempo.wav", 2, 0.2, 0.9, 0.9, true);
        add("key.wav", 3, 0.9, 0.9, 0.3, false);
        add("beats.wav", 4, 0.9, 0.4, 0.9, false);
    }
    void add(const std::string& name, std::uint8_t audio, double tempo, double beats, double key, bool rival) {
        write(name, name);
        analysis::Report report;
        auto& rhythm = report.rhythm.emplace();
        rhythm.tempo = analysis::Tempo{.bpm = Bpm{120.0}, .confidence = tempo};
        if (rival) rhythm.tempo->alternatives = {{Bpm{60.0}, 0.6, analysis::TempoRelation::half}};
        rhythm.grid.emplace().confidence = beats;
        rhythm.grid->beats = {Seconds{0.5}, Seconds{1.0}};
        report.harmony.emplace().key = analysis::KeyEstimate{.key = {9, analysis::Mode::minor}, .confidence = key};
        const auto recorded = library_->record(heard(name, audio, parts_of(report)));
        ASSERT_TRUE(recorded) << recorded.error().text();
        track_[name] = recorded->track;
    }
    std::vector<std::string> names(const ReviewFilter& filter, std::size_t limit = 50) {
        std::vector<std::string> names;
        PageRequest page{.limit = limit, .cursor = {}, .count = true};
        for (;;) {
            const auto found = Tracks{*library_}.review(filter, page);
            EXPECT_TRUE(found) << found.error().text();
            for (const auto& item : found->items) names.push_back(item.track.file_name);
            if (found->next_cursor) {
                page.cursor = *found->next_cursor;
                continue;
            }
            EXPECT_EQ(found->total, static_cast<std::int64_t>(names.size()));
            return names;
        }
    }
    std::map<std::string, Uuid> track_;
};

using testing::ElementsAre;

TEST_P(ReviewTest, MostDoubtfulComeFirst) {
    EXPECT_THAT(names({}), ElementsAre("tempo.wav", "key.wav", "beats.wav"));
    EXPECT_THAT(names({}, 1), ElementsAre("tempo.wav", "key.wav", "beats.wav"));
    ReviewFilter all;
    all.least_doubt = 0.0;
    EXPECT_EQ(names(all, 3).size(), 4U);
    const auto item = Tracks{*library_}.review({}, {}).value().items.front();
    EXPECT_EQ(item.report.rhythm->tempo->alternatives.size(), 1U);
    EXPECT_TRUE(item.report.harmony->key);
}

TEST_P(ReviewTest, OneFieldAtATime) {
    ReviewFilter filter;
    filter.field = CorrectedField::key;
    EXPECT_THAT(names(filter), ElementsAre("key.wav"));
    filter.field = CorrectedField::grid;
    EXPECT_THAT(names(filter), ElementsAre("beats.wav"));
    filter.least_doubt = 0.08;
    EXPECT_THAT(names(filter), ElementsAre("beats.wav", "key.wav"))
        << "beats without a settled tempo are not asked about";
    filter.field = CorrectedField::metre;
    EXPECT_EQ(Tracks{*library_}.review(filter, {}).error().code, ErrorCode::invalid_argument);
}

TEST_P(ReviewTest, WhatAPersonSaidOrTookAwayIsInNoDoubt) {
    TrackCorrection correction{.track = track_["key.wav"]};
    correction.values.key = CorrectedKey{{0, analysis::Mode::major}, {}};
    ASSERT_TRUE(library_->correct("--key C", std::array{correction}));
    ASSERT_TRUE(Tracks{*library_}.bin(std::array{track_["tempo.wav"]}));
    EXPECT_THAT(names({}), ElementsAre("beats.wav"));
    ReviewFilter filter;
    filter.q = "beats";
    EXPECT_THAT(names(filter), ElementsAre("beats.wav"));
    filter.q = "key";
    EXPECT_TRUE(names(filter).empty());
    filter.least_doubt = 2.0;
    EXPECT_EQ(Tracks{*library_}.review(filter, {}).error().code, ErrorCode::invalid_argument);
}

STRATUM_ON_EVERY_ENGINE(ReviewTest);

}  // namespace
}  // namespace stratum::library
