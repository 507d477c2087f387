#include "confined/framing.hpp"

#include <gtest/gtest.h>

namespace stratum::media {
namespace {

TEST(MessageParser, CutsTheStreamIntoMessagesHoweverItArrives) {
    const Bytes first{1, 2, 3};
    const Bytes second(100'000, 7);
    Bytes stream = encode_message(MessageKind::question, first);
    const Bytes more = encode_message(MessageKind::outcome, second);
    stream.insert(stream.end(), more.begin(), more.end());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{65'536}, stream.size()}) {
        MessageParser parser;
        std::vector<Message> found;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            parser.push(std::span{stream}.subspan(at, std::min(piece, stream.size() - at)));
            for (;;) {
                auto message = parser.next();
                ASSERT_TRUE(message);
                if (!*message) break;
                found.push_back(std::move(**message));
            }
        }
        ASSERT_EQ(found.size(), 2U);
        EXPECT_EQ(found[0].kind, MessageKind::question);
        EXPECT_EQ(found[0].payload, first);
        EXPECT_EQ(found[1].payload, second);
    }
}

TEST(MessageParser, RefusesImpossibleLengthsAndUnknownKinds) {
    const auto refused = [](Bytes bytes) {
        MessageParser parser;
        parser.push(bytes);
        return !parser.next().ok();
    };
    EXPECT_TRUE(refused({0, 0, 0, 0}));              // Not even a kind.
    EXPECT_TRUE(refused({0xff, 0xff, 0xff, 0xff}));  // Four gigabytes.
    EXPECT_TRUE(refused({2, 0, 0, 0, 99, 0}));       // Kind 99.
    EXPECT_FALSE(refused({2, 0, 0, 0, 17, 0}));
    EXPECT_FALSE(refused({200, 0, 0, 0, 17, 0})) << "more may come";
}

TEST(Verdict, CarriesAnErrorWithItsCauses) {
    const Error error = stratum::error(ErrorCode::protected_, "is locked", "ask the shop").within("in 'a.m4p'");
    const auto back = from_cbor<Verdict>(to_cbor(Verdict::of(error)));
    ASSERT_TRUE(back);
    const auto result = back->result();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::protected_);
    EXPECT_EQ(result.error().text(), "in 'a.m4p': is locked (ask the shop)");
    EXPECT_TRUE(Verdict{}.result());
}

}  // namespace
}  // namespace stratum::media
