#include "fingerprint/chroma_image.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

namespace stratum::analysis::fingerprint {
namespace {

std::vector<float> tone(double hertz, std::size_t samples, double level = 8000.0) {
    std::vector<float> out(samples);
    for (std::size_t i = 0; i < samples; ++i)
        out[i] = static_cast<float>(
            std::round(level * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / 11025.0)));
    return out;
}

std::vector<Chroma> rows_of(std::span<const float> samples) {
    ChromaRows maker;
    std::vector<Chroma> rows;
    maker.push(samples, rows);
    return rows;
}

TEST(ChromaRows, HearsTheNoteInEveryOctave) {
    for (int note = 0; note < 12; ++note) {
        for (const double octave : {2.0, 4.0, 8.0, 16.0}) {  // of 55 Hz; the middle of each semitone's range
            const double hertz = 55.0 * octave * std::exp2((note + 0.5) / 12.0);
            const auto rows = rows_of(tone(hertz, 20000));
            ASSERT_FALSE(rows.empty());
            const auto loudest = std::ranges::max_element(rows[0]) - rows[0].begin();
            EXPECT_EQ(loudest, note) << hertz;
        }
    }
}

TEST(ChromaRows, BringsEveryRowToLengthOneWhateverTheLevel) {
    for (const double level : {100.0, 30000.0}) {
        for (const Chroma& row : rows_of(tone(440.0, 20000, level))) {
            double squares = 0.0;
            for (const double x : row) squares += x * x;
            EXPECT_NEAR(squares, 1.0, 1e-12);
        }
    }
}

TEST(ChromaRows, CallsSilenceNothing) {
    for (const Chroma& row : rows_of(std::vector<float>(20000, 0.0F))) EXPECT_EQ(row, Chroma{});
}

TEST(ChromaRows, MakesOneRowAHopAfterTheFifthFrameForAnyCutting) {
    // Frame n needs 4,096 + 1,365 n samples, and the first row the frames 0 to 4.
    EXPECT_EQ(rows_of(tone(440.0, 4096 + 4 * 1365 - 1)).size(), 0U);
    EXPECT_EQ(rows_of(tone(440.0, 4096 + 4 * 1365)).size(), 1U);
    const auto samples = tone(1234.0, 40000);
    const auto whole = rows_of(samples);
    ChromaRows maker;
    std::vector<Chroma> rows;
    for (std::size_t at = 0; at < samples.size(); at += 777)
        maker.push(std::span{samples}.subspan(at, std::min<std::size_t>(777, samples.size() - at)), rows);
    EXPECT_EQ(rows, whole);
}

}  // namespace
}  // namespace stratum::analysis::fingerprint
