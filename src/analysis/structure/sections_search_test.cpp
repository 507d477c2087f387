#include "structure/sections_search.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::structure {
namespace {

Bars bars_of(std::size_t count, double seconds = 2.0) {
    Bars bars;
    bars.unit = Unit::downbeat;
    bars.begins_on_mark = true;
    for (std::size_t i = 0; i < count; ++i) {
        Bar bar;
        bar.start = seconds * static_cast<double>(i);
        bar.end = bar.start + seconds;
        bars.bars.push_back(bar);
    }
    return bars;
}

std::vector<std::size_t> places_of(const std::vector<Border>& borders) {
    std::vector<std::size_t> places;
    for (const Border& border : borders) places.push_back(border.bar);
    return places;
}

TEST(SectionSearch, CutsWhereTheEvidenceIs) {
    std::vector<double> evidence(64, -5.0);
    evidence[16] = 4.0;
    evidence[41] = 4.0;
    const auto borders = find_borders(bars_of(64), evidence, false);
    EXPECT_EQ(places_of(borders), (std::vector<std::size_t>{0, 16, 41}));
    EXPECT_EQ(borders[0].chance, 1.0);
    for (const Border& border : borders) EXPECT_TRUE(border.chance > 0.9 && border.chance <= 1.0);
}

TEST(SectionSearch, PhrasesDecideBetweenEquals) {
    std::vector<double> evidence(64, -5.0);
    for (const std::size_t bar : {16UL, 31UL, 32UL, 33UL, 48UL}) evidence[bar] = 2.0;
    EXPECT_EQ(places_of(find_borders(bars_of(64), evidence, true)), (std::vector<std::size_t>{0, 16, 32, 48}));
    // The same bars an odd number further on: what counts is the distance, not the number of the bar.
    std::vector<double> later(67, -5.0);
    for (const std::size_t bar : {19UL, 34UL, 35UL, 36UL, 51UL}) later[bar] = 2.0;
    EXPECT_EQ(places_of(find_borders(bars_of(67), later, true)), (std::vector<std::size_t>{0, 19, 35, 51}));
}

TEST(SectionSearch, ChancesSinkWithTheEvidence) {
    std::vector<double> evidence(40, -5.0);
    evidence[20] = 0.0;
    const auto weak = find_borders(bars_of(40), evidence, false);
    evidence[20] = 5.0;
    const auto strong = find_borders(bars_of(40), evidence, false);
    ASSERT_EQ(weak.size(), 2U);
    ASSERT_EQ(strong.size(), 2U);
    EXPECT_LT(weak[1].chance, strong[1].chance - 0.05);
}

TEST(SectionSearch, WithoutEvidenceThereIsOneSectionHoweverLong) {
    for (const std::size_t count : {1UL, 2UL, 64UL, 65UL, 5000UL}) {
        const std::vector<double> evidence(count, -6.0);
        EXPECT_EQ(places_of(find_borders(bars_of(count), evidence, true)), std::vector<std::size_t>{0}) << count;
    }
    EXPECT_TRUE(find_borders({}, {}, true).empty());
}

TEST(SectionSearch, SectionsLongerThanThePriorKnowsAreFoundToo) {
    std::vector<double> evidence(600, -6.0);
    evidence[150] = evidence[451] = 5.0;
    EXPECT_EQ(places_of(find_borders(bars_of(600), evidence, false)), (std::vector<std::size_t>{0, 150, 451}));
}

}  // namespace
}  // namespace stratum::analysis::structure
