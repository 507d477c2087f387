#include "panels.hpp"
#include "sample_report.hpp"
#include "test_canvas.hpp"

#include <gmock/gmock.h>

namespace stratum::plot {
namespace {

constexpr Rect kArea{64.0, 100.0, 1000.0, 20.0};

std::vector<std::string> words_of(const analysis::Report& report, double width = kArea.width) {
    TestCanvas canvas;
    Rect area = kArea;
    area.width = width;
    draw_sections(scene_of(canvas, report, area), area);
    std::vector<std::string> words;
    for (const auto& word : canvas.words) {
        if (!word.text.empty()) words.push_back(word.text);
        EXPECT_TRUE(word.text == "Sections" || (word.at.x >= area.x && word.at.x <= area.right())) << word.text;
    }
    return words;
}

TEST(SectionsPanel, NamesEachSectionWithItsLetter) {
    EXPECT_THAT(words_of(sample_report(372.0)),
                testing::ElementsAre("Sections", "intro A", "drop B", "break C", "drop B", "outro D"));
}

TEST(SectionsPanel, LeavesOutWhatHasNoRoom) {
    const auto words = words_of(sample_report(372.0), 160.0);
    EXPECT_THAT(words, testing::Contains("drop B"));
    EXPECT_THAT(words, testing::Not(testing::Contains("intro A")));
}

TEST(SectionsPanel, PutsSectionsWhereTheyAreHeard) {
    analysis::Report report = sample_report(100.0);
    report.structure->sections = {{.start = Seconds{0.0}, .end = Seconds{25.0}, .label = "A"},
                                  {.start = Seconds{25.0}, .end = Seconds{100.0}, .label = "B"}};
    TestCanvas canvas;
    draw_sections(scene_of(canvas, report, kArea), kArea);
    ASSERT_EQ(canvas.words.size(), 3U);
    EXPECT_NEAR(canvas.words[1].at.x, kArea.x + 125.0, 1.0);  // the middle of the first quarter
    EXPECT_NEAR(canvas.words[2].at.x, kArea.x + 625.0, 1.0);
    bool border = false;
    for (const auto& line : canvas.lines)
        border = border || (line.points.size() == 2 && std::abs(line.points[0].x - (kArea.x + 250.0)) < 0.5 &&
                            std::abs(line.points[1].x - (kArea.x + 250.0)) < 0.5);
    EXPECT_TRUE(border);
}

TEST(SectionsPanel, SaysWhatIsMissing) {
    analysis::Report report = sample_report(20.0);
    report.structure->sections.clear();
    EXPECT_THAT(words_of(report), testing::Contains("no sections heard"));
    report.structure.reset();
    EXPECT_THAT(words_of(report), testing::Contains("structure was not analysed"));
}

TEST(SectionsPanel, DrawsNoMoreThanThereArePixels) {
    analysis::Report report = sample_report(36000.0);
    report.structure->sections.clear();
    for (int i = 0; i < 100'000; ++i)
        report.structure->sections.push_back(
            {.start = Seconds{0.36 * i}, .end = Seconds{0.36 * (i + 1)}, .label = "A"});
    TestCanvas canvas;
    draw_sections(scene_of(canvas, report, kArea), kArea);
    EXPECT_LT(canvas.lines.size(), 1100U);
}

}  // namespace
}  // namespace stratum::plot
