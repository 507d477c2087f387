#include "search_words.hpp"

#include "plain_letters.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

/// The letter at `at`, which moves behind it. `text` is valid UTF-8.
char32_t next_letter(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(at);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t letter = length == 1 ? first : first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) letter = letter << 6U | (byte(at + i) & 0x3fU);
    at += length;
    return letter;
}

bool within(char32_t letter, char32_t first, char32_t last) { return letter >= first && letter <= last; }

/// Signs that stand above or below the letter before.
bool is_mark(char32_t letter) { return within(letter, 0x300, 0x36f) || within(letter, 0xfe00, 0xfe0f); }

bool is_apostrophe(char32_t letter) {
    return letter == '\'' || letter == 0x2019 || letter == 0x2bc || letter == '`' || letter == 0xb4;
}

/// Blocks of Unicode that hold signs instead of letters.
bool separates(char32_t letter) {
    if (letter < 0x80) return !within(letter, '0', '9') && !within(letter, 'a', 'z') && !within(letter, 'A', 'Z');
    return (within(letter, 0x80, 0xbf) && letter != 0xaa && letter != 0xb5 && letter != 0xba) || letter == 0xd7 ||
           letter == 0xf7 || within(letter, 0x2000, 0x206f) || within(letter, 0x2190, 0x2bff) ||
           within(letter, 0x2e00, 0x2e7f) || within(letter, 0x3000, 0x3004) || within(letter, 0x3008, 0x3020) ||
           letter == 0x30fb || within(letter, 0xfe10, 0xfe6f) || within(letter, 0xff00, 0xff0f) ||
           within(letter, 0xff1a, 0xff20) || within(letter, 0xff3b, 0xff40) || within(letter, 0xff5b, 0xff65);
}

/// Written without blanks between words.
bool stands_alone(char32_t letter) {
    return within(letter, 0x2e80, 0x2fdf) || within(letter, 0x3005, 0x3007) || within(letter, 0x3040, 0x30ff) ||
           within(letter, 0x3400, 0x9fff) || within(letter, 0xf900, 0xfaff) || within(letter, 0x1f000, 0x1faff) ||
           within(letter, 0x20000, 0x3ffff);
}

}  // namespace

std::string plain_text(std::string_view text) {
    const std::string folded = fold_case(valid_utf8(text));
    std::string plain;
    plain.reserve(folded.size());
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t from = at;
        const char32_t letter = next_letter(folded, at);
        if (letter == 0 || is_mark(letter)) continue;
        const auto found =
            letter < 0x80
                ? kPlainLetters.end()
                : std::ranges::lower_bound(kPlainLetters, letter, {}, [](const auto& entry) { return entry.first; });
        if (found != kPlainLetters.end() && found->first == letter)
            plain += found->second;
        else
            plain.append(folded, from, at - from);
    }
    return plain;
}

std::vector<std::string> search_words(std::string_view text) {
    const std::string plain = plain_text(text);
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty() && words.size() < kMostWords && std::ranges::find(words, word) == words.end())
            words.push_back(word);
        word.clear();
    };
    for (std::size_t at = 0; at < plain.size();) {
        const std::size_t from = at;
        const char32_t letter = next_letter(plain, at);
        if (is_apostrophe(letter)) continue;
        if (separates(letter)) {
            end_word();
            continue;
        }
        if (stands_alone(letter)) end_word();
        if (word.size() + (at - from) <= kLongestWord) word.append(plain, from, at - from);
        if (stands_alone(letter)) end_word();
    }
    end_word();
    return words;
}

std::string workspace_tag(const Uuid& workspace) { return to_hex(std::span{workspace.bytes}.last<3>()); }

}  // namespace stratum::library
