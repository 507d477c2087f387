#include "stratum/base/terminal_text.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace stratum {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Marks without a width of their own, and letters that join others: the blocks of them, not every single one.
constexpr std::array kZeroWidth{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},   Range{0x064B, 0x065F},
    Range{0x06D6, 0x06DC}, Range{0x093C, 0x093C}, Range{0x0941, 0x0948}, Range{0x094D, 0x094D},   Range{0x0E31, 0x0E31},
    Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},   Range{0x200B, 0x200F},
    Range{0x202A, 0x202E}, Range{0x2060, 0x2064}, Range{0x20D0, 0x20F0}, Range{0x302A, 0x302D},   Range{0x3099, 0x309A},
    Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF},
};
constexpr std::array kDoubleWidth{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},
    Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x18AFF},
    Range{0x1B000, 0x1B2FF}, Range{0x1F004, 0x1F004}, Range{0x1F18E, 0x1F19A}, Range{0x1F200, 0x1F320},
    Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C}, Range{0x1F37E, 0x1F393}, Range{0x1F3A0, 0x1F3CA},
    Range{0x1F3E0, 0x1F3F0}, Range{0x1F400, 0x1F43E}, Range{0x1F440, 0x1F4FC}, Range{0x1F4FF, 0x1F53D},
    Range{0x1F550, 0x1F567}, Range{0x1F5FB, 0x1F64F}, Range{0x1F680, 0x1F6C5}, Range{0x1F900, 0x1F9FF},
    Range{0x20000, 0x3FFFD},
};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t letter) {
    const auto after = std::ranges::upper_bound(ranges, letter, {}, &Range::first);
    return after != ranges.begin() && letter <= std::prev(after)->last;
}

int width_of(char32_t letter) {
    if (is_in(kZeroWidth, letter)) return 0;
    return is_in(kDoubleWidth, letter) ? 2 : 1;
}

bool is_control(char32_t letter) {
    // Also what ends a line, and the marks that turn the direction of writing, which can make a name look like another.
    return letter < 0x20 || (letter >= 0x7f && letter < 0xa0) || (letter >= 0x2028 && letter <= 0x202e) ||
           (letter >= 0x2066 && letter <= 0x2069);
}

/// Takes one letter from the front of valid UTF-8.
char32_t take(std::string_view& text) {
    const auto lead = static_cast<std::uint8_t>(text.front());
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t letter = size == 1 ? lead : lead & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) letter = (letter << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3fU);
    text.remove_prefix(size);
    return letter;
}

}  // namespace

int display_width(std::string_view text) {
    const std::string valid = valid_utf8(text);
    int width = 0;
    for (std::string_view rest = valid; !rest.empty();) width += width_of(take(rest));
    return width;
}

std::string fit_columns(std::string_view text, int columns) {
    const std::string valid = valid_utf8(text);
    std::string fitted;
    std::size_t before_dots = 0;  // where to cut so that one column is left
    int width = 0;
    for (std::string_view rest = valid; !rest.empty();) {
        const std::string_view from = rest;
        const char32_t letter = take(rest);
        const int more = is_control(letter) ? 1 : width_of(letter);
        if (width + more > columns) {
            fitted.resize(before_dots);
            return columns > 0 ? fitted + "\xe2\x80\xa6" : std::string{};
        }
        width += more;
        is_control(letter) ? fitted += '?' : fitted.append(from.substr(0, from.size() - rest.size()));
        if (width < columns) before_dots = fitted.size();
    }
    return fitted;
}

std::string printable(std::string_view text) { return fit_columns(text, std::numeric_limits<int>::max() / 2); }

std::string pad_columns(std::string_view text, int columns, Align align) {
    std::string fitted = fit_columns(text, columns);
    const auto blanks = static_cast<std::size_t>(std::max(0, columns - display_width(fitted)));
    return align == Align::left ? fitted + std::string(blanks, ' ') : std::string(blanks, ' ') + fitted;
}

}  // namespace stratum
