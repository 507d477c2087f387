#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How long lists are read: page by page, each with what the next one is asked for with.
namespace stratum::library {

inline constexpr std::size_t kLargestPage = 200;

struct PageRequest {
    std::size_t limit = 50;   ///< 1 to `kLargestPage`.
    std::string cursor;       ///< `next_cursor` of the page before, with the same filter and order; empty at first.
    std::int64_t offset = 0;  ///< Begin so many after that; what is passed over is walked over.
    bool count = false;       ///< Tell also how many there are in all.
};

template <class Item>
struct Page {
    std::vector<Item> items;
    std::optional<std::string> next_cursor;  ///< Absent on the last page.
    std::optional<std::int64_t> total;
};

}  // namespace stratum::library
