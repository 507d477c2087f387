#include "stratum/net/json.hpp"

#include "stratum/net/read_json.hpp"

#include <gtest/gtest.h>

namespace stratum::net {
namespace {

TEST(ParseJson, ReadsEveryKind) {
    const auto json = parse_json(R"({"a":[1,2.5,-3e2,"x\u00e4",true,null],"b":{}})");
    ASSERT_TRUE(json);
    const auto& items = *json->find("a")->array();
    ASSERT_EQ(items.size(), 6U);
    EXPECT_EQ(items[0].integer(), 1);
    EXPECT_EQ(items[1].number(), 2.5);
    EXPECT_FALSE(items[1].integer());
    EXPECT_EQ(items[2].integer(), -300);
    EXPECT_EQ(*items[3].string(), "x\xc3\xa4");
    EXPECT_EQ(items[4].boolean(), true);
    EXPECT_TRUE(items[5].is_null());
    EXPECT_TRUE(json->find("b")->object()->empty());
    EXPECT_EQ(json->find("c"), nullptr);
}

TEST(ParseJson, RefusesWhatIsNoJson) {
    for (const auto* text : {"", "{", "{\"a\":1,}", "[1 2]", "nul", "\"\x80\"", "1 1", "{\"a\":1}x", "\xef\xbb\xbf"}) {
        const auto json = parse_json(text);
        ASSERT_FALSE(json) << text;
        EXPECT_EQ(json.error().code, ErrorCode::corrupt) << text;
    }
}

TEST(ParseJson, RefusesTwoMembersOfOneName) {
    const auto json = parse_json(R"({"role":"viewer","x":1,"role":"owner"})");
    ASSERT_FALSE(json);
    EXPECT_NE(json.error().message.find("role"), std::string::npos);
}

TEST(ParseJson, RefusesWhatIsTooDeepOrTooLarge) {
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')));
    EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')));
    EXPECT_FALSE(parse_json("[1,2,3]", {.bytes = 6}));
}

TEST(ParseJson, GivesNumbersThatDoNotFitAsDoubles) {
    EXPECT_EQ(parse_json("18446744073709551615")->number(), 18446744073709551615.0);
    EXPECT_FALSE(parse_json("18446744073709551615")->integer());
    EXPECT_EQ(parse_json("9223372036854775807")->integer(), INT64_MAX);
}

struct Tempo {
    Bpm bpm;
    std::optional<double> confidence;
};
template <class V>
void describe(V& v, Tempo& x) {
    v.field("bpm", x.bpm);
    v.field("confidence", x.confidence);
}
struct Wish {
    std::vector<Tempo> tempi;
    Change<std::string> title;
    Change<std::string> artist;
};
template <class V>
void describe(V& v, Wish& x) {
    v.field("tempi", x.tempi);
    v.field("title", x.title);
    v.field("artist", x.artist);
}

TEST(FromJson, FillsADescribedStruct) {
    const auto wish = from_json<Wish>(R"({"tempi":[{"bpm":120},{"bpm":93.5,"confidence":0.5}],"title":null})");
    ASSERT_TRUE(wish) << wish.error().text();
    ASSERT_EQ(wish->tempi.size(), 2U);
    EXPECT_EQ(wish->tempi[1].bpm, Bpm{93.5});
    EXPECT_EQ(wish->tempi[1].confidence, 0.5);
    EXPECT_TRUE(wish->title.present);
    EXPECT_FALSE(wish->title.value);
    EXPECT_FALSE(wish->artist.present);
}

TEST(FromJson, NullIsNoValueOfAnOptionalMember) {
    const auto wish = from_json<Wish>(R"({"tempi":[{"bpm":120,"confidence":null}]})");
    ASSERT_FALSE(wish);
    EXPECT_EQ(wish.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(wish.error().message, "tempi[0].confidence must be a number, not null");
    EXPECT_FALSE(from_json<Wish>(R"({"tempi":null})"));
}

TEST(FromJson, TellsAllThatDoesNotFitByItsPointer) {
    std::vector<Misfit> wrong;
    const auto json = parse_json(R"({"tempi":[{"bpm":"fast"},{"speed":1}],"title":3,"a/b~c":1})").value();
    const auto wish = from_json<Wish>(json, &wrong);
    ASSERT_FALSE(wish);
    std::vector<std::string> pointers;
    for (const auto& one : wrong) pointers.push_back(one.pointer);
    EXPECT_EQ(pointers,
              (std::vector<std::string>{"/a~1b~0c", "/tempi/0/bpm", "/tempi/1/speed", "/tempi/1/bpm", "/title"}));
    EXPECT_EQ(wish.error().message, wrong.front().error.message);
    EXPECT_FALSE(from_json<Wish>(parse_json("3").value(), &wrong));
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong.front().pointer, "");
    std::string many = R"({"tempi":[0)";
    for (int i = 0; i < 1000; ++i) many += ",0";
    EXPECT_FALSE(from_json<Wish>(parse_json(many + "]}").value(), &wrong));
    EXPECT_EQ(wrong.size(), 20U);
}

TEST(FromJson, TakesNoZeroBytes) { EXPECT_FALSE(from_json<Wish>(R"({"tempi":[],"title":"a\u0000b"})")); }

TEST(FromJson, TellsThePlaceOfWhatDoesNotFit) {
    EXPECT_EQ(from_json<Wish>(R"({"tempi":[{"bpm":"fast"}]})").error().message,
              "tempi[0].bpm must be a number, not \"fast\"");
    EXPECT_EQ(from_json<Wish>(R"({"tempi":[{}]})").error().message, "tempi[0] lacks the member \"bpm\"");
    EXPECT_EQ(from_json<Wish>(R"({"tempi":[],"tilte":"x"})").error().message,
              "the JSON has a member \"tilte\" that means nothing here");
    EXPECT_EQ(from_json<Wish>("[]").error().message, "the JSON must be an object, not an array");
}

}  // namespace
}  // namespace stratum::net
