#pragma once

#include <string>
#include <string_view>

namespace stratum {

/// `text` as it is compared when capitals do not matter: "Über Ärger" becomes "über ärger", "Straße" "strasse".
///
/// The case folding of Unicode 14 for Latin, Greek, Cyrillic and Armenian letters (also full-width ones); other scripts
/// have no capitals, or hardly anybody uses them. One letter stays one letter, with three exceptions that people type
/// both ways: ß and ẞ become "ss", and the dotted İ a plain i. Independent of the locale. Bytes that are no UTF-8 stay.
[[nodiscard]] std::string fold_case(std::string_view text);

}  // namespace stratum
