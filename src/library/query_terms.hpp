#pragma once

#include "stratum/library/query.hpp"

#include <string>
#include <string_view>

/// The single terms of a query: what fields there are, and what may be said of each.
namespace stratum::library {

enum class TermKind : std::uint8_t { none, text, number, date, key, flag, state };
[[nodiscard]] TermKind kind_of(std::string_view field);
/// All that is understood, for hints.
[[nodiscard]] std::string_view understood();

/// Adds what `raw` says of `field`. Errors: `invalid_argument`.
Result<void> add_term(Query& query, const std::string& field, const std::string& raw);

}  // namespace stratum::library
