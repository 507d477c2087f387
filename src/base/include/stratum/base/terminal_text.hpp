#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Text in the columns of a terminal. Letters of East Asian scripts take two of them, marks that sit on others none.
/// Independent of the locale: the tables follow Unicode 15 (general categories Mn and Me, East Asian Width W and F).
namespace stratum {

/// Columns that UTF-8 text takes. Bytes that are no text count as one each.
[[nodiscard]] int display_width(std::string_view text);

/// `text` in at most `columns`, with "…" at its end when something had to go, and control characters (that could move
/// the cursor or change colours) replaced by "?". Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string fit_columns(std::string_view text, int columns);
/// The same without a limit.
[[nodiscard]] std::string printable(std::string_view text);

enum class Align : std::uint8_t { left, right };
/// `fit_columns`, filled up with blanks.
[[nodiscard]] std::string pad_columns(std::string_view text, int columns, Align align = Align::left);

}  // namespace stratum
