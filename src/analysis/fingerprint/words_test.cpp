#include "fingerprint/words.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::fingerprint {
namespace {

constexpr std::uint32_t kSilence = 627964279;  // what fpcalc gives for every word of digital silence

std::vector<std::uint32_t> words_of(const std::vector<Chroma>& rows) {
    WordReader reader;
    std::vector<std::uint32_t> words;
    for (const Chroma& row : rows) reader.push(row, words);
    return words;
}

TEST(WordReader, NeedsSixteenRowsForTheFirstWordAndOneForEachMore) {
    EXPECT_TRUE(words_of(std::vector<Chroma>(15)).empty());
    EXPECT_EQ(words_of(std::vector<Chroma>(16)).size(), 1U);
    EXPECT_EQ(words_of(std::vector<Chroma>(100)).size(), 85U);
}

TEST(WordReader, ReadsSilenceAsTheReferenceDoes) {
    for (const std::uint32_t word : words_of(std::vector<Chroma>(50))) EXPECT_EQ(word, kSilence);
}

TEST(WordReader, SeesANoteBegin) {
    // The eighth feature sets the notes 7 to 9 of rows 2 and 3 against those of rows 0 and 1. With one of them sounding
    // from row 2 on its value is log(3 / 1) = 1.1, above its highest limit of 0.078: range 3, written as binary 10.
    std::vector<Chroma> rows(16);
    for (std::size_t r = 2; r < rows.size(); ++r) rows[r][7] = 1.0;
    EXPECT_EQ(words_of(rows)[0] >> 16 & 3U, 2U);
    EXPECT_EQ(kSilence >> 16 & 3U, 1U);
}

TEST(WordReader, ForgetsWhatLeftItsWindow) {
    // Sums run on from row to row; however long the music before, what counts is the window alone.
    std::vector<Chroma> rows(1000);
    for (std::size_t r = 0; r < 900; ++r) rows[r][r % 12] = 1.0;
    EXPECT_EQ(words_of(rows).back(), kSilence);
}

}  // namespace
}  // namespace stratum::analysis::fingerprint
