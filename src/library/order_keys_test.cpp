#include "order_keys.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace stratum::library {
namespace {

TEST(OrderKeys, ThoseAtTheEndsStayShort) {
    std::optional<Bytes> last;
    std::optional<Bytes> first;
    for (int i = 0; i < 1000; ++i) {
        const auto next = order_keys_between(last, {}, 3);
        for (const Bytes& key : next) {
            EXPECT_TRUE(!last || *last < key);
            EXPECT_EQ(key.size(), 6U);
            last = key;
        }
        if (!first) first = next.front();
        const auto before = order_keys_between({}, first, 2);
        EXPECT_LT(before[0], before[1]);
        EXPECT_LT(before[1], *first);
        first = before[0];
    }
}

TEST(OrderKeys, AnyNumberFitsBetweenAnyTwo) {
    std::mt19937 random{3};
    std::vector<Bytes> keys = order_keys_between({}, {}, 5);
    for (int i = 0; i < 300; ++i) {
        const std::size_t at = random() % (keys.size() + 1);
        const auto after = at > 0 ? std::optional{keys[at - 1]} : std::nullopt;
        const auto before = at < keys.size() ? std::optional{keys[at]} : std::nullopt;
        const auto made = order_keys_between(after, before, 1 + random() % 20);
        keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(at), made.begin(), made.end());
    }
    EXPECT_TRUE(std::ranges::is_sorted(keys));
    EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end());
    EXPECT_LT(std::ranges::max_element(keys, {}, &Bytes::size)->size(), 20U);
}

TEST(OrderKeys, OneSpotTakesAByteForEightInsertions) {
    auto pair = order_keys_between({}, {}, 2);
    for (int i = 0; i < 800; ++i) {
        const auto made = order_keys_between(pair[0], pair[1], 1).front();
        ASSERT_LT(pair[0], made);
        ASSERT_LT(made, pair[1]);
        pair[i % 2 == 0 ? 0U : 1U] = made;
    }
    EXPECT_LE(std::max(pair[0].size(), pair[1].size()), 6U + 800U / 7U);
}

}  // namespace
}  // namespace stratum::library
