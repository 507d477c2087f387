#include "transcoding.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace stratum::audio {
namespace {

TEST(Gate, LetsSoManyIn) {
    const auto gate = std::make_shared<Gate>();
    auto first = gate->enter(2);
    const auto second = gate->enter(2);
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(gate->enter(2));
    EXPECT_TRUE(gate->enter(3));
    first.reset();
    EXPECT_TRUE(gate->enter(2));
    EXPECT_FALSE(gate->enter(0));
}

TEST(Gate, OutlivesItsOwner) {
    auto gate = std::make_shared<Gate>();
    auto ticket = gate->enter(1);
    gate.reset();
    ticket.reset();  // the last of it
    SUCCEED();
}

}  // namespace
}  // namespace stratum::audio
