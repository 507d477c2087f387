#include "csv.hpp"

#include <gtest/gtest.h>

namespace stratum::evaluate {

TEST(Csv, ReadsQuotesCommasAndBothLineEnds) {
    const auto table = parse_csv(
        "\xef\xbb\xbf"
        "file,bpm\r\n\"a, \"\"b\"\".wav\",120\r\n\nc.wav\n");
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rows.size(), 2U);
    EXPECT_EQ(table->cell(0, "file"), "a, \"b\".wav");
    EXPECT_EQ(table->cell(0, "bpm"), "120");
    EXPECT_EQ(table->cell(1, "bpm"), "");  // a short row
    EXPECT_EQ(table->cell(1, "key"), "");  // no such column
}

TEST(Csv, SaysWhereAQuoteWasLeftOpen) {
    const auto table = parse_csv("file\n\"a.wav\n");
    ASSERT_FALSE(table);
    EXPECT_NE(table.error().message.find("line 2"), std::string::npos);
}

TEST(Csv, RefusesWhatHasNoHeader) { EXPECT_EQ(parse_csv("\n\n").error().code, ErrorCode::empty); }

TEST(Csv, CellsComeBackAsTheyWere) {
    for (const char* text : {"plain", "a,b", "say \"x\"", "two\nlines"}) {
        const auto table = parse_csv("h\n" + csv_cell(text) + "\n");
        ASSERT_TRUE(table);
        EXPECT_EQ(table->cell(0, "h"), text);
    }
}

}  // namespace stratum::evaluate
