#include "structure/sections_groups.hpp"

#include "structure/sections_kinds.hpp"
#include "structure/sections_mix.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::structure {
namespace {

struct Piece {
    Bars bars;
    std::vector<Stretch> sections;
};

/// Sections of eight bars, each at its level in all bands.
Piece piece_of(const std::vector<float>& levels) {
    Piece piece;
    piece.bars.unit = Unit::downbeat;
    piece.bars.begins_on_mark = true;
    for (const float level : levels) {
        piece.sections.push_back({piece.bars.size(), piece.bars.size() + 8});
        for (int n = 0; n < 8; ++n) {
            Bar bar;
            bar.start = 2.0 * static_cast<double>(piece.bars.size());
            bar.end = bar.start + 2.0;
            bar.level.fill(level);
            bar.loud = bar.tonal = level;
            bar.stroke.fill(0.1F * (level + 60.0F));
            bar.chroma[n % 2 == 0 ? 0 : 7] = 1.0F;
            piece.bars.bars.push_back(bar);
        }
    }
    return piece;
}

std::vector<Border> borders_of(const Piece& piece) {
    std::vector<Border> borders;
    for (const Stretch& section : piece.sections) borders.push_back({section.from, section.from == 0 ? 1.0 : 0.8});
    return borders;
}

TEST(SectionGroups, WhatSoundsAlikeSharesAGroup) {
    const Piece piece = piece_of({-40.0F, -20.0F, -40.0F, -20.0F, -55.0F});
    EXPECT_EQ(group(piece.bars, piece.sections), (std::vector<std::size_t>{0, 1, 0, 1, 2}));
    EXPECT_TRUE(group(piece.bars, {}).empty());
}

TEST(SectionGroups, ManySectionsAreGroupedToo) {
    std::vector<float> levels;
    for (std::size_t i = 0; i < kMostGrouped + 51; ++i) levels.push_back(i % 2 == 0 ? -40.0F : -15.0F);
    const Piece piece = piece_of(levels);
    const auto groups = group(piece.bars, piece.sections);
    for (std::size_t i = 0; i < groups.size(); ++i) EXPECT_EQ(groups[i], i % 2) << i;
}

TEST(SectionKinds, BeginAndEndWithIntroAndOutro) {
    const Piece piece = piece_of({-45.0F, -18.0F, -40.0F, -18.0F, -45.0F});
    const std::vector<std::size_t> groups{0, 1, 2, 1, 0};
    const auto kinds = name_sections(piece.bars, piece.sections, groups, nullptr);
    ASSERT_EQ(kinds.size(), 5U);
    EXPECT_EQ(kinds.front().kind, SectionKind::intro);
    EXPECT_EQ(kinds.back().kind, SectionKind::outro);
    EXPECT_EQ(kinds[1].kind, kinds[3].kind);
    for (std::size_t i = 1; i < 4; ++i) {
        EXPECT_NE(kinds[i].kind, SectionKind::intro);
        EXPECT_NE(kinds[i].kind, SectionKind::outro);
    }
    for (const NamedKind& kind : kinds) EXPECT_TRUE(kind.confidence > 0.0 && kind.confidence <= 1.0);
}

TEST(SectionKinds, OneSectionHasNoPart) {
    const Piece piece = piece_of({-20.0F});
    const std::vector<std::size_t> groups{0};
    EXPECT_EQ(name_sections(piece.bars, piece.sections, groups, nullptr).front().kind, SectionKind::other);
}

TEST(SectionMix, BeginsAWholePhraseBeforeTheMusicChanges) {
    Piece piece = piece_of({-50.0F, -18.0F, -18.0F, -50.0F});
    const auto notes = bars_with_notes(piece.bars);
    auto in = mix_in_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9);
    ASSERT_TRUE(in);
    EXPECT_EQ(in->time, Seconds{0.0});
    EXPECT_EQ(in->bars, 8);
    EXPECT_EQ(in->free_bars, 8);
    EXPECT_NEAR(in->confidence, 0.72, 1e-12);  // beats and border both right
    // The first bar is a part of one only: of the seven that are left, a phrase of four leads to the change.
    piece.bars.begins_on_mark = false;
    in = mix_in_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9);
    EXPECT_EQ(in->time, Seconds{8.0});
    EXPECT_EQ(in->bars, 4);
}

TEST(SectionMix, LeavesWhereTheLastSectionBegins) {
    Piece piece = piece_of({-50.0F, -18.0F, -18.0F, -50.0F});
    const auto notes = bars_with_notes(piece.bars);
    const auto out = mix_out_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->time, Seconds{48.0});
    EXPECT_EQ(out->free_bars, 8);
    // An end of three bars is too short to leave in.
    piece.sections.push_back({29, 32});
    piece.sections[3].to = 29;
    EXPECT_EQ(mix_out_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9)->time, Seconds{48.0});
}

TEST(SectionMix, IsNotToldWithoutDownbeatsOrIntro) {
    Piece piece = piece_of({-50.0F, -18.0F, -18.0F, -50.0F});
    const auto notes = bars_with_notes(piece.bars);
    piece.bars.unit = Unit::beat;
    EXPECT_FALSE(mix_in_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9));
    EXPECT_FALSE(mix_out_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9));
    piece.bars.unit = Unit::downbeat;
    piece.sections = {{0, 24}, {24, 32}};
    EXPECT_FALSE(mix_in_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9)) << "three quarters are no intro";
    EXPECT_TRUE(mix_out_of(piece.bars, piece.sections, borders_of(piece), notes, 0.9));
}

}  // namespace
}  // namespace stratum::analysis::structure
