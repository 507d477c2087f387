#pragma once

#include "stratum/base/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::evaluate {

/// A table with a header line (RFC 4180: commas, double quotes, quotes doubled inside).
struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    /// The cell under a column name; empty when the row is short or the column is not there.
    [[nodiscard]] std::string_view cell(std::size_t row, std::string_view column) const;
    [[nodiscard]] bool has(std::string_view column) const;
};

/// Errors: `corrupt` with the line for an open quote; `empty` without a header.
Result<Table> parse_csv(std::string_view text);
/// Errors: `not_found`, `io`, and those of `parse_csv`, with the file's name.
Result<Table> read_csv(const std::string& path);
/// A cell, quoted where it must be.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace stratum::evaluate
