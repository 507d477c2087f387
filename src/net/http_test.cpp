#include "stratum/net/http.hpp"

#include <gtest/gtest.h>

namespace stratum::net {
namespace {

TEST(Headers, AreFoundWhateverTheirCapitals) {
    Headers headers{{"Content-Type", "text/html"}, {"Accept", "a"}, {"accept", "b"}};
    EXPECT_EQ(headers.get("content-type"), "text/html");
    EXPECT_EQ(headers.joined("ACCEPT"), "a, b");
    EXPECT_EQ(headers.find("Host"), nullptr);
    headers.set("accept", "c");
    EXPECT_EQ(headers.joined("Accept"), "c");
    EXPECT_EQ(headers.size(), 2U);
}

TEST(Query, IsDecoded) {
    const auto query = Query::parse("q=daft+punk&sort=-bpm&empty=&flag&artist=%C3%84");
    ASSERT_TRUE(query);
    EXPECT_EQ(*query->find("q"), "daft punk");
    EXPECT_EQ(*query->find("sort"), "-bpm");
    EXPECT_EQ(*query->find("empty"), "");
    EXPECT_EQ(*query->find("flag"), "");
    EXPECT_EQ(*query->find("artist"), "\xc3\x84");
    EXPECT_EQ(query->find("none"), nullptr);
}

TEST(Query, RefusesBrokenEscapes) {
    for (const auto* text : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%C3=1"})
        EXPECT_FALSE(Query::parse(text)) << text;
}

TEST(Percent, GoesBothWays) {
    const std::string text = "Beyonc\xc3\xa9 / 50% & more";
    EXPECT_EQ(encode_percent(text), "Beyonc%C3%A9%20%2F%2050%25%20%26%20more");
    EXPECT_EQ(decode_percent(encode_percent(text)), text);
}

TEST(HttpDate, IsThatOfTheStandard) {
    // The example of RFC 9110, section 5.6.7.
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace stratum::net
