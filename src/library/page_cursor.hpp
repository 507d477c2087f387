#pragma once

#include "stratum/base/result.hpp"
#include "stratum/store/database.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace stratum::library {

/// Where a page ended: the value that was sorted by, and what orders equal ones. Clients get it as text that means
/// nothing to them; it fits only the list that it came from.
struct PageCursor {
    store::Value value;       ///< Null where rows without a value have begun.
    std::int64_t number = 0;  ///< Of a summary; or else
    Bytes id;                 ///< what else orders equal ones.
};

/// `list` tells lists apart: their order and all that they are filtered by.
[[nodiscard]] std::string to_cursor_text(const PageCursor& cursor, std::string_view list);
/// Errors: `invalid_argument` for a text that no cursor of this list can have.
[[nodiscard]] Result<PageCursor> parse_cursor(std::string_view text, std::string_view list);

}  // namespace stratum::library
