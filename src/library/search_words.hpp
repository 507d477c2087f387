#pragma once

#include "stratum/base/ids.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Text as it is searched and sorted, the same on every engine because it is made here.
namespace stratum::library {

/// `fold_case`, then letters without their signs: "Beyoncé" is "beyonce", "Ørsted" "orsted". What is no letter stays.
[[nodiscard]] std::string plain_text(std::string_view text);

/// The words of `text` in plain letters, each once: runs of letters and digits; an ideograph or a kana is a word by
/// itself. Apostrophes join ("don't" is "dont"). A word has at most `kLongestWord` bytes; further words than
/// `kMostWords` are left out.
[[nodiscard]] std::vector<std::string> search_words(std::string_view text);
inline constexpr std::size_t kLongestWord = 60;
inline constexpr std::size_t kMostWords = 200;

/// What stands before each word of a workspace in the index, so that one workspace's words are no burden for the search
/// in another. Two workspaces may share it: it is for speed, and every query says its workspace besides.
[[nodiscard]] std::string workspace_tag(const Uuid& workspace);

}  // namespace stratum::library
