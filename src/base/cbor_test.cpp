#include "stratum/base/cbor.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace stratum {
namespace {

enum class Colour : std::uint8_t { red, blue };
constexpr std::array<std::pair<Colour, std::string_view>, 2> kColours{{{Colour::red, "red"}, {Colour::blue, "blue"}}};
std::string_view name_of(Colour c) { return find_name(kColours, c); }
bool from_name(std::string_view name, Colour& out) { return find_name(kColours, name, out); }

struct Inner {
    Seconds at;
    std::optional<Bpm> tempo;
};
template <class V>
void describe(V& v, Inner& x) {
    v.field("at", x.at);
    v.field("tempo", x.tempo);
}

struct Outer {
    std::string title;
    Colour colour = Colour::red;
    std::int64_t count = 0;
    bool flag = false;
    std::vector<Inner> parts;
    std::vector<std::uint8_t> blob;
    std::array<float, 3> triple{};
};
template <class V>
void describe(V& v, Outer& x) {
    v.field("title", x.title);
    v.field("colour", x.colour);
    v.field("count", x.count);
    v.field("flag", x.flag);
    v.field("parts", x.parts);
    v.field("blob", x.blob);
    v.field("triple", x.triple);
}

Outer example() {
    return {"Zäune \"x\"",
            Colour::blue,
            std::numeric_limits<std::int64_t>::min() + 1,
            true,
            {{Seconds{0.1}, Bpm{173.99}}, {Seconds{-2}, {}}},
            {1, 2, 255},
            {0.1F, -3.0F, 1e-30F}};
}

TEST(Cbor, BringsEveryFieldBackBitForBit) {
    const Outer in = example();
    const auto out = from_cbor<Outer>(to_cbor(in));
    ASSERT_TRUE(out) << out.error().text();
    EXPECT_EQ(out->title, in.title);
    EXPECT_EQ(out->colour, in.colour);
    EXPECT_EQ(out->count, in.count);
    EXPECT_EQ(out->flag, in.flag);
    ASSERT_EQ(out->parts.size(), 2U);
    EXPECT_EQ(out->parts[0].tempo, Bpm{173.99});
    EXPECT_FALSE(out->parts[1].tempo);
    EXPECT_EQ(out->blob, in.blob);
    EXPECT_EQ(out->triple, in.triple);
}

TEST(Cbor, SkipsMembersItDoesNotKnow) {
    const auto out = from_cbor<Inner>(to_cbor(example()));
    ASSERT_TRUE(out) << out.error().text();
    EXPECT_EQ(out->at, Seconds{0});
}

TEST(Cbor, EveryCutAndEveryFlippedByteIsRefusedOrReadWithoutHarm) {
    const Bytes whole = to_cbor(example());
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_FALSE(from_cbor<Outer>(std::span{whole}.first(cut))) << "cut at " << cut;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        Bytes bent = whole;
        bent[i] ^= 0xff;
        (void)from_cbor<Outer>(bent);  // the sanitizers judge
    }
}

TEST(Cbor, RefusesALengthLargerThanTheDataWithoutAllocating) {
    const Bytes huge{0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    EXPECT_EQ(from_cbor<std::vector<double>>(huge).error().code, ErrorCode::corrupt);
}

TEST(Cbor, ReadsTheExamplesOfRfc8949) {
    const auto number = [](std::string_view hex) {
        const auto data = from_hex(hex).value();
        return CborReader{data}.number().value();
    };
    EXPECT_EQ(number("1903e8"), 1000);
    EXPECT_EQ(number("3903e7"), -1000);
    EXPECT_EQ(number("f93c00"), 1.0);
    EXPECT_EQ(number("f90001"), 5.960464477539063e-8);
    EXPECT_EQ(number("fa47c35000"), 100000.0);
    EXPECT_EQ(number("fbc010666666666666"), -4.1);
}

TEST(Json, WritesTheSameStructWithPlainNumbersAndNoEmptyMembers) {
    EXPECT_EQ(to_json(example().parts), R"([{"at":0.1,"tempo":173.99},{"at":-2}])");
    EXPECT_EQ(to_json(std::string{"a\"\\\n\x01\xff"}), "\"a\\\"\\\\\\n\\u0001\xef\xbf\xbd\"");
    EXPECT_EQ(to_json(std::vector<double>{1.0, std::numeric_limits<double>::quiet_NaN(), 1e21}), "[1,null,1e+21]");
    EXPECT_EQ(to_json(std::vector<std::uint8_t>{1, 2, 255}), "\"AQL/\"");
    EXPECT_EQ(to_json(Inner{Seconds{1}, {}}, 2), "{\n  \"at\": 1\n}");
}

}  // namespace
}  // namespace stratum
