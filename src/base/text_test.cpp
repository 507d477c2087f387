#include "stratum/base/text.hpp"

#include "stratum/base/percent.hpp"

#include <gtest/gtest.h>

namespace stratum {
namespace {

TEST(Utf8, AcceptsWhatRfc3629AllowsAndMendsTheRest) {
    EXPECT_TRUE(is_utf8("für \xf0\x9f\x8e\xb5"));
    EXPECT_FALSE(is_utf8("\xc0\xaf"));          // overlong
    EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
    EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // past U+10FFFF
    EXPECT_EQ(valid_utf8("a\xff"
                         "b"),
              "a\xef\xbf\xbd"
              "b");
}

TEST(Base64, AgreesWithTheVectorsOfRfc4648) {
    const auto encode = [](std::string_view s) {
        return to_base64({reinterpret_cast<const std::uint8_t*>(s.data()), s.size()});
    };
    EXPECT_EQ(encode(""), "");
    EXPECT_EQ(encode("f"), "Zg==");
    EXPECT_EQ(encode("fo"), "Zm8=");
    EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(from_base64("Zm8="), (std::vector<std::uint8_t>{'f', 'o'}));
    EXPECT_FALSE(from_base64("Zm9v!"));
}

TEST(Hex, GoesThereAndBack) {
    const std::vector<std::uint8_t> data{0, 15, 255};
    EXPECT_EQ(to_hex(data), "000fff");
    EXPECT_EQ(from_hex("000FfF"), data);
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_FALSE(from_hex("000"));
}

TEST(Numbers, WholeTextOnly) {
    EXPECT_EQ(parse_number("-12.5"), -12.5);
    EXPECT_FALSE(parse_number("12x"));
    EXPECT_FALSE(parse_number("inf"));
    EXPECT_EQ(parse_integer("42"), 42);
    EXPECT_FALSE(parse_integer("4.2"));
    EXPECT_EQ(format_percent(0.483), "48 %");
    EXPECT_EQ(format_percent(1.0), "100 %");
    EXPECT_EQ(format_fixed(128.0, 2), "128.00");
    EXPECT_EQ(format_duration(225.4), "3:45");
    EXPECT_EQ(format_duration(3725), "1:02:05");
    EXPECT_EQ(parse_duration("1:02:05"), 3725.0);
    EXPECT_EQ(parse_duration("83.5"), 83.5);
    for (const char* text : {"", ":", "1:75", "-1", "1:2:3:4", "1:", "x", "1.5:00", "nan", "1e300"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Text, SplitsAndTrims) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(trim(" \t a b\n"), "a b");
}

}  // namespace
}  // namespace stratum
